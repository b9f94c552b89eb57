"""The three central types: what a page says, what we say of it, what the store knows.

Frozen, slotted, keyword-only dataclasses over the standard library; nothing else describes an
article. All instants are timezone-aware UTC; all offsets are character offsets.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Precision = Literal["day", "minute", "second"]
Level = Literal["strong", "weak"]
State = Literal["live", "gone"]
Pairs = tuple[tuple[str, str], ...]

DISPOSITIONS = (
    "stored",
    "updated",
    "unchanged",
    "not_modified",
    "duplicate",
    "not_article",
    "too_short",
    "other_language",
    "gone",
    "robots",
    "blocked",
    "skipped",
    "failed",
)
"""Every page ends a run in exactly one of these; `skipped` and `failed` carry a reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time as a page gives it.

    `instant` is UTC; for precision `day` it is local midnight in `zone` (an IANA name or a fixed
    offset as printed). `source` is the rule that found it, `raw` the text it was read from.
    """

    instant: datetime
    zone: str
    precision: Precision
    source: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What the page says.

    `text` is everything below the headline, paragraphs joined by a blank line, the lead once and
    in it; captions and furniture are not in it. `lead` copies its part of `text`. `alternates`
    are (hreflang, address) pairs, `how` (field, rule that filled it) pairs.
    """

    url: str
    site: str
    edition: str | None = None
    title: str = ""
    lead: str | None = None
    text: str = ""
    authors: tuple[str, ...] = ()
    section: str | None = None
    keywords: tuple[str, ...] = ()
    image: str | None = None
    captions: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    declared_lang: str | None = None
    alternates: Pairs = ()
    how: Pairs = ()

    @classmethod
    def from_text(cls, text: str, *, title: str = "", url: str = "", site: str = "") -> Article:
        """An article made of plain text; single newlines inside it part paragraphs too.

        >>> Article.from_text("Бір.\\n\\nЕкі.", title="Тақырып").text
        'Бір.\\n\\nЕкі.'
        """
        paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
        return cls(url=url, site=site, title=title.strip(), text="\n\n".join(paragraphs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A page that is not kept: a disposition of `DISPOSITIONS` and the reason in words."""

    disposition: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words that prove a tag: `text` is `field`[start:end]; `term` is the rule that matched."""

    field: str
    start: int
    end: int
    text: str
    term: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A topic the article is about, with its evidence; `level` is that of the strongest span."""

    topic: str
    score: float
    level: Level
    evidence: tuple[Span, ...]
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A person, organisation, place or law the text names; `id` is None outside the gazetteer."""

    id: str | None
    label: str
    norm: str
    text: str
    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """Whom the text names as its source; `id` is the gazetteer's, if it knows the name."""

    text: str
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Six strings of space-joined search tokens; paragraphs are parted by filler tokens.

    `keys_kk` and `keys_ru` hold the paragraphs of their language, `words` the normalised surface
    forms of all; the same for the title. Never shown to people.
    """

    keys_kk: str = ""
    keys_ru: str = ""
    words: str = ""
    title_keys_kk: str = ""
    title_keys_ru: str = ""
    title_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """What we say of an article.

    `languages` are (language, share of the letters) pairs, largest first; `damage` names what is
    broken in the text; `versions` are (part, version) pairs that say what made these notes.
    """

    lang: str
    script: str
    languages: tuple[tuple[str, float], ...] = ()
    damage: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    entities: tuple[Entity, ...] = ()
    cites: tuple[Cite, ...] = ()
    keys: Keys = Keys()
    versions: Pairs = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """Where the bytes are: WARC file name within the archive, offset of the record, SHA-256."""

    file: str
    offset: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the store knows of an article.

    `day` is an ISO date in the setting's time zone (`day_estimated`: the page gave none), `year`
    its year at first keep, for ever. `sort_key` is unique and orders results, newest first.
    `change` rises with every change of what is indexed, `revision` only when the outlet changed
    title or text, `reading` when re-reading the same bytes gave something else.
    """

    id: str
    article: Article
    annotations: Annotations
    first_seen: datetime
    fetched: datetime
    day: str
    day_estimated: bool
    year: int
    sort_key: int
    change: int
    revision: int = 1
    reading: int = 1
    reader: str = ""
    state: State = "live"
    raw: Raw | None = None
    duplicate_of: str | None = None
    twin: str | None = None
    story: str | None = None
