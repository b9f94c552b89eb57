"""RSS and Atom, by feedparser: any version, any encoding, broken ones as far as they go."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from io import BytesIO
from typing import Any

import feedparser

from crawlers.discovery.addresses import sift
from crawlers.discovery.found import Found
from crawlers.discovery.text import as_xml, decode, is_html, plain, unpack, unwrap
from crawlers.discovery.when import instant, newest
from crawlers.page import Hints
from crawlers.site import Site
from sholu.article import Pairs


def read_feed(
    body: bytes, url: str, headers: Pairs, now: datetime, *, site: Site | None, zone: tzinfo
) -> Found:
    """What a feed lists, in its order. Never raises: what cannot be read is `empty_feed`."""
    body, remark = unpack(body)
    text = decode(body, headers)
    if not text.strip():
        return Found(state="empty_feed", reason=remark or "empty body")
    if is_html(text):
        inside = unwrap(text)
        if inside is None:
            return Found(state="empty_feed", reason="html")
        text, remark = inside, "inside a viewer page"
    try:
        parsed = _parse(text)
    except (
        Exception
    ) as error:  # feedparser's loose parser fails in many ways on bytes that are no feed
        return Found(state="empty_feed", reason=f"unreadable: {type(error).__name__}")
    links, dropped = sift(_entries(parsed), url, site)
    if not links:
        what = "no items" if parsed.get("version") else "not a feed"
        return Found(state="empty_feed", reason=remark or what, dropped=dropped)
    if parsed.get("bozo"):
        remark = remark or "malformed XML, recovered"
    moments = (_moment(entry, zone) for entry in parsed.entries)
    return Found(links=links, reason=remark, newest=newest(moments, now), dropped=dropped)


def _parse(text: str) -> Any:
    # A file object: given bytes, feedparser would first try them as the name of a local file.
    return feedparser.parse(
        BytesIO(as_xml(text)),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        resolve_relative_uris=False,
        sanitize_html=False,
    )


def _entries(parsed: Any) -> list[tuple[str, Hints]]:
    language = parsed.feed.get("language") or None
    return [
        (
            _address(entry),
            Hints(
                title=plain(entry.get("title")),
                published=entry.get("published") or None,
                # Asked for by `in`: feedparser answers `get` with the publication time.
                modified=(entry["updated"] or None) if "updated" in entry else None,
                language=language,
            ),
        )
        for entry in parsed.entries
    ]


def _address(entry: Any) -> str:
    link = entry.get("link") or ""
    guid = entry.get("id") or ""
    return str(link or (guid if guid.startswith(("http://", "https://")) else ""))


def _moment(entry: Any, zone: tzinfo) -> datetime | None:
    for name in ("published", "updated"):
        if name in entry:
            read = instant(entry[name], zone)
            if read:
                return read
            parts = entry.get(f"{name}_parsed")
            if parts:
                return _utc(parts)
    return None


def _utc(parts: Any) -> datetime | None:
    """The UTC struct_time feedparser made of a form that only it knows."""
    try:
        year, month, day, hour, minute, second = parts[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
