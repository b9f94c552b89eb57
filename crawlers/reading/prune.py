"""Take furniture out of a tree: what its names, its tags or its links say is not the article."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from functools import lru_cache

from lxml.html import HtmlElement

from crawlers.reading.blocks import Block, Shown, score
from crawlers.reading.cards import TITLE_LENGTH, is_furniture, rows_of_cards
from crawlers.reading.cuts import Cut, cut
from crawlers.reading.endless import without_next_articles
from crawlers.reading.furniture import Furniture, element_words, key
from crawlers.reading.gate import has_sentence
from crawlers.reading.traces import is_of_site
from crawlers.reading.tree import drop, is_longer, named, once, text_of

VETO = 0.6
"""An element that holds this share of the page's prose is a wrapper, whatever its name says."""
LINK_SHARE, HEADED = 0.8, 0.5
"""A line with more of it inside links to the same site leads elsewhere; from the second on it may
be the headline of a card, beside its date."""
_HEADINGS = ("h2", "h3", "h4", "h5")
CAPTION_LENGTH = 400
_DATED = ("p", "div", "li", "span", "small", "i", "em", "font", "time", "b", "strong")
DATE_LENGTH = 60
"""Characters of a longest printed date."""


def prune(
    body: HtmlElement,
    shown: Shown,
    url: str,
    title: str,
    furniture: Furniture,
    *,
    dated: str,
    spared: Collection[HtmlElement],
    cuts: list[Cut],
) -> None:
    """Remove furniture elements and lines that are links to other pages of the site, in place.

    `shown` are the body's lines; `dated` is the text that the date was read from; `spared` elements
    are no furniture and no next article, whatever their names say. What goes is noted in `cuts`.
    """
    for node in list(body.getroottree().getroot().iter("script", "style")):
        drop(node)
    held = _held(shown.blocks)
    _drop_furniture(body, held, spared, cuts)
    _drop_date(body, dated, cuts)
    found = without_next_articles(shown.left(cuts), title, dated, spared, cuts)
    owners = Counter(block.element for block in found)
    above = _above(found)
    linked = [block for block in found if leads_elsewhere(block, url, title, furniture)]
    headlines = (
        block.element
        for block in linked
        if len(block.text) >= TITLE_LENGTH or block.tag in _HEADINGS
    )
    rows = list(rows_of_cards(headlines))
    for block in linked:
        leaf = owners[block.element] == 1 and block.element not in above
        if leaf and block.element is not body and block.link_share > LINK_SHARE:
            cut(block.element, "link", cuts)
    for row in rows:
        if sum(held[card] for card in row) < VETO * held[body] or _text_above(row[0], found):
            for card in row:
                if card not in spared:
                    cut(card, "card", cuts)


def _above(found: list[Block]) -> set[HtmlElement]:
    """The ancestors of the blocks, each climbed to once."""
    above: set[HtmlElement] = set()
    for block in found:
        for node in block.element.iterancestors():
            if node in above:
                break
            above.add(node)
    return above


def _text_above(card: HtmlElement, found: list[Block]) -> bool:
    """Whether a sentence stands between the headline and a row of cards, and not beside the row:
    a short article, whose teasers are longer. A digest has its opening beside its items."""
    headline = next((block.element for block in found if block.tag == "h1"), None)
    if headline is None:
        return False
    above = {headline, *headline.iterancestors()}
    if card.getparent() in above:
        return False
    around, parent = card, card.getparent()
    while parent is not None and parent not in above:
        around, parent = parent, parent.getparent()
    if parent is None:
        return False  # cut already, as a link
    begun = False
    for block in found:
        if block.element is headline:
            begun = True
        elif around is block.element or around in block.element.iterancestors():
            return False
        elif begun and score(block) and has_sentence(block.text):
            return True
    return False


def leads_elsewhere(block: Block, url: str, title: str, furniture: Furniture) -> bool:
    """Whether a line is mostly a link to another page of the site: a card, a menu item, "read
    also"."""
    if block.link_share <= HEADED or block.tag == "h1" or key(block.text) == key(title):
        return False
    if furniture.keeps(block.text):
        return False
    hrefs = (link.get("href") or "" for link in block.element.iter("a"))
    return any(is_of_site(href, url) for href in hrefs)


def take_captions(
    body: HtmlElement, cuts: list[Cut], spared: Collection[HtmlElement] = ()
) -> list[str]:
    """Remove the captions of pictures, but `spared` elements, and give their texts, in order; one
    printed twice, once."""
    taken = []
    for node in list(filter(_is_caption, body.iter())):
        if node.tag in ("body", "figure", "article", "main"):
            continue
        if node in spared or next(node.iter("h1", "h2"), None) is not None:
            continue  # a lead or a headline in an element named so
        text = once(text_of(node))
        if len(text) <= CAPTION_LENGTH and len(node.findall(".//p")) <= 1:
            taken.append(text)
            cut(node, "caption element", cuts)
    return [text for text in taken if text]


def credits_in(found: list[Block], furniture: Furniture) -> list[str]:
    """The lines of a pruned page that are captions or photo credits by their words."""
    return [block.text for block in found if furniture.credits_in(block.text)]


def _is_caption(node: HtmlElement) -> bool:
    if node.tag == "figcaption":
        return True
    return _is_caption_name(node.get("class"), node.get("id"))


@lru_cache(maxsize=8192)
def _is_caption_name(class_: str | None, id_: str | None) -> bool:
    return not element_words("captions").isdisjoint(named(class_, id_).split())


def _held(found: list[Block]) -> dict[HtmlElement, float]:
    """How much prose each element holds."""
    held: dict[HtmlElement, float] = defaultdict(float)
    for block in found:
        value = score(block)
        if not value:
            continue
        held[block.element] += value
        for node in block.element.iterancestors():
            held[node] += value
    return held


def _drop_furniture(
    body: HtmlElement,
    held: dict[HtmlElement, float],
    spared: Collection[HtmlElement],
    cuts: list[Cut],
) -> None:
    total = held[body]
    for node in list(filter(is_furniture, body.iter())):
        if node in spared or (total and held.get(node, 0.0) >= VETO * total):
            continue
        if node.tag != "nav" and node.find(".//h1") is not None:
            continue
        cut(node, "element", cuts)


def _drop_date(body: HtmlElement, dated: str, cuts: list[Cut]) -> None:
    """Remove the printed date: within the line of the lead it would be taken for its beginning."""
    if not 0 < len(dated) <= DATE_LENGTH:
        return
    for node in list(body.iter(*_DATED)):
        if not is_longer(node, len(dated)) and text_of(node) == dated:
            cut(node, "date", cuts)
