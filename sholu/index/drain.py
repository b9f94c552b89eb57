"""Following the change log into an index: index first, then move the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Protocol

from sholu.article import Record
from sholu.index import Index
from sholu.store import Change

BATCH = 500
"""Changes a commit: memory stays flat however long the log is."""


class Log(Protocol):
    """What of the store a drain needs."""

    def changes(self, after: int, limit: int) -> list[Change]:
        """Rows of the log, oldest first."""

    def records(self, ids: Sequence[str]) -> list[Record]:
        """The records that exist of those ids."""

    def all_records(self, after_id: str = "") -> Iterator[Record]:
        """Every record."""

    def last_seq(self) -> int:
        """The end of the log."""

    def cursor(self, target: str) -> int:
        """How far the target is."""

    def move_cursor(self, target: str, seq: int) -> None:
        """Note how far it is."""


Progress = Callable[[int], None]


def drain(log: Log, index: Index, target: str, *, progress: Progress | None = None) -> int:
    """Bring the index to the end of the log; gives the number of changes followed.

    The caller holds the target's lock. A kill between commit and cursor replays a batch, which
    changes nothing.
    """
    done = 0
    while batch := log.changes(log.cursor(target), BATCH):
        ids = list(dict.fromkeys(change.id for change in batch if change.kind == "article"))
        gone = [change.id for change in batch if change.kind == "forget"]
        index.upsert(log.records(ids))
        index.delete(gone)
        index.commit()
        log.move_cursor(target, batch[-1].seq)
        done += len(batch)
        if progress:
            progress(done)
    return done


def fill(log: Log, index: Index, *, progress: Progress | None = None) -> int:
    """Put every record of the store into an empty index; gives their number."""
    records, done = log.all_records(), 0
    while batch := list(islice(records, BATCH)):
        index.upsert(batch)
        index.commit()
        done += len(batch)
        if progress:
            progress(done)
    return done
