"""Counts over time equal a count by going through the articles, in every grouping and zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest

from sholu.article import Record
from sholu.index import Index
from sholu.index.tantivy import TantivyIndex
from sholu.query import All
from sholu.trends import BY, FIELD_OF, Ask, Trend, trend
from tests.index.corpus import holds, question
from tests.trends.months import FIRST, LAST, articles, counted, period_of

ZONES = ("Asia/Almaty", "Asia/Aqtau")  # one changed its clocks, one did not
PLACES = ("lang", "site", "edition")
GROUPINGS = [
    names for size in (0, 1, 2) for names in combinations(FIELD_OF, size)
] + [("topic", "lang", "site"), ("topic", "lang", "site", "entity"), tuple(FIELD_OF)]  # fmt: skip
EVERYTHING = Ask(name="all", node=All())


@pytest.fixture(scope="module", params=ZONES)
def zone(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def records(zone: str) -> list[Record]:
    return articles(3000, ZoneInfo(zone))


@pytest.fixture(scope="module")
def index(records: list[Record], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    index = TantivyIndex.create(tmp_path_factory.mktemp("trends") / "1")
    index.upsert(records)
    index.commit()
    yield index
    index.close()


def over(index: Index, zone: str, *asks: Ask, by: str = "week", **more) -> Trend:
    return trend(index, asks or [EVERYTHING], by=by, first=FIRST, last=LAST, zone=zone, **more)


def told(found: Trend) -> dict[tuple[tuple[str, ...], str], int]:
    """The counts of a trend that are not zero, as `counted` gives them."""
    return {
        (tuple(value for _, value in series.group), point.period.start.isoformat()): point.articles
        for series in found.series
        for point in series.points
        if point.articles
    }


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize("names", GROUPINGS, ids=lambda names: "+".join(names) or "none")
def test_every_grouping_counts_as_brute_force(index, records, zone, by, names) -> None:
    found = over(index, zone, by=by, split=dict.fromkeys(names, ()))
    assert told(found) == counted(records, by, names, zone)


def test_the_zones_differ_where_the_clocks_did() -> None:
    days = [[record.day for record in articles(3000, ZoneInfo(zone))] for zone in ZONES]
    differ = {(one, other) for one, other in zip(*days, strict=True) if one != other}
    assert ("2024-02-29", "2024-02-28") in differ
    assert max(one for one, _ in differ) <= "2024-03-01"


@pytest.mark.parametrize("by", BY)
@pytest.mark.parametrize(
    "query", ["дипфейк", "topic:deepfake -суд", "заң lang:kk", "закон duplicate:no", "жоқсөз"]
)
def test_a_query_is_counted_beside_all_of_its_places(index, records, zone, by, query) -> None:
    node = question(query)
    asked = [record for record in records if holds(record, node)]
    base = [r for r in records if "lang:kk" not in query or r.annotations.lang == "kk"]
    base = [r for r in base if "duplicate:no" not in query or not r.duplicate_of]
    (series,) = over(index, zone, Ask(name=query, node=node), by=by).series
    for kind, among in (("articles", asked), ("published", base)):
        expected = counted(among, by, (), zone)
        points = {point.period.start.isoformat(): getattr(point, kind) for point in series.points}
        assert {start: n for start, n in points.items() if n} == {
            start: n for (_, start), n in expected.items()
        }, kind


@pytest.mark.parametrize("name", FIELD_OF)
def test_a_share_is_of_what_the_same_place_published(index, records, zone, name) -> None:
    ask = Ask(name="дипфейк", node=question("дипфейк"))
    found = over(index, zone, ask, split={name: ()})
    expected = counted(records, "week", (name,) if name in PLACES else (), zone)
    for series in found.series:
        values = tuple(value for _, value in series.group) if name in PLACES else ()
        for point in series.points:
            published = expected.get((values, point.period.start.isoformat()), 0)
            assert point.published == published
            assert point.share == (point.articles / published if published else None)


def test_places_alone_are_a_share_of_everything(index, zone) -> None:
    found = over(index, zone, split={"lang": ()})
    total = over(index, zone).series[0]
    for at, point in enumerate(total.points):
        parts = [series.points[at] for series in found.series]
        assert sum(part.articles for part in parts) == point.articles == point.published
        assert {part.published for part in parts} == {point.published}


def test_unique_leaves_copies_out_above_and_below(index, records, zone) -> None:
    originals = [record for record in records if not record.duplicate_of]
    assert len(originals) < len(records)
    found = over(index, zone, by="month", split={"topic": ()}, unique=True)
    assert told(found) == counted(originals, "month", ("topic",), zone)
    assert found.series[0].published == len(originals)
    assert sum(counted(originals, "day", (), zone).values()) == len(originals)


def test_values_that_are_named_have_a_line_even_if_it_is_flat(index, zone) -> None:
    found = over(index, zone, split={"lang": ("kk", "en"), "topic": ("deepfake",)})
    assert [series.group for series in found.series] == [
        (("lang", "kk"), ("topic", "deepfake")),
        (("lang", "en"), ("topic", "deepfake")),
    ]
    assert found.series[1].articles == 0


def test_the_range_cuts_periods_and_says_so(index, records, zone) -> None:
    first, last = date(2024, 2, 28), date(2024, 3, 4)
    found = trend(index, [EVERYTHING], by="week", first=first, last=last, zone=zone)
    (series,) = found.series
    starts = [(point.period.start.isoformat(), point.period.whole) for point in series.points]
    assert starts == [("2024-02-26", False), ("2024-03-04", False)]
    inside = [r for r in records if first.isoformat() <= r.day <= last.isoformat()]
    assert series.articles == len(inside)
    assert [period_of(first, "week"), period_of(last, "week")] == [start for start, _ in starts]
