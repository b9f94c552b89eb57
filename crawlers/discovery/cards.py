"""The cards of a listing: which links on a page lead to articles, with title and printed date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import cast

from lxml import etree, html
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from crawlers.discovery.addresses import absolute
from crawlers.discovery.text import plain
from crawlers.page import Hints, Link

CARD_LEVELS = 4
"""How far above its link a card may reach."""
DATE_LENGTH = 60
"""A longer piece of text with a date in it is a sentence, not the date of a card."""

# Forms the sites print; which day it means is for whoever reads the hint.
_DATE = re.compile(
    r"""\b\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d | \b(?:19|20)\d\d-\d\d-\d\d
    | \b\d{1,2}\s+[^\W\d_]{3,}\.?,?\s+(?:19|20)\d\d | \b(?:сегодня|вчера|бүгін|кеше)\b
    | \b\d{1,2}:\d\d\b""",
    re.IGNORECASE | re.VERBOSE,
)
_DATE_CLASS = re.compile(r"date|time", re.I)
_TITLE_CLASS = re.compile(r"title|headline", re.I)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def parse(text: str) -> HtmlElement | None:
    """The tree of a page or a fragment; None when there is no element in it."""
    try:
        tree = html.document_fromstring(text.encode("utf-8"), parser=_parser())
    except (ValueError, etree.ParserError):
        return None
    return tree if isinstance(tree, HtmlElement) else None


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)


def selected(tree: HtmlElement, css: str) -> list[HtmlElement]:
    """The `a` elements a profile's CSS means: those it selects, or the one in or around each."""
    anchors = []
    for element in cast("list[HtmlElement]", CSSSelector(css, translator="html")(tree)):
        if element.tag == "a":
            anchors.append(element)
            continue
        inside = element.find(".//a[@href]")
        around = next(element.iterancestors("a"), None)
        anchor = inside if inside is not None else around
        if anchor is not None:
            anchors.append(anchor)
    return anchors


def links(
    tree: HtmlElement, anchors: list[HtmlElement], base: str, is_article: Callable[[str], bool]
) -> list[Link]:
    """The links of these anchors in page order, each address once with its fullest title."""
    found: dict[str, Link] = {}
    for anchor in anchors:
        url = absolute(anchor.get("href") or "", base)
        if url is None:
            continue
        card = _card(anchor, base, url, is_article)
        link = Link(url=url, hints=Hints(title=_title(anchor), published=_date(card)))
        known = found.get(url)
        found[url] = link if known is None else _merge(known, link)
    return list(found.values())


def _merge(known: Link, link: Link) -> Link:
    """A card often links its picture and its headline: the longer title is the headline."""
    title = max(known.hints.title or "", link.hints.title or "", key=len) or None
    published = known.hints.published or link.hints.published
    return replace(known, hints=replace(known.hints, title=title, published=published))


def _card(
    anchor: HtmlElement, base: str, url: str, is_article: Callable[[str], bool]
) -> HtmlElement:
    """The largest element around a link that leads to no other article."""
    card = anchor
    for level, parent in enumerate(anchor.iterancestors()):
        if level >= CARD_LEVELS or parent.tag in ("body", "html"):
            break
        others = (absolute(a.get("href") or "", base) for a in parent.iter("a"))
        if any(other and other != url and is_article(other) for other in others):
            break
        card = parent
    return card


def _title(anchor: HtmlElement) -> str | None:
    for element in anchor.iter():
        if isinstance(element.tag, str) and (
            element.tag in _HEADINGS or _TITLE_CLASS.search(element.get("class") or "")
        ):
            title = _text(element)
            if title:
                return title
    return _text(anchor) or plain(anchor.get("title"))


def _date(card: HtmlElement) -> str | None:
    """The date as printed: of `time`, of a class that says so, else the first short text."""
    for element in card.iter("time"):
        stated = element.get("datetime") or _text(element)
        if stated:
            return " ".join(stated.split())
    for element in card.iter():
        if isinstance(element.tag, str) and _DATE_CLASS.search(element.get("class") or ""):
            text = _text(element)
            if text and len(text) <= DATE_LENGTH and _DATE.search(text):
                return text
    for text in _pieces(card):
        if len(text) <= DATE_LENGTH and _DATE.search(text):
            return text
    return None


def _pieces(card: HtmlElement) -> Iterator[str]:
    for piece in card.itertext():
        if text := " ".join(str(piece).split()):
            yield text


def _text(element: HtmlElement) -> str | None:
    return " ".join(" ".join(str(piece) for piece in element.itertext()).split()) or None
