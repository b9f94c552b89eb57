"""Edits, days of sources and runs: what goes with the articles into an engine that shows them.

The fields are tables like that of `sholu.fields`; mapping, documents and the docs come from them.
A document's version is the `change` of the row it is made of: a later one never gives way to an
earlier.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from sholu.article import DISPOSITIONS, Record
from sholu.fields import Field, Kind, utc
from sholu.store import Change, Revision, RunRow, WatchedDay

Companion = Literal["revisions", "sources", "runs"]


def _field(name: str, kind: Kind, about: str, *, many: bool = False) -> Field:
    """A field whose value is in the document under its own name."""
    counted = kind != "text"
    return Field(
        name=name, kind=kind, source=name, about=about, many=many, indexed=counted, fast=counted
    )


COMPANIONS: Mapping[Companion, tuple[Field, ...]] = MappingProxyType(
    {
        "revisions": (
            _field("id", "keyword", "Of the document: a hash of article and revision"),
            _field("article", "keyword", "The article that its outlet edited"),
            _field("revision", "int", "Its version after the edit: 2 and up"),
            _field("edit", "keyword", "headline, number, quote, substance or cosmetic"),
            _field("seen", "date", "When sholu saw it, UTC"),
            _field("day", "day", "Calendar day of that in the setting's time zone"),
            _field("site", "keyword", "The outlet"),
            _field("edition", "keyword", "Its language edition"),
            _field("url", "keyword", "Canonical address of the article"),
            _field("lang", "keyword", "Main language of the article"),
            _field("topics", "keyword", "Topics of the article", many=True),
            _field("title", "text", "Headline after the edit"),
            _field("old_title", "text", "Headline before it"),
            _field("text", "text", "Text after the edit"),
            _field("old_text", "text", "Text before it, read by the same reader"),
        ),
        "sources": (
            _field("id", "keyword", "Of the document: a hash of site, address and day"),
            _field("site", "keyword", "The outlet"),
            _field("edition", "keyword", "Its language edition"),
            _field("url", "keyword", "Address of the source"),
            _field("kind", "keyword", "feed, sitemap, listing and so on"),
            _field("day", "day", "A day on which it was asked, in the setting's time zone"),
            _field("state", "keyword", "The best state it had that day; see dispositions.md"),
            _field("reason", "keyword", "Why it had that state"),
            _field("healthy", "bool", "The state is ok or quiet"),
            _field("listed", "int", "Addresses on it"),
            _field("checked", "date", "When that was seen, UTC"),
        ),
        "runs": (
            _field("id", "keyword", "Of the document: a hash of the run's number"),
            _field("run", "int", "Number of the run in its store"),
            _field("site", "keyword", "The outlet"),
            _field("command", "keyword", "crawl, import or reprocess"),
            _field("started", "date", "When it began, UTC"),
            _field("finished", "date", "When it ended, UTC; missing while it runs or if killed"),
            _field("seconds", "int", "How long it took"),
            _field("day", "day", "Calendar day on which it began, in the setting's time zone"),
            _field("outcome", "keyword", "finished or stopped; missing while it runs or if killed"),
            _field("pages", "int", "Pages it came to"),
            _field("left", "int", "Pages it did not come to"),
            *(_field(name, "int", f"Pages that ended as {name}") for name in DISPOSITIONS),
        ),
    }
)
"""Kind -> the fields of its documents, all there are."""


class Document(NamedTuple):
    """One of them. `name` is what the change log calls it, kind first; `version` only rises."""

    kind: Companion
    name: str
    version: int
    fields: dict[str, Any]

    @property
    def id(self) -> str:
        """Stable, so that putting it in again puts it over itself."""
        return document_id(self.name)


@runtime_checkable
class Accompanied(Protocol):
    """An index that wants them beside the articles."""

    def accompany(self, documents: Iterable[Document]) -> None:
        """Put documents in, over older ones of the same ids."""

    def leave_alone(self, gone: Mapping[str, int]) -> None:
        """Take the edits of articles out; the number is the `change` that took those out."""


class Shelf(Protocol):
    """What of the store makes them."""

    zone: ZoneInfo

    def edits(self, ids: Sequence[str]) -> dict[str, list[Revision]]:
        """Revisions after the first, by article."""

    def records(self, ids: Sequence[str]) -> list[Record]:
        """The records that exist of those ids."""

    def watched_day(self, site: str, url: str, day: str) -> WatchedDay | None:
        """A source on a day."""

    def watched_days(self) -> Iterator[WatchedDay]:
        """All of them."""

    def run(self, id: int) -> RunRow | None:
        """A run."""

    def all_runs(self) -> Iterator[RunRow]:
        """All of them."""


def document_id(name: str) -> str:
    """16 hexadecimal digits, always the same for a name."""
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def of_articles(shelf: Shelf, records: Sequence[Record]) -> Iterator[Document]:
    """The edits of articles. They follow the article: its topics may change, its `change` rises."""
    edits = shelf.edits([record.id for record in records])
    for record in records:
        for edit in edits.get(record.id, ()):
            yield _revision(record, edit, shelf.zone)


def of_changes(shelf: Shelf, changes: Sequence[Change]) -> Iterator[Document]:
    """The sources and runs of a part of the log, as the store has them now."""
    for name in dict.fromkeys(change.id for change in changes if change.kind == "run"):
        if run := shelf.run(int(name)):
            yield _run(run, shelf.zone)
    for place in dict.fromkeys(_place(row, shelf.zone) for row in changes if row.kind == "source"):
        if day := shelf.watched_day(*place):
            yield _source(day)


def _place(change: Change, zone: ZoneInfo) -> tuple[str, str, str]:
    """Site, address and day of a source's row in the log, whose number is an instant of the day."""
    site, _, url = change.id.partition(" ")
    at = datetime.fromtimestamp(change.change / 1000, zone)
    return site, url, at.date().isoformat()


def of_names(shelf: Shelf, names: Iterable[str]) -> Iterator[Document]:
    """The documents of those names that there still are."""
    for name in names:
        kind, _, place = name.partition(" ")
        if kind == "run" and (run := shelf.run(int(place))):
            yield _run(run, shelf.zone)
        elif kind == "source":
            site, _, rest = place.partition(" ")
            url, _, date = rest.rpartition(" ")  # an address as it was found may hold a space
            if day := shelf.watched_day(site, url, date):
                yield _source(day)
        elif kind == "revision":
            made = of_articles(shelf, shelf.records([place.partition(" ")[0]]))
            yield from (document for document in made if document.name == name)


def of_store(shelf: Shelf) -> Iterator[Document]:
    """All sources and runs there are."""
    yield from map(_source, shelf.watched_days())
    for run in shelf.all_runs():
        yield _run(run, shelf.zone)


def _revision(record: Record, edit: Revision, zone: ZoneInfo) -> Document:
    article, notes = record.article, record.annotations
    name = f"revision {record.id} {edit.revision}"
    fields = {
        "article": record.id,
        "revision": edit.revision,
        "edit": edit.edit,
        "seen": utc(edit.seen),
        "day": edit.seen.astimezone(zone).date().isoformat(),
        "site": article.site,
        "edition": article.edition,
        "url": article.url,
        "lang": notes.lang,
        "topics": list(dict.fromkeys(tag.topic for tag in notes.tags)),
        "title": edit.title,
        "old_title": edit.old_title,
        "text": edit.text,
        "old_text": edit.old_text,
    }
    return _document("revisions", name, record.change, fields)


def _source(day: WatchedDay) -> Document:
    name = f"source {day.site} {day.url} {day.day}"
    fields = {
        "site": day.site,
        "edition": day.edition,
        "url": day.url,
        "kind": day.kind,
        "day": day.day,
        "state": day.state,
        "reason": day.reason,
        "healthy": day.state in ("ok", "quiet"),
        "listed": day.listed,
        "checked": day.checked and utc(day.checked),
    }
    return _document("sources", name, day.change, fields)


def _run(run: RunRow, zone: ZoneInfo) -> Document:
    ended = run.finished
    fields = {
        "run": run.id,
        "site": run.site,
        "command": run.command,
        "started": utc(run.started),
        "finished": ended and utc(ended),
        "seconds": ended and int((ended - run.started).total_seconds()),
        "day": run.started.astimezone(zone).date().isoformat(),
        "outcome": run.outcome,
        "pages": sum(run.counts.values()) if ended else None,
        "left": run.left,
        **{name: run.counts.get(name) for name in DISPOSITIONS},
    }
    return _document("runs", f"run {run.id}", run.change, fields)


def _document(kind: Companion, name: str, version: int, fields: dict[str, Any]) -> Document:
    found = {name: value for name, value in fields.items() if value not in (None, "", [])}
    return Document(kind, name, version, {"id": document_id(name), **found})
