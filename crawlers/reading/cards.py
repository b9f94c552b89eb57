"""Cards: pieces of a page that lead to other articles. What stands in one is not the article's."""

from __future__ import annotations

from functools import lru_cache

from lxml.html import HtmlElement

from crawlers.reading.furniture import element_words
from crawlers.reading.tree import hidden, names, text_of

LEVELS = 4
"""How far up from a date its card may begin."""
TITLE_LENGTH = 25
"""A link with a longer text is a headline, a shorter one a rubric or an author."""
CARD_LENGTH = 400
LISTED = 0.4
"""Share of headlines in the text of a list of them."""
_TAGS = frozenset(("aside", "nav", "footer"))


def is_furniture(element: HtmlElement) -> bool:
    """Whether an element's tag, class or id says that it is furniture."""
    if element.tag in _TAGS or hidden(element):
        return True
    if element.tag in ("body", "html", "article", "main", "h1"):
        return False
    return _is_bad_name(names(element))


@lru_cache(maxsize=8192)
def _is_bad_name(words: str) -> bool:
    """Whether a class and id name furniture; very long ones are a build tool's, and say nothing."""
    return 1 < len(words) < 200 and not element_words("elements").isdisjoint(words.split())


def in_card(node: HtmlElement) -> bool:
    """Whether a node stands in furniture or in the card of another article."""
    for level, above in enumerate(node.iterancestors()):
        if above.tag in ("body", "html"):
            return False
        if above.tag == "a" or is_furniture(above):
            return True
        if level < LEVELS and _is_card(above):
            return True
        if next(above.iterdescendants("h1"), None) is not None:
            return any(map(is_furniture, above.iterancestors()))
    return False


def _is_card(element: HtmlElement) -> bool:
    """An element with links that read like headlines, and no headline of its own: it is small, or
    mostly such links."""
    if next(element.iterdescendants("h1"), None) is not None:
        return False
    links = [len(text) for text in map(text_of, element.iter("a")) if len(text) >= TITLE_LENGTH]
    if not links:
        return False
    length = len(text_of(element))
    return length < CARD_LENGTH or sum(links) > LISTED * length
