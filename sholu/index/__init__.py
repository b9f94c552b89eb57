"""`Index`: what every engine that answers searches can do. The store is the truth, not an index.

A target follows the store's change log by a cursor of its own: index first, then move the cursor,
so that a replay is harmless. The record's `change` is its version everywhere: an older one never
overwrites a newer. The contract between engines: the same query gives the same set of ids, the
same counts and the same order, newest `sort_key` first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sholu.article import Record
from sholu.errors import UserError
from sholu.fields import BY_NAME, Field
from sholu.query import All, Node

COMMAND = "type: sholu reindex"


class NoIndex(UserError):
    """There is no index yet."""


class StaleIndex(UserError):
    """The index was made with other fields, keys or engine: it has to be filled anew."""


class NewerIndex(UserError):
    """The index was written by a newer sholu; nothing was touched."""


class BusyIndex(UserError):
    """Another process writes to the index."""


SAFE = "the articles are safe and go out with the next run that reaches it"


class Away(UserError):
    """The server of the index does not answer now. The log waits, and the next job goes on."""


class BadCursor(UserError):
    """A cursor that no search gave."""


class Hit(NamedTuple):
    """An article that was found."""

    id: str
    sort_key: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """A page of results, newest first. `cursor` leads to the next page, None at the end."""

    total: int
    hits: tuple[Hit, ...]
    cursor: str | None


class Refused(NamedTuple):
    """An article that an engine will not have, however often it is sent, and why."""

    id: str
    change: int
    reason: str


class Bucket(NamedTuple):
    """How many articles have these values of the fields asked for, in their order."""

    values: tuple[str, ...]
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How an index is; `made_with` are (part, version) pairs."""

    articles: int
    made_with: tuple[tuple[str, str], ...]


class Index(Protocol):
    """An engine, opened. Writes are durable and visible after `commit`.

    A search sees one state of the index. Only the holder of the target's lock writes.
    """

    def upsert(self, records: Iterable[Record]) -> None:
        """Put records in, over older ones of the same ids.

        One whose `change` is lower than what is there already is passed over.
        """

    def delete(self, gone: Mapping[str, int]) -> None:
        """Take records out by id; the number is the `change` that took them out."""

    def commit(self) -> tuple[Refused, ...]:
        """Make everything written so far durable and visible; gives what the engine refused."""

    def search(self, query: Node, *, after: int | None = None, limit: int = 10) -> Hits:
        """The articles a query asks for, newest first; `after`: those of a lower sort key.

        Raises ValueError on a limit below 1.
        """

    def count(self, query: Node) -> int:
        """How many articles a query asks for."""

    def aggregate(self, query: Node, by: Sequence[str]) -> list[Bucket]:
        """Counts by one or two fields of `sholu.fields` that are `fast`, all, in order of value.

        An article counts once under each of its values; one without a value is left out. Days are
        ISO dates, yes and no `true` and `false`. Raises ValueError on what cannot be counted.
        """

    def versions(self, ids: Sequence[str]) -> dict[str, int]:
        """The `change` of those of the articles that are in it, as of the last commit."""

    def health(self) -> Health:
        """How many articles are in it, and what made it."""

    def close(self) -> None:
        """Let everything go; what was not committed may be lost, and comes again by the cursor."""


def read_cursor(text: str) -> int:
    """The sort key that a cursor stands for. Raises BadCursor."""
    try:
        key = int(text)
    except ValueError:
        key = 1 << 63
    if not -(1 << 63) <= key < 1 << 63:
        raise BadCursor(f"{text!r} is no cursor of a search; take the one that a page ends with")
    return key


def countable(by: Sequence[str]) -> list[Field]:
    """The fields to count by. Raises ValueError on what cannot be counted."""
    if not 1 <= len(by) <= 2 or len(set(by)) < len(by):
        raise ValueError("articles are counted by one or two different fields")
    for name in by:
        if name not in BY_NAME or not BY_NAME[name].fast:
            known = ", ".join(field.name for field in BY_NAME.values() if field.fast)
            raise ValueError(f"articles cannot be counted by {name}; they can by {known}")
    return [BY_NAME[name] for name in by]


def every(index: Index, query: Node | None = None, *, size: int = 1000) -> Iterator[Hit]:
    """All that a query asks for, to the end, newest first; pages of `size` are held at a time."""
    after: int | None = None
    while True:
        page = index.search(query or All(), after=after, limit=size)
        yield from page.hits
        if page.cursor is None:
            return
        after = read_cursor(page.cursor)
