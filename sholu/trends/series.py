"""What a trend is made of: frozen values that tables, charts, JSON and CSV are drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sholu.trends.cover import Cover
from sholu.trends.periods import By, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A period of a series. `articles` of the `published` are what was asked for.

    `seen` of `expected` site-days are known: a source of the site answered on the day, or what
    was published then was seen later.
    """

    period: Period
    articles: int
    published: int
    seen: int
    expected: int

    @property
    def gap(self) -> bool:
        """Nothing is known of the period: no source of its sites answered, no article came."""
        return self.seen == 0

    @property
    def partial(self) -> bool:
        """Some sites were not seen on some of its days: the count may be too low."""
        return not self.gap and self.seen < self.expected

    @property
    def share(self) -> float | None:
        """Of what was published; None when nothing was, or nothing is known."""
        return self.articles / self.published if self.published and not self.gap else None

    def row(self) -> dict[str, Any]:
        """As one JSON object; a gap has no count."""
        period = self.period
        return {
            "start": period.start.isoformat(),
            "first": period.first.isoformat(),
            "last": period.last.isoformat(),
            "whole": period.whole,
            "articles": None if self.gap else self.articles,
            "published": None if self.gap else self.published,
            "share": self.share,
            "gap": self.gap,
            "partial": self.partial,
            "seen_site_days": self.seen,
            "site_days": self.expected,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One line of a chart. `asked` is what for, `group` are the (name, value) it is one of.

    `sites` says for each site under it which days are known, and by which sources.
    """

    asked: str
    group: tuple[tuple[str, str], ...]
    points: tuple[Point, ...]
    sites: tuple[Cover, ...]

    @property
    def name(self) -> str:
        """What people read over it."""
        return " · ".join([self.asked, *(value for _, value in self.group)])

    @property
    def articles(self) -> int:
        """Over the whole range."""
        return sum(point.articles for point in self.points)

    @property
    def published(self) -> int:
        """What it is a share of, over the whole range."""
        return sum(point.published for point in self.points)

    def row(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "asked": self.asked,
            "group": dict(self.group),
            "articles": self.articles,
            "published": self.published,
            "points": [point.row() for point in self.points],
            "sites": [site.row() for site in self.sites],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """Series over the same periods, from `first` to `last`, both counted."""

    by: By
    zone: str
    first: date
    last: date
    unique: bool
    series: tuple[Series, ...]

    def rows(self) -> Iterator[dict[str, Any]]:
        """A flat row for each period of each series, as CSV has them."""
        head = {"by": self.by, "zone": self.zone, "unique": self.unique}
        for series in self.series:
            names = {"asked": series.asked} | dict(series.group)
            for point in series.points:
                yield head | names | point.row()

    def row(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "by": self.by,
            "zone": self.zone,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "unique": self.unique,
            "series": [series.row() for series in self.series],
        }
