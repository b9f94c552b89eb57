"""Articles under another address: which one speaks for it, and that two never take turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sholu.article import Annotations, Article, Raw
from sholu.store import Again, Finding, Keeping, PageEnd, SourceAnswer, Store

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
OLD = "https://www.lada.kz/aktau_news/123456-most-zakroyut.html"
NEW = "https://www.lada.kz/aktau_news/123456-most-ne-zakroyut.html"
FEED = "https://www.lada.kz/rss.xml"
AGAIN = Again(everyone=(timedelta(days=1), timedelta(days=7)))


class Paper:
    """A store in which addresses answer what a test says, an hour further each time."""

    def __init__(self, store: Store) -> None:
        self.store, self.now, self.number = store, NOW, 0
        self.run = store.start_run("lada_kz", "crawl", NOW)
        self.list(OLD, NEW)

    def list(self, *urls: str) -> None:
        answer = SourceAnswer(site="lada_kz", url=FEED, edition="ru", kind="feed", at=self.now)
        self.store.add(answer, [Finding(url=url, edition="ru", hints={}) for url in urls])

    def says(self, url: str, title: str, named: str = "", id: str = "aa") -> str:
        """The page at an address is read; gives its disposition."""
        self.number += 1
        article = Article(
            url=named or url, site="lada_kz", edition="ru", title=title, text="Текст."
        )
        new = Keeping(
            id=id, article=article, annotations=Annotations(lang="ru", script="Cyrl"),
            fingerprint=title, reader="r1", fetched=self.now, classify=lambda *texts: "headline",
            raw=Raw(file="x.warc.gz", offset=self.number, sha256=f"{self.number:064}"),
        )  # fmt: skip
        return self.store.keep(new, self._end(url, "")).disposition

    def gone(self, url: str) -> None:
        self.store.end(self._end(url, "gone"))

    def _end(self, url: str, disposition: str) -> PageEnd:
        return PageEnd(url=url, run=self.run, disposition=disposition, at=self.now, again=AGAIN)

    def later(self, hours: int = 1) -> None:
        self.now += timedelta(hours=hours)
        self.run = self.store.start_run("lada_kz", "crawl", self.now)

    def due(self) -> list[str]:
        return [page.url for page in self.store.due_again("lada_kz", 0, self.now)]

    @property
    def titles(self) -> list[str]:
        return [item.title for item in self.store.revisions("aa")]


@pytest.fixture
def paper(tmp_path: Path):
    with Store(tmp_path / "sholu.sqlite", zone=ZoneInfo("Asia/Almaty")) as store:
        yield Paper(store)


@pytest.mark.parametrize("named", [NEW, OLD], ids=["canonical or redirect", "served in place"])
def test_a_new_address_is_an_edit_once_the_own_one_gives_the_same(paper, named):
    assert paper.says(OLD, "Закроют") == "stored"
    paper.later()
    assert paper.says(NEW, "Не закроют") == "duplicate"
    assert paper.titles == ["Закроют"]
    assert paper.due() == [OLD]
    assert paper.says(OLD, "Не закроют", named) == "updated"
    assert paper.titles == ["Закроют", "Не закроют"]
    record = paper.store.record("aa")
    assert (record.article.url, record.article.title) == (named, "Не закроют")
    assert paper.store.record(OLD) == paper.store.record(NEW) == record
    paper.later(24)
    assert paper.due() == [named]  # the one that speaks for it now
    other = NEW if named == OLD else OLD
    assert paper.says(other, "Не закроют", named) == "duplicate"
    assert paper.due() == [named]


def test_an_older_copy_under_another_address_never_takes_turns(paper):
    paper.says(OLD, "Не закроют")
    for _time in range(3):
        paper.later()
        assert paper.says(NEW, "Закроют") == "duplicate"
        assert paper.due() == [OLD]
        assert paper.says(OLD, "Не закроют") == "unchanged"
    assert paper.titles == ["Не закроют"]


def test_two_pages_that_name_each_other_never_take_turns(paper):
    paper.says(OLD, "Закроют", NEW)
    for _time in range(3):
        paper.later()
        paper.says(NEW, "Не закроют", OLD)
        paper.says(OLD, "Закроют", NEW)
    assert len(paper.titles) == 1


def test_a_page_for_print_that_came_first_makes_no_edit_of_the_page_itself(paper):
    paper.says(NEW, "Печать", OLD)
    assert paper.says(OLD, "Закроют") == "unchanged"
    assert paper.titles == ["Печать"]
    assert paper.store.record("aa").article.title == "Закроют"
    assert paper.says(NEW, "Печать", OLD) == "duplicate"
    paper.later()
    assert paper.says(OLD, "Не закроют") == "updated"


def test_where_the_own_address_is_gone_the_new_one_takes_its_place(paper):
    paper.says(OLD, "Закроют")
    paper.later()
    assert paper.says(NEW, "Не закроют") == "duplicate"
    paper.gone(OLD)
    assert paper.due() == []
    paper.later()
    assert paper.due() == [OLD, NEW]
    paper.gone(OLD)
    assert paper.says(NEW, "Не закроют") == "updated"
    assert paper.titles == ["Закроют", "Не закроют"]
    record = paper.store.record("aa")
    assert (record.article.url, record.state) == (NEW, "live")
    assert paper.store.state_changes("aa") == []
    for _time in range(2):
        paper.later()
        paper.gone(NEW)
    assert paper.store.record("aa").state == "gone"


@pytest.mark.parametrize("title", ["Закроют", "Не закроют"])
def test_a_gone_article_that_comes_back_elsewhere_is_live(paper, title):
    paper.says(OLD, "Закроют")
    for _time in range(2):
        paper.later()
        paper.gone(OLD)
    assert paper.store.record("aa").state == "gone"
    paper.later()
    assert paper.says(NEW, title) == ("unchanged" if title == "Закроют" else "updated")
    record = paper.store.record("aa")
    assert (record.state, record.article.url, record.article.title) == ("live", NEW, title)


def test_a_page_for_print_does_not_keep_an_article_alive(paper):
    paper.says(OLD, "Закроют")
    assert paper.says(NEW, "Закроют", OLD) == "duplicate"
    for _time in range(2):
        paper.later()
        paper.gone(OLD)
    assert paper.store.record("aa").state == "live"
    assert paper.due() == [NEW]
    assert paper.says(NEW, "Закроют", OLD) == "duplicate"
    assert paper.store.record("aa").state == "gone"
    assert [change.state for change in paper.store.state_changes("aa")] == ["gone"]


def test_an_article_out_of_an_archive_is_asked_at_its_own_address(paper):
    paper.store.db.execute("DELETE FROM pages WHERE url = ?", (OLD,))
    new = Keeping(
        id="aa", article=Article(url=OLD, site="lada_kz", edition="ru", title="Закроют", text="Т."),
        annotations=Annotations(lang="ru", script="Cyrl"), fingerprint="Закроют", reader="r1",
        fetched=NOW, raw=None,
    )  # fmt: skip
    paper.store.keep(new, replace(paper._end(OLD, ""), position=0))
    assert paper.says(NEW, "Не закроют") == "duplicate"
    assert paper.due() == [OLD]
    assert paper.says(OLD, "Не закроют", NEW) == "updated"


def test_an_id_that_is_the_address_is_joined_when_the_old_one_redirects(paper):
    paper.says(OLD, "Закроют")
    paper.later()
    assert paper.says(NEW, "Не закроют", id="bb") == "stored"
    assert paper.store.count() == 2
    assert paper.says(OLD, "Не закроют", NEW) == "updated"
    assert [record.id for record in paper.store.all_records()] == ["aa"]
    assert paper.titles == ["Закроют", "Не закроют"]
    for name in (OLD, NEW, "bb"):
        assert paper.store.record(name).id == "aa"
    assert ("forget", "bb") in [change[1:3] for change in paper.store.changes(0, 20)]
    paper.later()
    assert paper.says(NEW, "Не закроют", id="bb") == "unchanged"
    assert paper.store.count() == 1


def test_what_a_target_refused_of_a_joined_article_is_not_waited_for(paper):
    paper.says(OLD, "Закроют")
    paper.later()
    paper.says(NEW, "Не закроют", id="bb")
    kept = [("aa", 1, "мәтін"), ("revision aa 2", 1, "мәтін"), ("revision bbb 2", 1, "мәтін")]
    gone = [("bb", 1, "мәтін"), ("revision bb 2", 1, "мәтін")]
    paper.store.note_refused("elastic", [], [*kept, *gone], NOW)
    paper.says(OLD, "Не закроют", NEW)
    assert [letter.id for letter in paper.store.dead_letters("elastic")] == [id for id, *_ in kept]


def test_another_article_that_an_address_sends_to_is_not_swallowed(paper):
    paper.says(OLD, "Закроют")
    paper.says(NEW, "Открыли школу", id="bb")
    paper.says(NEW, "Открыли новую школу", id="bb")
    paper.says(OLD, "Открыли новую школу", NEW)  # edited: it has a history of its own
    assert paper.store.count() == 2
