"""What goes with the articles into an engine that shows it: edits, days of sources, runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sholu.store.base import instant
from sholu.store.frontier import run_of
from sholu.store.rows import Revision, RunRow
from sholu.store.upkeep import Upkeep

_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedDay:
    """What a source of a profile showed on a day (ISO, in the store's zone).

    `state` is the best it had, `reason` that of it. `checked` is its last answer of that day;
    None, as `listed`, for what was noted before the store kept it. `change` rises with every write
    of the row, and is Unix milliseconds where it can be.
    """

    site: str
    url: str
    edition: str | None
    kind: str | None
    day: str
    state: str
    reason: str
    listed: int | None
    checked: datetime | None
    change: int


class Companions(Upkeep):
    """The part of the store that gives them back."""

    def edits(self, ids: Sequence[str]) -> dict[str, list[Revision]]:
        """The revisions of those articles after the first, in order; without one, no key."""
        found: dict[str, list[Revision]] = {}
        for start in range(0, len(ids), _BATCH):
            part = ids[start : start + _BATCH]
            marks = ", ".join("?" * len(part))
            rows = self.db.execute(
                f"SELECT DISTINCT id FROM revisions WHERE id IN ({marks}) AND revision > 1", part
            ).fetchall()
            found |= {row["id"]: self.revisions(row["id"])[1:] for row in rows}
        return found

    def watched_day(self, site: str, url: str, day: str) -> WatchedDay | None:
        """What a source showed on a day; None if it was not asked, or is not one of a profile."""
        where = "WHERE d.site = ? AND d.url = ? AND d.day = ?"
        return next(self._watched(where, site, url, day), None)

    def watched_days(self) -> Iterator[WatchedDay]:
        """Every day of every source of a profile; streams."""
        sites = [row[0] for row in self.db.execute("SELECT DISTINCT site FROM source_days")]
        for site in sites:
            days = self.db.execute(
                "SELECT DISTINCT day FROM source_days WHERE site = ? ORDER BY day", (site,)
            ).fetchall()
            for (day,) in days:
                yield from self._watched("WHERE d.site = ? AND d.day = ?", site, day)

    def _watched(self, where: str, *values: str) -> Iterator[WatchedDay]:
        rows = self.db.execute(
            "SELECT d.site, d.url, s.edition, s.kind, d.day, d.state, d.reason, d.listed,"
            " d.checked, d.change"
            " FROM source_days AS d LEFT JOIN sources AS s ON s.site = d.site AND s.url = d.url"
            f" {where} ORDER BY d.url",
            values,
        ).fetchall()
        for row in rows:
            checked = row["checked"] and instant(row["checked"])
            yield WatchedDay(**{**dict(row), "checked": checked})

    def waiting(self, target: str) -> int:
        """How many changes a target has not followed yet."""
        row = self.one("SELECT count(*) FROM changes WHERE seq > ?", self.cursor(target))
        return int(row[0]) if row else 0

    def run(self, id: int) -> RunRow | None:
        """A run by its number."""
        row = self.one("SELECT * FROM runs WHERE id = ?", id)
        return run_of(row) if row else None

    def all_runs(self) -> Iterator[RunRow]:
        """Every run, the first one first; streams."""
        after = 0
        while rows := self.db.execute(
            "SELECT * FROM runs WHERE id > ? ORDER BY id LIMIT ?", (after, _BATCH)
        ).fetchall():
            yield from map(run_of, rows)
            after = rows[-1]["id"]
