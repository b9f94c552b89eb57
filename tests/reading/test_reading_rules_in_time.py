"""A page is read by the rules of the layout it was fetched in, however long ago that was."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from pydantic import ValidationError

from crawlers import worker
from crawlers.archive import ArchiveWriter
from crawlers.page import Known, Page
from crawlers.reading import read_page
from crawlers.reading.explain import explain
from crawlers.site import FOLDER, ArticleRules, Site, load_site
from sholu.article import Article, Raw
from sholu.jobs.golden import META, PAGE, Golden, pretty
from sholu.settings import Settings

URL = "https://www.lada.kz/aktau_news/society/123456-most-zakroyut.html"
LINE = "Движение по мосту через канал ограничат на две недели, сообщил акимат города."
HTML = (
    "<html><head><meta property='og:type' content='article'></head><body>"
    "<h2 class='old'>Прежний заголовок</h2><h2 class='new'>Новый заголовок</h2>"
    f"<p>{LINE}</p><p>{LINE.replace('две', 'три')}</p></body></html>"
).encode()
RULES = """\
article:
  - {since: 2026-03-01, title: ["css:h2.new"]}
  - {since: 2024-06-01, title: ["css:h2.old"]}
"""
OLD, NEW = "Прежний заголовок", "Новый заголовок"
BORDER = datetime(2026, 2, 28, 19, tzinfo=UTC)
"""Midnight in Aqtau, which begins the first of March."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a profile of one's own, lada_own, whose rules have changed once."""
    text = (FOLDER / "lada_kz.yml").read_text(encoding="utf-8")
    (tmp_path / "lada_own.yml").write_text(text + RULES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def site(folder: Path) -> Site:
    return load_site(folder / "lada_own.yml")


def page(fetched: datetime, raw: Raw | None = None) -> Page:
    return Page(url=URL, body=HTML, fetched=fetched, site="lada_own", raw=raw)


@pytest.mark.parametrize(
    ("fetched", "title"),
    [
        (BORDER.replace(hour=18, minute=59, second=59), OLD),
        (BORDER, NEW),
        (datetime(2026, 3, 1, 0, tzinfo=UTC), NEW),
        (datetime(2030, 1, 1, tzinfo=UTC), NEW),
        (datetime(2024, 5, 31, 19, tzinfo=UTC), OLD),
        (datetime(2010, 1, 1, tzinfo=UTC), OLD),  # older than all: by the oldest
    ],
)
def test_the_day_of_the_fetch_in_the_sites_zone_chooses(
    site: Site, fetched: datetime, title: str
) -> None:
    found = read_page(page(fetched), site).article
    assert found is not None
    assert found.title == title
    told = explain(page(fetched), site)
    assert told.since == (date(2026, 3, 1) if title == NEW else date(2024, 6, 1))


def test_rules_without_a_day_are_those_of_the_oldest_pages(site: Site) -> None:
    newest = ArticleRules(since=date(2026, 3, 1))
    changed = site.model_copy(update={"article": (ArticleRules(), newest)})
    assert changed.rules(date(2026, 2, 28)).since is None
    assert changed.rules(date(2026, 3, 1)) is newest
    assert changed.rules() is newest


@pytest.mark.parametrize("since", [None, "2026-03-01"])
def test_two_sets_of_rules_of_one_day_are_refused(site: Site, since: str | None) -> None:
    data = site.model_dump()
    data["article"] = [{"since": since}, {"since": since}]
    with pytest.raises(ValidationError, match=r"article\.1: there are rules"):
        Site.model_validate(data)


@pytest.mark.parametrize("fetched", [BORDER.replace(hour=18), BORDER])
def test_an_archived_page_is_read_again_by_the_rules_of_its_time(
    folder: Path, fetched: datetime
) -> None:
    """As `sholu reprocess` reads it: what the store has beside it does not count."""
    before = worker._desk
    archive = folder / "archive"
    worker.sit_down(worker.Desk(site_folders=(folder,), archive=archive, soft_seconds=60))
    try:
        with ArchiveWriter(archive) as writer:
            raw = writer.write(URL, 200, (), HTML, fetched=fetched)
        again = worker.reread(page(datetime(2027, 1, 1, tzinfo=UTC), raw)).article
        assert again is not None
        assert again.title == (NEW if fetched == BORDER else OLD)
        known = replace(
            page(datetime(2027, 1, 1, tzinfo=UTC)), known=Known(raw=raw, fingerprint="x")
        )
        reading = worker.look(known)
        assert reading.article is not None
        assert reading.article.title == NEW
        assert reading.before == replace(again, published=reading.before.published)
    finally:
        worker.sit_down(before)


def test_a_golden_page_keeps_its_time(folder: Path, site: Site) -> None:
    meta = {"url": URL, "status": 200, "headers": (), "fetched": BORDER.replace(hour=18)}
    (folder / f"1{PAGE}").write_bytes(gzip.compress(HTML))
    (folder / f"1{META}").write_bytes(pretty(meta))
    golden = Golden(folder / "1", site)
    found = golden.read(Settings(sites=folder, data=folder / "data"))
    assert isinstance(found, Article)
    assert found.title == OLD
    later = msgspec.json.encode(meta | {"fetched": BORDER})
    (folder / f"1{META}").write_bytes(later)
    found = golden.read(Settings(sites=folder, data=folder / "data"))
    assert isinstance(found, Article)
    assert found.title == NEW
