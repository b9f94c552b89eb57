"""Finding a site's sources from its own pages: robots.txt, feed links, usual addresses, sections.

Bytes to candidates; who asks them, and decides what works, is crawlers.spiders.explore.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from crawlers.discovery import cards
from crawlers.discovery.addresses import absolute
from crawlers.discovery.shape import SIDE, shape_of
from crawlers.discovery.text import decode
from crawlers.page import Link
from crawlers.reading.head import head_of
from crawlers.site import Source
from sholu.article import Pairs

MOST = 6
"""Candidates of one way that are asked; sitemaps for news stand first."""
CHILDREN = 12
"""Sitemaps of an index, or pages, that a learned source may ask."""
SECTIONS = 10
"""Section pages looked at beside the home page."""

_SITEMAP_PATHS = (
    "/sitemap.news.xml",
    "/news-sitemap.xml",
    "/sitemap_index.xml",
    "/sitemap.xml",
    "/sitemap-index.xml",
    "/sitemap/index.xml",
)
_FEED_PATHS = ("/rss.xml", "/feed/", "/rss", "/rss/all.rss", "/atom.xml")
_FEED_TYPE = re.compile(r"application/(?:rss|atom)\+xml", re.I)
_COMMENTS = re.compile(r"comment|коммент|пікір", re.I)
_SITEMAP_LINE = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.I | re.M)
_NOT_SECTIONS = re.compile(
    r"\.(?:xml|rss|jpe?g|png|gif|svg|pdf|css|js|zip|mp[34])$|/(?:rss|feed|login|contacts?|about|"
    r"reklama|privacy|policy|kontakty|redak\w*)\b",
    re.I,
)


class Candidate(NamedTuple):
    """An address that may list articles, of a kind that a profile knows."""

    kind: str
    url: str

    def source(self, edition: str) -> Source:
        """As a profile's source would be."""
        return Source.model_validate(
            {"kind": self.kind, "url": self.url, "edition": edition, "pages": CHILDREN}
        )


def robots_sitemaps(body: bytes, url: str, headers: Pairs) -> tuple[Candidate, ...]:
    """The sitemaps a robots.txt names, those for news first.

    >>> robots_sitemaps(b"Sitemap: /sitemap.xml", "https://a.kz/robots.txt", ())
    (Candidate(kind='sitemap_index', url='https://a.kz/sitemap.xml'),)
    """
    named = (absolute(line, url) for line in _SITEMAP_LINE.findall(decode(body, headers)))
    found = [_sitemap(address) for address in dict.fromkeys(filter(None, named))]
    return tuple(sorted(found, key=lambda item: item.kind != "news_sitemap")[:MOST])


def _sitemap(url: str) -> Candidate:
    return Candidate("news_sitemap" if "news" in urlsplit(url).path else "sitemap_index", url)


def feed_links(body: bytes, url: str, headers: Pairs) -> tuple[Candidate, ...]:
    """The feeds a page names in its head, without those of comments."""
    tree = _tree(body, headers)
    found: dict[str, None] = {}
    for link in tree.iter("link") if tree is not None else ():
        about = f"{link.get('title') or ''} {link.get('href') or ''}"
        if (
            "alternate" in (link.get("rel") or "").lower().split()
            and _FEED_TYPE.match((link.get("type") or "").strip())
            and not _COMMENTS.search(about)
            and (address := absolute(link.get("href") or "", url))
        ):
            found[address] = None
    return tuple(Candidate("feed", address) for address in found)[:MOST]


def usual(home: str) -> tuple[Candidate, ...]:
    """The addresses where sites usually keep sitemaps and feeds."""
    maps = [_sitemap(urljoin(home, path)) for path in _SITEMAP_PATHS]
    return (*maps, *(Candidate("feed", urljoin(home, path)) for path in _FEED_PATHS))


def page_links(body: bytes, url: str, headers: Pairs) -> tuple[Link, ...]:
    """Every link of a page, with its text as a hint."""
    tree = _tree(body, headers)
    if tree is None:
        return ()
    return tuple(cards.links(tree, list(tree.iter("a")), url, lambda address: True))


def sections(links: Iterable[Link], home: str, articles: Iterable[str]) -> tuple[Candidate, ...]:
    """The pages among a home page's links that may list articles, in page order.

    On the same host, at most two folders deep, without a query; `articles` are known to be none.
    """
    host, known = urlsplit(home).netloc, {home, *articles}
    found: dict[str, None] = {}
    for link in links:
        address = link.url.partition("#")[0]
        parts = urlsplit(address)
        folders = [part for part in parts.path.split("/") if part]
        if (
            parts.netloc == host
            and address not in known
            and 0 < len(folders) <= 2
            and not parts.query
            and not any(part.lower() in SIDE for part in folders)
            and not _NOT_SECTIONS.search(parts.path)
            and shape_of(address) is None
        ):
            found[address] = None
    return tuple(Candidate("listing", address) for address in found)[:SECTIONS]


def says_article(body: bytes, url: str, headers: Pairs) -> bool:
    """Whether a page calls itself an article: JSON-LD, og:type, article:published_time."""
    tree = _tree(body, headers)
    if tree is None:
        return False
    head = head_of(tree, url, None)
    kinds = [kind.lower() for kind in head.meta.get("og:type", ())]
    return bool(head.article) or "article" in kinds or "article:published_time" in head.meta


def language_of(body: bytes, url: str, headers: Pairs) -> str | None:
    """The language a page declares, two letters."""
    tree = _tree(body, headers)
    return head_of(tree, url, None).language if tree is not None else None


def _tree(body: bytes, headers: Pairs) -> HtmlElement | None:
    text = decode(body, headers)
    return cards.parse(text) if text.strip() else None
