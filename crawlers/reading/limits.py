"""How much of a page is read: bounds far above any article's page, so that a broken one is cheap.

All hold before a tree is made of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crawlers.reading.decode import decode

BYTES = 10_000_000
"""Bytes that are read; a crawl takes no larger page."""
TAGS, PLAIN_TAGS = 40_000, 10_000
"""Opening and closing tags that are read, and in the plain reading; pages have some 1,600, very
large ones 8,000."""
LONG_TAG = 20_000
"""Characters from which on a tag is looked into."""
ATTRIBUTES = 500
"""Attributes that such a tag keeps: libxml2 compares each with all before it."""
VALUE = 500_000
"""Characters of a longest attribute it keeps: pictures and data of scripts stand in them."""
_LONG = re.compile(f"<[^<]{{{LONG_TAG},}}+")
_TAG = re.compile(r"""<[a-zA-Z][a-zA-Z0-9:-]*+(?=[\s/])((?:[^"'>]|"[^"]*+"|'[^']*+')*+)""")
_ATTRIBUTE = re.compile(r"""[^\s"'>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>]++))?+""")


def bounded(body: bytes, content_type: str | None, *, plain: bool) -> tuple[str, list[str]]:
    """The text of a page as far as it is read, and what was left out, a sentence each."""
    notes = []
    if len(body) > BYTES:
        notes.append(f"it has {len(body):,} bytes; the first {BYTES:,} were read")
        body = _whole(body[:BYTES])
    html = decode(body, content_type)
    most, tags = PLAIN_TAGS if plain else TAGS, html.count("<")
    if tags > most:
        notes.append(f"it has {tags:,} tags; the first {most:,} were read")
        html = html[: len(html) - len(html.split("<", most + 1)[-1]) - 1]
    light = "".join(_with_fewer_attributes(html))
    if len(light) < len(html):
        notes.append("an element with too many attributes, or too long ones, lost some")
    return light, notes


def _whole(beginning: bytes) -> bytes:
    """The bytes without the piece that was torn at their end, which may be half a letter."""
    last = beginning.rfind(b"<")
    return beginning[:last] if last > 0 else beginning


def _with_fewer_attributes(html: str) -> Iterator[str]:
    """The page in pieces, long tags shortened; what looks like one in a script is none."""
    done = 0
    for piece in _LONG.finditer(html):
        tag = _TAG.match(html, piece.start())
        if tag is None or tag.start() < done or len(tag[0]) <= LONG_TAG:
            continue
        if _in_script(html, tag.start()):
            continue
        yield html[done : tag.start(1)]
        yield _shortened(html, tag)
        done = tag.end()
    yield html[done:]


def _in_script(html: str, at: int) -> bool:
    """Whether a script is open there."""
    return html.rfind("<script", 0, at) > html.rfind("</script", 0, at)


def _shortened(html: str, tag: re.Match[str]) -> str:
    """What stands behind a tag's name: as it is, or its first attributes without the longest."""
    found = [each[0] for each in _ATTRIBUTE.finditer(html, *tag.span(1))]
    kept = [text for text in found[:ATTRIBUTES] if len(text) <= VALUE]
    return tag[1] if len(kept) == len(found) else " ".join(["", *kept])
