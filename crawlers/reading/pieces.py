"""What became of each block of a page: kept, or cut by which rule, and what to change about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from lxml.html import HtmlElement

from crawlers.reading.blocks import Block
from crawlers.reading.body import Body
from crawlers.reading.container import CRUMB, container, unread
from crawlers.reading.context import Context
from crawlers.reading.cuts import Cut
from crawlers.reading.furniture import Rule, element_words, entries, key
from crawlers.reading.tree import BLOCKS, hidden, names, place, squeeze, text_of

RULES = {
    "element": "its tag, class or id is that of furniture",
    "next article": "the next article of the page has begun",
    "link": "a link to another page of the site",
    "card": "it stands in a row of cards of other articles",
    "caption element": "its class or id is that of a caption",
    "drop": "the profile drops it",
    "credits": "it begins or ends like a photo credit",
    "begins": "it begins like furniture",
    "lines": "it is a line of furniture",
    "holds": "a number with the words of a counter",
    "counter": "a number with little beside it",
    "end": "it ends the article",
    "after the end": "it stands behind the line that ends the article",
    "caption": "it is a caption",
    "title": "it is the headline",
    "no letters": "it has no letters",
    "other headline": "a link of the page to another article has this text",
    "date": "it is a date",
    "author": "it is an author",
    "double": "it stood there before",
    "memory": "it stands in several articles of the site",
    "headline": "a first heading in the body",
    "linked": "it is mostly links",
    "label": "a short line outside of paragraphs",
    "outside": "it stands outside of the body",
}
"""Every rule that cuts, and what it says of a block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A block of the page, or a piece that was cut out of one.

    `place` is the element it stood in. A cut has its rule; `by` is the word, entry or selector
    that the block met, `where` the file or the key of the profile that has it.
    """

    text: str
    place: str
    rule: str = ""
    by: str = ""
    where: str = ""

    @property
    def kept(self) -> bool:
        """Whether it is in the text."""
        return not self.rule

    @property
    def why(self) -> str:
        """What its rule says, in words."""
        return RULES.get(self.rule, "")


def pieces(page: Context, shown: Sequence[Block]) -> tuple[Piece, ...]:
    """Every block of `shown`, all of the page before it was read, and what became of it."""
    told = _Told(page)
    found: list[Piece] = []
    for block in shown:
        found.append(told.of(block))
        found.extend(told.out_of(block))
    return tuple(found)


class _Told:
    """What a reading that has ended left behind, asked block by block."""

    def __init__(self, page: Context) -> None:
        self.page = page
        self.read = page.read or Body((), (), "", "")
        self.cut_by = {each.element: each for each in page.cuts}
        self.inline: dict[HtmlElement | None, list[Cut]] = defaultdict(list)
        for each in page.cuts:
            if each.element.tag not in BLOCKS:
                self.inline[self._owner(each.parent)].append(each)
        self.left: dict[HtmlElement, list[Block]] = defaultdict(list)
        for block in page.left:
            self.left[block.element].append(block)
        self.judged: dict[tuple[HtmlElement | None, str], str] = {}
        for line, rule in page.judged:  # a line that was kept once is kept
            name = (line.element, key(line.text))
            self.judged[name] = "" if self.judged.get(name) == "" else rule
        kept = [line for line, rule in page.judged if not rule]
        foreign = any(line.element is None for line in kept)  # JSON-LD's, a hook's, trafilatura's
        self.foreign = key(" ".join(line.text for line in kept)) if foreign else ""
        self.around = container(page.left)

    def of(self, block: Block) -> Piece:
        """What became of a block."""
        removed = self._removed(block.element)
        if removed:
            return self._cut(block.text, removed)
        left = self._left(block)
        if left is None:
            inline = self.inline.get(block.element)
            return self._cut(block.text, inline[0]) if inline else self._line(block, "outside")
        return self._line(block, self._rule(left))

    def out_of(self, block: Block) -> Iterator[Piece]:
        """The pieces that were cut out of a block that stayed; each is told once."""
        if self._removed(block.element) or self._left(block) is None:
            return
        words = key(block.text)
        for each in list(self.inline.get(block.element, ())):
            text = text_of(each.element)
            if text and key(text) in words:
                self.inline[block.element].remove(each)
                yield self._cut(text, each)

    def _owner(self, node: HtmlElement | None) -> HtmlElement | None:
        """The element whose block an inline one stood in."""
        while node is not None and node.tag not in BLOCKS:
            node = self._above(node)
        return node

    def _above(self, node: HtmlElement) -> HtmlElement | None:
        """Where a node stood, though it was cut."""
        parent = node.getparent()
        if parent is None and node in self.cut_by:
            return self.cut_by[node].parent
        return parent

    def _removed(self, node: HtmlElement) -> Cut | None:
        """The cut that took an element out of the page."""
        up: HtmlElement | None = node
        while up is not None:
            if up in self.cut_by:
                return self.cut_by[up]
            up = up.getparent()
        return None

    def _left(self, block: Block) -> Block | None:
        """The block after the cuts: the same, or what is left of it, perhaps joined to another."""
        same = self.left.get(block.element, ())
        words = set(key(block.text).split())

        def likeness(other: Block) -> tuple[bool, int]:
            return other.text == block.text, len(words & set(key(other.text).split()))

        best = max(same, key=likeness, default=None)
        return best if best is not None and any(likeness(best)) else None

    def _rule(self, left: Block) -> str:
        """The rule by which a block that was not taken out of the page is not in the text."""
        for element in (left.element, None):
            rule = self.judged.get((element, key(left.text)))
            if rule is not None:
                return rule
        if len(left.text) >= CRUMB and key(left.text) in self.foreign:
            return ""
        around = self.around.element if self.around else None
        if self.read.base == "container" and around in (
            left.element,
            *left.element.iterancestors(),
        ):
            return unread(left) or "outside"
        return "outside"

    def _line(self, block: Block, rule: str) -> Piece:
        by, where = "", ""
        if rule == "outside":
            by = self._bounds()
        elif rule in ("begins", "lines", "holds", "credits", "end"):
            met = entries(cast("Rule", rule), block.text, self.page.site)
            by = "; ".join(entry for entry, _ in met)
            where = "; ".join(dict.fromkeys(place for _, place in met))
        stood = squeeze(place(block.element))
        return Piece(text=block.text, place=stood, rule=rule, by=by, where=where)

    def _bounds(self) -> str:
        """What the body was taken from."""
        if self.read.base == "profile":
            return ", ".join(self.page.rules.body.keep)
        if self.read.base == "container" and self.around:
            return place(self.around.element)
        return self.read.rule

    def _cut(self, text: str, each: Cut) -> Piece:
        element = each.element
        by, where = each.by, ""
        if each.rule == "drop":
            where = f"profile {self.page.page.site}, article.body.drop"
        elif each.rule == "element":
            by, where = _named(element, "elements") or _mark(element), "furniture.yml elements"
        elif each.rule == "caption element":
            by, where = _named(element, "captions") or element.tag, "furniture.yml captions"
        elif each.rule == "link":
            by = next((link.get("href") for link in element.iter("a") if link.get("href")), "")
        return Piece(
            text=text, place=squeeze(place(element)), rule=each.rule, by=squeeze(by), where=where
        )


def _named(element: HtmlElement, kind: str) -> str:
    """The words of a class or id that are on the list."""
    listed = element_words("elements" if kind == "elements" else "captions")
    return ", ".join(word for word in dict.fromkeys(names(element).split()) if word in listed)


def _mark(element: HtmlElement) -> str:
    """What else says that an element is furniture: it is not shown, or its tag."""
    return "hidden" if hidden(element) else str(element.tag)
