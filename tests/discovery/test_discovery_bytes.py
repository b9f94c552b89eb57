"""Whatever a server sends, discovery answers with a value."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.discovery import discover, page_url
from crawlers.site import Source, get_site
from sholu.article import Pairs

NOW = datetime(2025, 11, 23, 12, 0, tzinfo=UTC)
SITE = get_site("zakon_kz")
SOURCES = [
    Source(kind=kind, url="https://www.zakon.kz/x?p={page}", edition="ru", links="a.card")
    for kind in ("news_sitemap", "feed", "sitemap_index", "listing", "handler")
]
PIECES = [
    b"<", b">", b"<?xml version='1.0'?>", b"<rss>", b"<channel>", b"<item>", b"<link>", b"</link>",
    b"<urlset>", b"<url>", b"<loc>", b"</loc>", b"</url>", b"<sitemapindex>", b"<sitemap>",
    b"https://www.zakon.kz/", b"pravo/6497100-a.html", b"<![CDATA[", b"]]>", b"&amp;", b"&x;",
    b"<a class=card href='", b"'>", b"</a>", b"\xff\xfe", b"\xef\xbb\xbf", b"\x00", b"\x1f\x8b\x08",
    b"{", b'"', b"}", b"[", b":", b"//[", b"<html>", b"<!DOCTYPE x [<!ENTITY x 'y'>]>",
    b"<pubDate>", b"<lastmod>", b"0001-01-01", b"9999-12-31T23:59:59-12:00", b"<feed>", b"<entry>",
    "дипфейк".encode(), "қазан".encode("utf-16"), b"<?xml encoding='utf-7'?>",
]  # fmt: skip
bodies = st.one_of(
    st.binary(max_size=400), st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join)
)
headers = st.sampled_from(
    [(), (("content-type", "text/xml; charset=koi8-r"),), (("Content-Type", "; charset=x-no"),)]
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)
@settings(max_examples=60, deadline=None)
@given(body=bodies, headers=headers)
def test_arbitrary_bytes_never_raise(source: Source, body: bytes, headers: Pairs) -> None:
    found = discover(source, body, page_url(source, 1), headers, NOW, site=SITE)
    assert found.state in ("ok", "empty_feed", "zombie_feed", "layout", "javascript")
    assert found.state != "ok" or found.links or found.children
