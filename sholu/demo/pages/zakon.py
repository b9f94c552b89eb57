"""zakon.kz and kaz.zakon.kz: the lead stands apart from the body, JSON-LD
knows the lead only, the picture's caption is a list of keywords, and menus surround it all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from sholu.demo.dates import card as card_date
from sholu.demo.dates import dotted
from sholu.demo.pages import html
from sholu.demo.piece import Piece

HOSTS = {"ru": "www.zakon.kz", "kk": "kaz.zakon.kz"}
_SECTIONS = {
    "pravo": "Право",
    "obshestvo": "Общество",
    "sobytiia": "События",
    "finansy": "Финансы",
    "politika": "Политика",
    "sport": "Спорт",
    "tehno": "Техно",
    "sayasat": "Саясат",
    "kogam-tynysy": "Қоғам тынысы",
    "okiga": "Оқиға",
    "qarzhy": "Қаржы",
    "kukyk": "Құқық",
    "tekhno": "Техно",
}
_MENU = {
    "ru": (
        "Новости", "Политика", "В мире", "События", "Статьи", "Финансы", "Наука",
        "Экономика и бизнес", "Мнения", "Культура и шоу-бизнес", "Спорт", "Техно",
        "Юридические консультации", "Право", "Общество", "Туризм", "Zakon Live:", "Репортажи",
        "Истории успеха", "Архив новостей", "Законодательство РК:", "Юристу", "Бухгалтеру",
    ),
    "kk": (
        "Санаттар", "Саясат", "Әлем", "Оқиға", "Мақалалар", "Қаржы", "Ғылым",
        "Экономика және бизнес", "Пікір", "Мәдениет және шоу-бизнес", "Спорт", "Техно",
        "Заңгерлік кеңес", "Құқық", "Қоғам тынысы", "Туризм", "Zakon Live:", "Репортаж",
        "Жетістік тарихы", "Жаңалықтар мұрағаты", "ҚР Заңнамасы:", "Заңгерге", "Бухгалтерге",
    ),
}  # fmt: skip
_HASHTAGS = {
    "ru": ("#Казахстан", "#АЭС в Казахстане", "#Потребительский надзор", "#Дипфейки"),
    "kk": ("#Қазақстан", "#Тұтынушылық бақылау", "#Халық заңгері", "#Жасанды интеллект"),
}
_THEMES = {
    "ru": ("Светлая тема", "Темная тема", "Как в системе"),
    "kk": ("Ашық тақырып", "Қараңғы тақырып", "Жүйедегідей"),
}
_WORDS = {
    "ru": {
        "sport": "Логотип Новости спорта Новости спорта",
        "share": "Поделиться новостью",
        "follow": "Следите за новостями zakon.kz в:",
        "related": "Читайте также",
        "latest": "Последние",
        "popular": "Популярные",
        "error": "Сообщите об ошибке на странице",
        "mistake": "Ошибка в тексте:",
        "photo": "Фото",
        "caption": "фото - Новости Zakon.kz от",
        "all": "Все новости",
        "more": "Показать еще",
    },
    "kk": {
        "sport": "Логотип Новости спорта Спорт жаңалықтары",
        "share": "Мақаламен бөлісу:",
        "follow": "Жаңалықтан zakon.kz сайтында хабардар болыңыз:",
        "related": "Оқи отырыңыз",
        "latest": "Соңғы",
        "popular": "Танымал",
        "error": "Беттегі қате туралы хабарлаңыз",
        "mistake": "Мәтіндегі қате:",
        "photo": "Сурет",
        "caption": "сурет - Zakon.kz жаңалық",
        "all": "Барлық жаңалықтар",
        "more": "Тағы көрсету",
    },
}
# The Kazakh edition shows the Russian notice, too.
_COMMENTS = (
    "Если вы видите данное сообщение, значит возникли проблемы с работой системы комментариев. "
    "Возможно у вас отключен JavaScript"
)
_KEYWORDS = "новости, актуальные новости, Казахстан, события, общество"


def caption(piece: Piece) -> str | None:
    """What stands under the picture: the stock agency's keywords, in Russian in both editions."""
    if piece.story.photo is None:
        return None
    keywords = ", ".join(piece.story.tags) or _KEYWORDS
    words = _WORDS[piece.edition]
    return f"{keywords} , {words['caption']} {dotted(piece.at)} Фото: {piece.story.photo}"


def captions(piece: Piece) -> tuple[str, ...]:
    """The captions a reader should find."""
    found = caption(piece)
    return (found,) if found else ()


def _header(edition: str) -> str:
    words = _WORDS[edition]
    tags = html.lines(_HASHTAGS[edition], "a")
    return f"""<header class="header">
<div class="header__trends">{tags}</div>
<div class="header__sport"><a href="/sport/">{words["sport"]}</a></div>
<div class="header__weather">+14°</div>
<div class="header__currency"><span>$</span>
<span>535.83</span> <span>624.94</span> <span>6.69</span></div>
<nav class="header__menu"><ul>
{html.lines(_MENU[edition])}
</ul></nav>
<ul class="header__theme">
{html.lines(_THEMES[edition])}
</ul>
</header>"""


def _footer(edition: str) -> str:
    words = _WORDS[edition]
    return f"""<footer class="footer">
<div class="footer__tabs"><span>{words["latest"]}</span> <span>{words["popular"]}</span></div>
<p>© zakon.kz</p>
<div class="orphus"><p>{words["error"]}</p>
<label>{words["mistake"]}</label><textarea></textarea></div>
</footer>"""


def _item_list(related: Sequence[Piece]) -> str:
    """JSON-LD about other articles, with their dates."""
    items = [
        {
            "@type": "NewsArticle",
            "headline": other.story.title,
            "url": other.url,
            "datePublished": other.at.isoformat(),
        }
        for other in related
    ]
    return html.json_ld(
        {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": items}
    )


def _head(piece: Piece, related: Sequence[Piece]) -> str:
    story = piece.story
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": piece.url,
        "headline": story.title,
        "description": piece.lead,
        "articleBody": piece.lead,
        "datePublished": piece.at.isoformat(),
        "dateModified": piece.modified.isoformat(),
        **({"author": {"@type": "Person", "name": story.author}} if story.author else {}),
        "publisher": {"@type": "Organization", "name": "Zakon.kz"},
        "inLanguage": piece.edition,
    }
    pairs = [
        ("description", piece.lead),
        ("og:type", "article"),
        ("og:title", story.title),
        ("og:description", piece.lead),
        ("og:url", piece.url),
        ("og:image", f"https://st.zakon.kz/photo/{piece.number}.jpg"),
        ("og:site_name", "zakon.kz"),
    ]
    return "\n".join(
        (
            f"<title>{escape(story.title)}: {dotted(piece.at)} - Zakon.kz</title>",
            f'<link rel="canonical" href="{piece.url}">',
            html.meta(pairs),
            _item_list(related),
            html.json_ld(data),
        )
    )


def _picture(piece: Piece) -> str:
    found = caption(piece)
    if found is None:
        return ""
    source = f"https://st.zakon.kz/photo/{piece.number}.jpg"
    return f"""<div class="articleImg"><img src="{source}" alt="">
<p>{escape(found, quote=False)}</p></div>"""


def _author(piece: Piece) -> str:
    name = piece.story.author
    if name is None:
        return ""
    photo = _WORDS[piece.edition]["photo"]
    return f"""<div class="articleAuthor"><img src="/img/author.png" alt="{photo} {escape(name)}">
<a href="/authors/{piece.number % 40 + 1}/">{escape(name)}</a></div>"""


def card(piece: Piece, now: datetime) -> str:
    """A listing card."""
    date = card_date(piece.at, now, piece.edition)
    title = escape(piece.story.title, quote=False)
    return f"""<div class="news-item"><a class="newscard_link" href="{piece.path}">
<span class="newscard__title">{title}</span> <span class="newscard__date">{date}</span></a></div>"""


def _related(piece: Piece, related: Sequence[Piece], now: datetime) -> str:
    """Other stories, each title twice, once as the picture's alternative text."""
    items = "\n".join(
        f"""<div class="readmore__item"><a href="{other.url}">
<img alt="{escape(other.story.title)}" src="/img/s.jpg">
<span class="readmore__date">{card_date(other.at, now, piece.edition)}</span>
<span class="readmore__title">{escape(other.story.title, quote=False)}</span></a></div>"""
        for other in related
    )
    head = f'<div class="readmore__head">{_WORDS[piece.edition]["related"]}</div>'
    return f'<div class="readmore">{head}\n{items}\n</div>'


def article(piece: Piece, related: Sequence[Piece], now: datetime) -> str:
    """The page of one article."""
    words = _WORDS[piece.edition]
    section = _SECTIONS[piece.story.section]
    tags = html.lines((f"#{tag}" for tag in piece.story.tags[:3]), "a")
    content = f"""{_header(piece.edition)}
<main class="main">
<div class="article__block">
<a class="article__section" href="/{piece.story.section}/">{section}</a>
<h1>{escape(piece.story.title, quote=False)}</h1>
{_picture(piece)}
<div class="description">{html.inline(piece.blocks[0].text)}</div>
<div class="content">
{html.body(piece.blocks[1:])}
<p>&nbsp;</p>
<div class="willShare"><span>{words["share"]}</span>
<a href="#">Telegram</a> <a href="#">WhatsApp</a></div>
<div class="google-news-follow"><a href="#">{words["follow"]} Google News</a></div>
<div class="tags newsTags">{tags}</div>
</div>
{_author(piece)}
</div>
{_related(piece, related, now)}
<div class="social"><p>{words["follow"]}</p>
<a href="#">tiktok</a> <a href="#">instagram</a> <a href="#">telegram</a></div>
<div class="comments"><p>{_COMMENTS}</p></div>
</main>
{_footer(piece.edition)}"""
    return html.document(piece.edition, _head(piece, related), content)


def cards(pieces: Sequence[Piece], now: datetime) -> str:
    """What the LoadMoreNews handler answers: cards and nothing around them."""
    return "\n".join(card(piece, now) for piece in pieces)


def front(edition: str, pieces: Sequence[Piece], now: datetime) -> str:
    """The home page, and the page of all news."""
    words = _WORDS[edition]
    head = (
        f"<title>Zakon.kz</title>\n{html.meta([('og:type', 'website'), ('og:title', 'Zakon.kz')])}"
    )
    content = f"""{_header(edition)}
<main class="main"><h2>{words["all"]}</h2>
<div class="news-list">
{cards(pieces, now)}
</div><button class="loadmore">{words["more"]}</button></main>
{_footer(edition)}"""
    return html.document(edition, head, content)
