"""The lines of a tree: every maximal run of inline content, with where it stood."""

from __future__ import annotations

from dataclasses import dataclass

from lxml.html import HtmlElement

from crawlers.reading.tree import BLOCKS, squeeze, text_of

_UNREAD = """
script style noscript template svg math button select option textarea input iframe object
video audio canvas map dialog menu datalist head
"""
SKIP = frozenset(_UNREAD.split())
"""Elements whose text nobody reads as text."""
_SENTENCE_END = tuple('.!?…»"”:;)')
ROWS, _CELLS = ("tr", "row"), ("td", "th", "cell")
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
    walk = _Walk(SKIP - {"head"} if keep_head else SKIP)
    walk.enter(root, root, link=False)
    walk.flush(root)
    return walk.found


class _Walk:
    def __init__(self, skip: frozenset[str]) -> None:
        self.skip = skip
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
            if not isinstance(tag, str) or tag in self.skip:
                pass
            elif tag in ("br", "lb"):
                if link or _goes_on(self.parts, child.tail):
                    self.parts.append(" ")
                else:
                    self.flush(owner)
            elif tag in ROWS and _is_of_facts(child):
                self.flush(owner)
                self.row(child, link)
                self.flush(child)
            elif tag in BLOCKS:
                if self.parts:
                    self.flush(owner)
                self.enter(child, child, link=link)
                if self.parts:
                    self.flush(child)
            elif len(child):
                self.enter(child, owner, link=link or tag == "a")
            else:
                text = child.text
                if text:
                    self.add(text, link or tag == "a")
            tail = child.tail
            if tail:
                self.add(tail, link)

    def row(self, row: HtmlElement, link: bool) -> None:
        """The cells of a row as one line."""
        for cell in row:
            inside = _Walk(self.skip)
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
