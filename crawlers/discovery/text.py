"""Bytes to text: the encoding of feeds, sitemaps and listings, and XML that parsers can take."""

from __future__ import annotations

import html
import re
import zlib

from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

from sholu.article import Pairs

UNPACKED_LIMIT = 50_000_000
"""Bytes a packed sitemap may unpack to: the sitemaps.org limit of 50 MB."""
FALLBACK = "cp1251"
"""What Cyrillic bytes are that are not UTF-8 and name no encoding (old regional sites)."""

_GZIP = b"\x1f\x8b\x08"
_DECLARATION = re.compile(r"^\s*<\?xml\b.*?\?>", re.DOTALL)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAG = re.compile(r"<[^<>]{1,500}>")
_ROOT = re.compile(
    r"<(?P<root>urlset|sitemapindex|rss|feed)(?:\s[^<>]*)?>.*?</(?P=root)\s*>", re.DOTALL
)


def header(headers: Pairs, name: str) -> str:
    """The value of a header, by its name in any case; empty when it is not there."""
    return next((value for key, value in headers if key.lower() == name.lower()), "")


def decode(body: bytes, headers: Pairs = ()) -> str:
    """The text of an answer; never fails, U+FFFD stands for what cannot be read.

    A byte order mark decides; then bytes that are nearly all valid UTF-8 are UTF-8, whatever is
    declared (servers lie more often than such bytes are something else); then the charset of
    header, XML declaration or meta; then `FALLBACK`.
    """
    marked, mark = read_bom(body)
    if marked and mark:
        return body[len(mark) :].decode(marked, "replace")
    declared = _declared(body, headers)
    if declared.startswith("utf-16"):
        return body.decode(declared, "replace")
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken or broken * 10 <= sum(char > "\x7f" for char in text):
        return text
    return body.decode(declared if declared and declared != "utf-8" else FALLBACK, "replace")


def _declared(body: bytes, headers: Pairs) -> str:
    for name in (
        http_content_type_encoding(header(headers, "content-type") or None),
        html_body_declared_encoding(body),
    ):
        known = resolve_encoding(name) if name else None
        if known and known != "utf-8":
            return known
    return ""


def as_xml(text: str) -> bytes:
    """The text as UTF-8 XML without declaration and without characters XML forbids."""
    return _NOT_XML.sub("", _DECLARATION.sub("", text, count=1)).encode("utf-8").lstrip()


def unpack(body: bytes) -> tuple[bytes, str]:
    """The body of a .xml.gz file, and a remark; a body that is not gzip is given back as it is.

    Stops at `UNPACKED_LIMIT`: whoever reads the cut XML recovers what is whole in it.
    """
    if not body.startswith(_GZIP):
        return body, ""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = unpacker.decompress(body, UNPACKED_LIMIT)
    except zlib.error:
        return b"", "a broken gzip file"
    if unpacker.eof:
        return data, ""
    over = len(data) >= UNPACKED_LIMIT
    return data, "cut at 50 MB unpacked" if over else "a gzip file cut short"


def unwrap(text: str) -> str | None:
    """The XML inside a browser's viewer page, as it stands or escaped; None when there is none."""
    for candidate in (text, html.unescape(text) if "&lt;" in text else ""):
        match = _ROOT.search(candidate)
        if match:
            return match[0]
    return None


def is_html(text: str) -> bool:
    """Whether the text is an HTML page, by how it begins.

    >>> is_html("<!DOCTYPE html><html>"), is_html('<?xml version="1.0"?><rss>')
    (True, False)
    """
    start = _DECLARATION.sub("", text[:2000].lstrip("\ufeff \t\r\n"), count=1).lstrip().lower()
    return start.startswith(("<!doctype html", "<html", "<head", "<body"))


def plain(text: str | None) -> str | None:
    """A title as people read it: without tags and entities, white space folded; None if empty.

    >>> plain("Ақтауда <b>алаяқтар</b>&nbsp;&quot;дипфейк&quot;  жасады ")
    'Ақтауда алаяқтар "дипфейк" жасады'
    """
    return " ".join(html.unescape(_TAG.sub("", text or "")).split()) or None
