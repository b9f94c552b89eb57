"""A site that answers and publishes far less than it does is quiet, and ok again afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sholu.article import Annotations, Article, Moment
from sholu.store import Keeping, PageEnd, Store
from tests.crawl.harness import ALMATY, Crawl, Site

pytestmark = pytest.mark.long

LAST = datetime(2026, 11, 20, 10, tzinfo=UTC)
NOW = LAST + timedelta(days=9)


def past(crawl: Crawl, weeks: int) -> None:
    """Two articles a day up to LAST, as an archive would have brought them."""
    with Store(crawl.folder / "data" / "sholu.sqlite", zone=ALMATY) as store:
        run = store.start_run("proba", "import", LAST)
        for number in range(14 * weeks):
            at = LAST - timedelta(hours=12 * number)
            url = f"https://proba.example.kz/news/{500 + number}-staroe.html"
            time = Moment(
                instant=at, zone="Asia/Almaty", precision="minute", source="test", raw="raw"
            )
            article = Article(url=url, site="proba", edition="ru", title="Т", text="Т.",
                              published=time)  # fmt: skip
            new = Keeping(
                id=f"{number:016x}", article=article, fingerprint="a", reader="r", raw=None,
                annotations=Annotations(lang="ru", script="Cyrl"), fetched=LAST,
            )  # fmt: skip
            store.keep(new, PageEnd(url=url, run=run, disposition="", at=LAST, position=number))


def crawled(crawl: Crawl, at: datetime) -> list[dict]:
    """The states of the sources as `sholu sites` shows them after a crawl."""
    clock = crawl.folder / "clock"
    clock.write_text(at.isoformat())
    crawl.run(SHOLU_CLOCK=str(clock))
    return crawl.command("sites", "proba", "--json", SHOLU_CLOCK=str(clock)).row


@pytest.mark.parametrize(("weeks", "state"), [(2, "ok"), (9, "quiet")])
def test_a_site_is_quiet_by_the_rhythm_the_store_knows(crawl_of, weeks, state):
    site = Site("proba", articles=1)
    page = site.answers[site.paths[0]].body
    site.answers[site.paths[0]].body = old(page, LAST)
    crawl = crawl_of(site)
    profile = crawl.folder / "sites" / "proba.yml"
    profile.write_text(profile.read_text() + "expect: {quiet_after: 4w}\n")
    past(crawl, weeks)
    row = crawled(crawl, NOW)
    assert row["state"] == row["sources"][0]["state"] == state
    if state == "ok":
        return
    assert "no article in 168 hours" in row["reason"]
    since = row["sources"][0]["since"]
    later = NOW + timedelta(hours=2)
    row = crawled(crawl, later)
    assert (row["state"], row["sources"][0]["since"]) == ("quiet", since)
    trend = crawl.command("trends", "--site", "proba", "--since", "7d", "--json",
                          SHOLU_CLOCK=str(crawl.folder / "clock")).row  # fmt: skip
    assert trend["sites"][0]["quiet"] == trend["sites"][0]["up"] == 1

    path = "/news/2001-novoe.html"
    site.answers[path] = type(site.answers[site.paths[0]])(old(site.page(7, path), later))
    site.list_articles(path)
    row = crawled(crawl, later + timedelta(hours=1))
    assert (row["state"], row["reason"]) == ("ok", "")


def old(page: bytes, at: datetime) -> bytes:
    """A page published then."""
    start = page.index(b'"datePublished": "') + len(b'"datePublished": "')
    end = page.index(b'"', start)
    return page[:start] + at.isoformat().encode() + page[end:]
