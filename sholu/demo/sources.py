"""Discovery files: sitemaps, news sitemaps, feeds, robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape

from sholu.demo.piece import Piece

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def robots(disallow: Iterable[str], sitemaps: Iterable[str]) -> str:
    """robots.txt for everyone."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in disallow), ""]
    return "\n".join([*lines, *(f"Sitemap: {url}" for url in sitemaps)]) + "\n"


def sitemap_index(children: Iterable[tuple[str, datetime]]) -> str:
    """A sitemap index of (address, newest change)."""
    items = "\n".join(
        f"<sitemap><loc>{escape(url)}</loc><lastmod>{at.isoformat()}</lastmod></sitemap>"
        for url, at in children
    )
    return f"{_XML}<sitemapindex {_SITEMAPS}>\n{items}\n</sitemapindex>\n"


def sitemap(entries: Iterable[tuple[str, datetime]]) -> str:
    """A plain sitemap of (address, last change)."""
    items = "\n".join(
        f"<url><loc>{escape(url)}</loc><lastmod>{at.isoformat()}</lastmod></url>"
        for url, at in entries
    )
    return f"{_XML}<urlset {_SITEMAPS}>\n{items}\n</urlset>\n"


def news_sitemap(pieces: Sequence[Piece], name: str) -> str:
    """A Google News sitemap, titles in CDATA as on lada.kz."""
    items = "\n".join(
        f"""<url><loc>{piece.url}</loc><news:news>
<news:publication><news:name>{name}</news:name><news:language>{piece.edition}</news:language></news:publication>
<news:publication_date>{piece.at.isoformat()}</news:publication_date>
<news:title><![CDATA[{piece.story.title}]]></news:title></news:news></url>"""
        for piece in pieces
    )
    return f"{_XML}<urlset {_SITEMAPS} {_NEWS}>\n{items}\n</urlset>\n"


def feed(title: str, home: str, items: Sequence[tuple[Piece, str]]) -> str:
    """RSS 2.0 of (piece, address to print for it)."""
    entries = "\n".join(
        f"""<item><title>{escape(piece.story.title, quote=False)}</title><link>{escape(link)}</link>
<guid isPermaLink="false">{piece.site}-{piece.story.key}</guid>
<description>{escape(piece.lead, quote=False)}</description>
<pubDate>{format_datetime(piece.at)}</pubDate></item>"""
        for piece, link in items
    )
    return (
        f'{_XML}<rss version="2.0"><channel><title>{escape(title)}</title><link>{home}</link>\n'
        f"{entries}\n</channel></rss>\n"
    )
