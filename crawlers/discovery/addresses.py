"""One address as a source writes it: made absolute, or named by its defect."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from crawlers.discovery.found import Counts
from crawlers.page import Hints, Link
from crawlers.site import Site

_ABSOLUTE = re.compile(r"https?://", re.I)
_JOINED = re.compile(r"^https?://[^?#]*https?:/")
_TRASHED = re.compile(r"__trashed(?:-\d+)?(?:/|$)")
_STRAY = re.compile(
    r"[\s\ufffc\ufffd\ufe0f\u200b-\u200f\u2060\ufeff]|%EF%BF%BC|%EF%BF%BD|%EF%B8%8F", re.I
)
_OTHER_SCHEME = re.compile(r"^(?!https?:)[a-z][a-z0-9+.-]*:", re.I)


def absolute(written: str, base: str) -> str | None:
    """The absolute address; None when it leads to no other web page (mailto:, #top, broken)."""
    written = written.strip()
    if not written or written.startswith("#") or _OTHER_SCHEME.match(written):
        return None
    try:
        url = written if _ABSOLUTE.match(written) else urljoin(base, written)
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def defect(url: str, hosts: frozenset[str]) -> str | None:
    """What is wrong with an absolute address of a source, in two words; None when nothing is.

    `hosts` are those the source may list; none: any.

    >>> defect("https://tengrinews.kzhttps://tengrisport.kz/football/1/", frozenset())
    'joined addresses'
    """
    if _JOINED.match(url):
        return "joined addresses"
    if _TRASHED.search(url):
        return "trashed draft"
    if _STRAY.search(url):
        return "stray characters"
    if hosts and _host(url) not in hosts:
        return "other host"
    return None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def sift(
    entries: Iterable[tuple[str, Hints]], base: str, site: Site | None
) -> tuple[tuple[Link, ...], Counts]:
    """The links among (address as written, hints), each address once, and the defects counted."""
    hosts = site.hosts if site else frozenset()
    links: dict[str, Link] = {}
    defects: Counter[str] = Counter()
    for written, hints in entries:
        url = absolute(written, base)
        wrong = "broken address" if url is None else defect(url, hosts)
        if url is None or wrong:
            defects[wrong or ""] += 1
        else:
            links.setdefault(url, Link(url=url, hints=hints))
    return tuple(links.values()), tuple(sorted(defects.items()))
