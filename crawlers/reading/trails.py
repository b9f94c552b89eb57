"""Links that say what they are: the trail of breadcrumbs, the category, the tags."""

from __future__ import annotations

from functools import lru_cache

from lxml.html import HtmlElement

from crawlers.reading.cards import Cards
from crawlers.reading.tree import named, text_of

MOST = 50
"""How many tags of an article are taken."""
_TRAIL = frozenset(("breadcrumb", "breadcrumbs"))


def trail_of(root: HtmlElement) -> list[str]:
    """The texts of the first breadcrumbs with links, home first; empty if there are none."""
    for node in root.iter("div", "nav", "ul", "ol", "p"):
        if _is_trail(node.get("class"), node.get("id")):
            trail = [text for link in node.iter("a") if (text := text_of(link))]
            if trail:
                return trail
    return []


@lru_cache(maxsize=8192)
def _is_trail(class_: str | None, id_: str | None) -> bool:
    return not _TRAIL.isdisjoint(named(class_, id_).split())


def related(root: HtmlElement, cards: Cards, relation: str) -> list[str]:
    """The texts of the links with this relation (rel), outside the cards of other articles."""
    links = [
        link for link in root.iter("a") if (rel := link.get("rel")) and relation in rel.split()
    ]
    if relation == "tag":  # WordPress says "category tag" of a category
        links = [link for link in links if "category" not in link.get("rel", "")]
    return [text for link in list(cards.outside(links))[:MOST] if (text := text_of(link))]
