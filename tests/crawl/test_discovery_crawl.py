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
        assert sum(change.id.endswith(first) for change in changes) == 2  # once a crawl


@pytest.mark.long
@pytest.mark.parametrize("end", ["404", "empty", "home", "cards elsewhere"])
def test_the_end_of_a_listing_is_no_fault(crawl_of, end):
    site = Chain("chain", articles=4)
    side = f'<aside><a href="{site.paths[0]}">Новость</a></aside>' if "cards" in end else ""
    site.answers["/"] = site.answers["/page/1"]
    site.answers["/page/3"] = {
        "404": Answer(status=404, validators=False),
        "home": Answer(status=302, headers={"Location": f"https://{site.host}/"}),
    }.get(end, Answer(f"<html><body><p>Больше новостей нет.</p>{side}</body></html>".encode()))
    crawl = crawl_of(site)
    profile = crawl.folder / "sites" / "chain.yml"
    profile.write_text(profile.read_text().replace("pages: 3", 'pages: 3, links: "div a"'))
    done = crawl.run(SHOLU_CRAWL__HARD_SECONDS="60")
    assert done.code == 0
    assert done.row["dispositions"] == {"stored": 4}
    assert "/page/3" in [hit.path for hit in site.log]
    assert crawl.issues() == []
    with crawl.store() as store:
        states = {row.url[-7:]: (row.state, row.reason) for row in store.sources(site.id)}
    assert states["/page/1"] == ("ok", "")
    assert {state for state, _reason in states.values()} == {"ok"}
