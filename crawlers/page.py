"""What travels between finding, fetching and reading: `Hints`, `Link`, `Page`, `Reading`.

All frozen and picklable: they cross from the crawl process to the workers and back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sholu.article import Annotations, Article, Pairs, Raw, Rejected
from sholu.issues import Issue
from sholu.store import Sketch

if TYPE_CHECKING:
    from crawlers.archive import ArchivedPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a source says of a link: a witness, not the truth. Times are as printed there."""

    title: str | None = None
    published: str | None = None
    modified: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address a source lists, as written there (absolute), with its hints."""

    url: str
    hints: Hints = Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store has of a page that came again with other bytes.

    `raw` is where the earlier bytes are, `fingerprint` (sholu.edits) what was made of them.
    """

    raw: Raw
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The bytes of one fetched address.

    `url` is the final address after redirects, `body` decoded of Content-Encoding only,
    `headers` lower-case names, `fetched` UTC. `site` is a site id; `plain` asks for the plain
    reading that a page gets after it cost a worker its life;
    `learned` are article patterns beside those of the profile. `known` is set for an article that
    came again with other bytes.
    """

    url: str
    body: bytes
    headers: Pairs = ()
    status: int = 200
    fetched: datetime
    site: str
    edition: str | None = None
    hints: Hints = Hints()
    raw: Raw | None = None
    plain: bool = False
    known: Known | None = None
    learned: tuple[str, ...] = ()


def as_archived(page: Page, found: ArchivedPage, raw: Raw) -> Page:
    """A page with what the archive has of it at `raw`: bytes, headers, time and hints of then."""
    return replace(
        page,
        url=found.url,
        body=found.body,
        headers=tuple((name.lower(), value) for name, value in found.headers),
        status=found.status,
        fetched=found.fetched,
        hints=found.hints,
        raw=raw,
        known=None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a worker made of a page: an article with annotations, or a rejection; and issues.

    `sketch` is that of the text, by which near-duplicates are found; a very short one has none.
    `line_hashes` are 64-bit hashes of the text's lines before memory cut any, `reader` the version
    of what read it. `before` is the earlier version of a known article, read from the archive by
    the same reader: only where the two may differ.
    """

    article: Article | None = None
    annotations: Annotations | None = None
    sketch: Sketch | None = None
    rejected: Rejected | None = None
    issues: tuple[Issue, ...] = ()
    line_hashes: tuple[int, ...] = ()
    reader: str = ""
    before: Article | None = None
