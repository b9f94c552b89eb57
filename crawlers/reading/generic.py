"""The body where nobody says where it stands: trafilatura's, on the pruned tree."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from crawlers.reading.blocks import Block, blocks
from crawlers.reading.lines import Line

_CYRILLIC = re.compile("[Ѐ-ӿ]")
PROSE, SENTENCE = 60, 20
"""Characters from which on a line is prose: any line, and one with a stop at its end."""
_STOPS = (".", "!", "?", "…", "»", '"', "”")


def generic_lines(body: HtmlElement, shown: list[Block]) -> tuple[list[Line], str]:
    """(lines, rule). `favor_precision` for Cyrillic pages: their portals are crowded, and it wins
    5 points of F1 there (extraction.md 2.1); its default mode is better on others."""
    from trafilatura import bare_extraction, baseline
    from trafilatura.settings import Document

    root = body.getroottree().getroot()
    letters = "".join(block.text for block in shown)
    precise = len(_CYRILLIC.findall(letters)) > len(letters) / 4
    document = bare_extraction(
        root, include_comments=False, favor_precision=precise, with_metadata=False
    )
    if isinstance(document, Document) and document.body is not None:
        lines = _between_prose(_lines(blocks(document.body, keep_head=True)))
        if lines:
            return lines, "trafilatura"
    lines = _between_prose(_lines(blocks(baseline(root)[0], keep_head=True)))
    if lines:
        return lines, "trafilatura baseline"
    return _lines([block for block in shown if len(block.text) >= PROSE]), "long lines"


def _between_prose(lines: list[Line]) -> list[Line]:
    """The lines from the first prose to the last: labels before and behind it are not text."""
    prose = [i for i, line in enumerate(lines) if _is_prose(line.text)]
    return lines[prose[0] : prose[-1] + 1] if prose else []


def _is_prose(text: str) -> bool:
    return len(text) >= PROSE or (len(text) >= SENTENCE and text.endswith(_STOPS))


def plain_lines(body: HtmlElement) -> list[Line]:
    """The cheap reading: the paragraphs of a page that are not mostly links."""
    found = [block for block in blocks(body) if block.tag in ("p", "blockquote", "h2", "h3", "li")]
    return _lines([block for block in found if block.link_share < 0.5])


def _lines(found: list[Block]) -> list[Line]:
    return [Line(block.text, "h1" if block.tag == "h1" else block.tag) for block in found]
