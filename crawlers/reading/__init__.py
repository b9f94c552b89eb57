"""Reading: (html, address, profile) to an Article or a Rejected. No network, no nlp but tokens."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.page import Page
from crawlers.reading.reader import Outcome, read_page
from crawlers.site import Site
from sholu import clock
from sholu.article import Article, Rejected

__all__ = ["READER_VERSION", "Outcome", "read", "read_page", "reader_hash"]

READER_VERSION = "3"
"""Rises when the same bytes may be read differently by the rules in this folder."""
_DATA = ("furniture.yml", "months.yml")


def read(
    html: str | bytes,
    url: str,
    *,
    site: Site | None = None,
    fetched: datetime | None = None,
    strict: bool = False,
) -> Article | Rejected:
    """The article in a page's HTML, or why there is none.

    `fetched` (aware; now if it is not given) is what relative dates count from. Without `strict`
    only a page with not one sentence is refused.
    """
    body = html.encode("utf-8", "replace") if isinstance(html, str) else html
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    page = Page(
        url=url,
        body=body,
        fetched=fetched or clock.now(),
        site=site.id if site else host,
    )
    outcome = read_page(page, site, strict=strict)
    if outcome.article is not None:
        return outcome.article
    return outcome.rejected or Rejected(disposition="failed", reason="nothing was read")


@cache
def _built_in() -> bytes:
    """The version and the lists; asked for every page, and the files are read once."""
    lists = [Path(__file__).with_name(name).read_bytes() for name in _DATA]
    return b"".join((READER_VERSION.encode(), *lists))


def reader_hash(site: Site | None) -> str:
    """16 hex digits that change with whatever may change a reading: version, lists, profile."""
    digest = blake2b(_built_in(), digest_size=8)
    if site:
        for part in (*site.article, site.urls):
            digest.update(part.model_dump_json().encode())
        lines = (sorted(site.furniture.items()), sorted(site.not_furniture.items()))
        digest.update(repr((site.timezone, *lines)).encode())
    return digest.hexdigest()
