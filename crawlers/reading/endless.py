"""Endless pages: the next articles follow the first, and do not belong to it."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawlers.reading.blocks import Block, score
from crawlers.reading.cuts import Cut, cut
from crawlers.reading.furniture import key

BEGUN, PARAGRAPHS = 600, 3
"""Characters and blocks of prose behind which another headline begins another article; a lead
with the date below it is shorter."""
SENTENCE = 1.0
"""Score of a shortest sentence: a line of rubric and date above a headline has less."""
_STOPS = (".", "!", "?", "…", "»", '"')
_DATED = re.compile(
    r"\d{1,2}[.\s]\s*[^\W_]+[.\s]\s*\d{4}\D{1,5}\d{1,2}:\d\d\W*[\d\s]*|"
    r"\d{1,2}:\d\d\W+\d{1,2}[.\s]\s*[^\W_]+[.\s]\s*\d{4}\W*[\d\s]*"
)


def without_next_articles(found: list[Block], title: str, cuts: list[Cut]) -> list[Block]:
    """The blocks before the next article begins; what follows is taken out of the tree.

    It begins with an h1 in a wrapper of its own, or with a line of day, hour and views, and with
    the label above that line.
    """
    at = _next_article(found, title)
    if at is None:
        return found
    above = {node for block in found[:at] for node in _with_ancestors(block.element)}
    for block in found[at:]:
        if block.element not in above:
            cut(block.element, "next article", cuts)
    return found[:at]


def _next_article(found: list[Block], title: str) -> int | None:
    start = _headline(found, title)
    prose: list[int] = []
    homes = set()
    for at, block in enumerate(found[start:], start):
        if len(prose) >= PARAGRAPHS and sum(prose) > BEGUN:
            if block.tag == "h1" and block.element.getparent() not in homes:
                return at
            if _DATED.fullmatch(block.text):
                above = found[at - 1]
                return at if score(above) or above.text.endswith(_STOPS) else at - 1
        if score(block):
            prose.append(len(block.text))
        if score(block) >= SENTENCE:
            homes.add(block.element.getparent())
    return None


def _headline(found: list[Block], title: str) -> int:
    """Where the article's own headline ends; the end of the page if it is not shown as h1."""
    wanted = key(title)
    shown = (
        at for at, block in enumerate(found) if block.tag == "h1" and key(block.text) == wanted
    )
    return next(shown, len(found)) + 1


def _with_ancestors(element: HtmlElement) -> list[HtmlElement]:
    return [element, *element.iterancestors()]
