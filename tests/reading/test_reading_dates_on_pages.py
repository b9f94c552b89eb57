"""The date a page shows: in every form and element, never a card's, a comment's or a change's."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawlers.page import Page
from crawlers.reading import Outcome, read_page
from sholu.article import Article, Moment

FETCHED = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # 14:00 in Almaty
TITLE = "Ақтауда жаңа кітапхана ашылды"
FIRST = "Кітапхана қаланың он алтыншы ықшам ауданында орналасқан, онда елу мыңнан астам кітап бар."
TEXT = (
    f"<p>{FIRST}</p>"
    "<p>Читальный зал рассчитан на сто двадцать мест, рядом открыли детскую комнату и кафе.</p>"
    "<p>«Мы ждали этого дня три года», – сказала директор библиотеки на церемонии открытия.</p>"
    "<p>Вход свободный, записаться можно с удостоверением личности в любой день недели.</p>"
)


def outcome(head: str = "", above: str = "", behind: str = "", headline: str = "h1") -> Outcome:
    html = (
        f"<html lang='kk'><head><title>{TITLE} - Kitap.kz</title>{head}</head><body>"
        f"<div class='a'><div class='b'><{headline}>{TITLE}</{headline}>{above}"
        f"<div class='text'>{TEXT}</div></div>{behind}</div></body></html>"
    )
    page = Page(
        url="https://kitap.kz/news/71-ashyldy", body=html.encode(), fetched=FETCHED, site="kitap.kz"
    )
    return read_page(page, None, strict=False)


def article(head: str = "", above: str = "", behind: str = "", headline: str = "h1") -> Article:
    found = outcome(head, above, behind, headline).article
    assert found is not None
    return found


def utc(moment: Moment | None) -> str:
    return f"{moment.instant:%Y-%m-%d %H:%M} {moment.precision}" if moment else ""


def linked(**more: object) -> str:
    data = {"@type": "NewsArticle", "headline": TITLE} | more
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


FORMS = [
    ("29.10.2025 12:26", "2025-10-29 07:26 minute"),
    ("05.10.2025, 10:09", "2025-10-05 05:09 minute"),
    ("13:39, 23 қазан 2025", "2025-10-23 08:39 minute"),
    ("14:16, Бүгін", "2026-03-10 09:16 minute"),
    ("13:10, Búgin", "2026-03-10 08:10 minute"),
    ("13:10, بۇگىن", "2026-03-10 08:10 minute"),
    ("Keshe, 23:05", "2026-03-09 18:05 minute"),
    ("15:00, 23 Ноябрь 2025", "2025-11-23 10:00 minute"),
    ("13:51, 15 августа 2025", "2025-08-15 08:51 minute"),
    ("сегодня, 13:51", "2026-03-10 08:51 minute"),
    ("Вчера, 2025 17:02", "2026-03-09 12:02 minute"),
    ("Сұхбат • 21 Ақпан, 2025", "2025-02-20 19:00 day"),
    ("21 Ақпан, 2025", "2025-02-20 19:00 day"),
    ("5 декабря 2025 11:00 271", "2025-12-05 06:00 minute"),
    ("06.03.2026, 21:55 1691", "2026-03-06 16:55 minute"),
    ("27 марта 2024 | 20:10", "2024-03-27 15:10 minute"),
    ("30.03.2023 · 14:05", "2023-03-30 08:05 minute"),
    ("19 сентября 2025 года", "2025-09-18 19:00 day"),
    ("Пятница, 04 Июл 2025, 12:00", "2025-07-04 07:00 minute"),
    ("2025 жылғы 29 қазан", "2025-10-28 19:00 day"),
    ("2025 jylǵy 29 qazanda", "2025-10-28 19:00 day"),
    ("09 Sáýir, 2023", "2023-04-08 18:00 day"),
    ("16 Qazan 2025", "2025-10-15 19:00 day"),
    ("30 جەلتوقسان, 2025", "2025-12-29 19:00 day"),
    ("29 октября в 14:00", "2025-10-29 09:00 minute"),
    ("10 марта, вторник, 12:30", "2026-03-10 07:30 minute"),
    ("12 сентября 2017 г. 9:50", "2017-09-12 03:50 minute"),
    ("Ақтау, 5 наурыз 2026, 10:00", "2026-03-05 05:00 minute"),
    ("Опубликовано: 05.03.2026 10:00", "2026-03-05 05:00 minute"),
    ("29-10-2025 10:00", "2025-10-29 05:00 minute"),
    ("05.03.2026 9:05 PM", "2026-03-05 16:05 minute"),
]
ELEMENTS = [
    "<p>{}</p>",
    "<div class='news__info'><span>{}</span></div>",
    "<ul class='x1'><li>{}</li><li>Қоғам</li></ul>",
    "<div class='article-date'>{}</div>",
]


@pytest.mark.parametrize("element", ELEMENTS)
@pytest.mark.parametrize(("printed", "expected"), FORMS)
def test_every_form_is_read_on_a_page_whatever_its_element_is_named(
    printed: str, expected: str, element: str
) -> None:
    found = article(above=element.format(printed))
    assert utc(found.published) == expected
    assert found.text.split("\n\n")[0] == FIRST


@pytest.mark.parametrize("element", ELEMENTS[:2])
def test_a_line_before_the_headline_or_under_an_h2(element: str) -> None:
    line = element.format("05.03.2026, 10:00")
    found = article(above=line, headline="h2")
    assert utc(found.published) == "2026-03-05 05:00 minute"


@pytest.mark.parametrize(
    "line",
    [
        "<p>Школа открыта 5 марта 2026</p>",
        "<p>Вторник, бүгін</p>",
        "<p>Сессия мәслихата назначена на 5 марта 2026 года</p>",
        "<p>2026</p>",
    ],
)
def test_a_sentence_about_a_day_is_no_date_line(line: str) -> None:
    assert article(above=line).published is None


CARDS = (
    '<ul class="more"><li><time datetime="2026-03-09T08:00:00+05:00">09.03</time> '
    '<a href="/news/72-a">Завод тоқтады</a></li><li><time datetime="2026-03-08T08:00:00+05:00">'
    '08.03</time> <a href="/news/73-b">Көпір құлады</a></li></ul>'
)
PICTURED = "".join(
    f'<div class="c"><a href="/news/7{number}-x"><img src="/{number}.jpg"></a><h3>Жаңалық</h3>'
    f'<time datetime="2026-03-0{number}T08:00:00+05:00"></time></div>'
    for number in (7, 8, 9)
)
COMMENT = (
    '<div class="pikirler"><div class="c"><time datetime="2026-03-09T10:00:00+05:00"></time>'
    "<p>Жақсы жаңалық, барлық құрылысшыларға рақмет айтамыз</p></div></div>"
)


@pytest.mark.parametrize("behind", [CARDS, PICTURED, COMMENT])
@pytest.mark.parametrize(
    "above", ["", '<p class="date">05.03.2026, 10:00</p>', "<p>5 наурыз 2026</p>"]
)
def test_the_date_of_a_card_or_a_comment_is_not_the_articles(above: str, behind: str) -> None:
    published = article(above=above, behind=behind).published
    assert (published.raw if published else "") == above.removeprefix(
        '<p class="date">'
    ).removeprefix("<p>").removesuffix("</p>")


def test_the_date_at_the_foot_of_the_article_is_its_own() -> None:
    for foot in (
        '<div class="foot"><time datetime="2026-03-05T10:00:00+05:00">05.03</time></div>',
        '<p class="date">05.03.2026, 10:00</p>',
    ):
        assert utc(article(behind=foot + CARDS).published) == "2026-03-05 05:00 minute"


@pytest.mark.parametrize(
    "above",
    [
        "<p class='date'>Обновлено: 09.03.2026 10:00, опубликовано: 05.03.2026 10:00</p>",
        "<p>05.03.2026 10:00 (обновлено 09.03.2026 11:00)</p>",
        "<p>Обновлено: 09.03.2026 10:00</p><p>Опубликовано: 05.03.2026 10:00</p>",
        '<time class="updated" datetime="2026-03-09T10:00:00+05:00">x</time>'
        '<time class="published" datetime="2026-03-05T10:00:00+05:00">x</time>',
        '<time itemprop="dateModified" datetime="2026-03-09T10:00:00+05:00">x</time>'
        "<p>05.03.2026 10:00</p>",
    ],
)
def test_a_change_is_not_the_publication(above: str) -> None:
    assert utc(article(above=above).published) == "2026-03-05 05:00 minute"


def test_a_day_alone_gives_way_to_the_hour_the_page_prints() -> None:
    stated = linked(datePublished="2026-03-05")
    printed = article(stated, "<span class='date'>05.03.2026 10:00</span>")
    assert utc(printed.published) == "2026-03-05 05:00 minute"
    assert dict(printed.how)["published"] == "text"
    other = article(stated, "<span class='date'>06.03.2026 10:00</span>")
    assert utc(other.published) == "2026-03-04 19:00 day"


def test_a_page_that_contradicts_itself_is_told_once_a_source() -> None:
    stated = linked(datePublished="2026-03-09T10:00:00+05:00")
    lines = "<p>05.03.2026 10:00</p><span class='date'>05.03.2026</span><p>32.13.2026 10:00</p>"
    found = [issue.slug for issue in outcome(stated, lines).issues]
    assert found == ["date.conflict"]


def test_an_hour_of_today_that_is_still_to_come_is_refused() -> None:
    found = outcome(above="<p>Сегодня, 23:50</p>")
    assert found.article is not None
    assert found.article.published is None
    assert "date.future" in [issue.slug for issue in found.issues]


def test_a_commenter_is_no_author_and_his_date_not_the_articles() -> None:
    comment = (
        "<span class='comment-author'>Марат Жомарт</span> "
        "<span class='comment-date'>09.03.2026 10:00</span>"
    )
    found = article(behind=comment)
    assert (found.authors, found.published) == ((), None)
    byline = "<span class='author'>Айгүл Сәрсен</span> <span class='date'>05.03.2026 10:00</span>"
    own = article(above=byline, behind=comment)
    assert (own.authors, utc(own.published)) == (("Айгүл Сәрсен",), "2026-03-05 05:00 minute")


def test_the_pages_own_linked_data_dates_an_article_that_has_none() -> None:
    page = linked(**{"@type": "WebPage", "datePublished": "2026-03-05T10:00:00+05:00"})
    found = article(page)
    assert utc(found.published) == "2026-03-05 05:00 minute"
    assert dict(found.how)["published"] == "ld:WebPage.datePublished"
