"""The three real articles through the real path: found, fetched, read, tagged, kept, searched."""

from __future__ import annotations

import shutil
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from reading.seed_pages import PROFILES, SeedPage, wrap_seed

from sholu.fields import shown
from tests.crawl.harness import Answer, Crawl, Site, serving

pytestmark = pytest.mark.shared
HOSTS = {
    0: ("www.lada.kz", "lada.kz"),
    1: ("kaz.zakon.kz", "www.zakon.kz", "zakon.kz"),
    2: ("informburo.kz", "www.informburo.kz"),
}
SITEMAP = (
    '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
)
INDEX = (
    '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    "<sitemap><loc>https://{}/sitemap/1.xml</loc></sitemap></sitemapindex>"
)


class World(NamedTuple):
    crawl: Crawl
    seeds: list[SeedPage]
    rows: list[dict]


def site_of(seed: SeedPage) -> Site:
    """A site that lists the seed in the sources of its profile."""
    site = Site(seed.site.id, articles=0, hosts=HOSTS[seed.number])
    path = seed.url.removeprefix(f"https://{site.host}")
    site.answers[path] = Answer(seed.html)
    xml = {"Content-Type": "application/xml"}
    index = Answer(INDEX.format(site.host).encode(), headers=xml)
    entry = f"<url><loc>{seed.url}</loc></url>"
    site.answers |= {
        "/rss.xml": Answer(
            "<rss version='2.0'><channel><title>t</title><item><title>t</title>"
            f"<link>{seed.url}</link><pubDate>{format_datetime(seed.fetched)}</pubDate>"
            "</item></channel></rss>".encode(),
            headers=xml,
        ),
        "/sitemap/index.xml": index,
        "/sitemap.xml": index,
        "/sitemap/1.xml": Answer(SITEMAP.format(entry).encode(), headers=xml),
    }
    return site


@pytest.fixture(scope="module")
def world(shared: Path, tmp_path_factory: pytest.TempPathFactory):
    """A crawl of the three on the day of the Kazakh one."""
    folder = tmp_path_factory.mktemp("seeds")
    seeds = [wrap_seed(number, shared) for number in (0, 1, 2)]
    sites = [site_of(seed) for seed in seeds]
    (folder / "sites").mkdir()
    shutil.copy(PROFILES / "informburo_test.yml", folder / "sites")
    clock = folder / "clock"
    clock.write_text("2025-10-29T12:00:00+00:00")
    with serving(*sites) as address:
        crawl = Crawl(folder, address, *sites)
        crawl.env["SHOLU_CLOCK"] = str(clock)
        done = crawl.run()
        assert done.code == 0, done.err + done.out
        yield World(crawl, seeds, done.rows)


def record(world: World, number: int):
    with world.crawl.store() as store:
        found = store.record(world.seeds[number].url)
    assert found is not None
    return found


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_article_is_what_the_reference_says(world, number):
    article = record(world, number).article
    ref = world.seeds[number].ref
    text = "\n\n".join(ref["text"])
    assert article.text in (text, text.replace(" .", "."))  # its note: either spelling is right
    assert article.title == ref["title"]
    assert list(article.captions) == ref["captions"]
    assert list(article.authors) == ref["authors"]
    assert (article.published and shown(article.published)) == ref["published"]
    assert (article.published and article.published.precision) == ref["precision"]
    assert article.edition == ref.get("edition", "ru")
    for words in ref["never_in_text"]:
        assert words not in article.text


@pytest.mark.parametrize("number", [0, 1, 2])
def test_language_and_topics_with_evidence_in_the_text(world, number):
    found, ref = record(world, number), world.seeds[number].ref
    assert found.annotations.lang == ref["lang"]
    topics = {tag.topic for tag in found.annotations.tags}
    assert topics == set(ref["topics"])
    assert not topics & set(ref["never_topics"])
    fields = {"title": found.article.title, "text": found.article.text}
    for tag in found.annotations.tags:
        assert tag.evidence
        for span in tag.evidence:
            assert fields[span.field][span.start : span.end] == span.text


def test_the_day_without_hour_and_the_page_without_date(world):
    first, last = record(world, 0), record(world, 2)
    assert (first.day, first.day_estimated) == ("2025-10-22", False)
    assert (last.day, last.day_estimated) == ("2025-10-29", True)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("дипфейк", {0, 1}),
        ("жасанды интеллект", {1}),
        ("дипф", set()),
        ("topic:platform_regulation", {2}),
        ("site:lada_kz AND нейросеть", {0}),
    ],
)
def test_searches(world, query, numbers):
    done = world.crawl.command("search", query, "--json")
    assert done.code == 0, done.err
    wanted = {world.seeds[number].url for number in numbers}
    assert {row["url"] for row in done.rows} == wanted
