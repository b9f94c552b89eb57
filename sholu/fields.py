"""The field table: what is stored, indexed and exported, under which name.

One table makes the flat JSON of commands and exports, the schema of every index, the fields of
the query language and the data dictionary. Only the standard library and the central types.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sholu.article import Annotations, Article, Moment, Record

Kind = Literal["keyword", "names", "keys", "text", "int", "date", "day", "bool", "flat", "objects"]
"""keyword: an exact value. names: found by the whole name or any of its words, in any case.
keys: space-joined search tokens. text: prose as shown. date: an instant in RFC 3339, or a day.
day: an ISO date in the setting's time zone. flat: name -> value. objects: a list of such."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One row of the table.

    `source` is where the value comes from: a path into the record, `[]` walking a list. `fast`
    fields can be counted and sorted by. `query` is the name in the query language, if it has one.
    """

    name: str
    kind: Kind
    source: str
    about: str
    many: bool = False
    indexed: bool = False
    fast: bool = False
    exported: bool = True
    query: str | None = None


def _shown(name: str, kind: Kind, source: str, about: str, *, many: bool = False) -> Field:
    return Field(name=name, kind=kind, source=source, about=about, many=many)


def _found(
    name: str, kind: Kind, source: str, about: str, *, query: str | None = None, many: bool = False
) -> Field:
    """A shown field that can be counted, and asked for under `query`."""
    return Field(
        name=name, kind=kind, source=source, about=about, many=many, indexed=True, fast=True,
        query=query,
    )  # fmt: skip


def _hidden(
    name: str, kind: Kind, source: str, about: str, *, query: str | None = None, many: bool = False
) -> Field:
    """A field of the indexes alone: it serves questions and is never shown."""
    return Field(
        name=name, kind=kind, source=source, about=about, many=many, indexed=True, exported=False,
        query=query,
    )  # fmt: skip


def _moment(name: str, what: str) -> tuple[Field, ...]:
    at = f"article.{name}"
    return (
        _shown(name, "date", at, f"{what}: a date when only the day is known, else with offset"),
        _shown(f"{name}_instant", "date", f"{at}.instant", f"{what}, in UTC"),
        _shown(f"{name}_zone", "keyword", f"{at}.zone", "The zone it was read in"),
        _found(f"{name}_precision", "keyword", f"{at}.precision", "day, minute or second"),
        _shown(f"{name}_source", "keyword", f"{at}.source", "The rule that found it"),
        _shown(f"{name}_raw", "keyword", f"{at}.raw", "The text it was read from"),
    )


TABLE: tuple[Field, ...] = (
    _found("id", "keyword", "id", "16 hexadecimal digits, given once", query="id"),
    _found("url", "keyword", "article.url", "Canonical address", query="url"),
    _found("site", "keyword", "article.site", "The outlet", query="site"),
    _found("edition", "keyword", "article.edition", "Its language edition", query="edition"),
    _shown("title", "text", "article.title", "Headline"),
    _shown("lead", "text", "article.lead", "The lead, which is part of the text"),
    _shown("text", "text", "article.text", "All below the headline, a blank line a paragraph"),
    _found("authors", "keyword", "article.authors", "Authors as signed", many=True),
    _found("section", "keyword", "article.section", "The outlet's own section"),
    _shown("keywords", "keyword", "article.keywords", "The outlet's own keywords", many=True),
    _shown("image", "keyword", "article.image", "Address of the main picture"),
    _shown("captions", "text", "article.captions", "Captions, kept out of the text", many=True),
    *_moment("published", "When it was published"),
    *_moment("modified", "When the outlet says it changed it"),
    _shown("declared_lang", "keyword", "article.declared_lang", "The language the page declares"),
    _shown("alternates", "flat", "article.alternates", "hreflang -> address"),
    _shown("how", "flat", "article.how", "Field -> the rule that filled it"),
    _found("lang", "keyword", "annotations.lang", "Main language", query="lang"),
    _found("script", "keyword", "annotations.script", "Main script", query="script"),
    _shown("languages", "flat", "annotations.languages", "Language -> share of the letters"),
    _shown("damage", "keyword", "annotations.damage", "What is broken in the text", many=True),
    _found(
        "topics", "keyword", "annotations.tags[].topic", "Topics it is about", query="topic",
        many=True,
    ),
    _shown("tags", "objects", "annotations.tags", "Topics with the words that prove them"),
    _shown("entities", "objects", "annotations.entities", "Names in the text"),
    _shown("cites", "objects", "annotations.cites", "Whom it names as its source"),
    _shown("versions", "flat", "annotations.versions", "Part -> version that made the notes"),
    _shown("first_seen", "date", "first_seen", "When sholu first stored it, UTC"),
    _shown("fetched", "date", "fetched", "When the bytes were fetched, UTC"),
    _found("day", "day", "day", "Calendar day in the setting's time zone"),
    _shown("day_estimated", "bool", "day_estimated", "The page gave no date: day of first_seen"),
    _found("year", "int", "year", "Year of `day` when first kept; never changes", query="year"),
    _found("sort_key", "int", "sort_key", "Unique; results come by it, newest first"),
    _found("change", "int", "change", "Rises with every change of what is indexed"),
    _found("revision", "int", "revision", "Rises when the outlet edits", query="revision"),
    _shown("reading", "int", "reading", "Rises when the same bytes are read differently"),
    _shown("reader", "keyword", "reader", "Hash of what read it"),
    _found("state", "keyword", "state", "live or gone", query="state"),
    _shown("raw", "flat", "raw", "Where the bytes are: WARC file, offset, SHA-256"),
    _found("duplicate_of", "keyword", "duplicate_of", "Earliest of its copies, if not itself"),
    _found("twin", "keyword", "twin", "The same story in the other language", query="twin"),
    _found("story", "keyword", "story", "The story it belongs to", query="story"),
    Field(
        name="duplicate", kind="bool", source="duplicate_of", indexed=True, fast=True,
        exported=False, query="duplicate", about="It is a copy of an earlier article",
    ),
    Field(
        name="entity_ids", kind="keyword", source="annotations.entities[].id", many=True,
        indexed=True, fast=True, exported=False, about="Known names in the text, by id",
    ),
    _hidden("author_names", "names", "article.authors", "Authors", query="author", many=True),
    _hidden("section_names", "names", "article.section", "Section", query="section", many=True),
    _hidden(
        "entity_names", "names", "annotations.entities[].norm", "Names in the text",
        query="entity", many=True,
    ),
    _hidden("title_keys_kk", "keys", "annotations.keys.title_keys_kk", "Kazakh keys, headline"),
    _hidden("title_keys_ru", "keys", "annotations.keys.title_keys_ru", "Russian keys, headline"),
    _hidden("title_words", "keys", "annotations.keys.title_words", "Words of the headline"),
    _hidden("keys_kk", "keys", "annotations.keys.keys_kk", "Kazakh keys, text"),
    _hidden("keys_ru", "keys", "annotations.keys.keys_ru", "Russian keys, text"),
    _hidden("words", "keys", "annotations.keys.words", "Words of the text"),
)  # fmt: skip

BY_NAME: Mapping[str, Field] = {field.name: field for field in TABLE}
BY_QUERY: Mapping[str, Field] = {field.query: field for field in TABLE if field.query}
INDEXED: tuple[Field, ...] = tuple(field for field in TABLE if field.indexed)


def flat(record: Record) -> dict[str, Any]:
    """The record as one flat JSON object: every exported field, None where there is no value."""
    return {field.name: json_value(field, record) for field in TABLE if field.exported}


def flat_article(article: Article, annotations: Annotations | None = None) -> dict[str, Any]:
    """The same keys for an article that no store knows: those of page and annotations only."""
    parts = {"article": article} | ({"annotations": annotations} if annotations else {})
    fields = (field for field in TABLE if field.exported)
    chosen = (field for field in fields if field.source.partition(".")[0] in parts)
    return {field.name: json_value(field, parts) for field in chosen}


def json_value(field: Field, record: Record | Mapping[str, Any]) -> Any:
    """The value of a field as JSON; `record` may be a mapping with `article`, `annotations`."""
    value = _walk(record, field.source)
    if field.kind == "flat" and isinstance(value, tuple):
        return dict(value)
    if field.kind == "bool" and not isinstance(value, bool):
        return value is not None
    return _json(value)


def _walk(start: Any, source: str) -> Any:
    """The value at a path, None as soon as a step is None; `x[].y` lists the y there are."""
    value = start
    for step in source.split("."):
        name, many = step.removesuffix("[]"), step.endswith("[]")
        if isinstance(value, list):
            value = [item for item in (getattr(one, name) for one in value) if item is not None]
            return list(dict.fromkeys(value))
        value = value[name] if isinstance(value, Mapping) else getattr(value, name)
        if value is None:
            return None
        value = list(value) if many else value
    return value


def _json(value: Any) -> Any:
    if isinstance(value, Moment):
        return shown(value)
    if isinstance(value, datetime):
        return utc(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _json(part) for name, part in asdict(value).items()}
    if isinstance(value, tuple | list):
        return [_json(item) for item in value]
    return value


def utc(instant: datetime) -> str:
    """An instant in RFC 3339, UTC with Z, without a fraction where there is none."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def shown(moment: Moment) -> str:
    """A time as people read it: the day alone if no more is known, else with its zone's offset."""
    local = moment.instant.astimezone(zone(moment.zone))
    return local.date().isoformat() if moment.precision == "day" else local.isoformat()


_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?")


def zone(name: str) -> tzinfo:
    """The zone of a Moment: an IANA name, Z, or an offset as printed. Raises ValueError.

    >>> zone("+05:00").utcoffset(None)
    datetime.timedelta(seconds=18000)
    """
    if name in ("Z", "UTC", "GMT"):
        return UTC
    match = _OFFSET.fullmatch(name)
    if not match:
        return ZoneInfo(name)
    ahead = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return timezone(ahead if match[1] == "+" else -ahead)


def day_number(day: str) -> int:
    """An ISO date as the number yyyymmdd: fast to count by. Raises ValueError on no date.

    >>> day_number("2025-10-29")
    20251029
    """
    return int(date.fromisoformat(day).strftime("%Y%m%d"))


def day_of(number: int) -> str:
    """The ISO date of a number yyyymmdd."""
    text = f"{number:08d}"
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"
