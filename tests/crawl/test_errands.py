"""Drafting a profile, asking a profile's addresses, keeping a golden page: by real requests."""

from __future__ import annotations

import gzip
import json

import pytest

from crawlers.site import load_site
from tests.crawl.engines import Numbered
from tests.crawl.harness import Site

pytestmark = pytest.mark.long


def test_a_drafted_profile_crawls(crawl_of):
    site = Numbered("numbered", "robots")
    crawl = crawl_of(site)
    file = crawl.folder / "sites" / "numbered.yml"
    taken = crawl.command("new", "site", "numbered", f"https://{site.host}/")
    assert taken.code == 2
    assert "is there already" in taken.err
    file.unlink()
    done = crawl.command("new", "site", "numbered", f"https://{site.host}/")
    assert done.code == 0, done
    assert "robots.txt: sitemap_index" in done.out
    drafted = load_site(file)
    assert drafted.edition_of(f"https://{site.host}{site.paths[0]}") == "ru"
    assert crawl.command("check", "numbered").code == 0
    assert crawl.command("check", "numbered", "--live").code == 0
    row = crawl.run().row
    assert row["dispositions"] == {"stored": len(site.paths)}
    assert not [item for item in crawl.issues() if item["slug"] == "source.found"]


def test_a_draft_needs_a_folder(crawl_of):
    site = Numbered("numbered", "robots")
    crawl = crawl_of(site)
    crawl.env.pop("SHOLU_SITES")
    done = crawl.command("new", "site", "another", f"https://{site.host}/")
    assert done.code == 2
    assert "`sites`" in done.err


def test_each_address_of_a_profile_is_asked_once(crawl_of):
    site = Numbered("numbered", "robots")
    well = Site("zdorovy")
    crawl = crawl_of(site, well)
    done = crawl.command("check", "numbered", "zdorovy", "--live", "--json")
    assert done.code == 1
    live = {row["id"]: row["faults"] for row in done.rows if row["kind"] == "live"}
    assert live["zdorovy"] == []
    assert [fault.rpartition(": ")[2] for fault in live["numbered"]] == ["dead (http 404)"] * 2
    assert [hit.path for hit in well.log] == ["/robots.txt", "/rss.xml"]
    assert not any(hit.conditional for hit in [*site.log, *well.log])


def test_a_golden_page(crawl_of):
    site = Site("proba")
    crawl = crawl_of(site)
    url = f"https://{site.host}{site.paths[0]}"
    done = crawl.command("capture", "proba", url, "--to", "golden")
    assert done.code == 0, done
    page, article, meta = (
        crawl.folder / "golden" / f"1001{end}" for end in (".html.gz", ".json", ".meta.json")
    )
    assert gzip.decompress(page.read_bytes()) == site.answers[site.paths[0]].body
    assert json.loads(article.read_text())["title"].startswith("Ремонт моста")
    assert json.loads(meta.read_text())["url"] == url
    assert not (crawl.folder / "data" / "sholu.sqlite").exists()
    assert crawl.command("capture", "proba", url).code == 0  # beside one's own profile
    assert crawl.command("check", "proba").out == "site proba: fine\ngolden proba (1 page): fine\n"
