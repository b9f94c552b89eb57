"""Endless pages: the next articles follow the first, and do not belong to it."""

from __future__ import annotations

import re
from collections.abc import Collection

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
_HEADINGS = ("h1", "h2")
_DATED = re.compile(
    r"(?:\d{1,2}[.\s]\s*[^\W_]+[.\s]\s*\d{4}\D{1,5}\d{1,2}:\d\d|"
    r"\d{1,2}:\d\d\W+\d{1,2}[.\s]\s*[^\W_]+[.\s]\s*\d{4})\W*(?P<views>[\d\s]*)"
)


def without_next_articles(
    found: list[Block], title: str, dated: str, spared: Collection[HtmlElement], cuts: list[Cut]
) -> list[Block]:
    """The blocks before the next article begins; what follows is taken out of the tree.

    It begins with a headline in a wrapper beside that of the own one, or after some prose with any
    h1 in a wrapper of its own, or with a line of day and hour that has views or stands at a
    headline, and with the headline or label above it; with views the second such line is enough,
    the article's own `dated` line, which is no block any more, being the first. Never in a `spared`
    element.
    """
    at = _next_article(found, title, dated, spared)
    if at is None:
        return found
    above = {node for block in found[:at] for node in _with_ancestors(block.element)}
    for block in found[at:]:
        if block.element not in above:
            cut(block.element, "next article", cuts)
    return found[:at]


def _next_article(
    found: list[Block], title: str, own_day: str, spared: Collection[HtmlElement]
) -> int | None:
    start = _headline(found, title)
    way = _with_ancestors(found[start - 1].element) if start <= len(found) else []
    own = found[start - 1].tag if way else ""
    chain = dict(zip(way[1:], way, strict=False))
    prose: list[int] = []
    homes: set[HtmlElement | None] = set()
    lines = (own_day, *(block.text for block in found[:start]))
    days = sum(1 for line in lines if _DATED.fullmatch(line))
    for at, block in enumerate(found[start:], start):
        if spared and any(node in spared for node in _with_ancestors(block.element)):
            continue
        if block.tag in _HEADINGS and _heads_alike(
            chain, block.element, same=block.tag == own, begun=bool(homes)
        ):
            return at
        begun = len(prose) >= PARAGRAPHS and sum(prose) > BEGUN
        if begun and block.tag == "h1" and block.element.getparent() not in homes:
            return at
        dated = _DATED.fullmatch(block.text)
        if dated:
            another = bool(dated["views"]) or (begun and _is_headed(found, at))
            if another and (begun or (prose and days)):
                return at if found[at - 1].text.endswith(_STOPS) else at - 1
            days += 1
        if score(block):
            prose.append(len(block.text))
        if score(block) >= SENTENCE:
            homes.add(block.element.getparent())
    return None


def _is_headed(found: list[Block], at: int) -> bool:
    """Whether a line beside that of the day may be a headline: in a chronicle both are prose."""
    beside = [found[at - 1], *found[at + 1 : at + 2]]
    return not all(block.text.endswith(_STOPS) for block in beside)


def _headline(found: list[Block], title: str) -> int:
    """Where the article's own headline ends; the end of the page if no heading shows it."""
    wanted = key(title)
    for tag in _HEADINGS:
        for at, block in enumerate(found):
            if block.tag == tag and key(block.text) == wanted:
                return at + 1
    return len(found) + 1


def _heads_alike(
    chain: dict[HtmlElement, HtmlElement], other: HtmlElement, *, same: bool, begun: bool
) -> bool:
    """Whether another headline heads a piece beside the article's: a wrapper of the same tag and
    class, and the heading of the `same` rank or the wrapper an <article>. But for an h1, not before
    the text has `begun`. `chain` gives for each ancestor of the own headline its child on the way
    down to it."""
    its = other
    for above in other.iterancestors():
        if above in chain:
            mine = chain[above]
            kinds = [(node.tag, node.get("class")) for node in (mine, its)]
            if its is other or kinds[0] != kinds[1]:
                return False
            alike = (same and kinds[0][1] is not None) or its.tag == "article"
            return alike and (begun or other.tag == "h1")
        its = above
    return False


def _with_ancestors(element: HtmlElement) -> list[HtmlElement]:
    return [element, *element.iterancestors()]
