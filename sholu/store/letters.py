"""Dead letters: what a target will not have, kept until it takes it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sholu.store.base import Base, instant, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An article that a target refused: which `change` of it, why, and when."""

    target: str
    id: str
    change: int
    reason: str
    at: datetime


def drop_letters(db: sqlite3.Connection, id: str) -> None:
    """Clear the letters of an article that goes, and those of its edits."""
    db.execute("DELETE FROM dead_letters WHERE id = ?1 OR id GLOB 'revision ' || ?1 || ' *'", (id,))


_ANEW = (
    "FROM dead_letters AS new LEFT JOIN dead_letters AS old ON old.target = ?2 AND old.id = new.id"
    " WHERE new.target = ?1 AND old.id IS NULL"
)


class Letters(Base):
    """The part of the store that holds the dead letters."""

    def note_refused(
        self,
        target: str,
        tried: Iterable[str] | None,
        refused: Iterable[tuple[str, int, str]],
        at: datetime,
    ) -> None:
        """Note which articles a target refused, as (id, change, reason).

        The letters of those `tried` and not refused are cleared; None: all were tried.
        """
        refused = list(refused)
        if not refused and not self.one("SELECT 1 FROM dead_letters WHERE target = ?", target):
            return
        with self.write() as db:
            if tried is None:
                db.execute("DELETE FROM dead_letters WHERE target = ?", (target,))
            else:
                db.executemany(
                    "DELETE FROM dead_letters WHERE target = ? AND id = ?",
                    [(target, id) for id in tried],
                )
            db.executemany(
                "INSERT OR REPLACE INTO dead_letters (target, id, change, reason, at)"
                " VALUES (?, ?, ?, ?, ?)",
                [(target, *letter, stamp(at)) for letter in refused],
            )

    def dead_letters(self, target: str) -> list[DeadLetter]:
        """What a target refused and has not taken since, by id."""
        rows = self.db.execute("SELECT * FROM dead_letters WHERE target = ? ORDER BY id", (target,))
        return [_letter(row) for row in rows]

    def is_refused(self, target: str, id: str) -> bool:
        """Whether a target refused it and has not taken it since."""
        row = self.one("SELECT 1 FROM dead_letters WHERE target = ? AND id = ?", target, id)
        return row is not None

    def refused_anew(self, target: str, before: str) -> tuple[int, DeadLetter | None]:
        """How many a target refused that are not among the letters of another; one of them."""
        (count,) = self.db.execute(f"SELECT count(*) {_ANEW}", (target, before)).fetchone()
        row = self.one(f"SELECT new.* {_ANEW} ORDER BY new.id LIMIT 1", target, before)
        return count, _letter(row) if row else None

    def take_letters(self, target: str, other: str) -> None:
        """Put the letters of another target in the place of a target's own."""
        with self.write() as db:
            db.execute("DELETE FROM dead_letters WHERE target = ?", (target,))
            db.execute("UPDATE dead_letters SET target = ? WHERE target = ?", (target, other))


def _letter(row: sqlite3.Row) -> DeadLetter:
    return DeadLetter(**{**dict(row), "at": instant(row["at"])})
