"""What finds near-duplicates: the sketches of texts, their bands, and groups of copies.

Only rows are kept here: what a sketch is, and when two are alike, `sholu.link` says. All of it
runs inside the caller's transaction.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from sholu.store.base import Base, log_change
from sholu.store.ordering import next_change

_PART = 400
"""Values in one IN list, far below SQLite's limit."""


class Sketch(NamedTuple):
    """A text in small: its length in words; what it shares is seen in `bins` and `marks`.

    `bands` are packed 32-bit keys, for look-up: two texts that are alike have one in common,
    nearly always.
    """

    words: int
    bins: bytes
    marks: bytes
    bands: bytes


def band_keys(packed: bytes) -> tuple[int, ...]:
    """The numbers of packed band keys.

    >>> band_keys(bytes([1, 0, 0, 0, 0, 1, 0, 0]))
    (1, 256)
    """
    return struct.unpack(f"<{len(packed) // 4}I", packed)


class Sketched(NamedTuple):
    """A record's sketch; `at` is the second it is ordered by, `head` the id of its group."""

    id: str
    head: str
    at: int
    words: int
    bins: bytes
    marks: bytes


class Copies(Base):
    """The part of the store that near-duplicates are found in."""

    def sketched(self, ids: Iterable[str]) -> list[Sketched]:
        """The sketches of those records that have one."""
        found: list[Sketched] = []
        wanted = list(ids)
        for start in range(0, len(wanted), _PART):
            part = wanted[start : start + _PART]
            rows = self.db.execute(
                "SELECT id, coalesce(duplicate_of, id), at, words, bins, marks FROM sketches"
                " JOIN articles ON id = sketches.article"
                f" WHERE sketches.article IN ({_marks(part)})",
                part,
            )
            found += (Sketched(*row) for row in rows)
        return found

    def near(self, bands: bytes, since: int, until: int) -> list[Sketched]:
        """The sketches with one of these bands and a second from `since` to `until`."""
        keys = band_keys(bands)
        rows = self.db.execute(
            "SELECT id, coalesce(duplicate_of, id), at, words, bins, marks FROM"
            " (SELECT DISTINCT sketch FROM bands"
            f" WHERE band IN ({_marks(keys)}) AND second BETWEEN ? AND ?)"
            " JOIN sketches ON number = sketch JOIN articles ON id = sketches.article",
            (*keys, since, until),
        )
        return [Sketched(*row) for row in rows]

    def group(self, heads: Iterable[str]) -> list[str]:
        """The ids of whole groups, the heads with all their copies."""
        wanted = list(heads)
        found: list[str] = []
        for start in range(0, len(wanted), _PART):
            part = wanted[start : start + _PART]
            rows = self.db.execute(
                f"SELECT id FROM articles WHERE duplicate_of IN ({_marks(part)})", part
            )
            found += (row[0] for row in rows)
        return list(dict.fromkeys(wanted + found))

    def put_sketch(self, id: str, at: int, sketch: Sketch) -> None:
        """Write a record's sketch over the one it had."""
        self.drop_sketch(id)
        number = self.db.execute(
            "INSERT INTO sketches (article, at, words, bins, marks, bands)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (id, at, sketch.words, sketch.bins, sketch.marks, sketch.bands),
        ).lastrowid
        self.db.executemany(
            "INSERT OR IGNORE INTO bands (band, second, sketch) VALUES (?, ?, ?)",
            ((band, at, number) for band in band_keys(sketch.bands)),
        )

    def drop_sketch(self, id: str) -> None:
        """Take a record's sketch away, if it has one."""
        row = self.one("SELECT number, at, bands FROM sketches WHERE article = ?", id)
        if row is None:
            return
        self.db.executemany(
            "DELETE FROM bands WHERE band = ? AND second = ? AND sketch = ?",
            ((band, row["at"], row["number"]) for band in band_keys(row["bands"])),
        )
        self.db.execute("DELETE FROM sketches WHERE number = ?", (row["number"],))

    def known_sketch(self, id: str) -> tuple[int, Sketched | None]:
        """The second a record is ordered by, and its sketch as kept, if it has one.

        Raises LookupError if there is no such record.
        """
        row = self.db.execute(
            "SELECT sort_key >> 31, id, coalesce(duplicate_of, id), at, words, bins, marks"
            " FROM articles LEFT JOIN sketches ON sketches.article = id WHERE id = ?",
            (id,),
        ).fetchone()
        if row is None:
            raise LookupError(id)
        return int(row[0]), None if row["at"] is None else Sketched(*row[1:])

    def earliest(self, ids: Sequence[str]) -> str:
        """The first of some records in the order of `sort_key`."""
        keys: list[tuple[int, str]] = []
        for start in range(0, len(ids), _PART):
            part = ids[start : start + _PART]
            rows = self.db.execute(
                f"SELECT min(sort_key), id FROM articles WHERE id IN ({_marks(part)})", part
            )
            keys += (tuple(row) for row in rows)
        return min(keys)[1]

    def point(self, ids: Iterable[str], head: str, now: datetime, *, logged: str | None) -> None:
        """Make `head` the original of these records; each change is logged.

        That of the record `logged` is in the log already, by this very transaction.
        """
        for id in ids:
            target = None if id == head else head
            row = self.one(
                "SELECT change FROM articles WHERE id = ? AND duplicate_of IS NOT ?", id, target
            )
            if row is None:
                continue
            change = row["change"] if id == logged else next_change(row["change"], now)
            self.db.execute(
                "UPDATE articles SET duplicate_of = ?, change = ? WHERE id = ?",
                (target, change, id),
            )
            if id != logged:
                log_change(self.db, "article", id, change)


class Linker(Protocol):
    """What is done to a record in the transaction that keeps it."""

    def __call__(
        self, store: Copies, id: str, sketch: Sketch | None, now: datetime, *, logged: bool
    ) -> None:
        """`logged`: the transaction has logged a change of the record already."""


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
