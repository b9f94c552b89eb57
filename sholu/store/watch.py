"""Which sources answered on which day: what trends need to tell a gap from a dip."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from sholu.store.base import Base
from sholu.store.rows import SourceAnswer


class SourceDay(NamedTuple):
    """The best state a source had on a day (ISO, in the store's zone) on which it was asked."""

    site: str
    url: str
    day: str
    state: str


class Watch(Base):
    """The part of the store that remembers a source's answers by the day."""

    zone: ZoneInfo

    def note_day(self, answer: SourceAnswer) -> None:
        """Within a transaction: what a source of the profile showed; `ok` and `quiet` stay."""
        if answer.parent is not None:
            return
        day = answer.at.astimezone(self.zone).date().isoformat()
        self.db.execute(
            "INSERT INTO source_days (site, url, day, state) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (site, url, day) DO UPDATE SET state = excluded.state"
            " WHERE state NOT IN ('ok', 'quiet')",
            (answer.site, answer.url, day, answer.state),
        )

    def source_days(self, first: str = "", last: str = "9999") -> list[SourceDay]:
        """What sources showed on the days from `first` to `last`, by site, source and day."""
        rows = self.db.execute(
            "SELECT site, url, day, state FROM source_days WHERE day BETWEEN ? AND ?"
            " ORDER BY site, url, day",
            (first, last),
        )
        return [SourceDay(*row) for row in rows]

    def watched_sites(self) -> list[str]:
        """Every site of which a source was ever asked."""
        return [row[0] for row in self.db.execute("SELECT DISTINCT site FROM source_days")]
