"""Sitemaps as these sites write them: with numbers for names, CDATA, joined addresses."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from crawlers.discovery import discover, merge
from crawlers.discovery import text as discovery_text
from crawlers.site import get_site

NOW = datetime(2025, 10, 29, 9, 0, tzinfo=UTC)
ZAKON = get_site("zakon_kz")
LADA = get_site("lada_kz")
INDEX, NEWS = ZAKON.sources[0], LADA.sources[0]

ZAKON_INDEX = b"""<?xml version="1.0" encoding="UTF-8"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
  <sitemap><loc>https://www.zakon.kz/sitemap/8.xml</loc></sitemap>
  <sitemap><loc>https://www.zakon.kz/sitemap/9.xml</loc></sitemap>
  <sitemap><loc>https://www.zakon.kz/sitemap/10.xml</loc></sitemap>
  <sitemap><loc>https://www.zakon.kz/sitemap/11.xml</loc></sitemap>
</sitemapindex>"""

LADA_NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url>
  <loc>http://www.lada.kz/aktau_news/society/141001-v-aktau-obsudili-dipfeyki.html</loc>
  <image:image><image:loc>https://www.lada.kz/uploads/1.jpg</image:loc>
    <image:title>Фото: pixabay</image:title></image:image>
  <news:news>
    <news:publication><news:name>Lada.kz</news:name><news:language>ru</news:language>
    </news:publication>
    <news:publication_date>2025-10-29T12:26:00+05:00</news:publication_date>
    <news:title><![CDATA[В Актау обсудили дипфейки & «нейросети»]]></news:title>
  </news:news>
</url>
<url>
  <loc>
    https://www.lada.kz/aktau_news/society/141002-atauda-zhana-mektep-ashyldy.html
  </loc>
  <news:news>
    <news:publication><news:name>Lada.kz</news:name><news:language>kk</news:language>
    </news:publication>
    <news:publication_date>2025-10-29</news:publication_date>
    <news:title><![CDATA[Ақтауда жаңа мектеп ашылды]]></news:title>
  </news:news>
</url>
</urlset>""".encode()


def urlset(*entries: tuple[str, str | None]) -> bytes:
    rows = "".join(
        f"<url><loc>{loc}</loc>{f'<lastmod>{mod}</lastmod>' if mod else ''}</url>"
        for loc, mod in entries
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()


def article(number: int) -> str:
    return f"https://www.zakon.kz/pravo/{number}-novyy-zakon.html"


def test_index_with_numbers_for_names_gives_the_highest_first() -> None:
    found = discover(INDEX, ZAKON_INDEX, INDEX.url, (), NOW, site=ZAKON)
    assert [child.url.rpartition("/")[2] for child in found.children] == [
        "11.xml",
        "10.xml",
        "9.xml",
    ]
    assert (found.state, found.links) == ("ok", ())


def test_index_with_lastmod_goes_by_it_and_leaves_tags_for_last() -> None:
    body = b"""<sitemapindex>
    <sitemap><loc>https://a.kz/tags-7.xml</loc><lastmod>2025-10-29T10:00:00Z</lastmod></sitemap>
    <sitemap><loc>https://a.kz/news-2.xml</loc><lastmod>2025-09-01T10:00:00Z</lastmod></sitemap>
    <sitemap><loc>https://a.kz/news-1.xml</loc><lastmod>2025-10-28T10:00:00Z</lastmod></sitemap>
    </sitemapindex>"""
    found = discover(INDEX, body, INDEX.url, (), NOW)
    assert [child.url for child in found.children] == [
        "https://a.kz/news-1.xml",
        "https://a.kz/news-2.xml",
        "https://a.kz/tags-7.xml",
    ]
    assert found.newest == datetime(2025, 10, 29, 10, tzinfo=UTC)


def test_index_whose_lastmod_is_always_today_goes_by_number() -> None:
    body = b"".join(
        b"<sitemap><loc>https://a.kz/%d.xml</loc><lastmod>2025-10-29</lastmod></sitemap>" % number
        for number in (2, 10, 1)
    )
    found = discover(INDEX, b"<sitemapindex>" + body + b"</sitemapindex>", INDEX.url, (), NOW)
    assert [child.url[13:] for child in found.children] == ["10.xml", "2.xml", "1.xml"]
    assert found.newest is None


def test_news_sitemap_gives_titles_times_and_languages() -> None:
    found = discover(NEWS, LADA_NEWS, NEWS.url, (), NOW, site=LADA)
    first, second = found.links
    assert first.url.startswith("http://www.lada.kz/")
    assert first.hints.title == "В Актау обсудили дипфейки & «нейросети»"
    assert first.hints.published == "2025-10-29T12:26:00+05:00"
    assert (first.hints.language, second.hints.language) == ("ru", "kk")
    assert second.hints.title == "Ақтауда жаңа мектеп ашылды"
    assert second.url.endswith("141002-atauda-zhana-mektep-ashyldy.html")
    assert found.newest == datetime(2025, 10, 29, 7, 26, tzinfo=UTC)
    assert (found.state, found.reason) == ("ok", "")


def test_news_sitemap_without_declared_prefixes_is_recovered_and_says_so() -> None:
    body = LADA_NEWS.replace(b"xmlns:news=", b"data-news=")
    found = discover(NEWS, body, NEWS.url, (), NOW, site=LADA)
    assert [link.hints.language for link in found.links] == ["ru", "kk"]
    assert found.reason == "malformed XML, recovered"


def test_truncated_sitemap_gives_what_is_whole() -> None:
    cut = LADA_NEWS[: LADA_NEWS.index(b"141002")]
    found = discover(NEWS, cut, NEWS.url, (), NOW, site=LADA)
    assert len(found.links) == 1
    assert (found.state, found.reason) == ("ok", "malformed XML, recovered")


def test_defects_are_dropped_and_counted() -> None:
    body = urlset(
        (article(6497001), "2025-10-29T08:00:00Z"),
        ("https://tengrinews.kzhttps://tengrisport.kz/football/1/", None),
        ("https://www.zakon.kz/pravo/6497002-zakon__trashed/", None),
        ("https://www.zakon.kz/pravo/6497003-zakon\ufffc.html", None),
        ("https://www.zakon.kz/pravo/6497003-zakon%EF%B8%8F.html", None),
        ("https://example.org/6497004-zakon.html", None),
        ("https://[broken/6497004-zakon.html", None),
        ("", None),
    )
    found = discover(INDEX, body, INDEX.url, (), NOW, site=ZAKON)
    assert [link.url for link in found.links] == [article(6497001)]
    assert dict(found.dropped) == {
        "broken address": 2,
        "joined addresses": 1,
        "other host": 1,
        "stray characters": 2,
        "trashed draft": 1,
    }


def test_an_address_in_a_query_is_not_a_joined_one() -> None:
    body = urlset(("https://www.zakon.kz/pravo/6497001-a.html?from=https://t.me/zakon", None))
    assert len(discover(INDEX, body, INDEX.url, (), NOW, site=ZAKON).links) == 1


def test_packed_sitemap() -> None:
    body = gzip.compress(urlset((article(6497001), "2025-10-29T08:00:00Z")))
    found = discover(INDEX, body, "https://www.zakon.kz/sitemap/11.xml.gz", (), NOW, site=ZAKON)
    assert [link.url for link in found.links] == [article(6497001)]


def test_a_packed_bomb_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery_text, "UNPACKED_LIMIT", 100_000)
    body = gzip.compress(urlset((article(6497001), None)) + b" " * 20_000_000)
    found = discover(INDEX, body, INDEX.url, (), NOW, site=ZAKON)
    assert len(found.links) == 1
    assert "cut at" in found.reason


def test_half_a_gzip_file_gives_what_is_whole() -> None:
    body = gzip.compress(urlset(*((article(6497000 + n), None) for n in range(500))))
    found = discover(INDEX, body[: len(body) // 2], INDEX.url, (), NOW, site=ZAKON)
    assert 100 < len(found.links) < 500
    assert found.reason == "a gzip file cut short"


@pytest.mark.parametrize("escaped", [False, True])
def test_xml_inside_a_viewer_page(escaped: bool) -> None:
    inner = urlset((article(6497001), None)).decode()
    if escaped:
        inner = inner.replace("<", "&lt;").replace(">", "&gt;")
    body = f"<html><body><div id='viewer'><pre>{inner}</pre></div></body></html>".encode()
    found = discover(INDEX, body, INDEX.url, (), NOW, site=ZAKON)
    assert [link.url for link in found.links] == [article(6497001)]
    assert (found.state, found.reason) == ("ok", "inside a viewer page")


def test_frozen_sitemap_is_a_zombie_but_a_child_is_not_judged_alone() -> None:
    body = urlset((article(6340001), "2024-06-01T08:00:00Z"), (article(6340002), "2024-06-02"))
    found = discover(INDEX, body, INDEX.url, (), NOW, site=ZAKON)
    assert (found.state, len(found.links)) == ("zombie_feed", 2)
    assert "2024-06-01" in found.reason
    assert discover(INDEX, body, INDEX.url, (), NOW, site=ZAKON, child=True).state == "ok"


def test_index_and_children_are_judged_together() -> None:
    index = discover(INDEX, ZAKON_INDEX, INDEX.url, (), NOW, site=ZAKON)
    old = discover(
        INDEX, urlset((article(6340001), "2024-06-01")), INDEX.url, (), NOW, site=ZAKON, child=True
    )
    new = discover(
        INDEX, urlset((article(6497001), "2025-10-29")), INDEX.url, (), NOW, site=ZAKON, child=True
    )
    html = discover(INDEX, b"<html><p>404</p>", INDEX.url, (), NOW, site=ZAKON, child=True)
    assert merge(index, [old], NOW, site=ZAKON).state == "zombie_feed"
    assert merge(index, [html], NOW, site=ZAKON).reason == "html"
    both = merge(index, [new, old], NOW, site=ZAKON)
    assert (both.state, len(both.links)) == ("ok", 2)


def test_lastmod_that_is_always_today_is_no_witness() -> None:
    stamp = "2025-10-29T08:59:58+00:00"
    body = urlset((article(6340001), stamp), (article(6340002), stamp), (article(6340003), stamp))
    found = discover(INDEX, body, INDEX.url, (), NOW, site=ZAKON)
    assert (found.state, found.newest) == ("ok", None)
    assert {link.hints.modified for link in found.links} == {None}


def test_addresses_that_fit_no_article_pattern_mean_a_changed_layout() -> None:
    body = urlset(("https://www.zakon.kz/novosti/mazhilis-prinyal-zakon/", None))
    found = discover(INDEX, body, INDEX.url, (), NOW, site=ZAKON)
    assert found.state == "layout"
    assert "article pattern" in found.reason


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty body"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "html"),
        (b'<?xml version="1.0"?><urlset></urlset>', "no entries"),
        (b"\x1f\x8b\x08garbage", "a broken gzip file"),
    ],
)
def test_what_is_no_sitemap(body: bytes, reason: str) -> None:
    found = discover(INDEX, body, INDEX.url, (), NOW, site=ZAKON)
    assert (found.state, found.reason) == ("empty_feed", reason)


def test_entities_are_not_expanded() -> None:
    body = b"""<!DOCTYPE urlset [<!ENTITY a "https://www.zakon.kz/1-">
    <!ENTITY b SYSTEM "file:///etc/hostname">]>
    <urlset><url><loc>https://www.zakon.kz/&b;</loc></url>
    <url><loc>https://www.zakon.kz/pravo/6497001-a.html</loc></url></urlset>"""
    found = discover(INDEX, body, INDEX.url, (), NOW, site=ZAKON)
    assert "https://www.zakon.kz/pravo/6497001-a.html" in [link.url for link in found.links]
    assert all(link.url.count("/") <= 4 for link in found.links)
