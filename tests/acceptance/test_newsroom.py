"""The demo newsroom through the real profiles: exactly what was written comes out, twice over."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pytest

from sholu import clock
from sholu.demo.newsroom import Expected, Newsroom
from sholu.demo.server import Hit, serve
from tests.crawl.harness import Crawl, Done, Site

SITES = ("zakon_kz", "lada_kz", "inform_kz")
FORBIDDEN = (
    "/obshestvo/6400001-",
    "/kogam-tynysy/6000001-",
    "/ru/jabyq-razdel-3f2c1a",
    "/news/jabyq-bolim-3f2c1b",
)


class World(NamedTuple):
    crawl: Crawl
    expected: list[Expected]
    first: Done
    first_log: list[Hit]
    second: Done
    second_log: list[Hit]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory):
    newsroom = Newsroom(clock.now())
    with serve(newsroom) as server:
        sites = [Site(id, 0, ("x",)) for id in SITES]
        crawl = Crawl(tmp_path_factory.mktemp("newsroom"), server.address, *sites)
        mapping = ",".join(f"{host}={server.address}" for host in server.hosts)
        crawl.env["SHOLU_CRAWL__LOOPBACK"] = mapping
        first = crawl.run()
        first_log = list(server.log)
        second = crawl.run()
        yield World(
            crawl, newsroom.expected(), first, first_log, second, server.log[len(first_log) :]
        )


def test_every_article_is_kept_as_it_was_written(world):
    assert world.first.code == 0, world.first.err
    wanted = [item for item in world.expected if item.disposition == "stored"]
    with world.crawl.store() as store:
        assert store.count() == len(wanted) >= 150
        for item in wanted:
            record = store.record(item.url)
            assert record is not None, item.url
            article = record.article
            assert (article.title, article.text) == (item.title, item.text)
            assert article.captions == item.captions
            assert article.authors == item.authors
            assert article.published.instant == item.published
            assert article.published.precision == item.precision
            assert article.edition == item.edition
            assert record.annotations.lang == item.lang
            assert tuple(sorted(tag.topic for tag in record.annotations.tags)) == item.topics


def test_the_dispositions_add_up_and_name_the_traps(world):
    total: Counter[str] = Counter()
    for row in world.first.rows:
        assert sum(row["dispositions"].values()) == row["pages"]
        assert row["left"] == 0
        assert row["state"] == "ok"
        total.update(row["dispositions"])
    assert total["other_language"] == 1
    assert total["robots"] == 4
    assert total["not_article"] >= 1
    assert total["duplicate"] >= 1


def test_most_articles_are_on_no_topic(world):
    tagged = [item for item in world.expected if item.topics]
    assert len(tagged) < len(world.expected) / 2
    kazakh = [item for item in world.expected if item.lang == "kk"]
    assert 0.35 < len(kazakh) / len(world.expected) < 0.65


def test_a_second_run_asks_conditionally_and_stores_nothing(world):
    assert world.second.code == 0, world.second.out
    for row in world.second.rows:
        assert not {"stored", "updated"} & row["dispositions"].keys()
    asked = [hit for hit in world.second_log if hit.path != "/robots.txt"]
    assert asked
    assert [hit for hit in asked if not hit.conditional] == []
    gave = {(hit.host, hit.path) for hit in world.first_log if hit.status == 200}
    sources = {
        (hit.host, hit.path)
        for hit in world.first_log
        if any(part in hit.path for part in ("sitemap", "rss", "LoadMoreNews", "/lenta/?page=1"))
    }
    assert sources & gave <= {(hit.host, hit.path) for hit in asked}


def test_what_robots_forbids_is_never_asked(world):
    for hit in (*world.first_log, *world.second_log):
        assert not hit.path.startswith(FORBIDDEN), hit
        assert hit.user_agent.startswith("sholu/")


SHOWN = (
    "zakon_kz", "дипфейк", "Why is this about deepfakes?", "What next",
    "headline (", "number (", "quote (", "cosmetic (", "substance (",
    "gone (http 404)", "gone (http 410)", "a copy of zakon_kz", "it names Zakon.kz",
    "https://dala.example/rss.xml: dead (http 404)", "https://shahar.example/news/: layout",
    "kokpar_example: found by robots.txt; write into the profile", "ai_regulation  ",
)  # fmt: skip
"""What the demo must say of what its crawls came upon."""


@pytest.mark.long
def test_the_demo_shows_it_all(tmp_path):
    crawl = Crawl(tmp_path, "127.0.0.1:1")
    process = crawl.start("demo", "--no-keep", TMPDIR=str(tmp_path), COLUMNS="400")
    out, err = (text.decode() for text in process.communicate(timeout=600))
    assert process.returncode == 0, out + err
    assert "FAILED" not in out
    assert [words for words in SHOWN if words not in out] == []
    assert list(tmp_path.glob("sholu-demo-*")) == []


def test_the_days_of_the_sources_are_remembered(world):
    with world.crawl.store() as store:
        days = store.source_days()
    assert {row.site for row in days if row.state == "ok"} == set(SITES)
    assert {row.site for row in days if row.reach and row.reach < row.day} == set(SITES)
