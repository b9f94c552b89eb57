"""Which days of a site are known: a source answered, or what was published was seen later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sholu.store import SourceDay

UP = frozenset({"ok", "quiet"})
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A site over a range of days (ISO).

    `up`: a source answered. `late`: none did, but one that answered later still listed what was
    published since, or articles of the day are there, from whatever crawl or archive. `down`:
    sources were asked and none answered, with the state of one. The others were not asked.
    `quiet`: of the days up, those on which the site published far less than it does.
    `sources` are (address, days it answered, days it was asked).
    """

    site: str
    days: int
    up: frozenset[str]
    late: frozenset[str]
    down: tuple[tuple[str, str], ...] = ()
    sources: tuple[tuple[str, int, int], ...] = ()
    quiet: frozenset[str] = frozenset()

    @property
    def seen(self) -> frozenset[str]:
        """The days of which something is known."""
        return self.up | self.late

    def seen_in(self, first: date, last: date) -> int:
        """How many days of a period are known."""
        days = (last - first).days + 1
        return sum((first + n * _DAY).isoformat() in self.seen for n in range(days))

    def row(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "site": self.site,
            "days": self.days,
            "up": len(self.up),
            "quiet": len(self.quiet),
            "late": len(self.late),
            "down": len(self.down),
            "unasked": self.days - len(self.seen) - len(self.down),
            "sources": [{"url": url, "up": up, "asked": asked} for url, up, asked in self.sources],
        }


def covers(
    sites: Iterable[str],
    watched: Iterable[SourceDay],
    published: Mapping[str, set[str]],
    first: date,
    last: date,
) -> dict[str, Cover]:
    """What is known of each site from `first` to `last`.

    `watched` may have later days that reached back; `published` are days with articles.
    """
    rows: dict[str, list[SourceDay]] = {site: [] for site in sorted(sites)}
    for row in watched:
        if row.site in rows:
            rows[row.site].append(row)
    days = [(first + n * _DAY).isoformat() for n in range((last - first).days + 1)]
    return {site: _cover(site, rows[site], published.get(site, set()), days) for site in rows}


def _cover(site: str, rows: list[SourceDay], published: set[str], days: list[str]) -> Cover:
    within = [row for row in rows if days[0] <= row.day <= days[-1]]
    up = frozenset(row.day for row in within if row.state in UP)
    ok = {row.day for row in within if row.state == "ok"}
    reached = [(row.reach, row.day) for row in rows if row.reach and row.state in UP]
    seen = {day for day in days if any(low <= day <= high for low, high in reached)}
    late = frozenset((published | seen) - up)
    urls = dict.fromkeys(row.url for row in within)
    return Cover(
        site=site,
        days=len(days),
        up=up,
        late=late,
        quiet=up - ok,
        down=tuple({row.day: row.state for row in within if row.day not in up | late}.items()),
        sources=tuple(
            (
                url,
                sum(row.url == url and row.state in UP for row in within),
                sum(row.url == url for row in within),
            )
            for url in urls
        ),
    )
