"""A search over the configured index, with the records it finds and what to mark in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crawlers.site import site_files
from nlp.topic import topic_files
from sholu.article import Record
from sholu.errors import UserError
from sholu.fields import flat
from sholu.index import Index, read_cursor
from sholu.index.highlight import highlight, snippet
from sholu.index.targets import open_target
from sholu.names import unknown
from sholu.query import All, And, Field, Node, Not, Or, both, parse
from sholu.settings import Settings
from sholu.store import Store

LANGUAGES = ("kk", "ru", "en")
"""What a profile can have stored."""
SCRIPTS = ("Arab", "Cyrl", "Latn")
STATES = ("gone", "live")

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A record that was found; the spans are (start, end) in title and snippet."""

    record: Record
    title_spans: Spans
    snippet: tuple[str, Spans]

    def row(self) -> dict[str, Any]:
        """The flat object, with the snippet and its marks beside it."""
        text, spans = self.snippet
        return flat(self.record) | {"snippet": text, "snippet_marks": spans}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of results, newest first; `cursor` leads to the next, None at the end."""

    total: int
    hits: tuple[Hit, ...]
    cursor: str | None


def search(
    settings: Settings,
    query: str,
    *,
    since: str | None = None,
    limit: int = 10,
    after: str | None = None,
    engine: str | None = None,
) -> Found:
    """The articles a query asks for; `since` is what `since:` takes in it, such as 30d.

    `engine` is a target of the settings, None the first. Raises UserError: a query that means
    nothing, no index yet, an index of another version, a cursor that is none, a server that does
    not answer.
    """
    node = parse(query, zone=settings.zone)
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        index = open_target(engine, settings)
        check_names(node, settings, index)
        place = None if after is None else read_cursor(after)
        page = index.search(_younger(node, since, settings), after=place, limit=limit)
        records = store.records([hit.id for hit in page.hits])
    return Found(
        total=page.total,
        hits=tuple(_hit(record, node) for record in records),
        cursor=page.cursor,
    )


def count(
    settings: Settings, query: str, *, since: str | None = None, engine: str | None = None
) -> int:
    """How many articles a query asks for. Raises UserError as `search` does."""
    node = parse(query, zone=settings.zone)
    with Store(settings.store_file, zone=settings.zone, create=False):
        index = open_target(engine, settings)
        check_names(node, settings, index)
        return index.count(_younger(node, since, settings))


def check_names(node: Node, settings: Settings, index: Index) -> None:
    """Raise UserError on a value of a query that cannot occur, with those that can.

    Topics and sites are those that have a file, languages and scripts those that sholu tells
    apart when it stores, and in each case those the index holds.
    """
    match node:
        case Field(name="topics", value=value):
            known = {*topic_files(*settings.topic_folders), *_counted(index, "topics")}
            kind = "topic"
        case Field(name="site", value=value):
            known = {*site_files(*settings.site_folders), *_counted(index, "site")}
            kind = "site"
        case Field(name="lang", value=value):
            known = {*LANGUAGES} if value in LANGUAGES else {*LANGUAGES, *_counted(index, "lang")}
            kind = "language"
        case Field(name="script", value=value):
            known = {*SCRIPTS} if value in SCRIPTS else {*SCRIPTS, *_counted(index, "script")}
            kind = "script"
        case Field(name="state", value=value):
            known = {*STATES}
            kind = "state of an article"
        case Not(node=inner):
            return check_names(inner, settings, index)
        case And(nodes=nodes) | Or(nodes=nodes):
            for inner in nodes:
                check_names(inner, settings, index)
            return None
        case _:
            return None
    if value not in known:
        raise UserError(unknown(kind, str(value), known))
    return None


def _counted(index: Index, field: str) -> set[str]:
    return {values[0] for values, _ in index.aggregate(All(), (field,))}


def _younger(node: Node, since: str | None, settings: Settings) -> Node:
    return node if since is None else both(node, parse(f"since:{since}", zone=settings.zone))


def _hit(record: Record, node: Node) -> Hit:
    return Hit(
        record=record,
        title_spans=highlight(record.article.title, node, "title"),
        snippet=snippet(record.article.text, node),
    )
