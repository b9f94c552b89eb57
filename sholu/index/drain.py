"""Following the change log into an index: index first, then move the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple, Protocol

from sholu import clock
from sholu.article import Record
from sholu.index import Index, Refused
from sholu.index.companions import (
    Accompanied,
    Document,
    Shelf,
    of_articles,
    of_changes,
    of_names,
    of_store,
)
from sholu.store import Change, DeadLetter

BATCH = 500
"""Changes a commit: memory stays flat however long the log is."""
STEP = 200
"""Records held at a time."""
FILL = 10_000
"""Records a commit while an empty index is filled: fewer segments to merge."""
ROUNDS = 3
"""Times that a filled index follows the log; each time what came meanwhile is less."""
CHECK = 5_000
"""Ids asked for at a time."""


class Log(Shelf, Protocol):
    """What of the store a drain needs."""

    def changes(self, after: int, limit: int) -> list[Change]:
        """Rows of the log, oldest first."""

    def all_records(self, after_id: str = "") -> Iterator[Record]:
        """Every record."""

    def ids(self) -> Iterator[str]:
        """The id of every record."""

    def changed(self, ids: Sequence[str], after: int) -> set[str]:
        """Those of the ids that the log has after a place."""

    def last_seq(self) -> int:
        """The end of the log."""

    def cursor(self, target: str) -> int:
        """How far the target is."""

    def move_cursor(self, target: str, seq: int) -> None:
        """Note how far it is."""

    def note_refused(
        self,
        target: str,
        tried: Iterable[str] | None,
        refused: Iterable[tuple[str, int, str]],
        at: datetime,
    ) -> None:
        """Note what a target refused, and clear what it took of what was tried."""

    def dead_letters(self, target: str) -> list[DeadLetter]:
        """What a target refused and has not taken since."""


Progress = Callable[[int], None]


class Followed(NamedTuple):
    """A batch of the log that is in the index: where it ends, how many changes it has."""

    seq: int
    changes: int
    tried: tuple[str, ...]
    refused: tuple[Refused, ...]


class Filled(NamedTuple):
    """What came of filling an index: up to which place of the log everything is in it."""

    articles: int
    seq: int


def drain(log: Log, index: Index, target: str, *, progress: Progress | None = None) -> int:
    """Bring the index to where the log ends now; gives the number of changes followed.

    The caller holds the target's lock. A kill between commit and cursor replays a batch, which
    changes nothing.
    """
    done = 0
    for seq, followed, tried, refused in follow(log, index, log.cursor(target), log.last_seq()):
        log.note_refused(target, tried, refused, clock.now())
        log.move_cursor(target, seq)
        done += followed
        if progress:
            progress(done)
    return done


def follow(log: Log, index: Index, after: int, end: int) -> Iterator[Followed]:
    """Put what the log says after a place into the index, a committed batch at a time.

    It goes to `end` and no further: who writes faster than an index takes it would never let it
    end. A record is taken as the store has it now: an article forgotten since is not there any
    more, and its row comes.
    """
    while batch := [change for change in log.changes(after, BATCH) if change.seq <= end]:
        ids = list(dict.fromkeys(change.id for change in batch if change.kind == "article"))
        gone = {change.id: change.change for change in batch if change.kind == "forget"}
        names = []
        for start in range(0, len(ids), STEP):
            records = log.records(ids[start : start + STEP])
            index.upsert(records)
            names += _accompany(index, of_articles(log, records))
        names += _accompany(index, of_changes(log, batch))
        index.delete(gone)
        if isinstance(index, Accompanied):
            index.leave_alone(gone)
        refused = index.commit()
        after = batch[-1].seq
        yield Followed(after, len(batch), (*ids, *gone, *names), refused)


def _accompany(index: Index, documents: Iterable[Document]) -> list[str]:
    """Put in what goes with articles, if the index wants it; gives the names of it."""
    names: list[str] = []
    if isinstance(index, Accompanied):
        while some := list(islice(documents := iter(documents), BATCH)):
            index.accompany(some)
            names += [document.name for document in some]
    return names


def fill(log: Log, index: Index, target: str, *, progress: Progress | None = None) -> Filled:
    """Put every record of the store into an empty index, and what changed meanwhile.

    Its place in the log is noted before the first record is read, so nothing is passed over. What
    the index refuses is noted under `target`, and nothing else is.
    """
    log.note_refused(target, None, (), clock.now())  # what one that was killed left
    seq, records, done = log.last_seq(), log.all_records(), 0
    while some := list(islice(records, STEP)):
        index.upsert(some)
        _accompany(index, of_articles(log, some))
        done += len(some)
        if done % FILL < STEP:
            log.note_refused(target, (), index.commit(), clock.now())
        if progress:
            progress(done)
    if isinstance(index, Accompanied):
        documents = of_store(log)
        while more := list(islice(documents, FILL)):
            index.accompany(more)
            log.note_refused(target, (), index.commit(), clock.now())
    log.note_refused(target, (), index.commit(), clock.now())
    for _ in range(ROUNDS):
        for batch in follow(log, index, seq, log.last_seq()):
            seq = batch.seq
            log.note_refused(target, batch.tried, batch.refused, clock.now())
    return Filled(done, seq)


def lost(log: Log, index: Index, seq: int) -> Iterator[str]:
    """The ids of the articles that are in the store since a place in the log, and not in the index.

    The index has followed the log to there.
    """
    ids = log.ids()
    while some := list(islice(ids, CHECK)):
        there = index.versions(some)
        absent = [id for id in some if id not in there]
        later = log.changed(absent, seq)  # these come with the log
        yield from (id for id in absent if id not in later)


def replay(log: Log, index: Index, target: str) -> tuple[int, int]:
    """Send what the target refused again; gives how many it took, and how many it refused.

    The caller holds the target's lock. What was forgotten since is not sent and leaves the list.
    """
    ids = [letter.id for letter in log.dead_letters(target)]
    taken = left = 0
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        records = log.records(part)
        index.upsert(records)
        names = _accompany(index, of_names(log, (id for id in part if " " in id)))
        refused = index.commit()
        log.note_refused(target, part, refused, clock.now())
        sent = len(records) + len(names)
        taken, left = taken + sent - len(refused), left + len(refused)
    return taken, left
