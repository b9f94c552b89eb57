"""The traps of real pages one by one: what is text, what is caption, what is furniture."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.page import Page
from crawlers.reading import read, read_page
from crawlers.reading.furniture import of_site
from crawlers.reading.lines import Cleaner, Line
from crawlers.site import ArticleRules, Body, get_site
from sholu.article import Article

FETCHED = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TITLE = "Аким Мангистау рассказал о новой дороге"
ONE = "Дорогу между Актау и Жанаозеном отремонтируют до конца года, сообщил аким области."
TWO = "Подрядчик уже завёз технику, работы начнутся в апреле, движение перекрывать не станут."
THREE = "«Жители давно просили об этом», – добавил он на встрече с журналистами в Актау."


def page(body: str, head: str = "", title: str = TITLE) -> str:
    og = f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
    return (
        f"<html lang='ru'><head><title>{title}</title>{og}{head}</head><body>"
        f"<div class='page'><h1>{title}</h1><div class='story'>{body}</div></div></body></html>"
    )


def stated(**fields: str) -> str:
    data = {"@type": "NewsArticle", "headline": TITLE, **fields}
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def article(html: str, site: str | None = None, spare: tuple[str, ...] = ()) -> Article:
    url = "https://www.lada.kz/aktau_news/society/131501-doroga.html"
    known = Page(url=url, body=html.encode(), fetched=FETCHED, site=site or "lada.kz")
    profile = get_site(site) if site else None
    if profile and spare:
        rules = ArticleRules(body=Body(spare=spare))
        profile = profile.model_copy(update={"article": (rules,)})
    found = read_page(known, profile, strict=False)
    assert found.article is not None, found.rejected
    return found.article


def paragraphs(body: str, head: str = "") -> list[str]:
    return article(page(body, head)).text.split("\n\n")


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def test_inline_borders_keep_spaces_and_blocks_part_paragraphs() -> None:
    linked = ONE.replace("Жанаозеном", '<a href="https://t.me/x">Жанаозеном</a>').replace(
        "аким", "<b>аким</b>"
    )
    assert paragraphs(f"<div>{linked}</div><div>{TWO}</div>" + p(THREE)) == [ONE, TWO, THREE]


def test_br_parts_paragraphs_but_not_a_wrapped_sentence() -> None:
    wrapped = TWO.replace("технику, ", "технику,<br>")
    assert paragraphs(f"{ONE}<br><br>{wrapped}<br>{THREE}") == [ONE, TWO, THREE]


def test_headings_lists_and_dash_quotes_stay() -> None:
    body = (
        p(ONE) + f"<h2>Что сделают</h2>{p(TWO)}<ul><li>уложат новый асфальт на всём участке;</li>"
    )
    body += "<li>поставят освещение у каждого посёлка.</li></ul>" + p(
        "— Мы ждали этого десять лет, — сказал житель."
    )
    assert paragraphs(body, stated(articleBody="\n".join([ONE, TWO]))) == [
        ONE,
        "Что сделают",
        TWO,
        "уложат новый асфальт на всём участке;",
        "поставят освещение у каждого посёлка.",
        "— Мы ждали этого десять лет, — сказал житель.",
    ]


def test_a_row_of_a_table_is_a_line() -> None:
    rows = "<tr><th>Марка</th><th>Цена</th></tr><tr><td><p>АИ-92</p></td><td>205 тенге</td></tr>"
    found = article(page(p(ONE) + f"<table>{rows}</table>" + p(TWO, THREE)))
    assert found.text.split("\n\n") == [ONE, "Марка | Цена", "АИ-92 | 205 тенге", TWO, THREE]


def test_a_table_that_lays_out_the_page_has_lines_of_its_own() -> None:
    rows = f"<tr><td>Актау</td><td><p>{ONE}</p><p>{TWO}</p></td></tr><tr><td>{THREE}</td></tr>"
    found = article(page(f"<table>{rows}</table>"))
    assert found.text.split("\n\n")[-3:] == [ONE, TWO, THREE]


FOUR = "Дорожники обещают сдать первые сорок километров к августу, остальные поздней осенью."
FIVE = "На это время автобусы пустят в объезд через Шетпе, билет подорожает на двести тенге."


def test_a_stated_body_with_glued_cells_leaves_out_neither_table_nor_heading() -> None:
    table = "<table><tr><td>Участок</td><td>км</td></tr><tr><td>Курык</td><td>40</td></tr></table>"
    body = p(ONE, TWO, THREE) + table + "<h2>Объезд</h2>" + p(FOUR, FIVE)
    said = "\n".join([ONE, TWO, THREE, "Участоккм", "Курык40", "Объезд", FOUR, FIVE])
    kept = [ONE, TWO, THREE, "Участок | км", "Курык | 40", "Объезд", FOUR, FIVE]
    found = article(page(body, stated(articleBody=said)))
    assert dict(found.how)["body"] == "ld:articleBody in the page"
    assert found.text.split("\n\n") == kept


def test_a_stated_body_that_is_cut_does_not_cut_the_article() -> None:
    said = "\n".join([ONE, TWO, THREE, FOUR, FIVE[:12]]) + "..."
    every = [ONE, TWO, THREE, FOUR, FIVE]
    assert paragraphs(p(*every), stated(articleBody=said)) == every


def test_a_stated_body_that_leaves_out_lists_or_the_end_does_not_cut_them() -> None:
    items = "<ul><li>уложат новый асфальт;</li><li>поставят освещение.</li></ul>"
    quote = "<blockquote><p>— Ждали десять лет, — сказал житель Актау.</p></blockquote>"
    end = "Сдать дорогу обещают к осени, сообщили в акимате."
    advert = (
        "<div class='box'><p>Купите билеты на автобус в нашем новом приложении сегодня.</p></div>"
    )
    body = p(ONE, TWO, THREE) + items + advert + quote + p(FOUR, FIVE, end, "Итог")
    kept = [ONE, TWO, THREE, "уложат новый асфальт;", "поставят освещение."]
    kept += ["— Ждали десять лет, — сказал житель Актау.", FOUR, FIVE, end]
    for said in ([ONE, TWO, THREE, FOUR, FIVE], [ONE, TWO, THREE, FOUR]):
        found = article(page(body, stated(articleBody="\n".join(said))))
        assert dict(found.how)["body"] == "ld:articleBody in the page"
        assert found.text.split("\n\n") == kept


def test_a_selector_that_fits_an_advert_is_not_believed() -> None:
    advert = '<div class="content"><p>Реклама на сайте, закажите её уже сегодня.</p></div>'
    text = [ONE, TWO, THREE, FOUR, FIVE]

    def read_in(name: str, *parts: str) -> str:
        block = f'<div class="article__block"><h1>{TITLE}</h1>{advert}'
        html = page("").partition("<body>")[0] + f"<body>{block}"
        html += f'<div class="{name}">{p(*parts)}</div></div></body></html>'
        return article(html, "zakon_kz").text

    assert read_in("real", *text).split("\n\n")[-5:] == text
    assert read_in("content", *text[:2]).split("\n\n")[1:] == text[:2]


@pytest.mark.parametrize(("name", "slugs"), [("content", set()), ("new", {"body.selector"})])
def test_selectors_that_fit_nothing_are_reported(name: str, slugs: set[str]) -> None:
    text = f'<div class="article__block"><h1>{TITLE}</h1><div class="{name}">{p(ONE, TWO, THREE)}'
    html = page("").partition("<body>")[0] + f"<body>{text}</div></div></body></html>"
    known = Page(url="https://www.zakon.kz/1-a.html", body=html.encode(), fetched=FETCHED, site="")
    found = read_page(known, get_site("zakon_kz"), strict=False)
    assert {note.slug for note in found.issues} - {"date.missing"} == slugs


def test_a_caption_printed_twice_is_one() -> None:
    figure = "<figure><figcaption>Фото: NUR.KZ<br>Фото: NUR.KZ</figcaption></figure>"
    assert article(page(p(ONE, TWO, THREE) + figure)).captions == ("Фото: NUR.KZ",)


def test_captions_and_credits_are_kept_apart() -> None:
    figure = "<figure><img alt='x'><figcaption>Участок дороги у Жанаозена</figcaption></figure>"
    found = article(
        page(figure + p(ONE, "Фото: Lada.kz", TWO, "Участок дороги у Жанаозена", THREE))
    )
    assert found.text.split("\n\n") == [ONE, TWO, THREE]
    assert found.captions == ("Участок дороги у Жанаозена", "Фото: Lada.kz")


def test_furniture_goes_and_sentences_about_earlier_stories_stay() -> None:
    earlier = [
        "Ранее мы писали, что дорогу закрыли на ремонт из-за размыва насыпи.",
        "Напомним, трассу строили двадцать лет назад, и с тех пор её не обновляли.",
        "Бұған дейін жол жөндеуге қаржы бөлінгенін жазғанбыз.",
    ]
    link = '<a href="/aktau_news/society/131000-nasyp.html">'
    linked = earlier[0].replace("что дорогу", f"{link}что дорогу").replace("насыпи.", "насыпи</a>.")
    furniture = p("Поделиться", "Подписывайтесь на наш канал в Telegram", "18+", "2 063 просмотров")
    assert paragraphs(p(ONE, linked) + furniture + p(TWO, *earlier[1:])) == [
        ONE,
        earlier[0],
        TWO,
        *earlier[1:],
    ]


def test_headlines_of_other_articles_go_wherever_they_stand() -> None:
    other = "В порту Актау открыли новый терминал для зерна"
    link = f'<a href="/aktau_news/economy/131400-port.html">{other}</a>'
    inline = p(f"<strong>Читайте также:</strong> {link}")
    below = f"<div>Ещё новости</div><ul><li>{link}</li><li>{other}</li></ul>"
    assert other not in article(page(p(ONE) + inline + p(TWO, THREE) + below)).text


def test_doubled_lines_are_one() -> None:
    assert paragraphs(p(TITLE, ONE, ONE, TWO, THREE, TWO)) == [ONE, TWO, THREE]


def test_the_second_article_of_an_endless_page_is_cut() -> None:
    long = p(*[f"{ONE[:-1]} номер {number}." for number in range(9)])
    follows = (
        "<div><h1>Другая статья о погоде</h1>"
        + p("Завтра в области пройдёт дождь со снегом.")
        + "</div>"
    )
    dated = "<div>Другая статья о погоде</div><div>06.03.2026, 21:55 1691</div>" + p(
        "Завтра пройдёт дождь."
    )
    labelled = follows.replace("<h1>", "<p>Экономика, 6 марта 2026 г. 16:00</p><h1>")
    for tail in (follows, dated, labelled):
        assert "дождь" not in article(page(long + tail)).text
        assert "погоде" not in article(page(long + tail)).text


def test_the_second_article_is_cut_however_short_the_first() -> None:
    """Its headline stands in a wrapper beside that of the first, of the same class."""
    after = f'</div></div><div class="page"><h1>Другая статья</h1>{p(*[TWO + " Иное."] * 9)}'
    assert paragraphs(p(ONE, THREE) + after) == [ONE, THREE]
    subtitle = "<div><h1>Что изменится</h1></div>"
    assert THREE in paragraphs(p(ONE, TWO) + subtitle + p(THREE))


WEATHER = "Завтра в области пройдёт дождь со снегом, предупредили синоптики."


def test_the_second_article_is_cut_without_an_h1() -> None:
    first = f"<h1>{TITLE}</h1>{p(ONE, TWO)}"
    second = f"<h2>Другая статья о погоде</h2>{p(WEATHER)}"
    html = page("").replace(
        f"<h1>{TITLE}</h1>",
        f"<article class='post'>{first}</article><article class='post'>{second}</article>",
    )
    assert article(html).text.split("\n\n") == [ONE, TWO]
    pieces = html.replace("h1>", "h2>").replace("<article", "<div").replace("article>", "div>")
    assert article(pieces).text.split("\n\n") == [ONE, TWO]
    part = html.replace("<article class='post'><h2>", "<article class='part'><h2>")
    assert WEATHER in article(part).text


def test_the_second_article_is_cut_at_its_line_of_day_and_views() -> None:
    day = "<div>06.03.2026, 21:55 1691</div>"
    headline = "<div>Другая статья о погоде на выходные в области</div>"
    follows = headline + "<div>06.03.2026, 20:10 305</div>" + p(WEATHER)
    for title in ("h1", "h2"):
        html = page(day + p(ONE, TWO) + follows).replace("h1>", f"{title}>")
        assert article(html).text.split("\n\n") == [ONE, TWO]
    assert paragraphs(p(ONE) + day + p(TWO, THREE)) == [ONE, TWO, THREE]  # below the lead


CHAPTERS = [f"{ONE[:-1]} номер {number}." for number in range(9)]
SECOND = [f"{TWO[:-1]}, очередь {number}." for number in range(9)]


@pytest.mark.parametrize("day", ["05.03.2026, 10:15", "10:15, 05.03.2026", "5 наурыз 2026, 10:15"])
def test_a_chronicle_with_lines_of_day_and_hour_goes_on(day: str) -> None:
    body = p(*CHAPTERS, day, TWO, day.replace("10:", "11:"), THREE)
    assert paragraphs(body) == [*CHAPTERS, TWO, THREE]


def test_what_looks_like_the_next_article_is_kept_by_a_line_of_the_profile() -> None:
    heads = "<p>Утро</p><p>05.03.2026, 10:15</p>"
    chronicle = page(f"<div class='text'>{p(*CHAPTERS)}{heads}{p(TWO, THREE)}</div>")
    chapter = f"</div><div class='story'><h1>Глава вторая</h1>{p(*SECOND, TWO, THREE)}"
    long_read = page(p(*CHAPTERS) + chapter)
    for html, spare in ((chronicle, "div.text"), (long_read, ".story")):
        assert THREE not in article(html).text
        assert article(html, "lada_kz", spare=(spare,)).text.endswith(f"{TWO}\n\n{THREE}")


def test_sentences_in_cards_of_other_articles_go_and_a_linked_source_stays() -> None:
    def card(number: int, text: str) -> str:
        return (
            f'<div class="tile"><span>0{number}.03.2026 10:00</span>'
            f'<a href="/aktau_news/society/13140{number}-port.html">Новый терминал {number} в порту'
            f" открыли</a><p>{text}</p></div>"
        )

    teasers = [f"Терминал номер {number} примет первые суда весной." for number in range(3)]
    row = "".join(map(card, range(3), teasers))
    source = '<a href="/aktau_news/society/131499-nachalo.html">пресс-службе акимата области</a>'
    linked = f"Об этом рассказали в {source}, и пояснили, когда начнутся работы."
    read = paragraphs(p(ONE, TWO, linked, THREE) + row)
    assert read[:2] == [ONE, TWO]
    assert read[3:] == [THREE]
    two = paragraphs(p(ONE, TWO, THREE) + "".join(map(card, range(2), teasers)))
    assert two == [ONE, TWO, THREE, *teasers[:2]]  # two are no row


def test_a_row_that_holds_most_of_the_text_is_the_article() -> None:
    digest = "".join(
        f'<div class="item"><a href="/aktau_news/society/13140{number}-x.html">Новость дня номер'
        f" {number} из города</a><p>{number}. {TWO}</p></div>"
        for number in range(4)
    )
    assert len(paragraphs(digest)) == 4


@pytest.mark.parametrize("teaser", ["Завод", "Завод в Актау остановил печи до осени"])
@pytest.mark.parametrize("site", [None, "lada_kz"])
def test_a_short_article_is_not_its_longer_teasers(teaser: str, site: str | None) -> None:
    cards = "".join(
        f'<div class="c"><h3><a href="/aktau_news/society/13140{number}-z.html">{teaser}</a></h3>'
        f"<p>{number}. {text}</p></div>"
        for number, text in enumerate((TWO, THREE, FOUR, FIVE))
    )
    text = f'<div class="art"><h1>{TITLE}</h1><div class="text">{p(ONE)}</div></div>'
    html = page("").partition("<body>")[0] + f"<body>{text}<section>{cards}</section></body>"
    assert article(html, site).text == ONE


def test_short_lines_between_paragraphs_that_br_parts_stay() -> None:
    parts = (ONE, "<b>Что изменится</b>", TWO, "первое;", "второе.", THREE)
    text = "<br><br>".join(parts)
    assert paragraphs(f"<div>{text}<br><br>Печать</div>") == [
        ONE, "Что изменится", TWO, "первое;", "второе.", THREE
    ]  # fmt: skip


def test_short_lines_of_a_page_of_divs_stay() -> None:
    lines = [ONE, "— Когда?", TWO, "— Да.", "— Да.", THREE]
    divs = "".join(f"<div>{line}</div>" for line in lines)
    head = "<div><b>Что дальше</b></div>"
    button = '<div class="button">Ответить</div>'
    read = paragraphs(divs + head + f"<div>{FOUR}</div>" + button + f"<div>{FIVE}</div>Печать")
    assert read == [*lines, "Что дальше", FOUR, FIVE]


def test_the_days_of_a_chronicle_are_headings() -> None:
    day = "5 марта 2026"
    assert paragraphs(p(day, ONE, TWO) + f"<h3>{day}</h3>" + p(THREE)) == [ONE, TWO, day, THREE]


def test_a_link_that_shares_the_article_is_no_other_headline() -> None:
    own = "/aktau_news/society/131501-doroga.html"
    shares = f'<a href="/amp{own}">{ONE}</a><a href="https://wa.me/?text={own}">{TWO}</a>'
    assert paragraphs(p(ONE, TWO, THREE) + f"</div><div>{shares}") == [ONE, TWO, THREE]


def test_a_byline_and_the_printed_date_are_no_text() -> None:
    head = '<meta name="author" content="Айнур Сарсенова">'
    byline = p("Айнур Сарсенова, 1 марта 2026 года")
    assert paragraphs(byline + p(ONE, TWO, THREE), head) == [ONE, TWO, THREE]
    said = "Айнур Сарсенова 1 марта приехала на стройку."
    assert paragraphs(p(ONE, TWO, said), head) == [ONE, TWO, said]
    glued = f'<span class="news-date">09:30, вчера</span> {ONE}<br><br>{TWO}<br><br>{THREE}'
    assert paragraphs(f"<div>{glued}</div>") == [ONE, TWO, THREE]


def test_a_marked_description_is_the_lead_outside_the_container() -> None:
    lead = f'</div><p itemprop="description">{ONE}</p><div>'
    assert paragraphs(lead + p(TWO, THREE, TWO[:-1] + " до осени."))[:2] == [ONE, TWO]


@pytest.mark.parametrize(
    "lead",
    [
        '<p class="lead">{}</p>',
        '<header><div class="intro">{}</div></header>',
        '<h2 class="sub">{}</h2>',
        "<p>{}</p>",
    ],
)
def test_prose_between_headline_and_body_is_the_lead(lead: str) -> None:
    more = TWO[:-1] + " до осени."
    apart = "<div>Айнур Сарсенова | 09:05, 05.03.2026</div>"
    html = page(p(TWO, THREE, more)).replace("</h1>", "</h1>" + lead.format(ONE) + apart)
    cut_off = f'<meta name="description" content="{ONE[:50]}…">'
    for head in ("", cut_off):
        found = article(html.replace("</head>", head + "</head>"))
        assert found.text.split("\n\n") == [ONE, TWO, THREE, more]
        assert found.lead == ONE


def test_hidden_paragraphs_and_named_furniture_go_but_a_named_wrapper_stays() -> None:
    hidden = (
        '<p class="body__block-hidden">Оригинал статьи: https://example.kz/1 читайте на сайте.</p>'
    )
    related = (
        '<div class="readAlso">' + p("Что ещё почитать о дорогах Мангистау сегодня.") + "</div>"
    )
    wrapped = f'<div class="has-sidebar">{p(ONE, TWO) + hidden + related + p(THREE)}</div>'
    assert paragraphs(wrapped) == [ONE, TWO, THREE]


def test_union_of_a_stated_body_and_a_lead() -> None:
    """nur.kz: articleBody without the lead, entities in it; zakon.kz: the lead alone."""
    lead = "Трассу к Жанаозену ждёт большой ремонт."
    shown = f"<p><strong>{lead}</strong></p>" + p(ONE, TWO, THREE)
    without = stated(
        articleBody="\n".join([ONE, TWO, THREE]).replace("«", "&laquo;"), description=lead
    )
    found = article(page(shown, without))
    assert found.text.split("\n\n") == [lead, ONE, TWO, THREE]
    assert found.lead == lead
    alone = article(page(p(ONE, TWO, THREE), stated(articleBody=lead)))
    assert alone.text.split("\n\n") == [lead, ONE, TWO, THREE]


def test_a_stated_body_is_taken_where_the_page_has_none() -> None:
    shell = page("<div id='app'></div>", stated(articleBody=f"<p>{ONE}</p><p>{TWO}</p>"))
    found = article(shell)
    assert found.text.split("\n\n") == [ONE, TWO]
    assert dict(found.how)["body"] == "ld:articleBody"


def test_the_profiles_final_bar_ends_the_article() -> None:
    found = article(page(p(ONE, TWO, "Читайте также о дорогах", THREE)), "lada_kz")
    assert found.text.split("\n\n") == [ONE, TWO]


def test_broken_and_deep_markup_is_survived() -> None:
    for html in (
        "<p>" * 3000 + ONE,
        "<div><table><p>" + ONE + "</b></i><td>",
        f"<p>{ONE}\x00\ud800",
    ):
        found = read(html, "https://example.kz/1", fetched=FETCHED)
        assert isinstance(found, Article)
        assert "Жанаозеном" in found.text


ROWS = "<tr><th>Год</th><th>Ущерб</th></tr><tr><td>2024</td><td><p>13,4</p></td></tr>"


def test_a_row_of_a_table_is_a_line_with_its_figures() -> None:
    found = article(page(p(ONE, TWO) + f"<table>{ROWS}</table>" + p(THREE)), "lada_kz")
    assert found.text.split("\n\n") == [ONE, TWO, "Год | Ущерб", "2024 | 13,4", THREE]


def test_a_table_that_lays_out_the_page_gives_its_lines() -> None:
    layout = f"<table><tr><td>{p(ONE, TWO)}</td><td>{p(THREE)}</td></tr></table>"
    assert article(page(layout), "lada_kz").text.split("\n\n") == [ONE, TWO, THREE]


def test_of_a_page_with_too_many_tags_the_first_are_read_and_that_is_said(monkeypatch) -> None:
    monkeypatch.setattr("crawlers.reading.limits.TAGS", 1000)
    rows = "<table>" + "<tr><td>Баға 12 теңге, 15 теңге." * 1000
    body = page(p(ONE, TWO, THREE, TWO[:-1] + " до осени.")) + rows
    url = "https://example.kz/1"
    known = Page(url=url, body=body.encode(), fetched=FETCHED, site="example.kz")
    outcome = read_page(known, None, strict=False)
    assert outcome.article is not None
    assert ONE in outcome.article.text
    (note,) = [note for note in outcome.issues if note.slug == "page.slow"]
    assert note.message == f"it has {body.count('<'):,} tags; the first 1,000 were read"


_LINES = st.lists(
    st.sampled_from([ONE, TWO, THREE, TITLE, "Фото: Lada.kz", "5754", "Поделиться", "Сурет", "  "])
)


@given(_LINES, st.lists(st.sampled_from([ONE, "Подпись к снимку", "Сурет"]), max_size=2))
def test_no_caption_line_is_a_paragraph(lines: list[str], captions: list[str]) -> None:
    cleaner = Cleaner(of_site(None), TITLE, frozenset(), (), list(captions))
    kept = cleaner.paragraphs(map(Line, lines))
    assert not set(kept) & set(cleaner.captions)
    assert TITLE not in kept
    assert len(kept) == len(set(kept))


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Читайте также: о погоде", "begins"),
        ("+14°", "counter"),
        ("535.83", "counter"),
        ("1🎄", "counter"),
        ("4236 рет көрсетілді", "holds"),
        ("рет көрсетілді", "lines"),
        ("230 ret kórsetildi", "holds"),
        ("121 رەت كورسەتىلدى", "holds"),
        ("Қаралды: 271", "holds"),
        ("Просмотры: 271", "holds"),
        ("Количество просмотров: 271", "holds"),
        ("272 просмотра", "holds"),
        ("Қаралым: 271", "holds"),
        ("5 комментариев", "holds"),
        ("Комментарии (5)", "holds"),
        ("5 минут назад", "holds"),
        ("14:16, Бүгін", "holds"),
        ("Бұл кітап жүз рет оқылды.", None),
        ("Ролик набрал 5 000 просмотров.", None),
        ("Сегодня", None),
        ("Автор: Айгүл Сәрсен", "begins"),
        ("Автор: «Я писал эту книгу два года»", None),
        ("Рубрика: Общество", "begins"),
        ("Рубрика: новая система оплаты заработает с понедельника.", None),
        ("Читать также: Школу откроют осенью", "begins"),
        ("Читать также будут учить с пяти лет, сказал директор школы.", None),
        ("Пікір қалдыру", "lines"),
        ("Ұқсас жаңалықтар", "lines"),
        ("Бөлісу", "lines"),
        ("Авторизуйтесь, чтобы оставить комментарий", "begins"),
        ("Telegram арнамызға жазылыңыз", "begins"),
        ("Сурет ЖИ көмегімен жасалды", "credits"),
        ("Фото / Kazinform", "credits"),
        ("Коллаж Tengrinews.kz", "credits"),
        ("Фото из открытых источников.", "credits"),
        ("Фото из архива показало, что школа стояла здесь и сто лет назад.", None),
        ("Скриншот переписки чиновника разошёлся по сети за один вечер.", None),
        ("Скриншоты переписки", None),
        ("Еске салайық, заң 2025 жылы қабылданды.", "keep"),
        ("Коллаж: Kazinform / Freepik", "credits"),
        ("Ключевые слова, фото - Новости Zakon.kz от 29.10.2025 12:26 Фото: unsplash", "credits"),
        ("Суретші көрме ашты.", None),
        (f"Фото с места аварии публикуют очевидцы. {ONE} {TWO} {THREE}", None),
        ("В 2025 году.", None),
    ],
)  # fmt: skip
def test_the_list_a_line_is_on(line: str, rule: str | None) -> None:
    assert of_site(None).rule(line) == rule


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Поделиться", "lines"),
        ("Поделиться в соцсетях", "begins"),
        ("Поделиться опытом в Актау приехали учителя из Алматы и Шымкента.", None),
        ("Жазылу мерзімі 1 маусымда аяқталады, деп хабарлады министрлік өкілі.", None),
        ("Популярное среди туристов озеро закрыли на лето.", None),
        ("Наш канал: подпишитесь, чтобы узнавать обо всём первыми.", "begins"),
        ("Наш каналья", None),
    ],
)
def test_the_list_of_a_profile_a_line_is_on(line: str, rule: str | None) -> None:
    own = ("Поделиться", "Жазылу", "Популярное", "Наш канал")
    site = get_site("lada_kz").model_copy(update={"furniture": {"ru": own}})
    assert of_site(site).rule(line) == rule


def test_a_line_that_ends_the_article_does_not_end_it_above_prose() -> None:
    end = "Читайте также:"
    linked = "<ul><li><a href='/aktau_news/society/131400-zavod.html'>Завод закрыли</a></li></ul>"
    short = "Самая большая новость недели"
    found = article(page(p(ONE, end) + linked + p(TWO, THREE, end, short)), "lada_kz")
    assert found.text.split("\n\n") == [ONE, TWO, THREE]


def test_the_items_below_a_notice_go_with_it() -> None:
    items = ("- Самая большая новость недели о заводе", "- Вторая новость недели о депутатах")
    talk = ("— Когда откроют школу?", "— Осенью.")
    assert paragraphs(p(ONE, "Читайте также:", *items, TWO, *talk, THREE)) == [
        ONE, TWO, *talk, THREE,
    ]  # fmt: skip


def test_a_headline_above_nothing_but_links_is_no_article_and_no_crash() -> None:
    items = "".join(
        f"<li><a href='/news/{n}.html'>Завод в области закрыли на ремонт, {n}</a></li>"
        for n in range(30)
    )
    for inside in (f"<ul>{items}</ul>", items.replace("li>", "div>"), f"<ol>{items}</ol><p>2</p>"):
        html = f"<html><body><h1>Все новости города</h1>{inside}</body></html>"
        found = read_page(
            Page(url="https://example.kz/n/1", body=html.encode(), fetched=FETCHED, site="x"), None
        )
        assert found.article is None


def test_a_link_to_a_longer_number_is_not_one_to_the_page_itself() -> None:
    """Its headline is another article's, and is cut where it stands between paragraphs."""
    headline = "В порту открыли новый терминал"
    link = f"<nav><a href='{{}}'>{headline}</a></nav>"
    for href, own in (("/n/12", False), ("/n/1?from=menu", True), ("/amp/n/1", True)):
        html = page(link.format(href) + p(ONE, headline, TWO))
        read_it = read_page(Page(url="https://example.kz/n/1", body=html.encode(), fetched=FETCHED,
                                 site="x"), None, strict=False)  # fmt: skip
        assert read_it.article is not None
        assert (headline in read_it.article.text) is own
