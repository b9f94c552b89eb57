"""Discovery: the answers of feeds, sitemaps, listings and handlers -> links with hints.

Bytes in, values out: nothing here asks a server, and nothing raises on what a server sent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from crawlers.address import accepts
from crawlers.discovery.feed import read_feed
from crawlers.discovery.found import Found
from crawlers.discovery.handler import read_handler
from crawlers.discovery.listing import first_url, page_number, page_url, read_listing
from crawlers.discovery.sitemap import read_sitemap
from crawlers.discovery.when import length, newest
from crawlers.site import Site, Source
from sholu import clock
from sholu.article import Pairs

__all__ = ["Found", "discover", "first_url", "merge", "page_number", "page_url"]

DEFAULT_RHYTHM = timedelta(days=3)
DEFAULT_ZONE = "Asia/Almaty"


def discover(
    source: Source,
    body: bytes,
    url: str,
    headers: Pairs,
    now: datetime,
    *,
    site: Site | None = None,
    child: bool = False,
) -> Found:
    """What an answer of a source lists, and the state it shows the source in.

    `url` is the address that answered, `body` decoded of Content-Encoding. `site` gives the article
    pattern, the hosts, the zone of naive times and the rhythm (`expect.quiet_after`). `child`: this
    is a sitemap out of an index, whose age says nothing by itself; `merge` judges them together.
    Never raises on bad bytes.
    """
    zone = ZoneInfo(site.timezone if site else DEFAULT_ZONE)
    if source.kind == "feed":
        found = read_feed(body, url, headers, now, site=site, zone=zone)
    elif source.kind == "listing":
        found = read_listing(source, body, url, headers, site=site)
    elif source.kind == "handler":
        found = read_handler(source, body, url, headers, site=site)
    else:
        found = read_sitemap(
            body, url, headers, now, site=site, zone=zone, limit=source.pages
        )  # fmt: skip
    return found if child else _judged(found, now, site)


def merge(first: Found, others: Iterable[Found], now: datetime, *, site: Site | None) -> Found:
    """A source's whole yield: its index with the children asked, or a listing's pages.

    The state is that of the first answer if it failed, else of the yield: `empty_feed` when
    children gave nothing, `zombie_feed` when the newest of all is older than the rhythm.
    """
    rest = list(others)
    links = {link.url: link for found in (first, *rest) for link in found.links}
    whole = replace(
        first,
        links=tuple(links.values()),
        newest=newest((found.newest for found in (first, *rest)), now),
    )
    if whole.state == "ok" and rest and not links:
        failed = next((found for found in rest if found.state != "ok"), None)
        state, reason = (failed.state, failed.reason) if failed else ("empty_feed", "no entries")
        return replace(whole, state=state, reason=reason)
    return _judged(whole, now, site)


def _judged(found: Found, now: datetime, site: Site | None) -> Found:
    """The same with the state its age and its addresses show."""
    if found.state != "ok":
        return found
    rhythm = clock.span(site.expect.quiet_after) if site else DEFAULT_RHYTHM
    if found.newest and now - found.newest > rhythm:
        reason = f"newest item of {found.newest:%Y-%m-%d}, older than {length(rhythm)}"
        return replace(found, state="zombie_feed", reason=reason)
    if site and found.links and not any(accepts(link.url, site) for link in found.links):
        reason = f"none of {len(found.links)} addresses fits the article pattern"
        return replace(found, state="layout", reason=reason)
    return found
