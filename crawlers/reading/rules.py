"""The little language of profiles: where a field stands (`ld:` `meta:` `css:` `xpath:` `url:`)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from crawlers.reading.head import Head
from crawlers.reading.tree import matches, squeeze, text_of
from crawlers.site import Site


def values(
    rules: Iterable[str],
    root: HtmlElement,
    head: Head,
    url: str,
    site: Site | None,
    *,
    alts: bool = False,
) -> list[tuple[str, str]]:
    """(rule, value) of every value these rules find, in their order; no empty values.

    A path behind `ld:` has dots (`ld:author.name`). Elements give their text; <time> and <meta>
    give `datetime` and `content`; `alts` puts the `alt` of images in front, as captions want it:
    one that only repeats words of the page's <title> does not count.
    `url:` names a group of the article pattern.
    """
    found: list[tuple[str, str]] = []

    def said(nodes: Iterable[HtmlElement | str]) -> list[str]:
        return [value_of(node, alts=alts, title=head.title) for node in nodes]

    for rule in rules:
        kind, _, where = rule.partition(":")
        if kind == "ld":
            texts: Iterable[str] = head.ld(*where.split("."))
        elif kind == "meta":
            texts = head.meta.get(where.lower(), ())
        elif kind == "css":
            texts = said(matches(root, where))
        elif kind == "xpath":
            texts = said(_nodes(root.xpath(where)))
        else:
            texts = _groups(where, url, site)
        found.extend((rule, text) for text in map(squeeze, texts) if text)
    return found


def value_of(node: HtmlElement | str, *, alts: bool = False, title: str = "") -> str:
    """What an element says: its `datetime` or `content`, else its text, with `alts` behind those of
    its images that the page's <title> does not hold."""
    if isinstance(node, str):
        return node
    stated = node.get("datetime") or node.get("content")
    if stated:
        return str(stated)
    text = text_of(node)
    images = map(squeeze, (image.get("alt") for image in node.iter("img"))) if alts else ()
    own = [alt for alt in images if alt and alt not in text and alt not in title]
    return " ".join([*own, text])


def _nodes(result: object) -> list[HtmlElement | str]:
    if isinstance(result, list):
        return [node for node in result if isinstance(node, (str, HtmlElement))]
    return [str(result)] if isinstance(result, str) else []


def _groups(name: str, url: str, site: Site | None) -> list[str]:
    matches_ = (re.search(pattern, url) for pattern in (site.urls.article if site else ()))
    return [
        match[name] for match in matches_ if match and name in match.re.groupindex and match[name]
    ]
