"""Listings and handlers: cards, printed dates, further pages, HTML wrapped in JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawlers.discovery import Found, discover, page_number, page_url
from crawlers.site import Source, get_site

NOW = datetime(2025, 11, 23, 12, 0, tzinfo=UTC)
INFORM, ZAKON = get_site("inform_kz"), get_site("zakon_kz")
LENTA, HANDLER = INFORM.sources[1], ZAKON.sources[1]

INFORM_PAGE = """<!DOCTYPE html><html lang="kk"><head><title>Жаңалықтар</title></head><body>
<nav><a href="/category/qogam_c211/">Қоғам</a><a href="mailto:info@inform.kz">Хат</a></nav>
<div class="allNews">
  <div class="allNewsCard"><a href="/news/mektep-oqushilari-4f2a1c/"><img src="/1.jpg" alt="мектеп">
    </a><a href="/news/mektep-oqushilari-4f2a1c/">
    <div class="allNewsCard_title">Ақтауда жаңа мектеп
      ашылды</div></a>
    <div class="allNewsCard_time">15:00, 23 Қараша 2025</div></div>
  <div class="allNewsCard"><a href="/news/dipfeyk-turali-77aa02/">
    <div class="allNewsCard_title">Мәжілісте дипфейк туралы айтылды</div></a>
    <div class="allNewsCard_time">14:16, Бүгін</div></div>
</div></body></html>"""

ZAKON_CARDS = """
<div class="news-item"><a class="newscard_link" href="/pravo/6497100-novyy-zakon-ob-ii.html">
  <div class="newscard__title">Мажилис одобрил закон об ИИ</div>
  <div class="newscard__date">сегодня, 13:51</div></a></div>
<div class="news-item"><a class="newscard_link" href="/sobytiia/6497099-sud-v-almaty.html">
  <div class="newscard__title">Суд в Алматы: «19 лет» за &quot;дипфейк&quot;</div>
  <div class="newscard__date">13:39, 23 октября 2025</div></a></div>
"""


def summary(found: Found) -> list[tuple[str, str | None, str | None]]:
    return [(link.url, link.hints.title, link.hints.published) for link in found.links]


INFORM_LINKS = [
    (
        "https://kaz.inform.kz/news/mektep-oqushilari-4f2a1c/",
        "Ақтауда жаңа мектеп ашылды",
        "15:00, 23 Қараша 2025",
    ),
    (
        "https://kaz.inform.kz/news/dipfeyk-turali-77aa02/",
        "Мәжілісте дипфейк туралы айтылды",
        "14:16, Бүгін",
    ),
]
ZAKON_LINKS = [
    (
        "https://www.zakon.kz/pravo/6497100-novyy-zakon-ob-ii.html",
        "Мажилис одобрил закон об ИИ",
        "сегодня, 13:51",
    ),
    (
        "https://www.zakon.kz/sobytiia/6497099-sud-v-almaty.html",
        'Суд в Алматы: «19 лет» за "дипфейк"',
        "13:39, 23 октября 2025",
    ),
]


def test_cards_with_title_and_printed_date() -> None:
    found = discover(LENTA, INFORM_PAGE.encode(), page_url(LENTA, 1), (), NOW, site=INFORM)
    assert summary(found) == INFORM_LINKS
    assert found.next_url == "https://kaz.inform.kz/lenta/?page=2"
    assert (found.state, found.reason) == ("ok", "")


def test_links_by_address_when_the_css_selects_nothing() -> None:
    body = INFORM_PAGE.replace("allNewsCard", "lentaCard").encode()
    found = discover(LENTA, body, page_url(LENTA, 1), (), NOW, site=INFORM)
    assert summary(found) == [(url, title, date) for url, title, date in INFORM_LINKS]
    assert found.state == "ok"
    assert found.reason == "links: .allNewsCard a selects nothing; taken by address"


def test_pages_are_numbered_and_end() -> None:
    last = page_url(LENTA, LENTA.pages)
    assert (page_number(LENTA, last), page_number(LENTA, "https://kaz.inform.kz/")) == (3, 1)
    assert discover(LENTA, INFORM_PAGE.encode(), last, (), NOW, site=INFORM).next_url is None
    empty = "<html><body><p>Жаңалықтар мұрағаты</p></body></html>".encode()
    assert discover(LENTA, empty, page_url(LENTA, 2), (), NOW, site=INFORM).state == "ok"
    assert discover(LENTA, empty, page_url(LENTA, 1), (), NOW, site=INFORM).state == "layout"


def test_next_by_rel_where_the_address_has_no_number() -> None:
    source = Source(kind="listing", url="https://kaz.inform.kz/lenta/", edition="kk")
    body = INFORM_PAGE.replace("</body>", '<a rel="nofollow next" href="?page=2">Келесі</a></body>')
    found = discover(source, body.encode(), source.url, (), NOW, site=INFORM)
    assert found.next_url == "https://kaz.inform.kz/lenta/?page=2"


def test_date_in_a_time_element_and_without_classes() -> None:
    source = Source(kind="listing", url="https://www.lada.kz/aktau_news/", edition="ru")
    body = """<ul><li><a href="/aktau_news/society/141001-novost.html">Новость Актау</a>
      <i>09.08.2026, 19:32</i></li><li><time datetime="2026-08-09T18:00:00+05:00">18:00</time>
      <a href="/aktau_news/society/141002-vtoraya.html">Вторая новость</a></li></ul>"""
    found = discover(source, body.encode(), source.url, (), NOW, site=get_site("lada_kz"))
    assert [link.hints.published for link in found.links] == [
        "09.08.2026, 19:32",
        "2026-08-09T18:00:00+05:00",
    ]


def test_page_of_scripts_alone() -> None:
    body = b"<html><head><title>a</title></head><body><div id=root></div><script>x</script></body>"
    found = discover(LENTA, body, page_url(LENTA, 1), (), NOW, site=INFORM)
    assert found.state == "javascript"


@pytest.mark.parametrize(
    "body",
    [
        ZAKON_CARDS,
        json.dumps(ZAKON_CARDS),
        json.dumps({"success": True, "html": ZAKON_CARDS, "next": 2}),
        json.dumps({"data": {"items": ZAKON_CARDS.split("\n\n")}}),
        json.dumps(json.dumps({"html": ZAKON_CARDS})),
    ],
)
def test_handler_answers_html_or_html_in_json(body: str) -> None:
    found = discover(HANDLER, body.encode(), page_url(HANDLER, 1), (), NOW, site=ZAKON)
    assert summary(found) == ZAKON_LINKS
    assert found.next_url == "https://www.zakon.kz/news/?handler=LoadMoreNews&p=2&type=list"


@pytest.mark.parametrize("body", [b"", b'""', b"{}", b"[]", b'{"html": ""}'])
def test_handler_with_nothing(body: bytes) -> None:
    assert discover(HANDLER, body, page_url(HANDLER, 1), (), NOW).state == "empty_feed"
    assert discover(HANDLER, body, page_url(HANDLER, 2), (), NOW).state == "ok"


def test_broken_css_is_said_and_survived() -> None:
    source = LENTA.model_copy(update={"links": "a[["})
    found = discover(source, INFORM_PAGE.encode(), page_url(source, 1), (), NOW, site=INFORM)
    assert len(found.links) == 2
    assert found.reason == "links: a[[ is not CSS; taken by address"
