"""An edited headline that changes the address: one article, one revision, none invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.crawl.harness import TEXT, Answer, Site

pytestmark = pytest.mark.long

LONG = f"{TEXT} {TEXT.replace('вторник', 'среду').replace('Акимат города', 'Аппарат акима')}"


class Moving:
    """A site with one article that gets another headline and address a day later."""

    def __init__(self, crawl_of, folder) -> None:
        self.site = Site("proba", articles=1)
        self.old = self.site.paths[0]
        self.site.answers[self.old] = Answer(self.page(self.old, "Мост закроют на ремонт"))
        self.crawl = crawl_of(self.site)
        self.crawl.env |= {"SHOLU_CRAWL__SOFT_SECONDS": "30", "SHOLU_CRAWL__HARD_SECONDS": "60"}
        self.clock = folder / "clock"
        self.start = datetime.now(UTC)

    def page(self, path: str, title: str) -> bytes:
        return self.site.page(0, path, title=title, text=LONG)

    def move(self, path: str, title: str = "Мост открыт для автобусов") -> None:
        self.site.answers[path] = Answer(self.page(path, title))
        self.site.list_articles(path)

    def redirect(self, path: str) -> None:
        to = {"Location": f"https://{self.site.host}{path}"}
        self.site.answers[self.old] = Answer(status=301, headers=to, validators=False)

    def run(self, hours: float) -> dict:
        self.clock.write_text((self.start + timedelta(hours=hours)).isoformat())
        done = self.crawl.run(SHOLU_CLOCK=str(self.clock))
        assert done.code == 0, done.err
        assert done.row["left"] == 0
        return done.row["dispositions"]

    def url(self, path: str) -> str:
        return f"https://{self.site.host}{path}"

    def titles(self) -> list[str]:
        with self.crawl.store() as store:
            (record,) = store.all_records()
            return [item.title for item in store.revisions(record.id)]


@pytest.fixture
def moving(crawl_of, tmp_path):
    return Moving(crawl_of, tmp_path)


NEW = "/news/1001-most-otkryt.html"


def test_an_edited_headline_under_a_new_address_is_one_revision(moving):
    moving.run(0)
    moving.move(NEW)
    moving.redirect(NEW)
    assert moving.run(2) == {"duplicate": 1, "updated": 1}
    assert moving.titles() == ["Мост закроют на ремонт", "Мост открыт для автобусов"]
    with moving.crawl.store() as store:
        record = store.record(moving.url(NEW))
        assert record == store.record(moving.url(moving.old))
        assert record.article.url == moving.url(NEW)
        assert [item.edit for item in store.revisions(record.id)] == [None, "headline"]
    seen = len(moving.site.log)
    assert moving.run(25) == {"not_modified": 1}
    assert moving.old not in [hit.path for hit in moving.site.log[seen:]]
    (row,) = moving.crawl.command("search", "мост", "--json").rows
    assert row["title"] == "Мост открыт для автобусов"


def test_an_older_copy_under_another_address_changes_nothing(moving):
    moving.run(0)
    moving.move(NEW, title="Мост могут закрыть")
    assert moving.run(2) == {"duplicate": 1, "not_modified": 1}
    assert moving.run(25) == {"not_modified": 1}
    assert moving.titles() == ["Мост закроют на ремонт"]


def test_where_the_address_is_the_id_the_two_become_one_when_the_old_one_redirects(moving):
    profile = moving.crawl.folder / "sites" / "proba.yml"
    profile.write_text(profile.read_text().replace(r"(?P<id>\d+)-[a-z0-9-]+\.", r"(?P<id>\S+)\."))
    moving.run(0)
    moving.move(NEW)
    moving.redirect(NEW)
    assert moving.run(2) == {"stored": 1, "updated": 1}
    assert moving.titles() == ["Мост закроют на ремонт", "Мост открыт для автобусов"]
    (row,) = moving.crawl.command("search", "мост", "--json").rows
    assert row["url"] == moving.url(NEW)
    assert moving.run(25) == {"not_modified": 1}
