"""What the store learns of lines that a site repeats."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sholu import clock
from sholu.article import Annotations, Article
from sholu.store import Keeping, PageEnd, Store
from sholu.store.lines import ENOUGH, LEAST, LINES, SHARE, WEEKS, YOUNG_SHARE, known_lines
from sholu.store.schema import MIGRATIONS

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SITE = "lada_kz"


class Shelf:
    """A store that keeps articles with given lines."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.run = store.start_run(SITE, "crawl", NOW)
        self.kept = 0

    def keep(self, *lines: int, edition: str | None = "ru", **more: object) -> Keeping:
        self.kept += 1
        id = f"{self.kept:016x}"
        article = Article(
            url=f"https://www.lada.kz/{id}.html",
            site=SITE,
            edition=edition,
            title=id,
            text="Текст.",
        )
        values = {
            "id": id, "article": article, "annotations": Annotations(lang="ru", script="Cyrl"),
            "fingerprint": id, "reader": "r", "raw": None, "fetched": NOW, "lines": lines, **more,
        }  # fmt: skip
        new = Keeping(**values)
        self.again(new)
        return new

    def again(self, new: Keeping) -> str:
        end = PageEnd(url=new.article.url, run=self.run, disposition="stored", at=NOW)
        return self.store.keep(new, end).disposition

    def known(self, edition: str | None = "ru") -> frozenset[int]:
        self.store.freeze_lines(SITE)
        return known_lines(self.store.path, SITE, edition)

    def rows(self) -> int:
        row = self.store.one("SELECT count(*) FROM lines")
        return int(row[0]) if row else 0


@pytest.fixture
def shelf(tmp_path: Path):
    with Store(tmp_path / "sholu.sqlite", zone=ZoneInfo("Asia/Almaty")) as store:
        yield Shelf(store)


def test_a_line_of_a_few_articles_is_furniture_from_the_next_run_on(shelf):
    for number in range(LEAST - 1):
        shelf.keep(7, 100 + number)
    assert shelf.known() == frozenset()
    shelf.keep(7, 7, 200)
    assert known_lines(shelf.store.path, SITE, "ru") == frozenset()
    assert shelf.known() == {7}
    assert shelf.known("kk") == frozenset()


def test_the_same_article_again_counts_once(shelf):
    new = shelf.keep(7)
    for number in range(LEAST):
        assert shelf.again(replace(new, fingerprint=f"edit {number}")) in ("updated", "unchanged")
    assert shelf.known() == frozenset()


def test_a_reprint_does_not_count(shelf):
    first = shelf.keep(7)

    def link(store, id, sketch, at, logged):
        store.db.execute("UPDATE articles SET duplicate_of = ? WHERE id = ?", (first.id, id))

    for _ in range(LEAST):
        shelf.keep(7, link=link)
    assert shelf.known() == frozenset()


class Days:
    """A clock that the test puts on."""

    def __init__(self) -> None:
        self.now = NOW

    def later(self, **more: int) -> None:
        self.now += timedelta(**more)


@pytest.fixture
def days(monkeypatch) -> Days:
    clock_of_days = Days()
    monkeypatch.setattr(clock, "now", lambda: clock_of_days.now)
    return clock_of_days


def publish(shelf: Shelf, articles: int, *lines: int, having: int) -> None:
    """Keep articles of which some have these lines, and each a line of its own."""
    for number in range(articles):
        shelf.keep(*(lines if number < having else ()), 1_000_000 + shelf.kept)


def test_where_much_is_published_a_share_must_have_it(shelf):
    articles = 400
    often = int(SHARE * articles)
    for number in range(articles):
        shelf.keep(*([7] if number < often else []), *([8] if number < often - 1 else []), 9)
    assert shelf.known() == {7, 9}


def test_a_story_of_a_first_run_is_not_taken_for_a_notice(shelf):
    publish(shelf, 25, 7, having=3)
    assert shelf.known() == frozenset()
    publish(shelf, 25, 8, having=25)
    assert shelf.known() == {8}


def test_of_few_articles_half_must_have_it_until_enough_have(shelf):
    articles = 40
    often = int(YOUNG_SHARE * articles)
    publish(shelf, articles, 7, having=often)
    assert shelf.known() == {7}
    publish(shelf, 2, having=0)
    assert shelf.known() == frozenset()
    publish(shelf, 100, 7, having=ENOUGH - often)
    assert shelf.known() == {7}


def test_what_a_first_run_learned_wrongly_is_unlearned(shelf, days):
    publish(shelf, 6, 7, having=3)
    assert shelf.known() == {7}
    days.later(days=1)
    publish(shelf, 4, having=0)
    assert shelf.known() == frozenset()


def test_a_line_of_one_article_a_day_is_never_furniture(shelf, days):
    for _ in range(50):
        publish(shelf, 12, 7, having=1)
        assert shelf.known() == frozenset()
        days.later(days=1)


def test_a_notice_is_known_as_long_as_it_is_shown(shelf, days):
    for _ in range(35):
        publish(shelf, 5, 7, having=5)
        assert shelf.known() == {7}
        days.later(days=1)
    known = []
    for _ in range(7 * WEEKS + 2):
        publish(shelf, 5, having=0)
        known.append(bool(shelf.known()))
        days.later(days=1)
    assert known.index(False) < 7 * WEEKS  # its share falls before its last day is over
    assert not any(known[known.index(False) :])


def test_a_site_that_rested_is_read_as_it_was_left(shelf, days):
    publish(shelf, 10, 7, having=10)
    assert shelf.rows() == 11
    days.later(weeks=10 * WEEKS)
    assert shelf.known() == {7}
    publish(shelf, 1, having=0)
    assert shelf.known() == frozenset()
    assert shelf.rows() == 1


def test_what_is_forgotten_leaves_numerator_and_denominator(shelf):
    kept = [shelf.keep(7, 100 + number) for number in range(4)]
    others = [shelf.keep(200 + number) for number in range(5)]
    assert shelf.known() == frozenset()
    for new in others:
        shelf.store.forget(new.id, "a court order", NOW, lines=new.lines)
    assert shelf.known() == {7}
    for new in kept:
        shelf.store.forget(new.id, "a court order", NOW, lines=new.lines)
    assert (shelf.known(), shelf.rows()) == (frozenset(), 0)


def test_what_is_remembered_is_bounded(shelf, monkeypatch):
    for _ in range(10):
        shelf.keep(7)
    for start in range(0, LINES, 5000):
        shelf.keep(*range(1000 + start, 6000 + start))
    shelf.keep(*range(100_000, 105_000))
    assert shelf.rows() > LINES
    assert shelf.known() == {7}
    assert shelf.rows() == LINES


def test_a_store_that_is_not_there_knows_nothing(tmp_path):
    Store(tmp_path / "sholu.sqlite", zone=ZoneInfo("Asia/Almaty")).close()
    assert known_lines(tmp_path / "sholu.sqlite", SITE, None) == frozenset()


def test_an_older_store_keeps_what_it_knew_until_it_has_counted_anew(tmp_path, days):
    path = tmp_path / "sholu.sqlite"
    today = NOW.toordinal()
    old = sqlite3.connect(path, isolation_level=None)
    for number, script in enumerate(MIGRATIONS[:13], 1):
        old.executescript(script)
        old.execute(f"PRAGMA user_version = {number}")
    old.executemany(
        "INSERT INTO lines (site, edition, line, articles, seen, furniture)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (SITE, "ru", 7, 900, today, 1),
            (SITE, "ru", 8, 900, today - 100, 1),
            (SITE, "ru", 9, 2, today - 3, 0),
            (SITE, "kk", 7, 3, today - 400, 1),
        ],
    )
    old.executemany(
        "INSERT INTO line_days (site, edition, day, articles) VALUES (?, ?, ?, ?)",
        [(SITE, "ru", today, 20), (SITE, "ru", today - 20, 30)],
    )
    assert known_lines(path, SITE, "ru") == frozenset()
    old.close()
    with Store(path, zone=ZoneInfo("Asia/Almaty")) as store:
        assert known_lines(path, SITE, "ru") == {7, 8}
        lines = store.db.execute("SELECT line, day, articles FROM lines ORDER BY line").fetchall()
        assert list(map(tuple, lines)) == [(7, today, 50), (8, today - 100, 50), (9, today - 3, 2)]
        shelf = Shelf(store)
        assert (shelf.known(), shelf.known("kk")) == ({7}, frozenset())
        days.later(weeks=WEEKS, days=1)
        publish(shelf, 1, having=0)
        assert shelf.known() == frozenset()


def test_what_was_never_counted_is_given_in_batches_once(shelf, monkeypatch):
    monkeypatch.setattr("sholu.store.lines._BATCH", 2)
    kept = [shelf.keep().id for _ in range(5)]
    shelf.keep(7)
    assert [list(batch) for batch in shelf.store.unlearned(SITE)] == [kept[:2], kept[2:4], kept[4:]]
    for batch in shelf.store.unlearned(SITE):
        shelf.store.learn_lines(dict.fromkeys(batch, (8,)))
    assert list(shelf.store.unlearned(SITE)) == []
    assert shelf.known() == {8}
    assert shelf.store.line_editions(SITE) == ["ru"]
