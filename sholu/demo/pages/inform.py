"""inform.kz and kaz.inform.kz: no `<article>`, no microdata, no JSON-LD; the title
comes again as the picture's caption, the date has its month in the nominative.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sholu.demo.dates import capital
from sholu.demo.pages import html
from sholu.demo.piece import Piece

HOSTS = {"ru": "www.inform.kz", "kk": "kaz.inform.kz"}
_SECTIONS = {
    "prezident": {"ru": "Президент", "kk": "Президент"},
    "ukimet": {"ru": "Правительство", "kk": "Үкімет"},
    "kogam": {"ru": "Общество", "kk": "Қоғам"},
    "ekonomika": {"ru": "Экономика", "kk": "Экономика"},
    "aimaktar": {"ru": "Регионы", "kk": "Өңірлер"},
    "madeniet": {"ru": "Культура", "kk": "Мәдениет"},
    "sport": {"ru": "Спорт", "kk": "Спорт"},
    "densaulyk": {"ru": "Здоровье", "kk": "Денсаулық"},
    "bilim": {"ru": "Образование", "kk": "Білім"},
    "zhi": {"ru": "Технологии", "kk": "Технология"},
}
_WORDS = {
    "ru": {
        "label": "РУ",
        "menu": (
            "Лента новостей",
            "Президент",
            "Правительство",
            "Общество",
            "Регионы",
            "О проекте",
        ),
        "more": "Читайте также",
        "subscribe": "Подписывайтесь на Telegram-канал Kazinform",
        "feed": "Лента новостей",
        "name": "Казинформ",
        "about": "О проекте",
        "closed": "Скрытый раздел",
        "lenta": "/ru/lenta/",
        "rss": "/rss/rus.xml",
    },
    "kk": {
        "label": "ҚАЗ",
        "menu": ("Жаңалықтар", "Президент", "Үкімет", "Қоғам", "Өңірлер", "Жоба туралы"),
        "more": "Оқи отырыңыз",
        "subscribe": "Kazinform Telegram арнасына жазылыңыз",
        "feed": "Жаңалықтар",
        "name": "Қазинформ",
        "about": "Жоба туралы",
        "closed": "Жабық бөлім",
        "lenta": "/lenta/",
        "rss": "/rss/kz.xml",
    },
}
ABOUT = {"ru": "/ru/o-proekte", "kk": "/news/zhoba-turaly/"}
"""A page whose address fits the article pattern and which is none."""
CLOSED = {"ru": "/ru/jabyq-razdel-3f2c1a", "kk": "/news/jabyq-bolim-3f2c1b/"}
"""A page that the listing links to and robots.txt forbids."""


def captions(piece: Piece) -> tuple[str, ...]:
    """The captions a reader should find: the credit (the title above it is no caption)."""
    return (piece.story.photo,) if piece.story.photo else ()


def _header(edition: str) -> str:
    return f"""<header class="header"><span class="lang">{_WORDS[edition]["label"]}</span>
<ul class="header__menu">
{html.lines(_WORDS[edition]["menu"])}
</ul></header>"""


def _imprint(edition: str) -> str:
    return f"""<p class="subscribe">{_WORDS[edition]["subscribe"]}</p><p>© Kazinform</p>"""


def _footer(edition: str) -> str:
    about = f'<a href="{ABOUT[edition]}">{_WORDS[edition]["about"]}</a>'
    return f'<footer class="footer">{about}\n{_imprint(edition)}</footer>'


def _head(title: str, edition: str, kind: str, extra: str = "") -> str:
    words = _WORDS[edition]
    pairs = [("og:type", kind), ("og:title", title), ("og:site_name", str(words["name"]))]
    feed = f'<link rel="alternate" type="application/rss+xml" href="{words["rss"]}">'
    return f"<title>{escape(title)} - Kazinform</title>\n{html.meta(pairs)}\n{feed}\n{extra}"


def _picture(piece: Piece) -> str:
    if not piece.story.photo:
        return ""
    title = escape(piece.story.title)
    source = f"https://images.inform.kz/{piece.at:%Y%m}/{piece.number}.jpg"
    return f"""<div class="article__picture"><img src="{source}" alt="{title}">
<div class="article__picture-title">{title}</div>
<div class="article__picture-author">{escape(piece.story.photo, quote=False)}</div></div>"""


def _more(edition: str, related: Sequence[Piece]) -> str:
    items = "\n".join(
        f'<div class="more__item"><a href="{other.path}">'
        f"{escape(other.story.title, quote=False)}</a></div>"
        for other in related
    )
    head = f'<div class="more__head">{_WORDS[edition]["more"]}</div>'
    return f'<div class="more">{head}\n{items}\n</div>'


def article(piece: Piece, related: Sequence[Piece], twin: Piece | None = None) -> str:
    """The page of one article; `twin` is the same story in the other edition."""
    story, edition = piece.story, piece.edition
    extra = f'<link rel="canonical" href="{piece.url}">'
    if twin:
        extra += f'\n<link rel="alternate" hreflang="{twin.edition}" href="{twin.url}">'
    author = f'\n<div class="article__author">{escape(story.author)}</div>' if story.author else ""
    section = _SECTIONS[story.section][edition]
    content = f"""{_header(edition)}
<div class="article">
<div class="article__head"><div class="article__date">{capital(piece.at, edition)}</div>
<a class="article__category" href="/category/{story.section}/">{section}</a></div>
<h1 class="article__title">{escape(story.title, quote=False)}</h1>
<div class="article__description">{html.inline(piece.blocks[0].text)}</div>
{_picture(piece)}
<div class="article__body-text">
{html.body(piece.blocks[1:])}
</div>{author}
<div class="article__tags">{html.lines((f"#{tag}" for tag in story.tags), "a")}</div>
</div>
{_more(edition, related)}
{_footer(edition)}"""
    return html.document(edition, _head(story.title, edition, "article", extra), content)


def listing(edition: str, pieces: Sequence[Piece], page: int, pages: int) -> str:
    """A page of /lenta/; the first also links to the closed section and to the page about us."""
    words = _WORDS[edition]
    cards = [
        f'<div class="allNewsCard"><a href="{piece.path}"><span class="allNewsCard_title">'
        f"{escape(piece.story.title, quote=False)}</span></a> "
        f'<span class="allNewsCard_time">{capital(piece.at, edition)}</span></div>'
        for piece in pieces
    ]
    if page == 1:
        for path, name in ((CLOSED[edition], words["closed"]), (ABOUT[edition], words["about"])):
            cards.append(f'<div class="allNewsCard"><a href="{path}">{name}</a></div>')
    pager = f'<a rel="next" href="{words["lenta"]}?page={page + 1}">›</a>' if page < pages else ""
    content = f'{_header(edition)}\n<div class="allNews">\n' + "\n".join(cards)
    content += f'\n</div>\n<div class="pager">{pager}</div>\n{_imprint(edition)}'
    return html.document(edition, _head(str(words["feed"]), edition, "website"), content)


def about(edition: str, pieces: Sequence[Piece]) -> str:
    """The page about the agency: titles of other pages and no date."""
    links = _more(edition, pieces)
    head = _head(str(_WORDS[edition]["about"]), edition, "website")
    return html.document(edition, head, f"{_header(edition)}\n{links}\n{_footer(edition)}")
