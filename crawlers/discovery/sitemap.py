"""Sitemaps: news sitemaps, plain ones, and indexes of them; the file itself says which it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, tzinfo
from io import BytesIO
from urllib.parse import urlsplit

from lxml import etree

from crawlers.discovery.addresses import sift
from crawlers.discovery.found import Found
from crawlers.discovery.text import as_xml, decode, is_html, plain, unpack, unwrap
from crawlers.discovery.when import instant, is_stamped, newest
from crawlers.page import Hints, Link
from crawlers.site import Site
from sholu.article import Pairs

MAX_ENTRIES = 50_000
"""Entries read of one file: the sitemaps.org limit."""

Entry = dict[str, str]

_SIDE = re.compile(r"tag|author|categor|rubric|section|static|image|photo|video", re.I)


def read_sitemap(
    body: bytes,
    url: str,
    headers: Pairs,
    now: datetime,
    *,
    site: Site | None,
    zone: tzinfo,
    limit: int,
) -> Found:
    """What a sitemap lists; of an index the `limit` newest children. Never raises."""
    body, remark = unpack(body)
    text = decode(body, headers)
    if not text.strip():
        return Found(state="empty_feed", reason=remark or "empty body")
    if is_html(text):
        inside = unwrap(text)
        if inside is None:
            return Found(state="empty_feed", reason="html")
        text, remark = inside, "inside a viewer page"
    pages, sitemaps, broken = _parse(as_xml(text))
    remark = remark or ("malformed XML, recovered" if broken else "")
    if sitemaps:
        return _children(sitemaps, url, now, zone, limit, remark)
    if not pages:
        return Found(state="empty_feed", reason=remark or "no entries")
    return _links(pages, url, now, site, zone, remark)


def _parse(xml: bytes) -> tuple[list[Entry], list[Entry], bool]:
    """The `url` and `sitemap` entries, and whether the XML was malformed."""
    walk = etree.iterparse(
        BytesIO(xml), events=("end",), recover=True,
        huge_tree=False, resolve_entities=False, no_network=True, load_dtd=False,
    )  # fmt: skip
    entries: list[tuple[str, Entry]] = []
    try:
        for element in _elements(walk):
            name = _name(element.tag)
            if name in ("url", "sitemap"):
                entries.append((name, _entry(element)))
                element.clear()
                parent = element.getparent()
                while parent is not None and parent[0] is not element:
                    del parent[0]  # keeps a file of 50 MB small in memory
                if len(entries) >= MAX_ENTRIES:
                    break
    except etree.LxmlError:
        broken = True
    else:
        broken = any(entry.level >= etree.ErrorLevels.ERROR for entry in walk.error_log)
    if broken and xml[xml.rfind(b">") + 1 :].strip():
        del entries[-1:]  # cut short within it: its address may be half an address
    pages = [entry for name, entry in entries if name == "url"]
    sitemaps = [entry for name, entry in entries if name == "sitemap"]
    return pages, sitemaps, broken


def _elements(walk: etree.iterparse) -> Iterator[etree._Element]:
    for _, element in walk:
        if isinstance(element.tag, str):
            yield element


def _name(tag: object) -> str:
    """The local name, of tags with a namespace and of those whose prefix is not declared."""
    return str(tag).rpartition("}")[2].rpartition(":")[2]


def _entry(element: etree._Element) -> Entry:
    """Text by local name; `image:` and `video:` parts, which repeat those names, are left out."""
    entry: Entry = {}
    stack = list(reversed(element))
    while stack:
        child = stack.pop()
        if not isinstance(child.tag, str) or _name(child.tag) in ("image", "video", "publication"):
            if isinstance(child.tag, str) and _name(child.tag) == "publication":
                entry.setdefault("language", _language(child))
            continue
        if len(child):
            stack.extend(reversed(child))
        elif child.text and child.text.strip():
            entry.setdefault(_name(child.tag), child.text.strip())
    return entry


def _language(publication: etree._Element) -> str:
    return next(
        (part.text.strip() for part in publication if _name(part.tag) == "language" and part.text),
        "",
    )


def _links(
    pages: list[Entry], url: str, now: datetime, site: Site | None, zone: tzinfo, remark: str
) -> Found:
    changed = [instant(entry.get("lastmod"), zone) for entry in pages]
    stamped = is_stamped(changed, now)
    links, dropped = sift(
        (
            (
                entry.get("loc", ""),
                Hints(
                    title=plain(entry.get("title")),
                    published=entry.get("publication_date"),
                    modified=None if stamped else entry.get("lastmod"),
                    language=entry.get("language") or None,
                ),
            )
            for entry in pages
        ),
        url,
        site,
    )
    if not links:
        return Found(state="empty_feed", reason=remark or "no usable entries", dropped=dropped)
    dates = [instant(entry.get("publication_date"), zone) for entry in pages]
    witnesses = dates if any(dates) else ([] if stamped else changed)
    return Found(links=links, reason=remark, newest=newest(witnesses, now), dropped=dropped)


def _children(
    sitemaps: list[Entry], url: str, now: datetime, zone: tzinfo, limit: int, remark: str
) -> Found:
    """Newest first: by lastmod where it tells them apart, else by the numbers in the name.

    Children named for tags, authors or images come last.
    """
    changed = [instant(entry.get("lastmod"), zone) for entry in sitemaps]
    stamped = is_stamped(changed, now)
    links, dropped = sift(
        (
            (entry.get("loc", ""), Hints(modified=None if stamped else entry.get("lastmod")))
            for entry in sitemaps
        ),
        url,
        None,
    )
    if not links:
        return Found(state="empty_feed", reason=remark or "no usable entries", dropped=dropped)
    by_time = not stamped and all(instant(link.hints.modified, zone) for link in links)
    ordered = sorted(links, key=lambda link: rank(link, by_time, zone), reverse=True)
    believed = newest([] if stamped else changed, now)
    return Found(children=tuple(ordered[:limit]), reason=remark, newest=believed, dropped=dropped)


def rank(link: Link, by_time: bool, zone: tzinfo) -> tuple[bool, float, tuple[int, ...]]:
    """What sorts children: of articles; when changed; the numbers in the name (10 after 9)."""
    parts = urlsplit(link.url)
    name = f"{parts.path}?{parts.query}"
    changed = instant(link.hints.modified, zone) if by_time else None
    return (
        not _SIDE.search(name),
        changed.timestamp() if changed else 0.0,
        tuple(int(digits[:18]) for digits in re.findall(r"[0-9]+", name)),
    )
