"""Candidates from a site's own pages, and the article addresses among its links."""

from __future__ import annotations

import re

import pytest

from crawlers.discovery.auto import (
    feed_links,
    page_links,
    robots_sitemaps,
    says_article,
    sections,
    usual,
)
from crawlers.discovery.shape import Learned, learn, samples, shape_of

HOME = "https://a.kz/"
ARTICLES = [f"https://a.kz/news/{41230 + n}-novaya-shkola.html" for n in range(9)]
SIDE = ["https://a.kz/", "https://a.kz/news/", "https://a.kz/about.html", "https://a.kz/tag/12345/"]


def test_robots_names_sitemaps_news_first():
    body = b"User-agent: *\nDisallow: /x\nSitemap: https://a.kz/sitemap.xml\nsitemap: /news.xml\n"
    found = robots_sitemaps(body, f"{HOME}robots.txt", ())
    assert [(item.kind, item.url) for item in found] == [
        ("news_sitemap", "https://a.kz/news.xml"),
        ("sitemap_index", "https://a.kz/sitemap.xml"),
    ]
    assert robots_sitemaps("<html>қате</html>".encode(), HOME, ()) == ()


def test_feeds_of_a_page_without_those_of_comments():
    body = b"""<html><head><link rel="alternate" type="application/rss+xml" href="/rss">
    <link rel="alternate" type="application/atom+xml" title="x" href="http://a.kz/atom">
    <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
    <link rel="alternate" hreflang="kk" href="/kk/"></head><body>x</body></html>"""
    urls = [item.url for item in feed_links(body, HOME, ())]
    assert urls == ["https://a.kz/rss", "http://a.kz/atom"]


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"<", b"<html>", b"\x1f\x8b\x08"])
def test_no_bytes_raise(body):
    assert feed_links(body, HOME, ()) == page_links(body, HOME, ()) == ()
    assert robots_sitemaps(body, HOME, ()) == ()
    assert not says_article(body, HOME, ())


def test_sections_are_short_addresses_of_the_same_host():
    body = "".join(
        f'<a href="{url}">x</a>'
        for url in ("/news/", "/ekonomika/banki/", "/a/b/c/", "https://b.kz/news/", "/?p=1",
                    "/logo.png", "/about", "/author/ivan/", *ARTICLES)
    )  # fmt: skip
    links = page_links(f"<html><body>{body}</body></html>".encode(), HOME, ())
    found = [item.url for item in sections(links, HOME, ARTICLES)]
    assert found == ["https://a.kz/news/", "https://a.kz/ekonomika/banki/"]


def test_usual_addresses_hold_the_known_ones():
    paths = {item.url.removeprefix("https://a.kz") for item in usual(HOME)}
    assert {"/sitemap.xml", "/sitemap_index.xml", "/sitemap.news.xml", "/rss", "/rss.xml",
            "/feed/"} <= paths  # fmt: skip


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://www.zakon.kz/pravo/6491234-novyy-zakon.html", "number-slug"),
        ("https://tengrinews.kz/news/vyirazila-mnenie-512345/", "slug-number"),
        ("https://www.inform.kz/ru/novyy-zakon_a412345", "slug-number"),
        ("https://kz.kursiv.media/2025-10-22/novyy-zakon/", "date/slug"),
        ("https://a.kz/2025/10/22/zakon/", "date/slug"),
        ("https://aikyn.kz/123456/zakon/", "number/slug"),
        ("https://a.kz/article/411111", "number"),
        ("https://a.kz/novyy-zakon-ob-ii/", "slug"),
        ("https://a.kz/news.php?id=512", "?id"),
        ("https://a.kz/", None),
        ("https://a.kz/pravo/", None),
        ("https://a.kz/news/page/20000/", None),
        ("https://a.kz/tag/iskusstvennyy-intellekt-ii/", None),
    ],
)
def test_shapes_of_addresses(url, form):
    shape = shape_of(url)
    assert (shape and shape.form) == form


def fits(learned: Learned, url: str) -> bool:
    good = any(re.search(pattern, url) for pattern in learned.article)
    return good and not any(re.search(pattern, url) for pattern in learned.drop)


def test_patterns_without_a_word_from_the_pages():
    learned = learn([*ARTICLES, *SIDE], {}, ["a.kz", "www.a.kz"])
    assert all(fits(learned, url) for url in ARTICLES)
    assert fits(learned, "https://www.a.kz/other/99999-x.html")
    assert not any(fits(learned, url) for url in SIDE)
    assert re.search(learned.article[0], ARTICLES[0])["id"] == "41230"


def test_pages_that_say_so_decide():
    long = [f"https://a.kz/blog/novaya-shkola-v-gorode-{name}/" for name in "abcd"]
    ads = [f"https://a.kz/ads/{51230 + n}-prodam-dom.html" for n in range(20)]
    urls = [*ARTICLES, *long, *ads]
    said = {ARTICLES[0]: True, ads[0]: False, long[0]: False}
    learned = learn(urls, said, ["a.kz"])
    assert [url for url in urls if fits(learned, url)] == ARTICLES
    said[long[0]] = True
    learned = learn(urls, said, ["a.kz"])
    assert [url for url in urls if fits(learned, url)] == [*ARTICLES, *long]


def test_short_numbers_before_slugs_are_the_ids_where_each_has_its_own():
    young = [f"https://a.kz/news/{98 + n}-novaya-shkola-v-gorode.html" for n in range(4)]
    learned = learn(young, {}, ["a.kz"])
    assert re.search(learned.article[0], young[3])["id"] == "101"
    assert fits(learned, "https://a.kz/news/1002-drugaya-shkola.html")
    years = [f"https://a.kz/news/100-let-shkole-goroda-{name}.html" for name in "abcd"]
    learned = learn(years, {}, ["a.kz"])
    assert re.search(learned.article[0], years[0])["id"] == "100-let-shkole-goroda-a"


def test_samples_are_one_a_shape_and_folder():
    urls = [*ARTICLES, "https://a.kz/sport/41999-x.html", "https://a.kz/dlinnyy-slug-statyi/"]
    found = samples(urls, 8)
    assert found[0] == ARTICLES[0]
    assert len(found) == 3
    assert samples(urls, 1) == [ARTICLES[0]]


def test_what_a_page_calls_itself():
    page = '<html><head><meta property="og:type" content="article"></head><body>x</body></html>'
    assert says_article(page.encode(), HOME, ())
    assert not says_article(page.replace("article", "website").encode(), HOME, ())
