"""What an explanation says is what the reading did, and it leaves nothing of the page out."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.page import Page
from crawlers.reading import read_page
from crawlers.reading.explain import FIELDS, Explained, explain
from crawlers.reading.pieces import RULES, Piece
from crawlers.site import Site, get_site
from sholu.demo.newsroom import Newsroom
from sholu.fields import shown
from sholu.jobs.golden import page_of

FETCHED = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
URL = "https://www.lada.kz/aktau_news/society/131501-doroga.html"
TITLE = "Аким Мангистау рассказал о новой дороге"
ONE = "Дорогу между Актау и Жанаозеном отремонтируют до конца года, сообщил аким области."
TWO = "Подрядчик уже завёз технику, работы начнутся в апреле, движение перекрывать не станут."
THREE = "«Жители давно просили об этом», – добавил он на встрече с журналистами в Актау."
STEMS = [
    path.with_name(path.name.removesuffix(".html.gz"))
    for path in sorted((Path(__file__).parents[1] / "sites").glob("*/*.html.gz"))
]


def holds(page: Page, site: Site | None) -> Explained:
    """What every explanation has to hold to."""
    found = explain(page, site)
    article = read_page(page, site, strict=False).article
    assert found.article == article
    assert [choice.field for choice in found.choices] == list(FIELDS)
    assert {piece.rule for piece in found.pieces} <= {"", *RULES}
    if article is None:
        return found
    taken = {c.field: c.taken.value for c in found.choices if c.taken}
    said = {
        "title": article.title,
        "lead": article.lead,
        "authors": article.authors,
        "section": article.section,
        "keywords": article.keywords,
        "image": article.image,
        "published": article.published and shown(article.published),
        "modified": article.modified and shown(article.modified),
        "language": article.declared_lang,
        "url": article.url,
    }
    many = ("body", "alternates", "captions")
    assert {k: v for k, v in taken.items() if k not in many} == {k: v for k, v in said.items() if v}
    rules = {choice.field: choice.taken.rule for choice in found.choices if choice.taken}
    for name, rule in article.how:
        assert rules[name] in rule
    kept = [piece.text for piece in found.pieces if piece.kept]
    if all(paragraph in kept for paragraph in article.text.split("\n\n")):
        assert set(kept) == set(article.text.split("\n\n"))
    return found


@pytest.mark.parametrize("stem", STEMS, ids=lambda stem: f"{stem.parent.name}/{stem.name[:30]}")
@pytest.mark.parametrize("by_profile", [True, False])
def test_golden_pages(stem: Path, by_profile: bool) -> None:
    site = get_site(stem.parent.name)
    found = holds(page_of(stem, site.id), site if by_profile else None)
    assert found.article is not None
    kept = {piece.text for piece in found.pieces if piece.kept}
    assert kept == set(found.article.text.split("\n\n"))
    assert found.refused is None


def test_pages_of_the_demo_newsroom() -> None:
    newsroom = Newsroom(FETCHED)
    for piece in list(newsroom.expected())[::5]:
        parts = urlsplit(piece.url)
        body = newsroom.find(parts.hostname or "", parts.path).body
        holds(
            Page(url=piece.url, body=body, fetched=FETCHED, site=piece.site), get_site(piece.site)
        )


def page(body: str, head: str = "") -> Page:
    html = (
        f"<html lang='ru'><head><title>{TITLE}</title>{head}</head><body>"
        f"<div class='page'><h1>{TITLE}</h1><div class='story'>{body}</div></div></body></html>"
    )
    return Page(url=URL, body=html.encode(), fetched=FETCHED, site="lada_kz")


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def piece(found: Explained, text: str) -> Piece:
    return next(piece for piece in found.pieces if piece.text == text)


_PARTS = [
    *(f"<p>{text}</p>" for text in (ONE, TWO, THREE, TITLE, "Фото: Lada.kz", "Поделиться", "5754")),
    f"{ONE}<br>{TWO}<div class=share>Поделиться</div>{THREE}",
    f"<p>{ONE} <span class='tags'>#дорога</span> {TWO}</p>",
    "<span class=share>Нравится <b>это</b></span>",
    f"<div class=related><p>{TWO}</p><ul><li>{THREE}</li></ul></div>",
    "<figure><figcaption>Дорога у моря</figcaption></figure>",
    "<a href='/aktau_news/society/131400-port.html'>В порту открыли новый терминал</a>",
    "<p>Читайте также о погоде</p>",
    "<aside><h1>Другая статья</h1></aside>",
    "<div hidden>Скрыто</div><table><tr><td>а<td>б</table>",
    f"<h2>Что сделают</h2><blockquote>{THREE}</blockquote>",
]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(_PARTS), max_size=9), st.booleans(), st.booleans())
def test_any_page(parts: list[str], profiled: bool, stated: bool) -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "articleBody": f"{ONE}\n{TWO} {THREE}"}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>' if stated else ""
    holds(page("".join(parts), head), get_site("lada_kz") if profiled else None)


def test_a_cut_names_the_word_and_where_it_is_written() -> None:
    shared = "<div class='newsShare'>Нравится</div>"
    link = "<p><a href='/aktau_news/economy/131400-port.html'>В порту открыли терминал</a></p>"
    body = p(ONE, "Подписывайтесь на наш канал", "Фото: Lada.kz") + shared + link
    body += p(TWO, "4236 рет көрсетілді", "16+", ONE, "Читайте также о дорогах", "Мосты")
    found = holds(page(body), get_site("lada_kz"))
    told = {each.text: (each.rule, each.by, each.where) for each in found.pieces if not each.kept}
    assert told["Подписывайтесь на наш канал"] == (
        "begins", "Подписывайтесь на", "furniture.yml begins",
    )  # fmt: skip
    assert told["Нравится"] == ("element", "share", "furniture.yml elements")
    assert told["Фото: Lada.kz"] == ("credits", "Фото:", "furniture.yml credits")
    assert told["В порту открыли терминал"][:2] == (
        "link", "/aktau_news/economy/131400-port.html",
    )  # fmt: skip
    assert told["4236 рет көрсетілді"] == ("holds", "рет көрсетілді", "furniture.yml holds")
    assert told["16+"] == ("lines", "16+", "furniture.yml lines")
    assert told["Читайте также о дорогах"] == (
        "end", "Читайте также|", "profile lada_kz, furniture.ru",
    )  # fmt: skip
    assert told["Мосты"][0] == "after the end"
    assert [each.kept for each in found.pieces if each.text == ONE] == [True, False]


def test_a_piece_that_was_cut_out_of_a_line_is_told_beside_it() -> None:
    body = f"<p>{ONE} <span class='tags'>#дорога</span></p>" + p(TWO, THREE)
    found = holds(page(body), None)
    whole, tag = found.pieces[1:3]
    assert whole.text == f"{ONE} #дорога"
    assert whole.kept
    assert (tag.text, tag.rule, tag.by) == ("#дорога", "element", "tags")


def test_a_false_cut_is_mended_by_a_line_of_the_profile() -> None:
    site = get_site("lada_kz")
    line = "Подписывайтесь на районную газету, просит акимат Мангистауской области."
    body = p(ONE) + f"<div class='rating'><p>{TWO}</p></div>" + p(line, THREE) * 1
    found = holds(page(body), site)
    assert (piece(found, TWO).rule, piece(found, TWO).by) == ("element", "rating")
    assert piece(found, line).rule == "begins"
    rules = site.article[0].model_copy(
        update={"body": site.article[0].body.model_copy(update={"spare": (".rating",)})}
    )
    mended = site.model_copy(
        update={"article": (rules,), "not_furniture": {"ru": ("Подписывайтесь на районную",)}}
    )
    found = holds(page(body), mended)
    assert found.article is not None
    assert found.article.text.split("\n\n") == [ONE, TWO, line, THREE]


def test_refused_candidates_say_why() -> None:
    data = {"@type": "NewsArticle", "headline": TITLE, "author": "Lada.kz",
            "datePublished": "2026-02-30"}  # fmt: skip
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    head += '<meta name="author" content="Редакция"><meta property="og:locale" content="по-русски">'
    byline = "<span class='author'>Айгуль Сапарова</span>"
    found = holds(page(byline + p(ONE, TWO, THREE), head), None)
    choices = {choice.field: choice.candidates for choice in found.choices}
    authors = [(each.rule, each.verdict, each.why) for each in choices["authors"]]
    assert authors == [
        ("ld:author", "refused", "it names no person"),
        ("meta:author", "refused", "it names no person"),
        ("text", "taken", ""),
    ]
    for field in ("title", "body"):
        told = [(each.rule, each.value) for each in choices[field]]
        assert len(told) == len(set(told))
    assert [each.rule for each in choices["title"]].count("h1") == 1
    assert choices["published"][0].why == "no such date: 2026-02-30"
    assert [each.verdict for each in choices["language"]] == ["taken", "not asked"]
    assert {item.slug for item in found.issues} >= {"date.impossible", "date.missing"}


def test_what_a_crawl_refuses_is_said_and_explained() -> None:
    short = b"<html><body><nav>Menu</nav><p>Soon.</p></body></html>"
    found = holds(Page(url=URL, body=short, fetched=FETCHED, site="x"), None)
    assert found.article is None
    assert found.refused is not None
    assert found.refused.disposition == "too_short"
    assert piece(found, "Menu").rule == "element"
    other = Page(url="https://www.lada.kz/o-nas", body=page(p(ONE, TWO)).body, fetched=FETCHED,
                 site="lada_kz")  # fmt: skip
    found = holds(other, get_site("lada_kz"))
    assert found.article is not None
    assert found.refused is not None
    assert found.refused.disposition == "not_article"
    assert explain(Page(url=URL, body=b"", fetched=FETCHED, site="x"), None).pieces == ()


def test_the_address_and_the_editions_have_candidates() -> None:
    head = (
        "<link rel='canonical' href='https://kitap.kz/'>"
        "<link rel='alternate' hreflang='ru' href='https://kitap.kz/ru/71-a'>"
    )
    html = f"<html><head>{head}</head><body><h1>Кітапхана ашылды</h1><p>Жаңалық.</p></body></html>"
    page = Page(url="https://kitap.kz/71-a", body=html.encode(), fetched=FETCHED, site="kitap.kz")
    choices = {choice.field: choice.candidates for choice in explain(page, None).choices}
    assert [(heard.rule, heard.verdict) for heard in choices["url"]] == [
        ("link:canonical", "refused"),
        ("address", "taken"),
    ]
    assert [heard.rule for heard in choices["alternates"]] == ["hreflang:ru"]
