"""The body where nobody says where it stands: the container's, or trafilatura's in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawlers.reading.blocks import Block, blocks
from crawlers.reading.candidate import Candidate
from crawlers.reading.container import Container, container, within
from crawlers.reading.furniture import key
from crawlers.reading.gate import has_sentence
from crawlers.reading.lines import Line
from crawlers.reading.tree import place

_CYRILLIC = re.compile("[Ѐ-ӿ]")
SURE, ENOUGH = 0.5, 300
"""Share of the page's prose, and characters, from which on the container is the article."""
PROSE, SENTENCE = 60, 20
"""Characters from which on a line is prose: any line, and one with a stop at its end."""
FOUND = 0.8
"""Share of the lines that must stand on the page for its neighbours to be looked at."""
_LISTS = frozenset(("ul", "ol", "dl"))
_PARTS = ("p", "div", "h2", "h3", "h4", "li", "blockquote")
_BETWEEN = ("h2", "h3", "h4", "li")
_STOPS = (".", "!", "?", "…", "»", '"', "”")


def candidates(body: HtmlElement, shown: list[Block]) -> Iterator[Candidate[list[Line]]]:
    """The container where it is plainly the article, else the first reading that has a sentence:
    trafilatura's, the container's, trafilatura's baseline's; sentences wherever they stand."""
    found = container(shown)
    contained = _lines(within(found, shown))
    where = place(found.element) if found else ""
    yield Candidate("container", where, contained, _doubt(found, contained))
    root = body.getroottree().getroot()
    lines = _with_neighbours(_extracted(root, shown), shown)
    yield Candidate("trafilatura", "", lines, _silent(lines))
    yield Candidate("container", where, contained, _silent(contained))
    lines = _baseline(root)
    yield Candidate("trafilatura baseline", "", lines, _silent(lines))
    yield Candidate("sentences", "", _lines([block for block in shown if _is_sentence(block.text)]))


def _doubt(found: Container | None, lines: list[Line]) -> str:
    """Why the container is not plainly the article; empty where it is.

    One with little of the page's prose, little text at all or not one sentence is doubtful,
    and so is a list: it may be one of other articles. The figures were chosen on half of the
    measured pages and hold on the other half.
    """
    if found is None:
        return "the page has no prose"
    if found.share < SURE:
        return f"it holds {found.share:.0%} of the page's prose, less than {SURE:.0%}"
    if found.element.tag in _LISTS:
        return "a list may be one of other articles"
    length = sum(len(line.text) for line in lines)
    if length < ENOUGH:
        return f"{length} characters are fewer than {ENOUGH}"
    return _silent(lines)


def _silent(lines: list[Line]) -> str:
    return "" if _says(lines) else "it has no sentence"


def _extracted(root: HtmlElement, shown: list[Block]) -> list[Line]:
    """trafilatura's lines, `favor_precision` for Cyrillic pages: their portals are crowded, and it
    wins 5 points of F1 there; its default mode is better on others."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    letters = "".join(block.text for block in shown)
    precise = len(_CYRILLIC.findall(letters)) > len(letters) / 4
    document = bare_extraction(
        root, include_comments=False, favor_precision=precise, with_metadata=False
    )
    if isinstance(document, Document) and document.body is not None:
        return _between_prose(_lines(blocks(document.body, keep_head=True)))
    return []


def _baseline(root: HtmlElement) -> list[Line]:
    from trafilatura import baseline

    try:
        found = baseline(root)[0]
    except ValueError:  # a character that XML does not have, such as &#1;
        return []
    return _between_prose(_lines(blocks(found, keep_head=True)))


def _says(lines: list[Line]) -> bool:
    return any(has_sentence(line.text) for line in lines)


def _between_prose(lines: list[Line]) -> list[Line]:
    """The lines from the first prose to the last: labels before and behind it are not text."""
    prose = [i for i, line in enumerate(lines) if _is_prose(line.text)]
    return lines[prose[0] : prose[-1] + 1] if prose else []


def _is_prose(text: str) -> bool:
    return len(text) >= PROSE or _is_sentence(text)


def _is_sentence(text: str) -> bool:
    return len(text) >= SENTENCE and text.endswith(_STOPS)


def plain_lines(body: HtmlElement) -> list[Line]:
    """The cheap reading: the paragraphs of a page that are not mostly links."""
    found = [block for block in blocks(body) if block.tag in ("p", "blockquote", "h2", "h3", "li")]
    return _lines([block for block in found if block.link_share < 0.5])


def _lines(found: list[Block]) -> list[Line]:
    return [Line(block.text, block.tag, block.element) for block in found]


def _with_neighbours(lines: list[Line], shown: list[Block]) -> list[Line]:
    """The lines as the page has them, with those that were lost between and before them.

    trafilatura drops a paragraph here and there. One that stands beside kept ones (same parent),
    below the headline, and reads like prose, or is a heading or a list item between them, is
    the article's. Where the lines cannot be found on the page, they stay as they are.
    """
    wanted = {key(line.text) for line in lines}
    kept = [at for at, block in enumerate(shown) if key(block.text) in wanted]
    if not kept or len({key(shown[at].text) for at in kept}) < FOUND * len(wanted):
        return lines
    parents = {shown[at].element.getparent() for at in kept if shown[at].tag in _PARTS}
    first = max((at for at, block in enumerate(shown[: kept[0]]) if block.tag == "h1"), default=-1)
    chosen = set(kept)
    for at in range(first + 1 if first >= 0 else kept[0], kept[-1]):
        block = shown[at]
        if block.element.getparent() not in parents or block.link_share > 0.4:
            continue
        between = at > kept[0] and block.tag in _BETWEEN
        if between or (_is_prose(block.text) and block.text.endswith(_STOPS)):
            chosen.add(at)
    return _lines([shown[at] for at in sorted(chosen)])
