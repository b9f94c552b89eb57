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
FILL = 10_000
"""Records a commit while an empty index is filled: fewer segments to merge."""


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
    for seq, followed in follow(log, index, log.cursor(target)):
        log.move_cursor(target, seq)
        done += followed
        if progress:
            progress(done)
    return done


def follow(log: Log, index: Index, after: int) -> Iterator[tuple[int, int]]:
    """Put what the log says after a place into the index, a committed batch at a time.

    Gives the place of each batch's end and the number of its changes. A record is taken as the
    store has it now: an article forgotten since is not there any more, and its row comes.
    """
    while batch := log.changes(after, BATCH):
        ids = list(dict.fromkeys(change.id for change in batch if change.kind == "article"))
        index.upsert(log.records(ids))
        index.delete(change.id for change in batch if change.kind == "forget")
        index.commit()
        after = batch[-1].seq
        yield after, len(batch)


def fill(log: Log, index: Index, *, progress: Progress | None = None) -> tuple[int, int]:
    """Put every record of the store into an empty index, and what changed meanwhile.

    Gives the number of records and the place in the log up to which everything is in it. That
    place is noted before the first record is read, so nothing is passed over.
    """
    begun, records, done = log.last_seq(), log.all_records(), 0
    while batch := list(islice(records, BATCH)):
        index.upsert(batch)
        done += len(batch)
        if done % FILL < BATCH:
            index.commit()
        if progress:
            progress(done)
    index.commit()
    places = [seq for seq, _ in follow(log, index, begun)]
    return done, places[-1] if places else begun
