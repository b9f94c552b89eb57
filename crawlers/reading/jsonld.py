"""JSON-LD: every block of a page, the article's own object, its trail of breadcrumbs."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from crawlers.reading.tree import squeeze

DEPTH = 4
"""Levels of @graph, mainEntity and lists that are looked through."""
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_ARTICLE = re.compile(r"(?:Article|Posting|Report)$")
_FENCE = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\s*\]\]>)\s*$")


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What the blocks say: objects that are articles, objects that are pages, breadcrumbs."""

    articles: tuple[dict[str, Any], ...] = ()
    pages: tuple[dict[str, Any], ...] = ()
    crumbs: tuple[str, ...] = ()
    broken: tuple[str, ...] = field(default=())


def linked_data(root: HtmlElement) -> LinkedData:
    """All JSON-LD of a page. Broken blocks are passed over and named in `broken`.

    An ItemList speaks of other articles and is not looked into.
    """
    found: list[dict[str, Any]] = []
    broken: list[str] = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            found.extend(_objects(_load(script.text or ""), DEPTH))
        except ValueError as error:
            broken.append(str(error))
        except RecursionError:
            broken.append("nested too deep")
    known = {str(item["@id"]): item for item in found if item.get("@id") and item.get("name")}
    return LinkedData(
        articles=tuple(_with_author(item, known) for item in found if _is(item, _ARTICLE)),
        pages=tuple(item for item in found if _is(item, re.compile(r"(?:Web|Item|About)Page$"))),
        crumbs=next((trail for trail in map(_crumbs, found) if trail), ()),
        broken=tuple(broken),
    )


def _with_author(item: dict[str, Any], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """An article whose author is a reference (`@id`), with the object it refers to."""
    said = item.get("author")
    authors = said if isinstance(said, list) else [said]
    meant = [
        known.get(str(author.get("@id")), author)
        if isinstance(author, dict) and not author.get("name")
        else author
        for author in authors
    ]
    return item | {"author": meant} if meant != authors else item


def strings(value: object, *path: str) -> list[str]:
    """The strings at a path of an object, entities unescaped, white space folded at line ends.

    Lists are looked through; an object at the end gives its `name`, else its `@id`.
    """
    if isinstance(value, list):
        return [text for item in value for text in strings(item, *path)]
    if isinstance(value, dict):
        if path:
            return strings(value.get(path[0]), *path[1:])
        return strings(
            value.get("name") or value.get("@value") or value.get("url") or value.get("@id")
        )
    if path or not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return []
    text = unescape(str(value)).strip()
    return [text] if text else []


def unescape(text: str) -> str:
    """Entities resolved, those of entities too (`&amp;quot;`, as some sites print)."""
    once = html.unescape(text)
    return html.unescape(once) if "&" in once else once


def _load(text: str) -> object:
    return _loads(_FENCE.sub("", _FENCE.sub("", text)).strip().rstrip(";"))


def _objects(value: object, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth)
    elif isinstance(value, dict):
        if "ItemList" in _types(value):
            return
        yield value
        if depth:
            for name in _NESTED:
                yield from _objects(value.get(name), depth - 1)


def _types(item: dict[str, Any]) -> list[str]:
    kinds = item.get("@type")
    return [
        kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
    ]


def _is(item: dict[str, Any], pattern: re.Pattern[str]) -> bool:
    return any(pattern.search(kind) for kind in _types(item))


def _crumbs(item: dict[str, Any]) -> tuple[str, ...]:
    """The names of a breadcrumb trail, the first (home) and the page itself included."""
    elements = item.get("itemListElement")
    if "BreadcrumbList" not in _types(item) or not isinstance(elements, list):
        return ()
    steps = [element for element in elements if isinstance(element, dict)]
    found = [strings(step.get("name") or step.get("item"))[:1] for step in steps]
    return tuple(squeeze(text) for texts in found for text in texts)


def _loads(text: str) -> Any:
    """The value of a block; half an emoji, which no file can hold, becomes a question mark."""
    value = json.loads(text, strict=False)
    if "\\ud" in text.lower():
        whole = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
        value = json.loads(whole)
    return value
