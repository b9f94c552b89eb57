"""What stands around an article: menus, cards, lists, comments, notices; and its head."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from random import Random
from typing import Any

from tests.eval.article import Article, Other, Part


def document(made: Article, head: str, content: str, *, lang: bool = True) -> str:
    """A whole page; `lang`: whether it says its language."""
    said = f' lang="{made.lang}"' if lang else ""
    return (
        f"<!DOCTYPE html>\n<html{said}>\n<head>\n"
        f'<meta charset="utf-8">\n{head}\n</head>\n<body>\n{content}\n</body>\n</html>\n'
    )


def head(made: Article, *extra: str, og: bool = True, divider: str = " | ") -> str:
    """<title> with the site's name, OpenGraph and whatever else."""
    site = made.words.labels["site"]
    lines = [f"<title>{escape(made.title)}{divider}{site}</title>"]
    if og:
        lines += [
            '<meta property="og:type" content="article">',
            f'<meta property="og:title" content="{escape(made.title)}">',
            f'<meta property="og:url" content="{made.url}">',
        ]
    return "\n".join((*lines, f'<link rel="canonical" href="{made.url}">', *extra))


def description(made: Article) -> str:
    """The lead as the page's description."""
    return f'<meta name="description" content="{escape(made.lead)}">'


def published_meta(made: Article, name: str = "article:published_time") -> str:
    """The time of publication as a meta."""
    return f'<meta property="{name}" content="{made.iso}">'


def json_ld(data: object) -> str:
    """A JSON-LD block."""
    return script(json.dumps(data, ensure_ascii=False))


def script(text: str) -> str:
    """A JSON-LD block of any text, good or bad."""
    return f'<script type="application/ld+json">{text}</script>'


def news_article(made: Article, **more: Any) -> dict[str, Any]:
    """The article as JSON-LD has it."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": made.title,
        "datePublished": made.iso,
        "dateModified": made.iso,
        "inLanguage": made.lang,
        "mainEntityOfPage": made.url,
        "author": {"@type": "Person", "name": made.author},
        **more,
    }


def item_list(made: Article) -> dict[str, Any]:
    """A list of other articles as JSON-LD: none of them is the page's."""
    items = [
        {"@type": "NewsArticle", "headline": other.title, "datePublished": other.at.isoformat()}
        for other in made.others[:4]
    ]
    return {"@context": "https://schema.org", "@type": "ItemList", "itemListElement": items}


def body(parts: Iterable[Part], tag: str = "p", *, heading: str = "h2", attrs: str = "") -> str:
    """Paragraphs in a tag, headings, and runs of items as a list."""
    lines: list[str] = []
    listed = False
    for part in parts:
        if (part.kind == "li") != listed:
            lines.append("</ul>" if listed else "<ul>")
            listed = part.kind == "li"
        name = {"p": tag, "h": heading, "li": "li", "quote": "blockquote"}[part.kind]
        lines.append(f"<{name}{attrs if part.kind == 'p' else ''}>{part.html}</{name}>")
    return "\n".join([*lines, *(["</ul>"] if listed else [])])


def menu(made: Article, tag: str = "nav", name: str = "menu") -> str:
    """The menu of sections."""
    items = "\n".join(
        f'<li><a href="/s/{number}/">{word}</a></li>' for number, word in enumerate(made.words.menu)
    )
    return f'<{tag} class="{name}"><ul>\n{items}\n</ul></{tag}>'


def masthead(made: Article, chance: Random) -> str:
    """The top of a page: name, menu, weather, currency."""
    labels = made.words.labels
    rates = f"USD {chance.randint(440, 540)},17 EUR {chance.randint(480, 600)},15 RUB 6,02"
    return (
        f'<header class="header"><a href="/">{labels["site"]}</a> <span>18+</span>\n'
        f'<div class="top-weather weather">{labels["weather"]}</div>\n'
        f'<div class="currency-box currency">{rates}</div>\n{menu(made)}</header>'
    )


def card(other: Other, *, teaser: bool = True, name: str = "card") -> str:
    """Another article: picture, title, date, a sentence."""
    said = f"\n<p>{escape(other.teaser, quote=False)}</p>" if teaser else ""
    return (
        f'<div class="{name}"><a href="{other.path}">'
        f'<img src="{other.path}.jpg" alt="{escape(other.title)}"></a>'
        f'<span class="{name}__date">{other.at:%d.%m.%Y %H:%M}</span>'
        f'<a class="{name}__title" href="{other.path}">{other.shown}</a>{said}</div>'
    )


def cards(made: Article, first: int, count: int, *, teaser: bool = True, name: str = "card") -> str:
    """Cards of other articles, from the given one on."""
    return "\n".join(
        card(other, teaser=teaser, name=name) for other in made.others[first : first + count]
    )


def most_read(made: Article, name: str = "popular", tag: str = "aside") -> str:
    """The numbered list of what is read most, with counters."""
    items = "\n".join(
        f'<li><span>{number}</span><a href="{other.path}">{other.shown}</a>'
        f"<i>{other.at:%H:%M}</i> <b>{9000 - 700 * number}</b></li>"
        for number, other in enumerate(made.others[8:14], 1)
    )
    return (
        f'<{tag} class="{name}"><div class="{name}-title">{made.words.labels["popular"]}</div>'
        f"<ol>\n{items}\n</ol></{tag}>"
    )


def share(made: Article, name: str = "share") -> str:
    """Buttons of networks."""
    return (
        f'<div class="{name}">{made.words.labels["share"]}: '
        '<a href="https://t.me/share">Telegram</a> <a href="https://wa.me/">WhatsApp</a> <a href="https://facebook.com/sharer">Facebook</a></div>'
    )


def tags(made: Article, chance: Random, name: str = "tags") -> str:
    """Keywords as links."""
    links = " ".join(
        f'<a href="/tag/{word}">{word}</a>' for word in chance.sample(made.words.keywords, 4)
    )
    return f'<div class="{name}">{made.words.labels["tags"]}: {links}</div>'


def comments(made: Article, count: int = 4, name: str = "comments") -> str:
    """What readers wrote."""
    items = "\n".join(
        f'<div class="comment"><b>user{number}</b> '
        f'<span class="comment-date">0{number + 1}.03.2026 10:1{number}</span>'
        f"<p>{text}</p></div>"
        for number, text in enumerate(made.words.comments[:count])
    )
    labels = made.words.labels
    return (
        f'<div class="{name}" id="{name}"><h3>{labels["comments"]} ({count})</h3>\n{items}\n'
        f"<p>{labels['comment']}</p></div>"
    )


def figure(made: Article, *, keywords: bool = False) -> str:
    """The picture with its caption, and a stock agency's keywords in both."""
    words = ", ".join(made.words.keywords) if keywords else ""
    said = f"{made.caption}. {words}" if words else made.caption
    credit = f"{made.words.credit} pixabay"
    return (
        f'<figure><img src="/i/{made.seed}.jpg" alt="{said}">'
        f"<figcaption>{said} {credit}</figcaption></figure>"
    )


def subscribe(made: Article) -> str:
    """The call to subscribe."""
    return f'<div class="subscribe-box"><p>{made.words.labels["subscribe"]}</p></div>'


def cookie(made: Article) -> str:
    """The notice of cookies."""
    labels = made.words.labels
    return (
        f'<div class="cookie-notice"><p>{labels["cookie"]}</p>'
        f"<button>{labels['accept']}</button></div>"
    )


def footer(made: Article) -> str:
    """The foot of a page."""
    labels = made.words.labels
    return (
        f'<footer class="footer"><p>© 2026 {labels["site"]}. {labels["copyright"]}</p>'
        f"{menu(made, 'div', 'footer-menu')}</footer>"
    )
