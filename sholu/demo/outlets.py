"""The three sites whole: every address they answer, made from their articles.

Traps beside the pages' own: addresses with tracking parameters and outdated slugs in lada's feed,
a JSON-wrapped handler, pages that robots.txt forbids, pages that fit the article pattern only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from sholu.demo import sources
from sholu.demo.pages import inform, lada, zakon
from sholu.demo.piece import Piece
from sholu.demo.resource import HTML, JSON, TEXT, XML, Resource, redirect, text

Answers = Iterator[tuple[str, Resource]]
"""(path with query, answer) pairs of one host."""

BARE = {"zakon.kz": "www.zakon.kz", "lada.kz": "www.lada.kz", "inform.kz": "www.inform.kz"}
"""Hosts that only redirect."""

_SHARED_BAN = ("/search", "/admin")
_PER_CHILD = 25
_PER_HANDLER = 12
_PER_LENTA = 30
_FEED = 30
_NEWS_SITEMAP = 60
_SIDE = 4
_EVERY_TRACKED, _EVERY_OLD = 6, 10
_CLOSED_ZAKON = {
    "ru": "/obshestvo/6400001-zakrytyy-material.html",
    "kk": "/kogam-tynysy/6000001-zhaby-material.html",
}


def answers(pieces: Sequence[Piece], now: datetime) -> dict[tuple[str, str], Resource]:
    """(host, path with query) -> what it answers, for all sites; `pieces` newest first."""
    found: dict[tuple[str, str], Resource] = {}
    for edition, host in zakon.HOSTS.items():
        own = _of(pieces, "zakon_kz", edition)
        found |= {(host, path): answer for path, answer in _zakon(edition, own, now)}
    own = _of(pieces, "lada_kz", "ru")
    found |= {(lada.HOST, path): answer for path, answer in _lada(own)}
    for edition, host in inform.HOSTS.items():
        found |= {(host, path): answer for path, answer in _inform(edition, pieces)}
    return found


def _of(pieces: Sequence[Piece], site: str, edition: str) -> list[Piece]:
    return [piece for piece in pieces if (piece.site, piece.edition) == (site, edition)]


def _chunks(pieces: Sequence[Piece], size: int) -> list[Sequence[Piece]]:
    return [pieces[start : start + size] for start in range(0, len(pieces), size)]


def _newest(pieces: Sequence[Piece]) -> datetime:
    return max(piece.modified for piece in pieces)


def _beside(pieces: Sequence[Piece], piece: Piece) -> list[Piece]:
    """Titles shown beside an article: those on our topics first (a trap), then the newest."""
    others = [other for other in pieces if other is not piece]
    others.sort(key=lambda other: not other.story.topics)
    return others[:_SIDE]


def _zakon(edition: str, pieces: Sequence[Piece], now: datetime) -> Answers:
    home = f"https://{zakon.HOSTS[edition]}"
    newest = _newest(pieces)
    closed = _CLOSED_ZAKON[edition]
    front = zakon.front(edition, pieces[:_PER_HANDLER], now)
    yield "/", text(front, HTML, newest)
    yield "/news/", text(front, HTML, newest)
    yield closed, text(front, HTML, newest)
    robots = sources.robots([*_SHARED_BAN, closed], [f"{home}/sitemap/index.xml"])
    yield "/robots.txt", text(robots, TEXT, newest)
    yield from _zakon_sitemaps(home, pieces, home + closed)
    pages = _chunks(pieces, _PER_HANDLER)
    for page, shown in enumerate([*pages, []], start=1):
        cards = zakon.cards(shown, now)
        wrapped = json.dumps({"success": True, "html": cards}, ensure_ascii=False)
        path = f"/news/?handler=LoadMoreNews&p={page}&type=list"
        yield path, text(*((cards, HTML) if edition == "ru" else (wrapped, JSON)), newest)
    for piece in pieces:
        page_html = zakon.article(piece, _beside(pieces, piece), now)
        yield piece.path, text(page_html, HTML, piece.modified)


def _zakon_sitemaps(home: str, pieces: Sequence[Piece], closed: str) -> Answers:
    """Children are named by number, the first is the oldest; the newest one lists a banned page."""
    children = list(reversed(_chunks(pieces, _PER_CHILD)))
    dated = []
    for number, child in enumerate(children, start=1):
        entries = [(piece.url, piece.modified) for piece in child]
        if number == len(children):
            entries.append((closed, _newest(child)))
        path = f"/sitemap/{number}.xml"
        dated.append((home + path, _newest(child)))
        yield path, text(sources.sitemap(entries), XML, _newest(child))
    yield "/sitemap/index.xml", text(sources.sitemap_index(dated), XML, _newest(pieces))


def _lada_link(index: int, piece: Piece) -> str:
    """The address as the feed prints it: now and then tracked, or with the slug it had at first."""
    if index % _EVERY_OLD == _EVERY_OLD - 1:
        return f"https://{lada.HOST}/{piece.story.section}/{piece.number}-novost.html"
    tracked = "?utm_source=rss&utm_medium=feed" if index % _EVERY_TRACKED == 1 else ""
    return piece.url + tracked


def _lada(pieces: Sequence[Piece]) -> Answers:
    home = f"https://{lada.HOST}"
    newest = _newest(pieces)
    yield "/", text(lada.front(pieces[:_FEED]), HTML, newest)
    for section in sorted({piece.story.section for piece in pieces}):
        shown = [piece for piece in pieces if piece.story.section == section]
        yield f"/{section}/", text(lada.front(shown), HTML, _newest(shown))
    robots = sources.robots(_SHARED_BAN, [f"{home}/sitemap.xml", f"{home}/sitemap.news.xml"])
    yield "/robots.txt", text(robots, TEXT, newest)
    index = sources.sitemap_index([(f"{home}/sitemap.news.xml", newest)])
    yield "/sitemap.xml", text(index, XML, newest)
    news = sources.news_sitemap(pieces[:_NEWS_SITEMAP], "Lada.kz")
    yield "/sitemap.news.xml", text(news, XML, newest)
    items = [(piece, _lada_link(number, piece)) for number, piece in enumerate(pieces[:_FEED])]
    yield "/rss.xml", text(sources.feed("Lada.kz", home, items), XML, newest)
    for piece in pieces:
        page_html = lada.article(piece, _beside(pieces, piece))
        yield piece.path, text(page_html, HTML, piece.modified)
        yield f"/amp{piece.path}", redirect(piece.url)
        yield f"/{piece.story.section}/{piece.number}-novost.html", redirect(piece.url)


def _inform(edition: str, everything: Sequence[Piece]) -> Answers:
    pieces = _of(everything, "inform_kz", edition)
    twins = {piece.story.key: piece for piece in everything if piece.site == "inform_kz"}
    home, newest = f"https://{inform.HOSTS[edition]}", _newest(pieces)
    lenta, rss = ("/ru/lenta/", "/rss/rus.xml") if edition == "ru" else ("/lenta/", "/rss/kz.xml")
    closed = inform.CLOSED[edition]
    about = inform.about(edition, pieces[:_SIDE])
    yield "/robots.txt", text(sources.robots([*_SHARED_BAN, closed], []), TEXT, newest)
    yield inform.ABOUT[edition], text(about, HTML, newest)
    yield closed, text(about, HTML, newest)
    pages = _chunks(pieces, _PER_LENTA)
    for page, shown in enumerate([*pages, []], start=1):  # past the end: a page without cards
        answer = text(inform.listing(edition, shown, page, len(pages)), HTML, newest)
        yield f"{lenta}?page={page}", answer
        if page == 1:
            yield from (("/", answer), (lenta, answer))
    items = [(piece, piece.url) for piece in pieces[:_FEED]]
    yield rss, text(sources.feed("Kazinform", home, items), XML, newest)
    for piece in pieces:
        twin = twins.get(piece.story.twin) if piece.story.twin else None
        page_html = inform.article(piece, _beside(pieces, piece), twin)
        yield piece.path, text(page_html, HTML, piece.modified)
