"""Feeds: Kazakh titles, cp1251, HTML in place of XML, feeds that no longer live."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.discovery import discover
from crawlers.site import get_site

NOW = datetime(2025, 11, 23, 12, 0, tzinfo=UTC)
INFORM = get_site("inform_kz")
LADA = get_site("lada_kz")
KK, RU = INFORM.sources[0], LADA.sources[1]

KK_RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Qazinform</title><link>https://kaz.inform.kz</link>
<language>kk</language>
<item><title>Қазақстанда жасанды интеллект туралы заң қабылданды</title>
<link>https://kaz.inform.kz/news/jasandi-intellekt-turali-zan-4f2a1b/</link>
<description>Заң жобасы Мәжілісте қаралды.</description>
<pubDate>Sun, 23 Nov 2025 15:00:00 +0500</pubDate></item>
<item><title><![CDATA[Ақордада &quot;дипфейк&quot; мәселесі <b>талқыланды</b>]]></title>
<link>/news/dipfeyk-maselesi-talkilandi-77aa01/</link>
<pubDate>Sun, 23 Nov 2025 14:30:00 +0500</pubDate></item>
</channel></rss>""".encode()

RU_RSS = """<?xml version="1.0" encoding="windows-1251"?>
<rss version="2.0"><channel><title>Lada.kz</title><link>https://www.lada.kz</link>
<item><title>Суд в Актау вынес приговор мошенникам</title>
<link>https://www.lada.kz/aktau_news/incidents/141010-sud-v-aktau.html</link>
<pubDate>Sun, 23 Nov 2025 11:10:00 +0500</pubDate></item>
</channel></rss>""".encode("cp1251")

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="kk"><title>Жаңалық</title>
<entry><title type="html">Ақтау &amp;amp; Астана</title>
<link rel="alternate" href="https://www.lada.kz/aktau_news/society/141011-atau.html"/>
<updated>2025-11-23T10:00:00Z</updated></entry></feed>""".encode()


def test_rss_with_kazakh_titles() -> None:
    found = discover(KK, KK_RSS, KK.url, (), NOW, site=INFORM)
    first, second = found.links
    assert first.url == "https://kaz.inform.kz/news/jasandi-intellekt-turali-zan-4f2a1b/"
    assert first.hints.title == "Қазақстанда жасанды интеллект туралы заң қабылданды"
    assert first.hints.published == "Sun, 23 Nov 2025 15:00:00 +0500"
    assert (first.hints.modified, first.hints.language) == (None, "kk")
    assert second.url == "https://kaz.inform.kz/news/dipfeyk-maselesi-talkilandi-77aa01/"
    assert second.hints.title == 'Ақордада "дипфейк" мәселесі талқыланды'
    assert (found.state, found.reason) == ("ok", "")
    assert found.newest == datetime(2025, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "headers",
    [
        (),
        (("content-type", "text/xml; charset=windows-1251"),),
        (("Content-Type", "application/rss+xml; charset=UTF-8"),),  # the header lies
    ],
)
def test_cp1251(headers: tuple[tuple[str, str], ...]) -> None:
    found = discover(RU, RU_RSS, RU.url, headers, NOW, site=LADA)
    assert [link.hints.title for link in found.links] == ["Суд в Актау вынес приговор мошенникам"]


def test_cp1251_that_nobody_declares() -> None:
    body = RU_RSS.replace(b' encoding="windows-1251"', b"")
    found = discover(RU, body, RU.url, (), NOW, site=LADA)
    assert found.links[0].hints.title == "Суд в Актау вынес приговор мошенникам"


def test_utf8_with_one_broken_byte_stays_utf8() -> None:
    body = KK_RSS.replace("заң қабылданды".encode(), "заң қабылданд".encode() + b"\xd1")
    found = discover(KK, body, KK.url, (), NOW, site=INFORM)
    assert (found.links[0].hints.title or "").startswith("Қазақстанда жасанды интеллект")


def test_atom() -> None:
    found = discover(RU, ATOM, RU.url, (), NOW, site=LADA)
    assert found.links[0].hints.title == "Ақтау & Астана"
    assert found.links[0].hints.modified == "2025-11-23T10:00:00Z"
    assert found.newest == datetime(2025, 11, 23, 10, tzinfo=UTC)


def test_html_in_place_of_a_feed() -> None:
    body = "<!DOCTYPE html>\n<html><head><title>Басты бет</title></head><body>404</body></html>"
    found = discover(KK, body.encode(), KK.url, (), NOW, site=INFORM)
    assert (found.state, found.reason) == ("empty_feed", "html")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty body"),
        (b"  \n", "empty body"),
        (b"<rss version='2.0'><channel><title>a</title></channel></rss>", "no items"),
        (b"<urlset/>", "not a feed"),
        (b"Not found", "not a feed"),
    ],
)
def test_feeds_without_items(body: bytes, reason: str) -> None:
    found = discover(KK, body, KK.url, (), NOW, site=INFORM)
    assert (found.state, found.reason) == ("empty_feed", reason)


def test_feed_older_than_its_rhythm_is_a_zombie_that_still_lists() -> None:
    body = KK_RSS.replace(b"23 Nov 2025", b"02 Mar 2021")
    found = discover(KK, body, KK.url, (), NOW, site=INFORM)
    assert (found.state, len(found.links)) == ("zombie_feed", 2)
    assert found.reason == "newest item of 2021-03-02, older than 3 days"


def test_future_dates_are_no_witness() -> None:
    body = KK_RSS.replace(b"23 Nov 2025 15", b"23 Nov 2035 15")
    found = discover(KK, body, KK.url, (), NOW, site=INFORM)
    assert found.newest == datetime(2025, 11, 23, 9, 30, tzinfo=UTC)


def test_malformed_feed_is_recovered_and_says_so() -> None:
    body = KK_RSS.replace(b"</title>\n<link>/news", b"</titel>\n<link>/news")
    found = discover(KK, body, KK.url, (), NOW, site=INFORM)
    assert found.links
    assert (found.state, found.reason) == ("ok", "malformed XML, recovered")


def test_feed_inside_a_viewer_page() -> None:
    body = b"<html><body><pre>" + KK_RSS.replace(b"<", b"&lt;") + b"</pre></body></html>"
    found = discover(KK, body, KK.url, (), NOW, site=INFORM)
    assert len(found.links) == 2
    assert found.reason == "inside a viewer page"


def test_a_body_that_names_a_file_is_not_opened(tmp_path: Path) -> None:
    file = tmp_path / "feed.xml"
    file.write_bytes(KK_RSS)
    found = discover(KK, str(file).encode(), KK.url, (), NOW, site=INFORM)
    assert (found.links, found.state) == ((), "empty_feed")


def test_entities_are_not_expanded() -> None:
    rows = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{rows}]><rss version="2.0"><channel>'
    item = "<item><title>&l9;</title><link>https://kaz.inform.kz/news/a-1/</link></item>"
    found = discover(KK, (body + item + "</channel></rss>").encode(), KK.url, (), NOW)
    assert all(len(link.hints.title or "") < 1000 for link in found.links)
