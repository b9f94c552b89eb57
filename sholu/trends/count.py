"""Counting: the index's counts by day, folded into periods, beside what was published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from itertools import product

from sholu.index import Index
from sholu.query import All, Field, Node, Range, both
from sholu.store import SourceDay
from sholu.trends.cover import Cover, covers
from sholu.trends.ground import FIELD_OF, PLACES, ground, named_sites
from sholu.trends.periods import By, Period, periods, start_of
from sholu.trends.series import Point, Series, Trend

Group = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a series counts: a query, under the name that people gave it."""

    name: str
    node: Node


def trend(
    index: Index,
    asks: Sequence[Ask],
    *,
    by: By,
    first: date,
    last: date,
    zone: str,
    split: Mapping[str, Sequence[str]] | None = None,
    unique: bool = False,
    watched: Sequence[SourceDay] = (),
    sites: Sequence[str] = (),
) -> Trend:
    """A series for each ask and each combination of the values of `split`, over the same periods.

    `split` maps names of `FIELD_OF` to values, an empty list meaning all that there are. With
    `unique` copies of earlier articles are left out, of the counts and of what was published.
    `sites` are those that should be seen beside those with articles and those named; `watched` is
    what their sources showed.
    """
    counter = _Counter(index, by, first, last, unique)
    split = split or {}
    named = [site for ask in asks for site in named_sites(ask.node) or ()]
    seen = _covers(counter, {*sites, *named, *split.get("site", ())}, watched)
    series = [
        _series(counter, ask, group, seen)
        for ask in asks
        for group in counter.groups(ask.node, _with_silent(split, ask, seen))
    ]
    return Trend(by=by, zone=zone, first=first, last=last, unique=unique, series=tuple(series))


class _Counter:
    """The index, asked within the range."""

    def __init__(self, index: Index, by: By, first: date, last: date, unique: bool) -> None:
        self.index, self.by, self.first, self.last = index, by, first, last
        days = Range("day", first.isoformat(), last.isoformat())
        self.range: Node = both(days, Field("duplicate", False)) if unique else days
        self.periods: list[Period] = list(periods(first, last, by))
        self._known: dict[Node, Counter[date]] = {}

    def count(self, node: Node) -> Counter[date]:
        """Articles of a query by the start of their period."""
        if node not in self._known:
            found: Counter[date] = Counter()
            for (day,), articles in self.index.aggregate(both(node, self.range), ("day",)):
                found[start_of(date.fromisoformat(day), self.by)] += articles
            self._known[node] = found
        return self._known[node]

    def groups(self, node: Node, split: Mapping[str, Sequence[str]]) -> Iterator[Group]:
        """Every combination of values; of open names those that some article of the query has."""
        values = [values or self.values(node, name) for name, values in split.items()]
        for combined in product(*values):
            yield tuple(zip(split, combined, strict=True))

    def values(self, node: Node, name: str) -> list[str]:
        """The values of a group in the range."""
        found = self.index.aggregate(both(node, self.range), (FIELD_OF[name],))
        return [values[0] for values, _ in found]

    def days_of_sites(self, node: Node) -> dict[str, set[str]]:
        """Site -> days of which it has articles, copies among them."""
        days = Range("day", self.first.isoformat(), self.last.isoformat())
        found: dict[str, set[str]] = {}
        for (site, day), _ in self.index.aggregate(both(node, days), ("site", "day")):
            found.setdefault(site, set()).add(day)
        return found


def _covers(
    counter: _Counter, sites: AbstractSet[str], watched: Sequence[SourceDay]
) -> dict[str, Cover]:
    published = counter.days_of_sites(All())
    return covers({*sites, *published}, watched, published, counter.first, counter.last)


def _with_silent(
    split: Mapping[str, Sequence[str]], ask: Ask, seen: Mapping[str, Cover]
) -> Mapping[str, Sequence[str]]:
    """All sites are also those that have no article: one that fell silent has a line of gaps."""
    if split.get("site", "all"):  # named, or not split by
        return split
    return {**split, "site": [cover.site for cover in _sites(ask, (), seen)]}


def _series(counter: _Counter, ask: Ask, group: Group, seen: Mapping[str, Cover]) -> Series:
    node = both(ask.node, *(_is(name, value) for name, value in group))
    places = [_is(name, value) for name, value in group if name in PLACES]
    base = both(ground(ask.node), *places)
    if node == base:  # places alone are a share of everything
        base = All()
    sites = _sites(ask, group, seen)
    counts, published = counter.count(node), counter.count(base)
    points = tuple(
        Point(
            period=period,
            articles=counts[period.start],
            published=published[period.start],
            seen=sum(site.seen_in(period.first, period.last) for site in sites),
            expected=period.days * len(sites),
        )
        for period in counter.periods
    )
    return Series(asked=ask.name, group=group, points=points, sites=sites)


def _is(name: str, value: str) -> Node:
    return Field(FIELD_OF[name], value)


def _sites(ask: Ask, group: Group, seen: Mapping[str, Cover]) -> tuple[Cover, ...]:
    """The sites under a series: the one it is of, those its query names, or all."""
    own = frozenset(value for name, value in group if name == "site")
    within = own or named_sites(ask.node)
    return tuple(cover for site, cover in seen.items() if within is None or site in within)
