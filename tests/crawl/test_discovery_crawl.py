"""What follows the first page or child of a source is never lost to a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawl.harness import Answer, Site

XML = {"Content-Type": "application/xml"}


class Chain(Site):
    """Six articles on three pages of a listing, or in three sitemaps of an index."""

    kind = "listing"

    def profile(self, folder: Path, more: str = "") -> None:
        super().profile(folder, more)
        path = folder / f"{self.id}.yml"
        address = "page/{page}" if self.kind == "listing" else "map.xml"
        text = path.read_text(encoding="utf-8")
        old = f'{{kind: feed, url: "https://{self.host}/rss.xml"'
        assert old in text
        new = f'{{kind: {self.kind}, url: "https://{self.host}/{address}", pages: 3'
        path.write_text(text.replace(old, new), encoding="utf-8")

    def list_articles(self, *extra: str) -> None:
        for number in (1, 2, 3):
            paths = self.paths[2 * number - 2 : 2 * number]
            if self.kind == "listing":
                cards = "".join(
                    f'<div><a href="{path}"><h3>Новость</h3></a></div>' for path in paths
                )
                self.answers[f"/page/{number}"] = Answer(f"<html><body>{cards}".encode())
            else:
                urls = "".join(f"<url><loc>https://{self.host}{path}</loc></url>" for path in paths)
                self.answers[f"/map-{4 - number}.xml"] = Answer(
                    f"<urlset>{urls}</urlset>".encode(), headers=XML
                )
        maps = "".join(
            f"<sitemap><loc>https://{self.host}/map-{number}.xml</loc></sitemap>"
            for number in (1, 2, 3)
        )
        self.answers["/map.xml"] = Answer(
            f"<sitemapindex>{maps}</sitemapindex>".encode(), headers=XML
        )


class Index(Chain):
    kind = "sitemap_index"


@pytest.mark.parametrize(("kind", "second"), [(Chain, "/page/2"), (Index, "/map-2.xml")])
def test_what_follows_a_failure_is_read_by_the_next_run(crawl_of, kind, second):
    site = kind("chain", articles=6)
    there = site.answers[second]
    crawl = crawl_of(site)
    site.answers[second] = Answer(status=500, validators=False)
    crawl.run()
    first = "/page/1" if kind is Chain else "/map.xml"
    with crawl.store() as store:
        assert store.count(site.id) == (2 if kind is Chain else 4)
        row = store.source(site.id, f"https://{site.host}{first}")
        assert row is not None
        assert (row.complete, row.validators.etag) == (False, None)
    site.answers[second] = there
    crawl.run()
    with crawl.store() as store:
        assert store.count(site.id) == 6
        row = store.source(site.id, f"https://{site.host}{first}")
        assert row is not None
        assert row.complete
        changes = [change for change in store.changes(0, 1000) if change.kind == "source"]
        assert sum(change.id.endswith(first) for change in changes) == 1
