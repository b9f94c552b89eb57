"""`Index`: what every engine that answers searches can do. The store is the truth, not an index.

A target follows the store's change log by a cursor of its own: index first, then move the cursor,
so that a replay is harmless. An engine may keep the record's `change` as an external version; fed
in the order of the log, an older record never overwrites a newer one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sholu.article import Record
from sholu.errors import UserError
from sholu.query import Node

COMMAND = "type: sholu reindex"


class NoIndex(UserError):
    """There is no index yet."""


class StaleIndex(UserError):
    """The index was made with other fields, keys or engine: it has to be filled anew."""


class NewerIndex(UserError):
    """The index was written by a newer sholu; nothing was touched."""


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


class Bucket(NamedTuple):
    """How many articles have these values of the fields asked for, in their order."""

    values: tuple[str, ...]
    articles: int


class Index(Protocol):
    """An engine. Writes are visible after `commit`; a search sees one state of the index."""

    def upsert(self, records: Iterable[Record]) -> None:
        """Put records in, over the older ones of the same ids."""

    def delete(self, ids: Iterable[str]) -> None:
        """Take records out."""

    def commit(self) -> None:
        """Make everything written so far durable and visible."""

    def search(self, query: Node, *, after: int | None = None, limit: int = 10) -> Hits:
        """The articles a query asks for, newest first; `after` is the sort key of a cursor."""

    def count(self, query: Node) -> int:
        """How many articles a query asks for."""

    def aggregate(self, query: Node, by: tuple[str, ...]) -> list[Bucket]:
        """Counts by one or two fields of `sholu.fields` that are `fast`, in order of value.

        An article counts once under each of its values; one without a value is left out. Raises
        ValueError on a field that cannot be counted.
        """

    def close(self) -> None:
        """Let everything go; what was not committed is lost, and comes again by the cursor."""
