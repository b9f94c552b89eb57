"""Which sources answered on which day: what trends need to tell a gap from a dip."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sholu.store.base import Base, instant, log_change, milliseconds, stamp
from sholu.store.ordering import next_change
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

    def note_day(self, answer: SourceAnswer, times: Iterable[datetime] = ()) -> None:
        """Within a transaction: what a source of the profile showed; `ok` and `quiet` stay.

        `times` are those of its items. What a sitemap's part lists counts for the sitemap, whose
        own answer alone goes into the change log, once a crawl.
        """
        day = answer.at.astimezone(self.zone).date()
        place = (answer.site, answer.parent or answer.url, day.isoformat())
        if answer.parent is None:
            row = self._day(place)
            self.db.execute(
                "INSERT INTO source_days (site, url, day, state, reason, listed, checked, change)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (site, url, day) DO UPDATE SET checked = excluded.checked,"
                " listed = coalesce(excluded.listed, listed),"
                " reason = iif(state IN ('ok', 'quiet'), reason, excluded.reason),"
                " state = iif(state IN ('ok', 'quiet'), state, excluded.state),"
                " change = excluded.change",
                (
                    *place,
                    answer.state,
                    answer.reason,
                    answer.listed,
                    stamp(answer.at),
                    next_change(row["change"] if row else None, answer.at),
                ),
            )
            if answer.settled:
                self._log_day(answer.site, answer.url, answer.at)
        self._note_reach(answer, self._day(place), place, times)

    def _day(self, place: tuple[str, str, str]) -> sqlite3.Row | None:
        return self.one("SELECT * FROM source_days WHERE site = ? AND url = ? AND day = ?", *place)

    def _log_day(self, site: str, url: str, at: datetime) -> None:
        """The row of the day of that instant has changed."""
        log_change(self.db, "source", f"{site} {url}", milliseconds(at))

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
        with self.write() as db:
            for url in urls:
                row = self.one("SELECT * FROM sources WHERE site = ? AND url = ?", site, url)
                if row is None or row["state"] not in ("ok", "quiet"):
                    continue
                if _other(row, state, reason):
                    since = row["since"] if row["state"] == state else stamp(at)
                    db.execute(
                        "UPDATE sources SET state = ?, reason = ?, since = ?"
                        " WHERE site = ? AND url = ?",
                        (state, reason or "", since, site, url),
                    )
                self._settle_day(row, state, reason, at)

    def _settle_day(
        self, source: sqlite3.Row, state: str, reason: str | None, at: datetime
    ) -> None:
        """The same for the day on which the source answered last."""
        checked = instant(source["checked"])
        day = checked.astimezone(self.zone).date().isoformat()
        place = (source["site"], source["url"], day)
        row = self._day(place)
        if row and row["state"] in ("ok", "quiet") and _other(row, state, reason):
            self.db.execute(
                "UPDATE source_days SET state = ?, reason = ?, change = ?"
                " WHERE site = ? AND url = ? AND day = ?",
                (state, reason or "", next_change(row["change"], at), *place),
            )
            self._log_day(source["site"], source["url"], checked)

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


def _other(row: sqlite3.Row, state: str, reason: str | None) -> bool:
    """Whether that is news; what `ok` has as its reason counts failures, and is not ours."""
    return bool(row["state"] != state or (state == "quiet" and row["reason"] != reason))


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
