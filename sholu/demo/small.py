"""Three small outlets in one plain markup, each with a trouble, and their profiles in `sites/`.

`dala_example`: the feed that its profile names is dead, its sitemap goes on. `shahar_example`: the
layout of its list of news breaks after the epoch, its feed goes on. `kokpar_example`: the one
address in its profile is wrong from the beginning; robots.txt names its sitemap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path

from sholu.demo import sources
from sholu.demo.pages import html
from sholu.demo.piece import Piece
from sholu.demo.resource import HTML, TEXT, XML, Resource, text
from sholu.demo.story import TEXTS, Desk
from sholu.yamlfile import load

PROFILES = Path(__file__).parent / "sites"
"""The folder of the outlets' profiles, one that a user's own could be."""
DALA, SHAHAR, KOKPAR = SITES = ("dala_example", "shahar_example", "kokpar_example")
FAILING = {(DALA, "dead"), (SHAHAR, "layout"), (KOKPAR, "dead")}
"""The states that a source of each comes to."""
_NAMES = {DALA: "Dala", SHAHAR: "Шаһар", KOKPAR: "Kokpar"}


@cache
def desks() -> tuple[Desk, ...]:
    """What the small outlets write, a file each. Raises sholu.yamlfile.FileError."""
    return tuple(load(file, Desk) for file in sorted(TEXTS.glob("small_*.yml")))


def answers(
    pieces: Sequence[Piece], now: datetime, *, later: bool
) -> dict[tuple[str, str], Resource]:
    """(host, path) -> what it answers, for the three; `later`: the layout is another by now."""
    found: dict[tuple[str, str], Resource] = {}
    for site in SITES:
        own = [piece for piece in pieces if piece.site == site]
        host = site.replace("_", ".")
        found |= {(host, path): answer for path, answer in _outlet(site, host, own, now, later)}
    return found


def _outlet(
    site: str, host: str, pieces: Sequence[Piece], now: datetime, later: bool
) -> Iterator[tuple[str, Resource]]:
    home, newest = f"https://{host}", pieces[0].modified
    maps = [f"{home}/sitemap.xml"] if site != SHAHAR else []
    yield "/robots.txt", text(sources.robots(("/search",), maps), TEXT, newest)
    if maps:
        entries = [(piece.url, piece.modified) for piece in pieces]
        yield "/sitemap.xml", text(sources.sitemap(entries), XML, newest)
    else:
        items = [(piece, piece.url) for piece in pieces]
        yield "/feed/", text(sources.feed(_NAMES[site], home, items), XML, newest)
        yield "/news/", text(_listing(site, pieces, broken=later), HTML, now if later else newest)
    yield "/", text(_listing(site, pieces, broken=False), HTML, newest)
    for piece in pieces:
        yield piece.path, text(article(piece), HTML, piece.modified)


def _listing(site: str, pieces: Sequence[Piece], *, broken: bool) -> str:
    """The list of news; when it is broken its links come by a script that is not there."""
    cards = "\n".join(
        f'<div class="tile" data-id="{piece.number}">{escape(piece.story.title)}</div>'
        if broken
        else f'<div class="card"><a href="{piece.path}">{escape(piece.story.title)}</a></div>'
        for piece in pieces
    )
    head = f"<title>{_NAMES[site]}</title>\n{html.meta([('og:type', 'website')])}"
    return html.document(pieces[0].edition, head, f"<main>\n{cards}\n</main>")


def article(piece: Piece) -> str:
    """The page of one article: Open Graph, a time with its attribute, paragraphs."""
    story = piece.story
    title = escape(story.title, quote=False)
    when = piece.at.isoformat()
    pairs = [
        ("og:type", "article"),
        ("og:title", story.title),
        ("article:published_time", when),
    ]
    head = f'<title>{title}</title>\n<link rel="canonical" href="{piece.url}">\n{html.meta(pairs)}'
    content = f"""<header><a href="/">{_NAMES[piece.site]}</a></header>
<article class="post"><h1>{title}</h1>
<time datetime="{when}">{piece.at:%d.%m.%Y %H:%M}</time>
<div class="post-text">
{html.body(piece.blocks)}
</div></article>"""
    return html.document(piece.edition, head, content)
