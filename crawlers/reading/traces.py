"""What a page says of other pages: the headlines in its links."""

from __future__ import annotations

import re
from collections import defaultdict
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from crawlers.reading.furniture import key
from crawlers.reading.tree import squeeze

HEADLINE = 15
"""Characters of a link's text from which on it may be a headline."""
_WHOLE = re.compile(r"https?://[a-z0-9.-]+(?:/[^\s?#;\\]*)?")
_PATH = re.compile(r"/(?!/)[^\s?#;\\]*")
"""Links as nearly all are, that `urljoin` leaves as they stand, but slowly."""


def other_headlines(body: HtmlElement, url: str) -> frozenset[str]:
    """The link texts that may be headlines of other articles, as `key` gives them."""
    own = unquote(urlsplit(url).path.rstrip("/"))
    texts: dict[str, set[str]] = defaultdict(set)
    for link in body.iter("a"):
        text = "".join(link.itertext()) if len(link) else link.text
        if text:  # not that of a picture alone
            texts[link.get("href") or ""].add(text)
    found: set[str] = set()
    for href, shown in texts.items():
        long = [text for text in map(squeeze, shown) if len(text) >= HEADLINE]
        if long and not _is_own(href, url, own):
            found.update(map(key, long))
    return frozenset(found)


def _is_own(href: str, url: str, own: str) -> bool:
    """Whether a link leads to the page itself, to its /amp twin, or shares it elsewhere."""
    if href[:1] in ("", "#", "?"):
        return True
    said = unquote(href) if "%" in href else href
    if own.rpartition("/")[2] not in said:
        return False
    path = unquote(urlsplit(resolve(href, url)).path)
    return path.rstrip("/") == own or (len(own) > 1 and _named(own, said))


def _named(own: str, said: str) -> bool:
    """Whether a link names an address whole: /news/13 is not that of /news/131."""
    behind = said.partition(own)[2] if own in said else "-"
    return not (behind[:1].isalnum() or behind[:1] in ("-", "_"))


def is_of_site(href: str, url: str) -> bool:
    """Whether a link leads to a page on the same host."""
    if _is_path(href):
        return True
    return urlsplit(resolve(href, url)).hostname == urlsplit(url).hostname


def _is_path(href: str) -> bool:
    return _PATH.fullmatch(href) is not None and "/." not in href


def resolve(href: str, url: str) -> str:
    """The address a link leads to, without fragment; empty where it cannot be one."""
    if _WHOLE.fullmatch(href):
        return href
    try:
        if _is_path(href):
            parts = urlsplit(url)
            return f"{parts.scheme}://{parts.netloc}{href}"
        target = urljoin(url, href.strip()).partition("#")[0]
        urlsplit(target)
    except ValueError:
        return ""
    return str(target)
