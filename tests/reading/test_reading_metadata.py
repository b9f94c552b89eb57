"""Titles, dates, authors and the rest from the head, JSON-LD and the page, traps included."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import ModuleType

import pytest

from crawlers.page import Hints, Page
from crawlers.reading import Outcome, read, read_page, reader_hash
from crawlers.reading.decode import decode
from crawlers.reading.people import people
from crawlers.reading.title import without_affix
from crawlers.site import ArticleRules, get_site
from sholu.article import Article, Rejected

FETCHED = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
URL = "https://www.lada.kz/aktau_news/society/131500-naberezhnaya.html"
TITLE = "В Актау откроют новую набережную"
TEXT = (
    "<p>Новую набережную в Актау откроют ко Дню города, рассказали в акимате.</p>"
    "<p>Рабочие уложили брусчатку и посадили две тысячи деревьев вдоль дорожек.</p>"
    "<p>«Осталось установить освещение», – сказал руководитель отдела строительства.</p>"
)
NO_HINTS = Hints()
LD = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE}


def script(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def html(head: str = "", before: str = "", behind: str = "", title: str = TITLE) -> str:
    return (
        f"<html lang='ru'><head><title>{title} - Lada.kz</title>{head}</head><body>{before}"
        f"<div class='wrap'><h1>{title}</h1><div class='text'>{TEXT}</div></div>{behind}"
        "</body></html>"
    )


def outcome(
    page: str, url: str = URL, site: str = "lada_kz", hints: Hints = NO_HINTS, **more: object
) -> Outcome:
    known = Page(url=url, body=page.encode(), fetched=FETCHED, site=site, hints=hints)
    return read_page(known, get_site(site), **more)  # type: ignore[arg-type]


def article(page: str, **more: object) -> Article:
    found = outcome(page, **more)  # type: ignore[arg-type]
    assert found.article is not None, found.rejected
    return found.article


def issues(page: str) -> list[str]:
    return sorted({issue.slug for issue in outcome(page).issues})


def test_the_author_of_a_picture_is_not_the_authors() -> None:
    picture = "<div class='picture-author'>Коллаж: Kazinform / Марат Абенов</div>"
    byline = "<div class='article-author'>Маржан Иса</div>"
    assert article(html(script(LD), behind=picture + byline)).authors == ("Маржан Иса",)
    assert article(html(script(LD), behind=picture)).authors == ()


def test_an_alt_that_repeats_the_headline_is_no_caption() -> None:
    picture = "<div class='article__block'><h1>{0}</h1><div class='articleImg'>{1}</div></div>"
    image = f"<img alt='{TITLE}'><p>Фото: unsplash</p>"
    page = html(before=picture.format(TITLE, image))
    url = "https://www.zakon.kz/pravo/6493184-naberezhnaya.html"
    found = outcome(page, url, "zakon_kz", strict=False).article
    assert found is not None
    assert found.captions == ("Фото: unsplash",)


def test_linked_data_in_arrays_graphs_and_lists_of_types() -> None:
    data = LD | {"@type": ["Thing", "NewsArticle"], "datePublished": "2026-03-09T10:15:30+05:00"}
    for wrapped in (
        [{"@type": "WebSite"}, data],
        {"@graph": [data]},
        {"@type": "WebPage", "mainEntity": data},
    ):
        published = article(html(script(wrapped))).published
        assert published is not None
        assert published.instant == datetime(2026, 3, 9, 5, 15, 30, tzinfo=UTC)
        assert (published.zone, published.source) == ("+05:00", "ld:datePublished")


def test_a_broken_block_is_passed_over_and_reported() -> None:
    page = html('<script type="application/ld+json">{"a": [,]}</script>' + script(LD))
    assert "jsonld.broken" in issues(page)
    assert article(page).title == TITLE


def test_lists_and_objects_of_other_articles_are_not_this_one() -> None:
    other = LD | {"headline": "Другая новость", "datePublished": "2026-01-01T10:00:00+05:00"}
    listed = {"@type": "ItemList", "itemListElement": [other]}
    elsewhere = other | {"url": "https://www.lada.kz/aktau_news/society/130000-drugaya.html"}
    found = article(
        html(script([listed, elsewhere]) + '<meta property="og:type" content="article">')
    )
    assert (found.title, found.published) == (TITLE, None)


def test_without_a_profile_headlines_tell_whose_an_object_is() -> None:
    other = LD | {
        "headline": "Завод закрыли до осени",
        "datePublished": "2026-03-09T08:00:00+05:00",
        "articleBody": "Завод в соседней области остановил печи и отпустил рабочих до осени.",
    }
    own = LD | {"datePublished": "2026-03-05T10:00:00+05:00"}
    address = {"url": "https://example.kz/news/1002-zavod.html"}
    home = {"mainEntityOfPage": "https://example.kz/"}
    renamed = address | {"headline": f"{TITLE}: когда"}
    for stated, day in (
        ([other | address], None),
        ([other, own], 5),
        ([own | home], 5),
        ([own | renamed], 5),
    ):
        page = html("".join(map(script, stated)))
        found = read(page, "https://example.kz/news/1001-naberezhnaya.html")
        assert isinstance(found, Article)
        assert "Завод" not in found.text
        assert (found.published.instant.day if found.published else None) == day


def test_entities_inside_json_strings() -> None:
    page = html(
        script(
            LD
            | {
                "headline": "X",
                "keywords": "порт, &laquo;Каспий&raquo;",
                "articleSection": "Море &amp; порт",
            }
        )
    )
    assert article(page).keywords == ("порт", "«Каспий»")
    assert article(page).section == "Море & порт"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Акимат Актау объявил тендер » Новости Актау", "Акимат Актау объявил тендер"),
        ("Tengri | Акимат Актау объявил большой тендер", "Акимат Актау объявил большой тендер"),
        ("Дипфейк — что это такое и как жить дальше", "Дипфейк — что это такое и как жить дальше"),
    ],
)
def test_the_sites_name_is_no_part_of_a_title(title: str, expected: str) -> None:
    headings = [expected] if "»" in title else []
    name = "Tengri" if "Tengri" in title else "Lada"
    assert without_affix(title, headings, name) == expected


def test_the_chain_of_titles() -> None:
    bare = html(title="X").replace("<h1>X</h1>", "<h1>Рубрика</h1><h1>Подрубрика</h1>")
    assert article(bare.replace("<head>", f"<head>{script(LD)}")).title == TITLE
    og = f'<meta property="og:type" content="article"><meta property="og:title" content="{TITLE}">'
    assert article(bare.replace("<head>", f"<head>{og}")).title == TITLE
    below = html(script(LD)).replace("</h1>", "<br>Подзаголовок статьи</h1>")
    assert article(below).title == TITLE
    whole = f'<meta property="og:title" content="{TITLE}: Подзаголовок статьи">'
    two = html(script(LD) + whole).replace("</h1>", ":<div>Подзаголовок статьи</div></h1>")
    assert article(two).title == f"{TITLE}: Подзаголовок статьи"


def test_witnesses_of_the_date_in_order_and_their_conflict() -> None:
    meta = '<meta property="article:published_time" content="2026-03-01T10:00:00+05:00">'
    page = html(script(LD | {"datePublished": "2026-03-09"}) + meta)
    found = article(page).published
    assert found is not None
    assert (found.source, found.precision) == ("ld:datePublished", "day")
    assert "date.conflict" in issues(page)
    alone = article(html(meta)).published
    assert alone is not None
    assert alone.source == "meta:article:published_time"


def test_the_feed_and_the_address_are_witnesses_of_the_date() -> None:
    """They contradict the page aloud, and are believed where it says nothing."""
    feed, url = (
        Hints(published="Mon, 02 Mar 2026 10:00:00 +0500"),
        f"{URL[:20]}/2026/02/20/13-a.html",
    )
    dated = html(script(LD | {"datePublished": "2026-03-09T12:00:00+05:00"}))
    for found in (outcome(dated, hints=feed), outcome(dated, url, strict=False)):
        assert found.article is not None
        assert found.article.published is not None
        assert found.article.published.source == "ld:datePublished"
        assert [issue.slug for issue in found.issues].count("date.conflict") == 1
    agrees = outcome(dated, hints=Hints(published="Mon, 09 Mar 2026 12:00:00 +0500"))
    assert "date.conflict" not in [issue.slug for issue in agrees.issues]
    silent = outcome(html(script(LD)), url, hints=feed, strict=False)
    assert silent.article is not None
    assert silent.article.published is not None
    assert silent.article.published.source == "hint"
    assert silent.article.published.instant == datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
    assert "date.conflict" in [issue.slug for issue in silent.issues]


def test_what_a_source_says_of_a_page_does_not_make_it_an_article() -> None:
    found = outcome(html(), hints=Hints(published="Mon, 02 Mar 2026 10:00:00 +0500"))
    assert found.rejected is not None
    assert found.rejected.disposition == "not_article"


def test_an_impossible_or_future_date_gives_way_to_the_next() -> None:
    printed = '<div class="news__date">09.03.2026, 10:15</div>'
    for stated, slug in (("2026-02-31", "date.impossible"), ("2027-01-01", "date.future")):
        page = html(script(LD | {"datePublished": stated})).replace("</h1>", f"</h1>{printed}")
        found = article(page).published
        assert found is not None
        assert found.instant == datetime(2026, 3, 9, 5, 15, tzinfo=UTC)
        assert (found.zone, found.source) == ("Asia/Aqtau", "text")
        assert slug in issues(page)


def test_the_date_of_a_card_or_of_today_is_not_the_articles() -> None:
    card = (
        '<div class="item"><a href="/aktau_news/society/131400-port.html">'
        "В порту Актау открыли новый терминал</a>"
        '<span class="date">08.03.2026, 09:00</span><time datetime="2026-03-08"></time></div>'
    )
    today = '<div class="top-date">Вторник, 10 марта 2026</div>'
    head = '<meta property="og:type" content="article">'
    page = html(head, before=f"<div class='top'>{today}</div>", behind=card)
    assert article(page).published is None
    assert "date.missing" in issues(page)


def test_a_wrapper_named_after_its_sidebar_is_no_card() -> None:
    page = (
        html('<meta property="og:type" content="article">')
        .replace("<body>", '<body><div class="layout has-sidebar">')
        .replace("<h1>", '<span class="date">09.03.2026, 10:15</span><h1>')
    )
    found = article(page).published
    assert found is not None
    assert found.raw == "09.03.2026, 10:15"


def test_relative_words_count_from_the_fetch_in_the_sites_zone() -> None:
    page = html(script(LD)).replace("<h1>", '<span class="date">Вчера, 23:30</span><h1>')
    found = article(page).published
    assert found is not None
    assert found.instant == datetime(2026, 3, 9, 18, 30, tzinfo=UTC)


def test_people_and_who_is_none() -> None:
    given = ["Сурет Ботагөз Ақиқат", "БОТАГӨЗ АҚИҚАТ", "Асель Муратова, Ерлан Сейтов", "Zakon.kz"]
    assert people(given) == ("Ботагөз Ақиқат", "Асель Муратова", "Ерлан Сейтов")
    assert people(["Аслан ӨТЕГЕН", "А. Б. СЕРІК"]) == ("Аслан Өтеген", "А. Б. Серік")
    assert people(["Редакция портала", "Kazinform", "Пресс-служба акимата", "admin", ""]) == ()
    authors = [
        {"@type": "Person", "name": "Асель Муратова"},
        {"@type": "Organization", "name": "Иван Ко"},
    ]
    assert article(html(script(LD | {"author": authors}))).authors == ("Асель Муратова",)
    byline = html(script(LD)).replace("</h1>", '</h1><div class="author">Автор: Ерлан Сейтов</div>')
    assert article(byline).authors == ("Ерлан Сейтов",)
    photographer = "<div class='photo-author'>Фото Багдата Асылбека</div>"
    assert article(html(script(LD), behind=photographer)).authors == ()


@pytest.mark.parametrize(
    "meta",
    [
        "<div class='meta'><span>12.03.2026</span> <span>Автор: Ерлан Сейтов</span></div>",
        "<p class='info'>Автор: Ерлан Сейтов | 12 марта, 10:30</p>",
        "<p class='info'>12 марта<br>Автор: Ерлан Сейтов 14 050 просмотров</p>",
        "<p><span>Автор:</span> <a href='/u/7'>Ерлан Сейтов</a> <b>Просмотры</b></p>",
        "<p>Автор: <b>ЕРЛАН СЕЙТОВ</b></p>",
    ],
)
def test_a_byline_in_a_line_below_the_headline(meta: str) -> None:
    found = article(html(script(LD)).replace("</h1>", f"</h1>{meta}"))
    assert (found.authors, dict(found.how)["authors"]) == (("Ерлан Сейтов",), "byline")
    card = f"<aside><a href='/news/2'>Другая новость о другом городе</a>{meta}</aside>"
    assert article(html(script(LD), behind=card)).authors == ()


@pytest.mark.parametrize(
    "said", ["Автор: редакция", "Автор фото: Ерлан Сейтов", "Автор: фото 2026"]
)
def test_a_byline_that_names_no_author(said: str) -> None:
    page = html(script(LD)).replace("</h1>", f"</h1><p>{said}</p>")
    assert article(page).authors == ()


def test_the_picture_of_a_figure_where_the_head_names_none() -> None:
    lazy = "<img src='data:image/gif;base64,R0lG' data-src='/i/most.jpg'>"
    figure = f"<figure>{lazy}<figcaption>Мост</figcaption></figure>"
    card = "<aside><figure><img src='/i/other.jpg'></figure></aside>"
    page = html(script(LD)).replace("</h1>", f"</h1>{card}{figure}")
    assert str(article(page).image).endswith("/i/most.jpg")
    head = html(script(LD), "<meta property='og:image' content='/i/head.jpg'>")
    assert str(article(head.replace("</h1>", f"</h1>{figure}")).image).endswith("/i/head.jpg")


def test_alternates_language_picture_and_address() -> None:
    head = (
        '<link rel="alternate" hreflang="kk" href="/kk/131500">'
        f'<link rel="canonical" href="{URL}"><meta property="og:image" content="/i.jpg">'
    )
    found = article(html(script(LD) + head), url=URL + "?utm_source=tg")
    assert found.alternates == (("kk", "https://www.lada.kz/kk/131500"),)
    assert (found.declared_lang, found.image) == ("ru", "https://www.lada.kz/i.jpg")
    assert (found.url, found.edition, found.site) == (URL, "ru", "lada_kz")
    home = article(html(script(LD) + '<link rel="canonical" href="https://www.lada.kz/">'))
    assert home.url == URL


def test_a_reference_to_a_picture_gives_way_to_the_head() -> None:
    pointing = script(LD | {"image": {"@id": f"{URL}#primaryimage"}})
    page = html(pointing + '<meta property="og:image" content="/i.jpg">')
    assert article(page).image == "https://www.lada.kz/i.jpg"


def test_what_is_no_article() -> None:
    plain = outcome(html())
    assert plain.rejected is not None
    assert plain.rejected.disposition == "not_article"
    elsewhere = outcome(html(script(LD)), url="https://www.lada.kz/aktau_news/")
    assert elsewhere.rejected is not None
    assert "address" in elsewhere.rejected.reason
    short = outcome(
        f"<html><head>{script(LD)}</head><body><h1>{TITLE}</h1><p>Фото</p></body></html>"
    )
    assert short.rejected is not None
    assert short.rejected.disposition == "too_short"


def test_without_a_profile_strictly_and_not() -> None:
    text = "<p>Завтра в Актау ожидается сильный ветер.</p>"
    little = f"<html><title>Заметка о погоде</title><body>{text}</body></html>"
    assert isinstance(read(little, "https://example.kz/1"), Article)
    refused = read(little, "https://example.kz/1", strict=True)
    assert isinstance(refused, Rejected)
    assert refused.disposition == "not_article"
    for empty in ("", "   ", "<html></html>", "\x00", "<!-- -->"):
        assert isinstance(read(empty, "https://example.kz/1"), Rejected)


def test_hooks_are_asked_first() -> None:
    hooks = ModuleType("hooks")
    hooks.title = lambda page, tree: "Заголовок из кода"  # type: ignore[attr-defined]
    hooks.published = lambda page, tree: "01.03.2026 08:00"  # type: ignore[attr-defined]
    hooks.body = lambda page, tree: None  # type: ignore[attr-defined]
    found = article(html(script(LD)), hooks=hooks)
    assert found.title == "Заголовок из кода"
    assert found.published is not None
    assert found.published.source == "hook"
    assert "брусчатку" in found.text


def test_a_rubric_is_read_by_the_profile_although_it_is_a_link() -> None:
    rules = ArticleRules(section=("css:.rubric a",))
    site = get_site("lada_kz").model_copy(update={"article": (rules,)})
    rubric = "<div class='rubric'><a href='/city/'>Город</a></div>"
    text = html(script(LD), before=rubric)
    known = Page(url=URL, body=text.encode(), fetched=FETCHED, site="lada_kz")
    found = read_page(known, site).article
    assert found is not None
    assert found.section == "Город"
    assert "Город" not in found.text.splitlines()


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "utf-8", "kz1048"])
@pytest.mark.parametrize("said", ["header", "meta", "nobody", "wrongly"])
def test_encodings(encoding: str, said: str) -> None:
    text = "Қазақстанда жаңа заң қабылданды" if encoding in ("kz1048", "utf-8") else TITLE
    page = f"<html><head><title>{text}</title></head><body><p>{text * 20}</p></body></html>"
    header = f"text/html; charset={encoding}" if said == "header" else None
    if said == "meta":
        page = page.replace("<head>", f'<head><meta charset="{encoding}">')
    if said == "wrongly":
        header = "text/html; charset=utf-8"
    assert text in decode(page.encode(encoding), header)


def test_the_readers_hash_follows_the_profile() -> None:
    assert (
        len(
            {reader_hash(None), reader_hash(get_site("lada_kz")), reader_hash(get_site("zakon_kz"))}
        )
        == 3
    )
    assert reader_hash(get_site("lada_kz")) == reader_hash(get_site("lada_kz"))


RUBRIC = "Новости Казахстана"


def test_a_rubric_that_is_the_affix_of_the_title_is_no_headline() -> None:
    whole = html(title=RUBRIC).replace(f"<title>{RUBRIC} - Lada.kz", f"<title>{TITLE} - {RUBRIC}")
    og = f'<meta property="og:title" content="{TITLE}"><meta property="og:type" content="article">'
    for head in (script(LD) + og, script(LD), og):
        assert article(whole.replace("<head>", f"<head>{head}")).title == TITLE


def test_a_hidden_heading_is_no_headline() -> None:
    for attribute in ("hidden", "style='display: none'", "aria-hidden='true'"):
        extra = f"<div {attribute}><h1>{TITLE} Lada.kz</h1></div>"
        page = html(script(LD), before=extra).replace(TITLE + " - Lada.kz", TITLE + " Lada.kz")
        assert article(page).title == TITLE


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (f"{TITLE} - новости Казахстана и мира сегодня на портале Zakon.kz", TITLE),
        (f"{TITLE} | Ақтау жаңалықтары мен сайт мұрағаты, Lada.kz", TITLE),
        (f"{TITLE} — Lada.kz", TITLE),
        ("ДТП — двое погибших в аварии под Актау", "ДТП — двое погибших в аварии под Актау"),
        (
            "Казахстан — Узбекистан: итоги встречи на стадионе",
            "Казахстан — Узбекистан: итоги встречи на стадионе",
        ),
        ("Новости спорта — главное за день", "Новости спорта — главное за день"),
    ],
)
def test_without_headings_only_the_sites_part_is_cut(title: str, expected: str) -> None:
    assert without_affix(title, [], "") == expected


def elsewhere(head: str = "", above: str = "", url: str = "https://kitap.kz/news/71-a") -> Article:
    text = f"<html><head>{head}</head><body>{above}<div>{TEXT}</div></body></html>"
    found = read(text, url, fetched=FETCHED)
    assert isinstance(found, Article)
    return found


def test_microdata_breadcrumbs_and_links_that_say_what_they_are() -> None:
    micro = (
        f"<h2 itemprop='headline'>{TITLE}</h2><meta itemprop='articleSection' content='Город'>"
        "<img itemprop='image' src='/i.jpg'>"
    )
    found = elsewhere(above=micro)
    assert (found.title, found.section, found.image) == (TITLE, "Город", "https://kitap.kz/i.jpg")
    crumbs = (
        "<ul class='breadcrumbs'><li><a href='/'>Басты бет</a></li><li><a href='/q/'>Қоғам</a></li>"
        "</ul>"
    )
    category = "<a rel='category tag' href='/port/'>Порт</a><a rel='tag' href='/t/'>Каспий</a>"
    assert elsewhere(above=f"<h1>{TITLE}</h1>{crumbs}").section == "Қоғам"
    tagged = elsewhere(above=f"<h1>{TITLE}</h1>{category}")
    assert (tagged.section, tagged.keywords) == ("Порт", ("Каспий",))


def test_an_author_by_reference() -> None:
    person = {"@type": "Person", "@id": "#p1", "name": "Асель Муратова"}
    data = {"@graph": [LD | {"author": {"@id": "#p1"}}, person]}
    assert article(html(script(data))).authors == ("Асель Муратова",)


def test_the_address_a_page_without_a_profile_names() -> None:
    named = "<link rel='canonical' href='https://kitap.kz/news/71-a'>"
    assert elsewhere(named, url="https://kitap.kz/amp/news/71-a?x=1").url.endswith("z/news/71-a")
    assert elsewhere(named, url="https://kitap.kz/news/72-b?x=1").url.endswith("72-b?x=1")
    home = "<link rel='canonical' href='https://kitap.kz/news'>"
    assert elsewhere(home, url="https://kitap.kz/news?newsid=71").url.endswith("?newsid=71")


@pytest.mark.parametrize("header", ["text/html; charset=utf-16le", None])
def test_sixteen_bits_without_a_mark(header: str | None) -> None:
    page = html(title="Қазақстанда жаңа заң қабылданды")
    assert decode(page.encode("utf-16-le"), header) == page


def test_a_broken_byte_and_a_stale_meta_do_not_end_utf_8() -> None:
    page = html('<meta charset="windows-1251">').encode()
    broken = page.replace("тысячи".encode(), "тысячи".encode()[:-1])
    for header in (None, "text/html; charset=windows-1251"):
        assert TITLE in decode(broken, header)
        assert decode(page, header) == page.decode()
