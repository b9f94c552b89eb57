"""Crawls of small sites: what a second one asks, two at once, limits, Ctrl-C, kills, locks."""

from __future__ import annotations

import json
import signal
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from crawlers.archive import ArchiveReader
from tests.crawl.harness import ROOT, Answer, Crawl, Site
from tests.crawl.kills import MOMENTS, Moment, compare, survive, survivors
from tests.crawl.test_faults import HANG, wait_for


def test_a_second_run_over_an_unchanged_site_asks_only_conditionally(crawl_of):
    site = Site("proba")
    crawl = crawl_of(site)
    first = crawl.run()
    seen = len(site.log)
    second = crawl.run()
    again = [hit for hit in site.log[seen:] if hit.path != "/robots.txt"]
    assert first.row["dispositions"] == {"stored": 3}
    assert second.code == 0
    assert second.row["dispositions"] == {}
    assert [hit.path for hit in again] == ["/rss.xml"]
    assert all(hit.conditional for hit in again)


def test_a_source_without_validators_is_asked_with_the_time_of_its_answer(crawl_of):
    site = Site("proba")
    site.answers["/rss.xml"].validators = False
    crawl = crawl_of(site)
    crawl.run()
    second = crawl.run()
    assert [hit.conditional for hit in site.asked("/rss.xml")] == [False, True]
    assert second.code == 0
    assert second.row["dispositions"] == {}


def test_only_what_is_new_is_fetched(crawl_of):
    site = Site("proba")
    crawl = crawl_of(site)
    crawl.run()
    site.paths.append("/news/1009-novoe.html")
    site.answers[site.paths[-1]] = Answer(site.page(9, site.paths[-1]))
    site.list_articles()
    seen = len(site.log)
    done = crawl.run()
    assert done.row["dispositions"] == {"stored": 1}
    assert [hit.path for hit in site.log[seen:]] == ["/robots.txt", "/rss.xml", site.paths[-1]]


def test_a_host_that_needs_no_pause_is_asked_one_thing_at_a_time_too(crawl_of):
    site = Site("proba", articles=6)
    for path in site.paths:
        site.answers[path].delay = 0.1
    done = crawl_of(site).run()
    assert done.row["dispositions"] == {"stored": 6}
    served = sorted(site.served, key=lambda one: one.arrived)
    assert len(served) == 8  # robots.txt and the feed
    assert all(before.ended <= after.arrived for before, after in pairwise(served))


def test_two_crawls_of_different_sites_at_once(crawl_of):
    sites = [Site("pervy", articles=8), Site("vtoroy", articles=8)]
    crawl = crawl_of(*sites)
    running = [crawl.start("crawl", site.id, "--json") for site in sites]
    for process in running:
        out, err = process.communicate(timeout=600)
        assert process.returncode == 0, err
        assert b'"stored":8' in out
    for site in sites:
        with crawl.store() as store:
            assert store.count(site.id) == 8
    found = crawl.command("search", "*", "--json", "--limit", "100")
    assert len(found.rows) == 16


def test_limit_leaves_the_rest_for_another_run(crawl_of):
    site = Site("proba", articles=5)
    crawl = crawl_of(site)
    first = crawl.run("--limit", "2")
    assert first.row["dispositions"] == {"stored": 2}
    assert first.row["left"] == 3
    second = crawl.run()
    assert second.row["dispositions"] == {"stored": 3}
    assert second.row["left"] == 0


def test_ctrl_c_finishes_what_is_in_flight(crawl_of):
    site = Site("proba", articles=30)
    for path in site.paths:
        site.answers[path].delay = 0.1
    crawl = crawl_of(site)
    process = crawl.start("crawl", "proba", "--json")
    wait_for(lambda: len([hit for hit in site.log if hit.path in site.paths]) >= 2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=600)
    assert process.returncode == 130, err
    assert b'"outcome":"stopped"' in out
    asked = {hit.path for hit in site.log if hit.path in site.paths}
    with crawl.store() as store:
        assert store.count() == len(asked) < 30
        assert store.runs()[0].left == 30 - len(asked)
    second = crawl.run()
    assert second.row["dispositions"] == {"stored": 30 - len(asked)}


def test_who_holds_a_site_is_said(crawl_of):
    site = Site("proba")
    site.answers[site.paths[0]].delay = 60
    crawl = crawl_of(site)
    first = crawl.start("crawl", "proba")
    wait_for(lambda: site.asked(site.paths[0]))
    second = crawl.run()
    site.closing.set()
    first.kill()
    first.communicate()
    assert second.code == 2
    assert f"process {first.pid}" in second.err
    assert "crawl proba" in second.err
    assert len(second.err.splitlines()) == 1


def test_no_process_outlives_a_killed_crawl(crawl_of):
    """Not even a worker that a page has hung."""
    site = Site("proba", articles=6)
    crawl = crawl_of(site)
    (crawl.folder / "sites" / "proba.py").write_text(HANG)
    process = crawl.start("crawl", "proba", SHOLU_CRAWL__SOFT_SECONDS="60")
    parent = psutil.Process(process.pid)

    def hung() -> bool:  # a worker: a child of the fork server, which itself works at the start
        workers = set(parent.children(recursive=True)) - set(parent.children())
        return any(worker.cpu_times().user > 1 for worker in workers)

    wait_for(lambda: site.asked(site.paths[1]) and hung())
    process.kill()
    process.communicate()
    assert survivors(crawl.folder) == []


@pytest.mark.parametrize(
    "moment",
    [
        Moment("sources", 1),
        Moment("archive", 7),
        Moment("keep", 5),
        Moment("index", 1),
        Moment("indexed", 1),
        Moment("sources", 3, several=True),
    ],
    ids=str,
)
def test_a_killed_crawl_loses_nothing(tmp_path, moment):
    assert moment in MOMENTS
    assert survive(tmp_path, moment) == []


def test_the_archive_keeps_the_bytes_as_received(crawl_of):
    site = Site("proba")
    crawl = crawl_of(site)
    crawl.run()
    with crawl.store() as store:
        record = store.record(f"https://{site.host}{site.paths[0]}")
    page = ArchiveReader(crawl.folder / "data" / "archive").read(record.raw)
    assert page.body == site.answers[site.paths[0]].body
    assert page.site == "proba"
    assert page.hints.title == f"Новость {site.paths[0]}"


def test_an_edit_is_a_revision_and_an_unchanged_page_is_not(crawl_of):
    site = Site("proba", articles=2)
    crawl = crawl_of(site)
    feed = site.answers["/rss.xml"]
    sitemap = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'

    def listed(stamp: str) -> Answer:
        urls = "".join(
            f"<url><loc>https://{site.host}{path}</loc><lastmod>{stamp}</lastmod></url>"
            for path in site.paths
        )
        return Answer(sitemap.format(urls).encode(), headers={"Content-Type": "text/xml"})

    profile = crawl.folder / "sites" / "proba.yml"
    profile.write_text(profile.read_text().replace("kind: feed", "kind: news_sitemap"))
    site.answers["/rss.xml"] = listed("2026-11-20T10:00:00+05:00")
    assert feed.body
    crawl.run()
    site.answers[site.paths[0]] = Answer(site.page(0, site.paths[0], title="Мост закроют в среду"))
    site.answers["/rss.xml"] = listed("2026-11-21T10:00:00+05:00")
    seen = len(site.log)
    done = crawl.run()
    assert done.row["dispositions"] == {"updated": 1, "not_modified": 1}
    assert all(hit.conditional for hit in site.log[seen:] if hit.path != "/robots.txt")
    with crawl.store() as store:
        record = store.record(f"https://{site.host}{site.paths[0]}")
    assert (record.revision, record.article.title) == (2, "Мост закроют в среду")
    assert len(crawl.command("search", "среду", "--json").rows) == 1


def test_what_breaks_in_keeping_fails_its_page_alone(crawl_of):
    """A wrapper breaks the store for one page: it is counted, logged, and tried again."""
    site = Site("proba")
    crawl = crawl_of(site)
    code = (
        "import sys\n"
        "from sholu.store import Store\n"
        "keep = Store.keep\n"
        "def broken(self, new, page):\n"
        "    if page.url.endswith('most-1.html'):\n"
        "        raise RuntimeError('out of luck')\n"
        "    return keep(self, new, page)\n"
        "Store.keep = broken\n"
        "if __name__ == '__main__':\n"
        "    sys.argv = ['sholu', 'crawl', 'proba', '--json']\n"
        "    from sholu.cli import main\n"
        "    main()\n"
    )
    out, err = crawl.start_python("-c", code).communicate(timeout=600)
    row = json.loads(out)
    assert row["dispositions"] == {"stored": 2, "failed": 1}, err
    assert row["reasons"] == {"failed: keeping: RuntimeError": 1}
    assert crawl.run().row["dispositions"] == {"stored": 1}


def test_an_index_of_other_keys_fails_the_run_and_loses_nothing(crawl_of):
    site = Site("proba", articles=2)
    crawl = crawl_of(site)
    crawl.run("--limit", "1")
    (meta,) = (crawl.folder / "data" / "index").rglob("sholu.json")
    meta.write_text(json.dumps(json.loads(meta.read_text()) | {"keys": "0"}))
    done = crawl.run()
    assert done.code == 1
    assert done.row["dispositions"] == {"stored": 1}
    assert "sholu reindex" in done.row["fault"]
    assert "index.failed" in {item["slug"] for item in crawl.issues()}
    assert crawl.command("reindex").code == 0
    assert len(crawl.command("search", "мост*", "--json").rows) == 2


def test_scrapy_commands_work_from_the_checkout(crawl_of):
    site = Site("proba")
    crawl = crawl_of(site)
    code = "from scrapy.cmdline import execute; execute(['scrapy', *__import__('sys').argv[1:]])"

    def scrapy(*args: str) -> tuple[int, str]:
        env = {"SCRAPY_SETTINGS_MODULE": "crawlers.settings"}
        process = crawl.start_python("-c", code, *args, **env)
        out, err = process.communicate(timeout=600)
        return process.returncode, out.decode() + err.decode()

    code_, listed = scrapy("list")
    assert code_ == 0
    assert {"inform_kz", "lada_kz", "zakon_kz", "proba"} <= set(listed.split())
    code_, said = scrapy("crawl", "proba")
    assert code_ == 0, said
    with crawl.store() as store:
        assert store.count() == 3
    assert compare(crawl.folder, site, "") == []
    assert (ROOT / "scrapy.cfg").read_text().strip().endswith("default = crawlers.settings")


def test_a_search_before_the_first_crawl_says_what_to_type(tmp_path: Path):
    done = Crawl(tmp_path, "127.0.0.1:1", Site("proba")).command("search", "мост")
    assert done.code == 2
    assert "sholu crawl" in done.err
