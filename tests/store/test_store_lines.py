"""What the store learns of lines that a site repeats."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sholu import clock
from sholu.article import Annotations, Article
from sholu.store import Keeping, PageEnd, Store
from sholu.store.lines import LEAST, LINES, SHARE, WEEKS, known_lines

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


def test_where_much_is_published_a_share_must_have_it(shelf):
    articles = 60
    often = int(SHARE * articles)
    for number in range(articles):
        shelf.keep(*([7] if number < often else []), *([8] if number < often - 1 else []), 9)
    assert shelf.known() == {7, 9}


def test_what_is_not_seen_for_weeks_is_forgotten_but_furniture_stays(shelf, monkeypatch):
    for number in range(LEAST):
        shelf.keep(7, 100 + number)
    assert shelf.known() == {7}
    assert shelf.rows() == 1 + LEAST
    later = clock.now() + timedelta(weeks=WEEKS, days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert shelf.known() == {7}
    assert shelf.rows() == 1
    after_years = clock.now() + timedelta(days=800)
    monkeypatch.setattr(clock, "now", lambda: after_years)
    assert shelf.known() == frozenset()


def test_what_is_remembered_is_bounded(shelf, monkeypatch):
    for _ in range(LEAST):
        shelf.keep(7)
    shelf.known()
    for start in range(0, LINES, 5000):
        shelf.keep(*range(1000 + start, 6000 + start))
    shelf.keep(*range(100_000, 105_000))
    assert shelf.rows() > LINES
    assert shelf.known() == {7}
    assert shelf.rows() == LINES


def test_a_store_that_is_not_there_knows_nothing(tmp_path):
    Store(tmp_path / "sholu.sqlite", zone=ZoneInfo("Asia/Almaty")).close()
    assert known_lines(tmp_path / "sholu.sqlite", SITE, None) == frozenset()


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
