"""lada.kz: full text in JSON-LD, in an array or a graph, now and then beside a
broken block or with entities in its strings; the credit of the picture is a paragraph of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sholu.demo.dates import comma
from sholu.demo.pages import html
from sholu.demo.piece import STEP, Piece

HOST = "www.lada.kz"
_RUBRICS = {
    "aktau_news/communal": "Коммунальные",
    "aktau_news/incidents": "Происшествия",
    "aktau_news/society": "Общество",
    "aktau_news/vlast": "Власть",
    "aktau_news/ecology": "Экология",
    "aktau_news/ekonomika": "Экономика",
    "aktau_news/culture": "Культура",
    "aktau_news/sport": "Спорт",
    "kazakhstan-news": "Новости Казахстана",
}
_EVERY_BROKEN = 4
_EVERY_GRAPH = 3
_EVERY_ESCAPED = 5


def captions(piece: Piece) -> tuple[str, ...]:
    """The captions a reader should find: the credit line."""
    return (f"Фото: {piece.story.photo}",) if piece.story.photo else ()


def _turn(piece: Piece) -> int:
    """Counts up from article to article: which of them get which trap."""
    return piece.number // STEP


def _credit(piece: Piece) -> str:
    return "".join(f"\n<p>{escape(line, quote=False)}</p>" for line in captions(piece))


def _data(piece: Piece) -> dict[str, object]:
    story, credit = piece.story, captions(piece)
    body = "\n".join([piece.lead, *credit, *(block.plain for block in piece.blocks[1:])])
    if _turn(piece) % _EVERY_ESCAPED == 0:
        body = escape(body)
    found: dict[str, object] = {
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": piece.url},
        "headline": story.title,
        "description": piece.lead,
        "articleBody": body,
        "datePublished": piece.at.isoformat(),
        "dateModified": piece.modified.isoformat(),
        "articleSection": _RUBRICS[story.section],
        "image": [
            f"https://{HOST}/cache/imagine/1200/uploads/news/{piece.at:%Y/%m/%d}/{piece.number}.jpg"
        ],
        "inLanguage": piece.story.lang,
    }
    if story.author:
        found["author"] = {"@type": "Person", "name": story.author}
    return found


def _json_ld(piece: Piece) -> str:
    """The article's block, wrapped by turns in an array and in a graph."""
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Главная"}],
    }
    context = "https://schema.org"
    data = _data(piece)
    index = _turn(piece)
    if index % _EVERY_GRAPH == 0:
        good = html.json_ld({"@context": context, "@graph": [crumbs, data]})
    else:
        good = html.json_ld([{"@context": context} | crumbs, {"@context": context} | data])
    if index % _EVERY_BROKEN:
        return good
    broken = f'{{"@context": "{context}", "@type": "NewsArticle", "image": [,], "id": {index}'
    return f'<script type="application/ld+json">{broken}</script>\n{good}'


def _head(piece: Piece) -> str:
    title = piece.story.title
    pairs = [
        ("description", piece.lead),
        ("og:type", "article"),
        ("og:title", title),
        ("og:url", piece.url),
        ("og:site_name", "Lada.kz"),
    ]
    return "\n".join(
        (
            f"<title>{escape(title)} » Новости Актау - Lada.kz</title>",
            f'<link rel="canonical" href="{piece.url}">',
            f'<link rel="amphtml" href="https://{HOST}/amp{piece.path}">',
            '<link rel="alternate" type="application/rss+xml" href="/rss.xml" title="RSS">',
            html.meta(pairs),
            _json_ld(piece),
        )
    )


def _header() -> str:
    rubrics = "\n".join(
        f'<li><a href="/{path}/">{name}</a></li>' for path, name in _RUBRICS.items()
    )
    return f"""<header class="site-header"><a href="/">Lada.kz</a> <span class="age">18+</span>
<nav><ul>
{rubrics}
</ul></nav>
<form action="/search/"><input name="search_text" placeholder="Поиск по сайту"></form></header>"""


def _link(piece: Piece) -> str:
    title = escape(piece.story.title, quote=False)
    return (
        f'<a class="news__link" href="{piece.path}">{title}</a> '
        f'<span class="news__date">{comma(piece.at)}</span>'
    )


def _most_read(pieces: Sequence[Piece]) -> str:
    items = "\n".join(f"<li>{_link(piece)}</li>" for piece in pieces)
    return f"""<aside class="popular"><div class="popular__title">Самое читаемое</div><ol>
{items}
</ol></aside>"""


def article(piece: Piece, popular: Sequence[Piece]) -> str:
    """The page of one article."""
    rubric = _RUBRICS[piece.story.section]
    author = (
        f'<span class="article-author">{escape(piece.story.author)}</span>'
        if piece.story.author
        else ""
    )
    content = f"""{_header()}
<main>
<article class="article">
<div class="article-info"><span class="article-date">{comma(piece.at)}</span>
<a class="article-rubric" href="/{piece.story.section}/">{rubric}</a> {author}</div>
<h1 class="article-title">{escape(piece.story.title, quote=False)}</h1>
<a class="article-translate" href="/kk{piece.path}">Қазақ тіліне аудару</a>
<div class="article-fulltext">
{html.body(piece.blocks[:1])}{_credit(piece)}
{html.body(piece.blocks[1:])}
<p>&nbsp;</p>
</div>
<div class="article-share">Поделиться: <a href="#">WhatsApp</a> <a href="#">Telegram</a></div>
</article>
{_most_read(popular)}
</main>
<footer><p>© Lada.kz. Использование материалов допускается с гиперссылкой. 18+</p></footer>"""
    return html.document("ru", _head(piece), content)


def front(pieces: Sequence[Piece]) -> str:
    """The home page and the rubrics' pages."""
    items = "\n".join(f'<div class="news">{_link(piece)}</div>' for piece in pieces)
    head = "\n".join(
        (
            "<title>Новости Актау и Мангистау - Lada.kz</title>",
            '<link rel="alternate" type="application/rss+xml" href="/rss.xml" title="RSS">',
            html.meta([("og:type", "website"), ("og:title", "Lada.kz")]),
        )
    )
    return html.document("ru", head, f"{_header()}\n<main>\n{items}\n</main>")
