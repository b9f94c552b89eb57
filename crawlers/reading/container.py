"""Where the article stands: the element around most of the page's prose, by one pass of scoring.

No stop words and no language: prose is length, commas and sentence ends with few links.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from crawlers.reading.blocks import Block, score
from crawlers.reading.tree import names

SHARES = (1.0, 0.85, 0.55, 0.3)
"""What a block gives to the elements around it, from the nearest on."""
_OWN = frozenset(("p", "blockquote", "li"))
_GOOD = frozenset(
    (
        "article",
        "story",
        "post",
        "content",
        "body",
        "entry",
        "text",
        "main",
        "news",
        "detail",
        "full",
    )
)
_SHORT = frozenset(("h2", "h3", "h4", "h5", "p", "li", "blockquote", "tr", "dt", "dd"))
CRUMB = 25
"""Characters of a shortest line outside a paragraph, a heading, a list or a table."""
LINKED, LONG = 0.5, 400
"""A line with more of it in links is one, unless it is a long paragraph or a sentence to its stop:
one on an earlier story may be linked whole."""
_STOPS = (".", "!", "?", "…", "»")
LEVELS = 5
"""How far up the article may go on beside its container."""
ENOUGH, MORE = 0.55, 1.35
"""A container that holds less than ENOUGH of the page's prose gives way to a parent with MORE."""


@dataclass(frozen=True, slots=True)
class Container:
    """The element around the article, and what share of the page's prose it holds."""

    element: HtmlElement
    share: float


def container(shown: Sequence[Block]) -> Container | None:
    """The container of the article; None on a page without prose."""
    near: dict[HtmlElement, float] = defaultdict(float)
    held: dict[HtmlElement, float] = defaultdict(float)
    total = 0.0
    for block in shown:
        value = score(block)
        if not value:
            continue
        total += value
        path = [block.element, *block.element.iterancestors()]
        for up, share in enumerate(SHARES[: len(path)]):
            if up or block.tag not in _OWN:
                near[path[up]] += value * share
        for node in path:
            held[node] += value
    if not near:
        return None
    top = max(near, key=lambda node: near[node] * _weight(node))
    top = _widened(top, held, total)
    return Container(top, held[top] / total)


def in_container(shown: Sequence[Block]) -> list[Block]:
    """The blocks of the article: those in the container that are neither links nor crumbs."""
    return within(container(shown), shown)


def within(found: Container | None, shown: Sequence[Block]) -> list[Block]:
    """The same where the container is known."""
    if found is None:
        return []
    inside = set(found.element.iter())
    return list(_read([block for block in shown if block.element in inside]))


def unread(block: Block) -> str:
    """The rule by which a block of the container is not read by itself; empty where it is."""
    if block.tag == "h1":
        return "headline"
    if _is_link(block):
        return "linked"
    return "" if len(block.text) >= CRUMB or block.tag in _SHORT else "label"


def _is_link(block: Block) -> bool:
    is_link = block.link_share > LINKED and len(block.text) < LONG
    return is_link and not block.text.endswith(_STOPS)


def _read(found: Sequence[Block]) -> Iterator[Block]:
    """The blocks without the headline and without labels. Between paragraphs that <br> parts, or
    divs of one kind, a short line is a heading in bold, an item or an answer."""
    labels: list[Block] = []
    last: Block | None = None
    for block in found:
        rule = unread(block)
        if rule == "label":
            labels.append(block)
        elif not rule:
            if last and score(last) and _place(last) == _place(block):
                yield from (label for label in labels if _place(label) == _place(block))
            labels.clear()
            last = block
            yield block


def _place(block: Block) -> tuple[HtmlElement | None, str, str | None]:
    """Where a block stands: lines that <br> parts in the same element, others beside their like."""
    element = block.element
    parent = element.getparent()
    while parent is not None and len(parent) == 1 and parent.tag != "body":
        element, parent = parent, parent.getparent()
    return parent, element.tag, element.get("class")


def _widened(top: HtmlElement, held: dict[HtmlElement, float], total: float) -> HtmlElement:
    """The container, or one further up where the article goes on beside it.

    A parent that holds much more is taken while the container is small; one further up, if what
    it holds more stands in elements of the same kind: sections or paragraphs in wrappers.
    """
    while held[top] < ENOUGH * total:
        parent = top.getparent()
        if parent is None or parent.tag == "body":
            break
        if held[parent] > MORE * held[top]:
            top = parent
            continue
        above = _alike(top, held)
        if above is None:
            break
        top = above
    return top


def _alike(top: HtmlElement, held: dict[HtmlElement, float]) -> HtmlElement | None:
    """The nearest ancestor whose children like the one around `top` hold much of the prose."""
    child = top
    for above in islice(top.iterancestors(), LEVELS):
        if above.tag in ("body", "html"):
            return None
        kind = (child.tag, child.get("class"))
        more = sum(
            held.get(node, 0.0)
            for node in above
            if node is not child and (node.tag, node.get("class")) == kind
        )
        if more > (MORE - 1) * held[top]:
            return above
        child = above
    return None


def _weight(node: HtmlElement) -> float:
    if node.tag in ("article", "main") or node.get("itemprop") == "articleBody":
        return 1.25
    if node.tag == "body":
        return 0.6
    return 1.0 if _GOOD.isdisjoint(names(node).split()) else 1.12
