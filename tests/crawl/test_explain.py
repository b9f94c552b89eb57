"""Explaining a page of a live site and a stored one, by the rules of their time."""

from __future__ import annotations

import pytest

from crawlers.address import article_id
from tests.crawl.harness import Answer, Site
from tests.crawl.test_import_records import Writer

pytestmark = pytest.mark.long

RULES = """\
article:
  - {since: 2000-01-01, title: ["css:.old"]}
  - {since: 2026-11-21, title: ["css:.new"]}
"""


def page(site: Site, number: int) -> bytes:
    heads = b"<h2 class='old'>Old layout</h2><h2 class='new'>New layout</h2></article>"
    return site.page(number, site.paths[number]).replace(b"</article>", heads)


def test_an_address_is_asked_politely_and_a_stored_article_is_read_from_the_archive(crawl_of):
    site = Site("proba")
    crawl = crawl_of(site)
    url = f"https://{site.host}{site.paths[0]}"
    done = crawl.command("read", url, "--explain", "--json")
    assert done.code == 0, done
    assert done.row["profile"] is True
    assert [hit.path for hit in site.log] == ["/robots.txt", site.paths[0]]
    assert not (crawl.folder / "data" / "sholu.sqlite").exists()
    crawl.run()
    site.log.clear()
    (found,) = (each for each in crawl.command("search", "*", "--json").rows if each["url"] == url)
    stored = crawl.command("read", found["id"], "--explain", "--json").row
    dates = stored["fields"]["published"]
    assert [said["rule"] for said in dates] == ["ld:datePublished", "hint", "url"]  # of the feed
    del dates[1]
    assert stored["fields"] == done.row["fields"]
    assert stored["fetched"] == found["fetched"]
    assert crawl.command("read", found["id"], "--json").row["title"] == found["title"]
    assert site.log == []
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n")
    refused = crawl.command("read", url, "--explain")
    assert refused.code == 2
    assert "robots" in refused.err
    gone = crawl.command("read", "0123456789abcdef", "--explain")
    assert gone.code == 2
    assert "no such article is stored" in gone.err
    two = crawl.command("read", url, url)
    assert two.code == 2
    assert "one page at a time" in two.err


def test_an_import_and_what_reads_it_again_go_by_the_time_of_each_record(crawl_of):
    site = Site("proba")
    crawl = crawl_of(site)
    site.profile(crawl.folder / "sites", RULES)
    path = crawl.folder / "two.warc.gz"
    out = Writer(path)
    for number in (0, 1):  # at 10:00 UTC of the day before the border, and of the border
        out.put(f"https://{site.host}{site.paths[number]}", page(site, number), day=20 + number)
    out.stream.close()
    assert crawl.command("import", "warc", str(path)).code == 0

    def titles() -> list[str]:
        with crawl.store() as store:
            records = sorted(store.all_records(), key=lambda record: record.article.url)
        return [record.article.title for record in records]

    assert titles() == ["Old layout", "New layout"]
    done = crawl.command("reprocess", "--json")
    assert done.code == 0, done
    assert titles() == ["Old layout", "New layout"]
    ids = [article_id("proba", "ru", id) for id in ("1001", "1002")]
    told = [crawl.command("read", id, "--explain", "--json").row for id in ids]
    assert [each["since"] for each in told] == ["2000-01-01", "2026-11-21"]
    taken = [each["fields"]["title"][0] for each in told]
    assert [each["value"] for each in taken] == ["Old layout", "New layout"]
