"""The dates a page shows: behind its headline first, then before it; never another article's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property, lru_cache
from itertools import chain, dropwhile, islice

from lxml.html import HtmlElement

from crawlers.reading.cards import CARD_LENGTH, Cards
from crawlers.reading.dates import LINE, is_date_line
from crawlers.reading.furniture import key
from crawlers.reading.tree import BLOCKS, is_longer, named, names, squeeze, text_of

Found = tuple[str, str]
"""A rule and the text it found."""
_DATE_WORDS = frozenset(("date", "time", "datetime", "published", "pubdate"))
_PARTS = re.compile("[Dd]ate|[Tt]ime|published")
_CHANGE_WORDS = frozenset(("updated", "modified"))
_FIRST_WORDS = frozenset(("published", "pubdate"))
NEAR = 3
"""How many ancestors up a date before the headline still belongs to it."""
MOST = 25
"""How many candidates are looked at."""
_HEADLINE = 15
"""Characters of a shortest headline."""
_SHORT = 120
"""A longer text with a date in it is a sentence about that day."""
_LINES = BLOCKS | frozenset(("span", "small", "b", "strong", "i", "em", "a"))
_PIECES = 8
"""An element with more in it is no line."""
_UNREAD = ("a", "script", "style", "template")
_PROSE = 80
"""Characters of a shortest line that is text: the head of an article ends before it."""
_APART = 40
"""Characters beside a date, outside of links, that make its element a text of its own."""
_BEFORE = 300
"""So much text before such an element is more than a lead: it is a comment, or another piece."""


class Stamps:
    """What a whole page shows of its dates, and says by itemprop; what is asked for twice is
    looked for once."""

    def __init__(self, nodes: Sequence[HtmlElement], cards: Cards) -> None:
        """`nodes` are all elements of the page, its root first."""
        self._nodes = nodes
        self._cards = cards
        self._props = _by_itemprop(nodes)

    def beside(self) -> Iterator[Found]:
        """The dates beside the headline: <time datetime>, then elements named after a date, then
        lines that are nothing but a date. Those of cards, comments and changes are none."""
        yield from _dates(node for node in self._near if not _is_change(node))
        lines = (node for node in self._around if not _may_be_date(node) and _is_date_line(node))
        yield from (("text", text_of(node)) for node in self._of_the_article(lines))

    def further(self) -> Iterator[Found]:
        """The dates further down, and last those that are named after a change."""
        below = _below_headline(self._nodes, self._headline)
        far = list(self._of_the_article(below, behind=True))
        yield from _dates(node for node in far if not _is_change(node))
        yield from _dates(node for node in chain(self._near, far) if _is_change(node))

    def marked(self, prop: str) -> Iterator[Found]:
        """What the elements of an itemprop say, outside the cards of other articles."""
        for node in self._of_the_article(self._props.get(prop, ())):
            given = (node.get(name) for name in ("content", "datetime", "src"))
            yield f"itemprop:{prop}", next(filter(None, given), "") or text_of(node)

    @cached_property
    def _headline(self) -> HtmlElement | None:
        return _headline(self._nodes[0])

    @cached_property
    def _above(self) -> frozenset[HtmlElement]:
        """What holds the headline."""
        headline = self._headline
        return frozenset(headline.iterancestors() if headline is not None else ())

    @cached_property
    def _around(self) -> list[HtmlElement]:
        return _around_headline(self._nodes, self._headline)

    @cached_property
    def _near(self) -> list[HtmlElement]:
        """The elements around the headline that say that they are dates of the article."""
        return list(self._of_the_article(filter(_may_be_date, self._around)))

    def _of_the_article(
        self, nodes: Iterable[HtmlElement], *, behind: bool = False
    ) -> Iterator[HtmlElement]:
        """Those of the nodes that may be the article's date; `behind` says that some may stand
        behind the article."""
        held = self._above
        for node in islice(self._cards.outside(nodes), MOST):
            if not _in_row(node, held) and not (behind and held and _speaks_of_itself(node, held)):
                yield node


def _dates(nodes: Iterable[HtmlElement]) -> Iterator[Found]:
    """What <time datetime> says, then what elements named after a date do."""
    own = list(nodes)
    yield from (("time", node.get("datetime", "")) for node in own if _is_timed(node))
    named = (text_of(node) for node in own if not _is_timed(node))
    yield from (("text", text) for text in named if 0 < len(text) <= _SHORT)


def _by_itemprop(nodes: Iterable[HtmlElement]) -> dict[str, list[HtmlElement]]:
    """The elements that say what they are."""
    found: dict[str, list[HtmlElement]] = defaultdict(list)
    for node in nodes:
        prop = node.get("itemprop")
        if prop:
            found[prop].append(node)
    return found


def _is_timed(node: HtmlElement) -> bool:
    return bool(node.tag == "time" and node.get("datetime") is not None)


@lru_cache(maxsize=8192)
def _is_date_name(class_: str | None, id_: str | None) -> bool:
    """Whether a class and id are named after a date."""
    said = _PARTS.search(class_ or "") or _PARTS.search(id_ or "")
    return said is not None and not _DATE_WORDS.isdisjoint(named(class_, id_).split())


def _is_change(node: HtmlElement) -> bool:
    """Whether an element is named after a later change, and after nothing else."""
    words = frozenset(names(node).split())
    changed = node.get("itemprop") == "dateModified" or not words.isdisjoint(_CHANGE_WORDS)
    return changed and words.isdisjoint(_FIRST_WORDS)


def _around_headline(
    nodes: Iterable[HtmlElement], headline: HtmlElement | None
) -> list[HtmlElement]:
    """What may be a date behind the headline up to the first text, and before it under one of its
    near ancestors; what stands further up is the site's own line with today's date."""
    if headline is None:
        return []
    near = _near(headline)
    above = set(near)
    before: list[HtmlElement] = []
    behind: list[HtmlElement] = []
    seen = False
    begin = near[-1] if near else headline
    for node in dropwhile(lambda node: node is not begin, nodes):
        if node is headline:
            seen = True
        elif seen and _is_prose(node):
            break
        elif not (_may_be_date(node) or _may_be_line(node)):
            continue
        elif seen:
            behind.append(node)
        elif not above.isdisjoint(_near(node)):
            before.append(node)
    return behind + before


def _below_headline(
    nodes: Iterable[HtmlElement], headline: HtmlElement | None
) -> Iterator[HtmlElement]:
    """What may be a date from the first text below the headline on; all of a page without one."""
    if headline is not None:
        below = dropwhile(lambda node: node is not headline, nodes)
        nodes = dropwhile(lambda node: node is headline or not _is_prose(node), below)
    return filter(_may_be_date, nodes)


def _headline(root: HtmlElement) -> HtmlElement | None:
    """The first h1 or h2 that <title> holds, else the first h1."""
    titles = [key(text_of(node)) for node in root.iter("title")]
    tops = list(islice(root.iter("h1"), MOST)) + list(islice(root.iter("h2"), MOST))
    for node in tops:
        said = key(text_of(node))
        if len(said) >= _HEADLINE and any(said in title for title in titles):
            return node
    return next((node for node in tops if node.tag == "h1"), None)


def _may_be_date(node: HtmlElement) -> bool:
    return node.tag == "time" or _is_date_name(node.get("class"), node.get("id"))


def _is_date_line(node: HtmlElement) -> bool:
    """Whether the text in an element is nothing but a date."""
    return not is_longer(node, LINE) and is_date_line(text_of(node))


def _may_be_line(node: HtmlElement) -> bool:
    return node.tag in _LINES and len(node) <= _PIECES


def _is_prose(node: HtmlElement) -> bool:
    """Whether an element holds text itself, not only by the elements in it."""
    if node.tag == "p":
        return len(text_of(node)) >= _PROSE
    if node.tag not in BLOCKS or node.tag in ("h1", "h2"):
        return False
    own = [node.text, *(child.tail for child in node)]
    return sum(len((part or "").strip()) for part in own) >= _PROSE


def _near(node: HtmlElement) -> list[HtmlElement]:
    """The nearest ancestors of a node, the whole page not among them."""
    above = islice(node.iterancestors(), NEAR)
    return [element for element in above if element.tag not in ("body", "html")]


def _in_row(node: HtmlElement, held: Set[HtmlElement]) -> bool:
    """Whether a date stands in one of several alike elements, each with a date and a link: cards,
    however short their headlines are."""
    for above in islice(node.iterancestors(), NEAR):
        if above in held or above.tag in ("body", "html"):
            return False
        twins = islice(
            chain(above.itersiblings(above.tag, preceding=True), above.itersiblings(above.tag)),
            MOST,
        )
        if is_longer(above, CARD_LENGTH):
            return False
        if _has_link(above) and any(_is_twin(each, above, node) for each in twins):
            return True
    return False


def _is_twin(other: HtmlElement, card: HtmlElement, node: HtmlElement) -> bool:
    if other.get("class") != card.get("class") or not _has_link(other):
        return False
    return any(each.get("class") == node.get("class") for each in other.iter(node.tag))


def _has_link(element: HtmlElement) -> bool:
    return element.find(".//a[@href]") is not None


def _speaks_of_itself(node: HtmlElement, held: Set[HtmlElement]) -> bool:
    """Whether a date stands in a text of its own behind the article's: a comment, another piece."""
    box = node
    for above in node.iterancestors():
        if box in held:
            return False
        beside = _length(box) - len(text_of(node)) if box is not node else 0
        if beside >= _APART:
            before = (each for each in box.itersiblings(preceding=True) if each.tag != "h1")
            if sum(map(_length, before)) >= _BEFORE:
                return True
        if above in held:
            return False
        box = above
    return False


def _length(element: HtmlElement) -> int:
    """Characters of the text in an element, outside of links."""
    if element.tag in _UNREAD:
        return 0
    apart = sum(len(squeeze("".join(each.itertext()))) for each in element.iter(*_UNREAD))
    return len(squeeze("".join(element.itertext()))) - apart
