"""The seed articles as the pages of their sites, with all furniture; built at test time.

The texts stay in the reference material; here is only the structure of the sites.
For any test: `from reading.seed_pages import wrap_seed`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any

from crawlers.page import Page
from crawlers.site import Site, get_site, load_site

PROFILES = Path(__file__).parent / "profiles"
LADA_TITLE = "Казахстанцев предупредили об ответственности за пересылку чужих роликов"
INFORMBURO_TITLE = "В МИОР прокомментировали сообщения о договорённости с Telegram"

_BROKEN = '<script type="application/ld+json">{"@type": "NewsArticle", "x": [,]}</script>'


@dataclass(frozen=True, slots=True)
class SeedPage:
    """A seed as a page of its site, and what reading it must give (`ref`, its `title` filled)."""

    number: int
    url: str
    html: bytes
    site: Site
    fetched: datetime
    ref: dict[str, Any]

    @property
    def page(self) -> Page:
        """The page as it comes from the crawl."""
        kind = ("content-type", "text/html; charset=utf-8")
        return Page(
            url=self.url, body=self.html, headers=(kind,), fetched=self.fetched, site=self.site.id
        )


def wrap_seed(number: int, shared: Path, *, stated: bool = True) -> SeedPage:
    """Seed 0, 1 or 2 as a page. `stated`: whether JSON-LD gives an articleBody."""
    file = next((shared / "seeds").glob(f"{number:03}_*.ref.json"))
    ref: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    text = (shared / "seeds" / ref["file"]).read_text(encoding="utf-8")
    return (_lada, _zakon, _informburo)[number](text, ref, stated)


def _tags(tag: str, lines: Iterable[str]) -> str:
    return "\n".join(f"<{tag}>{escape(line, quote=False)}</{tag}>" for line in lines)


def _document(lang: str, head: str, body: str) -> bytes:
    return f"""<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">{head}</head>
<body>{body}</body></html>""".encode()


def _json_ld(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'


def _lada(text: str, ref: dict[str, Any], stated: bool) -> SeedPage:
    ref = ref | {"title": LADA_TITLE}
    url = "https://www.lada.kz/aktau_news/society/131999-kazahstancev-predupredili.html"
    paragraphs = [line for line in text.split("\n") if line.strip()][1:]
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": LADA_TITLE.replace(" о", " &#1086;", 1),
        "description": paragraphs[0],
        "datePublished": "2025-10-22",
        "articleSection": "Общество",
        "author": {"@type": "Organization", "name": "Lada.kz"},
        **({"articleBody": "\n".join(paragraphs).replace("«", "&laquo;")} if stated else {}),
    }
    others = {
        "@type": "ItemList",
        "itemListElement": [{"@type": "NewsArticle", "headline": "Иное"}],
    }
    head = f"""<title>{LADA_TITLE} » Новости Актау - Lada.kz</title>
<meta property="og:type" content="article"><meta property="og:title" content="{LADA_TITLE}">
{_json_ld([others, data])}{_BROKEN}"""
    translate = escape(text.split("2025-10-22 ")[1].split("\n")[0])
    menu = _tags("li", ("Новости Актау", "Происшествия", "Общество", "Коммунальное хозяйство"))
    body = f"""<header><a href="/">Lada.kz</a> <span>18+</span><nav><ul>
{menu}</ul></nav></header>
<main><article><div class="info"><span class="date">22.10.2025</span>
<a href="/aktau_news/society/">Общество</a></div>
<h1>{LADA_TITLE}</h1>
<a class="translate" href="/kk/131999">{translate}</a>
<div class="article-fulltext">{_lada_body(paragraphs, ref)}</div>
<div class="article-share">Поделиться: <a href="#">WhatsApp</a></div></article>
<aside><div>Самое читаемое</div><ol>
<li><a href="/aktau_news/incidents/131990-avariya-na-trasse.html">
На трассе под Актау столкнулись два автомобиля</a>
<span class="news__date">23.10.2025, 09:12</span></li>
<li><a href="/aktau_news/sport/131991-turnir.html">
В Актау завершился городской турнир по волейболу</a>
<span class="news__date">21.10.2025, 19:40</span></li></ol></aside></main>
<footer><p>© Lada.kz 18+</p></footer>"""
    site, fetched = get_site("lada_kz"), datetime(2025, 10, 23, 6, 0, tzinfo=UTC)
    return SeedPage(0, url, _document("ru", head, body), site, fetched, ref)


def _lada_body(paragraphs: list[str], ref: dict[str, Any]) -> str:
    """Headings as h2, the statutes as a list (the last of them a heading, as the site had it), the
    source of the first paragraph a link, the credit a paragraph of its own."""
    parts, listing = [], False
    for line in paragraphs:
        item = line.startswith(("Закон «", "Уголовный кодекс"))
        if item != listing:
            parts.append("<ul>" if item else "</ul>")
            listing = item
        tag = "h2" if line in ref["headings"] else "li" if item else "p"
        html = escape(line, quote=False)
        if line is paragraphs[0]:
            source = "Центр по борьбе с дезинформацией"
            at = html.rindex(source)
            html = f'{html[:at]}<a href="https://t.me/c">{source}</a>{html[at + len(source) :]}'
        parts.append(f"<{tag}>{html}</{tag}>")
    return "\n".join(parts)


def _zakon(text: str, ref: dict[str, Any], stated: bool) -> SeedPage:
    url = (
        "https://kaz.zakon.kz/kogam-tynysy/6070489-azastanda-dipfeyk-shn-zhauapkershlk-engzled.html"
    )
    lines = [line.strip() for line in text.partition("2025-10-29 ")[2].split("\n") if line.strip()]
    section, title = lines.index(ref["title"]) - 1, lines.index(ref["title"])
    caption, lead, *body = lines[title + 1 : title + 2 + len(ref["text"])]
    behind = lines[title + 2 + len(ref["text"]) :]
    related = behind.index("Оқи отырыңыз")
    alt, _, credit = caption.partition(" Фото: ")
    data = {
        "@context": "https://schema.org",
        "@type": ["NewsArticle"],
        "headline": ref["title"],
        "description": lead,
        **({"articleBody": lead} if stated else {}),
    }
    head = f"""<title>{ref["title"]} - Жаңалықтар zakon.kz</title>
<meta property="og:type" content="article"><meta property="og:title" content="{ref["title"]}">
<meta name="description" content="{escape(lead)}">
{_json_ld({"@context": "https://schema.org", "@graph": [data]})}"""
    author = behind[related - 1]
    page = f"""<div class="top">{_tags("div", lines[:section])}</div>
<main><div class="article__block"><a class="label" href="/kogam-tynysy/">{lines[section]}</a>
<h1>{ref["title"]}</h1>
<div class="articleImg"><img src="/i.jpg" alt="{escape(alt)}"><span>Фото: {credit}</span></div>
<div class="description">{escape(lead, quote=False)}</div>
<div class="content">{_tags("p", body)}
<div class="willShare"><span>{behind[0]}</span></div>
<div class="tags newsTags"><a href="#">ЖИ</a></div></div>
<p>{behind[1]}</p>
<div class="person"><a href="/authors/b-a/">
<img alt="{behind[related - 2]}" src="/a.jpg">{author}</a></div></div>
<div class="more"><div>{behind[related]}</div>{_cards(behind[related + 1 :])}</div>
{_tags("div", behind[related + 10 :])}</main>"""
    site, fetched = get_site("zakon_kz"), datetime(2025, 10, 29, 10, 30, tzinfo=UTC)
    return SeedPage(1, url, _document("kk", head, page), site, fetched, ref)


def _cards(lines: list[str]) -> str:
    """The three related items: the title as the picture's alt, the date, the title again."""
    items = []
    for number in range(3):
        alt, date, title = lines[3 * number : 3 * number + 3]
        link = f'<a href="/tekhno/60704{number}0-zhana-bap.html">'
        items.append(
            f'<div class="item">{link}<img src="/r.jpg" alt="{escape(alt)}"></a>'
            f'<span class="time">{date}</span>{link}{escape(title, quote=False)}</a></div>'
        )
    return "\n".join(items)


def _informburo(text: str, ref: dict[str, Any], stated: bool) -> SeedPage:
    ref = ref | {"title": INFORMBURO_TITLE}
    url = "https://informburo.kz/novosti/v-mior-prokommentirovali-soobshheniya"
    lines = [line.strip() for line in text.split("\n")]
    tail = lines.index("Читайте также:")
    stories, counters = _most_read(lines[tail:])
    ld = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": INFORMBURO_TITLE}
    ld |= {"articleBody": "\n".join(ref["text"])} if stated else {}
    head = f"""<title>{INFORMBURO_TITLE} | Informburo.kz</title>
<meta property="og:type" content="article"><meta property="og:title" content="{INFORMBURO_TITLE}">
{_json_ld(ld)}"""
    also = [line.removeprefix("- ") for line in lines[tail + 1 :] if line.startswith("- ")][:2]
    listed = "".join(
        f'<li>- <a href="/novosti/staraya-{n}">{line}</a></li>' for n, line in enumerate(also)
    )
    most = "".join(
        f'<li>{number}<a href="/novosti/drugaya-{number}?fbclid=x">{escape(story, quote=False)}</a>'
        f"<ul>{_tags('li', counts)}</ul></li>"
        for number, (story, counts) in enumerate(zip(stories, counters, strict=True), 1)
    )
    menu = _tags("li", ("Новости", "Статьи", "Интервью"))
    body = f"""<div class="uk-navbar"><ul>{menu}</ul></div>
<div class="uk-grid"><div class="article"><h1>{INFORMBURO_TITLE}</h1>
<div class="article-meta"><a href="/authors/red">Редакция</a></div>
{"".join(map(_paragraph, enumerate(lines[:tail])))}
<p>Читайте также:</p><ul>{listed}</ul></div>
<div class="uk-width-1-4"><ul class="uk-list">{most}</ul>
<time datetime="2025-01-03T10:00:00+05:00">3 января 2025</time></div></div>"""
    site = load_site(PROFILES / "informburo_test.yml")
    fetched = datetime(2025, 1, 5, 6, 0, tzinfo=UTC)
    return SeedPage(2, url, _document("ru", head, body), site, fetched, ref)


def _paragraph(numbered: tuple[int, str]) -> str:
    """A paragraph; the inline "read also" is one with a link in it, as the site builds it."""
    number, line = numbered
    label, colon, other = line.partition(": ")
    if label == "Читайте также":
        return f'<p><strong>{label}{colon}</strong><a href="/novosti/p-{number}">{other}</a></p>'
    return f"<p>{escape(line, quote=False)}</p>"


def _most_read(lines: list[str]) -> tuple[list[str], list[list[str]]]:
    """The most read: titles with their emoji, and three counters each."""
    titles = [line.lstrip("0123456789") for line in lines if line[:1].isdigit()]
    counts = [line[2:] for line in lines if line.startswith("- ") and line[2:].isdigit()]
    return titles, [counts[at : at + 3] for at in range(0, len(counts), 3)]
