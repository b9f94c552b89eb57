"""What the scheduler has to remember: when each site is due, and how its newest run went."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sholu.store.base import Base, instant, stamp


class Planned(NamedTuple):
    """A site on the agenda.

    `outcome` is None before its first run, while one runs, and after one that was cut off with
    the scheduler: then `started` stands and `due` is past. `success` is the end of the newest run
    that went well.
    """

    site: str
    due: datetime
    started: datetime | None = None
    outcome: str | None = None
    why: str = ""
    seconds: float | None = None
    success: datetime | None = None


class Agenda(Base):
    """The part of the store behind `sholu schedule`."""

    def agenda(self) -> dict[str, Planned]:
        """Every site that was ever planned."""
        rows = self.db.execute("SELECT * FROM due ORDER BY site")
        return {row["site"]: _planned(row) for row in rows}

    def plan(self, site: str, due: datetime) -> None:
        """Set when a site is due; what is known of its runs stays."""
        with self.write() as db:
            db.execute(
                "INSERT INTO due (site, due) VALUES (?1, ?2)"
                " ON CONFLICT (site) DO UPDATE SET due = ?2",
                (site, stamp(due)),
            )

    def run_begins(self, site: str, at: datetime) -> None:
        """Note that a run of a site begins. It stays due until `run_ended`: a kill runs it anew."""
        with self.write() as db:
            db.execute(
                "UPDATE due SET started = ?, outcome = NULL, why = '', seconds = NULL"
                " WHERE site = ?",
                (stamp(at), site),
            )

    def run_ended(
        self,
        site: str,
        outcome: str,
        why: str,
        *,
        due: datetime,
        at: datetime,
        seconds: float,
        good: bool,
    ) -> None:
        """Note how a run ended, and when the site is due next."""
        with self.write() as db:
            db.execute(
                "UPDATE due SET outcome = ?, why = ?, due = ?, seconds = ?,"
                " success = coalesce(?, success) WHERE site = ?",
                (outcome, why, stamp(due), seconds, stamp(at) if good else None, site),
            )

    def backlog(self, target: str, kinds: Sequence[str]) -> int:
        """How many changes of these kinds a target has not followed yet."""
        marks = ", ".join("?" * len(kinds))
        row = self.one(
            f"SELECT count(*) FROM changes WHERE kind IN ({marks}) AND seq >"
            " coalesce((SELECT seq FROM cursors WHERE target = ?), 0)",
            *kinds,
            target,
        )
        return int(row[0]) if row else 0


def _planned(row: sqlite3.Row) -> Planned:
    return Planned(
        site=row["site"],
        due=instant(row["due"]),
        started=instant(row["started"]) if row["started"] else None,
        outcome=row["outcome"],
        why=row["why"],
        seconds=row["seconds"],
        success=instant(row["success"]) if row["success"] else None,
    )
