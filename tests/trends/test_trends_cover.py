"""A gap is no dip: which sources were up under every series."""

from __future__ import annotations

from datetime import date

import pytest

from sholu.index import Bucket
from sholu.query import All, parse
from sholu.store import SourceDay
from sholu.trends import Ask, ground, trend
from sholu.trends.ground import named_sites
from tests.query.plain import plain_keys

LADA, ZAKON = "https://www.lada.kz/rss.xml", "https://www.zakon.kz/rss"


class Shelf:
    """An index that has one article of each (site, day); it counts whatever it is asked."""

    def __init__(self, *articles: tuple[str, str]) -> None:
        self.articles = articles

    def aggregate(self, query, by):
        asked = named_sites(query)
        rows = [row for row in self.articles if asked is None or row[0] in asked]
        if tuple(by) == ("day",):
            days = sorted({day for _, day in rows})
            return [Bucket((day,), sum(row[1] == day for row in rows)) for day in days]
        return [Bucket(row, 1) for row in sorted(set(rows))]


def look(shelf: Shelf, watched: list[SourceDay], query: str = "*", **more):
    ask = Ask(name=query, node=parse(query, keys=plain_keys))
    values = {"by": "day", "first": date(2025, 10, 6), "last": date(2025, 10, 10), "zone": "UTC"}
    return trend(shelf, [ask], watched=watched, **(values | more))  # type: ignore[arg-type]


def day(number: int, site: str = "lada_kz", url: str = LADA, state: str = "ok") -> SourceDay:
    return SourceDay(site, url, f"2025-10-{number:02d}", state)


def test_a_day_without_sources_or_articles_is_a_gap_and_a_day_with_sources_a_zero() -> None:
    watched = [day(6), day(7, state="quiet"), day(9, state="dns")]
    (series,) = look(Shelf(("lada_kz", "2025-10-06")), watched, sites=["lada_kz"]).series
    assert [(point.articles, point.gap) for point in series.points] == [
        (1, False), (0, False), (0, True), (0, True), (0, True),
    ]  # fmt: skip
    rows = [point.row() for point in series.points]
    assert [row["articles"] for row in rows] == [1, 0, None, None, None]
    assert rows[2]["published"] is None
    assert rows[2]["share"] is None
    (cover,) = series.sites
    assert cover.row() == {
        "site": "lada_kz", "days": 5, "up": 2, "quiet": 1, "late": 0, "down": 1, "unasked": 2,
        "sources": [{"url": LADA, "up": 2, "asked": 3}],
    }  # fmt: skip
    assert cover.down == (("2025-10-09", "dns"),)


def test_articles_that_came_later_make_a_day_known() -> None:
    shelf = Shelf(("lada_kz", "2025-10-08"))
    (series,) = look(shelf, [day(8, state="tls")], sites=["lada_kz"]).series
    assert [point.gap for point in series.points] == [True, True, False, True, True]
    assert series.sites[0].late == {"2025-10-08"}
    assert series.sites[0].down == ()


def test_a_source_that_still_lists_the_weekend_has_seen_it() -> None:
    monday = SourceDay("lada_kz", LADA, "2025-10-13", "ok", "2025-10-09")
    (series,) = look(Shelf(), [day(6), day(7, state="dns"), monday], sites=["lada_kz"]).series
    assert [point.gap for point in series.points] == [False, True, True, False, False]
    (cover,) = series.sites
    assert (cover.up, cover.late) == ({"2025-10-06"}, {"2025-10-09", "2025-10-10"})
    failed = monday._replace(state="layout")
    (series,) = look(Shelf(), [day(6), failed], sites=["lada_kz"]).series
    assert [point.gap for point in series.points] == [False, True, True, True, True]


def test_a_site_that_fell_silent_makes_the_rest_partial_not_a_dip() -> None:
    articles = [(site, f"2025-10-{n:02d}") for site in ("lada_kz", "zakon_kz") for n in (6, 7)]
    articles += [("zakon_kz", f"2025-10-{n:02d}") for n in (8, 9, 10)]
    watched = [day(n) for n in (6, 7)]
    watched += [day(n, "zakon_kz", ZAKON) for n in range(6, 11)]
    (series,) = look(Shelf(*articles), watched).series
    assert [point.articles for point in series.points] == [2, 2, 1, 1, 1]
    assert [point.partial for point in series.points] == [False, False, True, True, True]
    assert [(point.seen, point.expected) for point in series.points][1:3] == [(2, 2), (1, 2)]
    (zakon,) = look(Shelf(*articles), watched, "site:zakon_kz").series
    assert not any(point.partial for point in zakon.points)
    silent = look(Shelf(*articles), watched, split={"site": []}, sites=["inform_kz"]).series
    assert [series.name for series in silent] == ["* · inform_kz", "* · lada_kz", "* · zakon_kz"]
    assert all(point.gap for point in silent[0].points)
    (lada,) = look(Shelf(*articles), watched, split={"site": ["lada_kz"]}).series
    assert [point.gap for point in lada.points] == [False, False, True, True, True]


def test_a_site_nobody_ever_asked_is_a_gap_too() -> None:
    (series,) = look(Shelf(("lada_kz", "2025-10-06")), [], "site:inform_kz").series
    assert all(point.gap for point in series.points)
    assert [cover.site for cover in series.sites] == ["inform_kz"]


def test_by_week_days_are_added_up() -> None:
    (series,) = look(Shelf(), [day(n) for n in (6, 7, 8)], by="week", sites=["lada_kz"]).series
    (point,) = series.points
    assert (point.seen, point.expected, point.gap, point.partial) == (3, 5, False, True)


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("дипфейк", "*"),
        ("дипфейк site:lada_kz", "site:lada_kz"),
        ("topic:deepfake -site:lada_kz date:2025-10", "date:2025-10 -site:lada_kz"),
        ("(site:lada_kz OR site:zakon_kz) заң", "site:(lada_kz OR zakon_kz)"),
        ("site:lada_kz OR заң", "*"),
        ("NOT (lang:kk заң)", "*"),
        ("lang:kk duplicate:no state:live", "lang:kk duplicate:no state:live"),
    ],
)
def test_the_ground_of_a_query(query: str, left: str) -> None:
    assert ground(parse(query, keys=plain_keys)) == parse(left, keys=plain_keys)


def test_the_ground_of_everything() -> None:
    assert ground(All()) == All()


@pytest.mark.parametrize(
    ("query", "sites"),
    [
        ("заң", None),
        ("site:lada_kz заң", {"lada_kz"}),
        ("site:lada_kz OR заң", None),
        ("site:(lada_kz OR zakon_kz) site:lada_kz", {"lada_kz"}),
        ("-site:lada_kz", None),
    ],
)
def test_the_sites_a_query_is_confined_to(query: str, sites: set[str] | None) -> None:
    assert named_sites(parse(query, keys=plain_keys)) == sites
