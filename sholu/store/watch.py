"""Which sources answered on which day: what trends need to tell a gap from a dip."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sholu.store.base import Base, log_change, milliseconds, stamp
from sholu.store.rows import SourceAnswer

HOLE = timedelta(days=7)
"""A source's items go back as far as no two neighbours are further apart: a pinned old item says
nothing of the weeks before it."""


class SourceDay(NamedTuple):
    """The best state a source had on a day (ISO, in the store's zone) on which it was asked.

    `reach`: the day its items went back to without a hole, so that what was published since then
    has been seen; None when they said no times.
    """

    site: str
    url: str
    day: str
    state: str
    reach: str | None = None


class Watch(Base):
    """The part of the store that remembers a source's answers by the day."""

    zone: ZoneInfo

    def note_day(self, answer: SourceAnswer, times: Iterable[datetime] = ()) -> bool:
        """Within a transaction: what a source of the profile showed; `ok` and `quiet` stay.

        `times` are those of its items. What a sitemap's part lists counts for the sitemap. Gives
        whether the day is new for it, or shows another state than before.
        """
        day = answer.at.astimezone(self.zone).date()
        place = (answer.site, answer.parent or answer.url, day.isoformat())
        asked = "SELECT reach, state FROM source_days WHERE site = ? AND url = ? AND day = ?"
        before = self.one(asked, *place)
        if answer.parent is None:
            self.db.execute(
                "INSERT INTO source_days (site, url, day, state, reason, listed, checked)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (site, url, day) DO UPDATE SET checked = excluded.checked,"
                " listed = coalesce(excluded.listed, listed),"
                " reason = iif(state IN ('ok', 'quiet'), reason, excluded.reason),"
                " state = iif(state IN ('ok', 'quiet'), state, excluded.state)",
                (*place, answer.state, answer.reason, answer.listed, stamp(answer.at)),
            )
        row = self.one(asked, *place)
        self._note_reach(answer, row, place, times)
        return row is not None and (before is None or before["state"] != row["state"])

    def _note_reach(
        self,
        answer: SourceAnswer,
        row: sqlite3.Row | None,
        place: tuple[str, str, str],
        times: Iterable[datetime],
    ) -> None:
        days = {max(time, answer.since or time).astimezone(self.zone).date() for time in times}
        if row is None or not days:
            return
        reach = reach_of(date.fromisoformat(row["reach"] or place[2]), days)
        self.db.execute(
            "UPDATE source_days SET reach = ? WHERE site = ? AND url = ? AND day = ?",
            (reach.isoformat(), *place),
        )

    def settle_quiet(
        self, site: str, urls: Iterable[str], reason: str | None, at: datetime
    ) -> None:
        """Call those sources of a site that answer quiet, for a reason, or (None) ok again."""
        state = "quiet" if reason else "ok"
        day = at.astimezone(self.zone).date().isoformat()
        with self.write() as db:
            for url in urls:
                found = db.execute(
                    "UPDATE sources SET state = ?1, reason = ?2,"
                    " since = CASE WHEN state = ?1 THEN since ELSE ?3 END"
                    " WHERE site = ?4 AND url = ?5 AND state IN ('ok', 'quiet')"
                    " AND (state <> ?1 OR ?1 = 'quiet') RETURNING since",
                    (state, reason or "", stamp(at), site, url),
                ).fetchone()
                if found is None:
                    continue
                if found["since"] == stamp(at):
                    log_change(db, "source", f"{site} {url}", milliseconds(at))
                db.execute(
                    "UPDATE source_days SET state = ? WHERE site = ? AND url = ? AND day = ?"
                    " AND state IN ('ok', 'quiet')",
                    (state, site, url, day),
                )

    def seconds_of(self, site: str, since: int) -> list[int]:
        """When the articles of a site came out, in order: seconds since the epoch, from one on."""
        rows = self.db.execute(
            "SELECT sort_key >> 31 FROM articles WHERE site = ? AND sort_key >= ? << 31"
            " ORDER BY sort_key",
            (site, since),
        )
        return [row[0] for row in rows]

    def source_days(self, first: str = "", last: str = "9999") -> list[SourceDay]:
        """What sources showed of the days from `first` to `last`, by site, source and day.

        Later answers that reached back to them are among it.
        """
        rows = self.db.execute(
            "SELECT site, url, day, state, reach FROM source_days"
            " WHERE day >= ? AND coalesce(reach, day) <= ? ORDER BY site, url, day",
            (first, last),
        )
        return [SourceDay(*row) for row in rows]

    def watched_sites(self) -> list[str]:
        """Every site of which a source was ever asked."""
        return [row[0] for row in self.db.execute("SELECT DISTINCT site FROM source_days")]


def reach_of(start: date, days: Iterable[date]) -> date:
    """How far back days go from `start` without a hole.

    >>> reach_of(date(2025, 10, 29), [date(2025, 10, day) for day in (28, 24, 19, 2)]).isoformat()
    '2025-10-19'
    """
    reach = start
    for day in sorted(days, reverse=True):
        if reach - day > HOLE:
            break
        reach = min(reach, day)
    return reach
