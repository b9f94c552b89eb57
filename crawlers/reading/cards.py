"""Cards: pieces of a page that lead to other articles. What stands in one is not the article's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from crawlers.reading.furniture import element_words
from crawlers.reading.tree import hidden, is_longer, named, text_of

LOOKED = 100
"""How many nodes of a kind are looked at; pages with more are broken."""
LEVELS = 4
"""How far up from a date its card may begin."""
TITLE_LENGTH = 25
"""A link with a longer text is a headline, a shorter one a rubric or an author."""
CARD_LENGTH = 400
ROW, NEARLY = 3, 0.8
"""Cards, and their share of the siblings, from which on these are a row of cards."""
LISTED = 0.4
"""Share of headlines in the text of a list of them."""
_TAGS = frozenset(("aside", "nav", "footer"))
_NEVER = frozenset(("body", "html", "article", "main", "h1"))
"""Elements that are no furniture whatever they are named after."""


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element's tag, class or id says that it is furniture."""
    tag = element.tag
    if tag in _TAGS:
        return True
    class_, id_ = element.get("class"), element.get("id")
    if (class_ or id_) and tag not in _NEVER and _is_bad_name(class_, id_):
        return True
    return hidden(element)


@lru_cache(maxsize=8192)
def _is_bad_name(class_: str | None, id_: str | None) -> bool:
    """Whether a class and id name furniture; very long ones are a build tool's, and say nothing."""
    words = named(class_, id_)
    return 1 < len(words) < 200 and not element_words("elements").isdisjoint(words.split())


class Cards:
    """The cards of a whole page: once something was taken out of it, they are others."""

    def __init__(self, root: HtmlElement) -> None:
        headline = root.find(".//h1")
        self._wrappers = set(headline.iterancestors()) if headline is not None else set()
        self._known: dict[HtmlElement, bool] = {}

    def outside(self, nodes: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
        """Those of the page's nodes that stand neither in furniture nor in the card of another
        article.

        Only the first LOOKED are looked at. What holds the page's first headline is a wrapper,
        whatever it is named after: `has-sidebar`.
        """
        return (node for node in islice(nodes, LOOKED) if not self._holds(node))

    def _holds(self, node: HtmlElement) -> bool:
        if node not in self._wrappers and _is_bad_name(node.get("class"), node.get("id")):
            return True
        for level, above in enumerate(node.iterancestors()):
            if above.tag in ("body", "html"):
                return False
            if above.tag == "a" or self._is_furniture(above):
                return True
            if level < LEVELS and self._is_card(above):
                return True
            if next(above.iterdescendants("h1"), None) is not None:
                return any(map(self._is_furniture, above.iterancestors()))
        return False

    def _is_furniture(self, element: HtmlElement) -> bool:
        return element not in self._wrappers and is_furniture(element)

    def _is_card(self, element: HtmlElement) -> bool:
        """The same as `_is_card`, told again of an element that was asked for before: the dates,
        authors and links of a page stand side by side."""
        known = self._known.get(element)
        if known is None:
            known = self._known[element] = _is_card(element)
        return known


def _is_card(element: HtmlElement) -> bool:
    """An element with links that read like headlines, and no headline of its own: it is small, or
    mostly such links."""
    if next(element.iterdescendants("h1"), None) is not None:
        return False
    links = [len(text) for text in map(text_of, element.iter("a")) if len(text) >= TITLE_LENGTH]
    if not links:
        return False
    if not is_longer(element, CARD_LENGTH - 1):
        return True
    most = int(sum(links) / LISTED) + 1  # a text that is longer is surely no list
    return not is_longer(element, most) and sum(links) > LISTED * len(text_of(element))


def rows_of_cards(linked: Iterable[HtmlElement]) -> Iterator[list[HtmlElement]]:
    """Rows of cards: siblings of one tag and class, all small, nearly all with a headline.

    `linked` are the elements whose whole text is a link to another page of the site. A sentence
    that stands beside such a headline in its card speaks of that page.
    """
    rows: dict[tuple[HtmlElement, tuple[str, str | None]], dict[HtmlElement, None]]
    rows = defaultdict(dict)
    for element in linked:
        child = element
        for above in islice(element.iterancestors(), LEVELS):
            if child.tag not in ("p", "body"):
                rows[above, _kind(child)][child] = None
            child = above
    alike = {parent: Counter(map(_kind, parent)) for parent, _ in rows}
    for (parent, kind), cards in rows.items():
        if len(cards) >= max(ROW, NEARLY * alike[parent][kind]) and all(map(_is_small, cards)):
            yield list(cards)


def _kind(element: HtmlElement) -> tuple[str, str | None]:
    return element.tag, element.get("class")


def _is_small(element: HtmlElement) -> bool:
    return not is_longer(element, CARD_LENGTH - 1) and element.find(".//h1") is None
