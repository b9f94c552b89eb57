"""The lines of a tree: every maximal run of inline content, with where it stood."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from lxml.html import HtmlElement

from crawlers.reading.cuts import Cut
from crawlers.reading.tree import BLOCKS, squeeze, text_of

_UNREAD = """
script style noscript template svg math button select option textarea input iframe object
video audio canvas map dialog menu datalist head
"""
SKIP = frozenset(_UNREAD.split())
"""Elements whose text nobody reads as text."""
_SENTENCE_END = tuple('.!?…»"”:;)')
ROWS, _CELLS = ("tr", "row"), ("td", "th", "cell")
_Kind = Literal["inline", "block", "row", "break", "skip"]
_KINDS: dict[str, _Kind] = {
    **dict.fromkeys(BLOCKS, "block"),
    **dict.fromkeys(ROWS, "row"),
    **dict.fromkeys(("br", "lb"), "break"),
    **dict.fromkeys(SKIP, "skip"),
}
"""How the elements part lines; the others stand in one."""
CELL = 120
"""Characters of a longest cell in a table of facts; a longer one is a page's layout."""


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the page: its text, the element it stands in, and how much of it is links."""

    text: str
    element: HtmlElement
    links: int

    @property
    def tag(self) -> str:
        """The tag of the element it stands in."""
        return str(self.element.tag)

    @property
    def link_share(self) -> float:
        """How much of the text stands inside <a>."""
        return self.links / len(self.text)


def blocks(root: HtmlElement, *, keep_head: bool = False) -> list[Block]:
    """The blocks under an element in document order; white space squeezed, none empty.

    A block-level element ends a line. So does <br>, unless the sentence goes on behind it; inside
    a link it is a space. Inline borders neither add nor remove a space. A row of a table of facts
    is one line, its cells parted by |: a figure alone says nothing. `keep_head` is for
    trafilatura's trees, where <head> is a heading.
    """
    return _walked(root, _Walk(_KINDS | {"head": "block"} if keep_head else _KINDS))


class Shown:
    """The blocks of a page, and those that are left when something was taken out of it."""

    def __init__(self, body: HtmlElement) -> None:
        walk = _Walk(_KINDS)
        self.body = body
        self.blocks = _walked(body, walk)
        self._known = walk.held

    def left(self, cuts: Iterable[Cut]) -> list[Block]:
        """The same as `blocks` of the body, from which scripts, styles and these `cuts` were taken:
        only what held one of them is walked again."""
        changed: set[HtmlElement] = set()
        for each in cuts:
            for node in (each.parent, *each.parent.iterancestors()):
                if node in changed:
                    break
                changed.add(node)
        return _walked(self.body, _Walk(_KINDS, self.blocks, self._known, changed))


def _walked(root: HtmlElement, walk: _Walk) -> list[Block]:
    walk.enter(root, root, link=False)
    walk.flush(root)
    return walk.found


class _Walk:
    """`held` says of the elements that are lines of their own which of the found blocks are theirs:
    not of those with a script in them, which `prune` drops. `known` says it of those `before`, a
    walk of the same tree, and is taken as it was but in what `changed` since."""

    def __init__(
        self,
        kinds: Mapping[str, _Kind],
        before: Sequence[Block] = (),
        known: Mapping[HtmlElement, slice] = MappingProxyType({}),
        changed: Collection[HtmlElement] = frozenset(),
    ) -> None:
        self.kinds = kinds
        self.before = before
        self.known = known
        self.changed = changed
        self.held: dict[HtmlElement, slice] = {}
        self.scripts = 0
        self.found: list[Block] = []
        self.parts: list[str] = []
        self.links = 0

    def enter(self, node: HtmlElement, owner: HtmlElement, *, link: bool) -> None:
        """Walk a node's content; libxml2 bounds the depth at 256."""
        text = node.text  # each look at it copies it
        if text:
            self.add(text, link)
        for child in node:
            tag = child.tag
            kind = self.kinds.get(tag, "inline")
            if kind == "inline":
                if len(child):
                    self.enter(child, owner, link=link or tag == "a")
                else:
                    text = child.text
                    if text:
                        self.add(text, link or tag == "a")
            elif kind == "skip":
                self.scripts += tag in ("script", "style")
            elif kind == "break":
                if link or _goes_on(self.parts, child.tail):
                    self.parts.append(" ")
                else:
                    self.flush(owner)
            else:
                if self.parts:
                    self.flush(owner)
                if kind == "row" and _is_of_facts(child):
                    self.row(child, link)
                    self.flush(child)
                else:
                    self.block(child, link)
            tail = child.tail
            if tail:
                self.add(tail, link)

    def block(self, element: HtmlElement, link: bool) -> None:
        """The lines of an element that begins and ends one."""
        known = self.known.get(element)
        if known is not None and element not in self.changed:
            self.found += self.before[known]
            return
        begin, scripts = len(self.found), self.scripts
        self.enter(element, element, link=link)
        if self.parts:
            self.flush(element)
        if scripts == self.scripts:
            self.held[element] = slice(begin, len(self.found))

    def row(self, row: HtmlElement, link: bool) -> None:
        """The cells of a row as one line."""
        for cell in row:
            inside = _Walk(self.kinds)
            inside.enter(cell, cell, link=link)
            inside.flush(cell)
            for block in inside.found:
                self.parts.append(f" | {block.text}" if self.parts else block.text)
                self.links += block.links

    def add(self, text: str, link: bool) -> None:
        if not self.parts and text.isspace():
            return  # what no line begins with, and most of what stands between elements
        self.parts.append(text)
        if link:
            self.links += len(squeeze(text))

    def flush(self, owner: HtmlElement) -> None:
        if not self.parts:
            return
        text = squeeze("".join(self.parts))
        if text:
            self.found.append(Block(text, owner, min(self.links, len(text))))
        self.parts.clear()
        self.links = 0


def _goes_on(parts: list[str], tail: str | None) -> bool:
    """Whether a <br> only wraps a sentence: no stop before it, a small letter behind it."""
    before, behind = squeeze("".join(parts[-3:])), (tail or "").strip()
    return bool(before and behind) and not before.endswith(_SENTENCE_END) and behind[0].islower()


def _is_of_facts(row: HtmlElement) -> bool:
    """Whether a table row is of short cells with one line in each, and not a page's layout."""
    cells = [cell for cell in row if cell.tag in _CELLS]
    return 2 <= len(cells) == len(row) and all(map(_is_short, cells))


def _is_short(cell: HtmlElement) -> bool:
    lines = sum(1 for node in cell.iterdescendants() if node.tag in BLOCKS or node.tag == "br")
    return lines <= 1 and len(text_of(cell)) <= CELL


def score(block: Block) -> float:
    """How much a block looks like prose: length, commas, a sentence's end; links count against.

    The weights were chosen on public pages of many sites; no stop words, any language.
    """
    length = len(block.text)
    if length < 25 or block.link_share > 0.4:
        return 0.0
    value = min(length, 900) / 100 + 0.25 * block.text.count(",")
    value += block.text.endswith(_SENTENCE_END)
    return value * (1 - block.link_share) * (0.4 if block.tag in ("li", *_CELLS, *ROWS) else 1.0)
