"""Sites whose profile is wrong or missing: their articles are found, and the way is remembered."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from crawlers.unprofiled import site_at
from tests.crawl.engines import ENGINES, WAYS
from tests.crawl.harness import Answer

pytestmark = pytest.mark.long

FIRST = {"robots": "/hidden-map.xml", "alternate": "/hidden-feed.xml", "home": "/"}
TOLD = {"robots": "robots.txt", "alternate": "the feed link", "home": "links of its pages"}


def stored(crawl) -> set[str]:
    with crawl.store() as store:
        return {record.article.url for record in store.all_records()}


def of(site, found: set[str]) -> tuple[float, set[str]]:
    """Share of the site's articles that are stored, and what of it is stored beside them."""
    good = {f"https://{site.host}{path}" for path in site.paths}
    others = {url for url in found if site.host in url} - good
    return len(found & good) / len(good), others


def issues_of(site, crawl) -> list[dict]:
    rows = crawl.issues()
    return [row for row in rows if (row["slug"], row["site"]) == ("source.found", site.id)]


@pytest.mark.parametrize("way", WAYS)
def test_the_articles_are_found_where_the_profile_is_wrong(crawl_of, way):
    sites = [engine(engine.__name__.lower(), way) for engine in ENGINES]
    crawl = crawl_of(*sites)
    crawl.run()
    found = stored(crawl)
    for site in sites:
        share, others = of(site, found)
        assert share >= 0.95, (site.id, crawl.issues())
        assert others == set()
        told = issues_of(site, crawl)
        assert TOLD[way] in told[0]["message"]
        assert FIRST[way] in told[0]["data"]["sources"]
    seen = [len(site.log) for site in sites]
    told = len(crawl.issues())
    again = crawl.run()
    for site, start, row in zip(sites, seen, again.rows, strict=True):
        asked = [hit.path for hit in site.log[start:] if hit.path != "/robots.txt"]
        assert asked[0] == FIRST[way], asked
        assert row["dispositions"] == {}
    assert {item["slug"] for item in crawl.issues()[told:]} == {"source.failing"}


@pytest.mark.parametrize("way", WAYS)
def test_sites_never_seen(crawl_of, way):
    sites = [engine(engine.__name__.lower(), way) for engine in ENGINES]
    crawl = crawl_of(*sites)
    for site in sites:
        (crawl.folder / "sites" / f"{site.id}.yml").unlink()
    homes = [part for site in sites for part in ("--url", f"https://{site.host}/")]
    done = crawl.command("crawl", *homes, "--json")
    assert done.code == 0, done
    found = stored(crawl)
    for site in sites:
        share, others = of(site, found)
        assert share >= 0.95, (site.id, done, crawl.issues())
        assert others == set()
    with crawl.store() as store:
        names = {(record.article.site, record.article.edition) for record in store.all_records()}
    assert names == {(site.host, None) for site in sites}
    seen = [len(site.log) for site in sites]
    again = crawl.command("crawl", *homes, "--json")
    for site, start, row in zip(sites, seen, again.rows, strict=True):
        asked = [hit.path for hit in site.log[start:] if hit.path != "/robots.txt"]
        assert asked[0] == FIRST[way], asked
        assert row["dispositions"] == {}


def test_when_one_way_is_gone_the_next_is_taken(crawl_of):
    site = ENGINES[0]("numbered", "robots")
    crawl = crawl_of(site)
    crawl.run()
    for way in WAYS[1:]:
        site.show(way)
        site.paths.append(f"/sport/{200000 + len(site.paths)}-novaya-novost-o-sporte.html")
        site.answers[site.paths[-1]] = Answer(site.page(len(site.paths), site.paths[-1]))
        site.show(way)
        assert crawl.run().row["dispositions"] == {"stored": 1}
    assert of(site, stored(crawl)) == (1.0, set())


def test_a_site_that_refuses_is_not_searched(crawl_of):
    site = ENGINES[0]("numbered", "robots")
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n")
    crawl = crawl_of(site)
    crawl.run()
    assert {hit.path for hit in site.log} == {"/robots.txt"}
    crawl.run()
    assert stored(crawl) == set()


def test_a_profile_that_is_right_again_is_followed(crawl_of):
    site = ENGINES[0]("numbered", "robots")
    crawl = crawl_of(site)
    crawl.run()
    site.answers["/moved/rss"] = Answer(site.feed(), headers={"Content-Type": "application/xml"})
    crawl.run()
    with crawl.store() as store:
        assert [row.learned for row in store.sources(site.id)] == [None, None]


def test_addresses_that_changed_their_look_are_learned(crawl_of):
    site = ENGINES[1]("dated", "alternate")
    crawl = crawl_of(site)
    profile = crawl.folder / "sites" / "dated.yml"
    profile.write_text(profile.read_text().replace(site.pattern, r"/old/(?P<id>\d+)\.html$"))
    crawl.run()
    assert of(site, stored(crawl)) == (1.0, set())
    told = next(item for item in crawl.issues() if item["slug"] == "source.found")
    assert "(?P<id>" in told["data"]["urls_article"]
    head, _, block = told["message"].partition("\n")
    assert head.endswith("write into the profile:")
    pasted = YAML(typ="safe").load(block)
    assert pasted["sources"][0]["kind"] == "feed"
    assert pasted["urls"] == {"article": YAML(typ="safe").load(told["data"]["urls_article"])}
    assert block.startswith("sources:\n  - kind: feed\n    url: http")


def test_the_site_of_an_address():
    site = site_at("https://www.Example.kz:8443/kk/", "Asia/Almaty")
    assert (site.id, site.edition_of("https://example.kz/a")) == ("example.kz", "")
    assert site.hosts == {"example.kz", "www.example.kz"}


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1:8000/", "127.0.0.1"),
        ("http://localhost/", "localhost"),
    ],
)
def test_a_host_that_is_no_domain_gets_no_www(url, host):
    assert site_at(url, "Asia/Almaty").hosts == {host}
