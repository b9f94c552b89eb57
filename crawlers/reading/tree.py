"""One lxml tree a page, and what everyone asks of its elements."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import cast

from lxml import etree
from lxml.cssselect import CSSSelector
from lxml.html import (
    HtmlComment,
    HtmlElement,
    HtmlEntity,
    HtmlProcessingInstruction,
    document_fromstring,
)

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BLOCK_TAGS = """
p li h1 h2 h3 h4 h5 h6 blockquote pre td th dd dt dl div section article main body tr table tbody
thead ul ol figure figcaption center header footer aside nav fieldset form hr address details
summary head list item quote row cell ab
"""
_NAMES = re.compile(r"[^a-z0-9]+")
UNSEEN = frozenset(("script", "style", "template"))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
BLOCKS = frozenset(_BLOCK_TAGS.split())
"""Elements that begin and end a line; the last seven are trafilatura's."""
_APART = BLOCKS | {"br"}
"""What parts words."""


_CLASSES = etree.ElementDefaultClassLookup(
    element=HtmlElement,
    comment=HtmlComment,
    pi=HtmlProcessingInstruction,
    entity=HtmlEntity,
)
"""Of every element the same; lxml.html's own choice is a call of Python for each, for forms."""


def parse(html: str) -> HtmlElement | None:
    """The tree of a page, without comments; None where there is no element at all."""
    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, collect_ids=False, encoding="utf-8"
    )
    parser.set_element_class_lookup(_CLASSES)
    try:
        return document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


_SPACE = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85"
_CONTROLS = [chr(code) for code in (*range(32), *range(127, 160)) if chr(code) not in _SPACE]
_UNSEEN = re.compile(f"[{re.escape(''.join(_CONTROLS))}\u200b\ufeff]")
"""Control characters of a page must not reach a terminal. A pattern, for `translate` looks up
every letter."""


def squeeze(text: str | None) -> str:
    """Text on one line: white space folded, invisible and control characters left out."""
    line = " ".join((text or "").split())
    if line.isprintable():  # nearly every line is, and this is asked of every piece of a page
        return line
    return " ".join(_UNSEEN.sub("", text or "").split())


def once(text: str) -> str:
    """A text that is printed twice in a row, once.

    >>> once("Асель Муратова Асель Муратова")
    'Асель Муратова'
    """
    half = len(text) // 2
    return text[:half] if text[half:] == f" {text[:half]}" else text


def text_of(element: HtmlElement) -> str:
    """The text in an element; block borders and <br> part words, inline borders don't."""
    text = None if element.tag in UNSEEN else element.text
    if not len(element):  # as most links
        return squeeze(text)
    parts = [text or ""]
    _gather(element, parts)
    return squeeze("".join(parts))


def _gather(node: HtmlElement, parts: list[str]) -> None:
    """Append what stands in a node behind its own text; libxml2 bounds the depth at 256."""
    for child in node:
        tag = child.tag
        apart = tag in _APART
        if apart:
            parts.append(" ")
        text = child.text  # each look at it copies it
        if text and tag not in UNSEEN:
            parts.append(text)
        if len(child):
            _gather(child, parts)
        if apart:
            parts.append(" ")
        tail = child.tail
        if tail:
            parts.append(tail)


def is_longer(element: HtmlElement, most: int) -> bool:
    """Whether the text in an element has more characters; a long one is not read to its end."""
    if not len(element):
        return len(text_of(element)) > most
    length = 0
    for node in element.iter():
        text = None if node.tag in UNSEEN else node.text
        tail = None if node is element else node.tail
        for part in (text, tail):
            if part:
                length += len(squeeze(part))  # and no fewer between others
        if length > most:
            return True
    return len(text_of(element)) > most


def names(element: HtmlElement) -> str:
    """Class and id of an element as lower-case words: `newsTags` gives `news tags`."""
    return named(element.get("class"), element.get("id"))


@lru_cache(maxsize=8192)
def named(class_: str | None, id_: str | None) -> str:
    """The same of a class and an id, None where there is none."""
    said = f"{class_ or ''} {id_ or ''}"
    plain = said if said.islower() else _CAMEL.sub(" ", said).lower()
    return _NAMES.sub(" ", plain).strip()


def place(element: HtmlElement) -> str:
    """An element as its tag with its first class, or its id: `div.story`, `div#app`."""
    classes = element.get("class", "").split()
    name = f".{classes[0]}" if classes else f"#{element.get('id')}" if element.get("id") else ""
    return f"{element.tag}{name}"


def hidden(element: HtmlElement) -> bool:
    """Whether the page itself does not show the element."""
    style = element.get("style")
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or (style is not None and HIDDEN.search(style) is not None)
    )


def drop(element: HtmlElement) -> None:
    """Take an element out of its tree; the text behind it stays."""
    if element.getparent() is not None:
        element.drop_tree()


@cache
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css)


def matches(root: HtmlElement, css: str) -> list[HtmlElement]:
    """The elements a CSS selector fits, in document order."""
    return cast("list[HtmlElement]", _selector(css)(root))


def select(root: HtmlElement, *selectors: str) -> list[HtmlElement]:
    """The elements of the first CSS selector that fits any, in document order."""
    for css in selectors:
        found = matches(root, css)
        if found:
            return found
    return []
