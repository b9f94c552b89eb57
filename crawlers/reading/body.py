"""The body of an article: the profile's container, JSON-LD as a witness, else trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement, fragment_fromstring

from crawlers.reading import generic
from crawlers.reading.blocks import Block, blocks
from crawlers.reading.candidate import Candidate, first
from crawlers.reading.container import in_container
from crawlers.reading.cuts import Cut, cut
from crawlers.reading.lines import Line
from crawlers.reading.tree import matches, select, squeeze
from crawlers.site import Body as BodyRules
from nlp.tokens import tokens

WITNESS = 40
"""Words that a JSON-LD body needs to tell where the article stands."""
COVERED = 0.9
"""Share of its words that must be found in the page's blocks."""
WHOLE = 0.6
"""Share of the container's text from which on a stated body is the article, not its beginning."""
SAME, APART = 0.8, 0.2
"""Shares of common word triples: from SAME on one text contains the other, below APART they are
different texts."""
NEAR, NEAR_HEADING = 40, 400
"""Characters of a stated body that may be passed over before a short block, and before a heading:
the table above it, whose cells are often glued there, is not found."""
_HEADINGS = ("h2", "h3", "h4")
_CUT = ("...", "…")
_TAG = re.compile(r"</?(?:p|br|div|li|h\d|strong|em|a)\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of the body in order, the lead as the page sets it apart, and the rule.

    `base` is the rule that found the page's own lines, before a lead or JSON-LD came to them.
    """

    lines: tuple[Line, ...]
    lead: tuple[Line, ...]
    rule: str
    base: str


def read_body(
    body: HtmlElement, shown: list[Block], rules: BodyRules, stated: str, description: str
) -> Body:
    """The body of a pruned page of the blocks `shown`. `stated` is JSON-LD's articleBody.

    The union rule: of texts that contain each other the larger, else lead + body.
    A description is a lead only where the page shows it as a line of its own.
    """
    lead = _lines(block for node in select(body, *rules.lead) for block in blocks(node))
    found = first(candidates(body, shown, rules, stated))
    lines, base = (found.value or [], found.rule) if found else ([], "")
    rule = base
    if stated:
        lines, rule = _join(_stated_lines(stated), lines, base)
    if not lead and description:
        lead = _shown(description, shown)
    if lead and contained(lead, lines) < SAME:
        rule = f"lead + {rule}" if lines else "lead"
        return Body((*lead, *lines), lead, rule, base)
    return Body(tuple(lines), lead, rule, base)


def drop_unwanted(
    body: HtmlElement, shown: list[Block], rules: BodyRules, cuts: list[Cut]
) -> list[Block]:
    """Take out what the profile drops; the blocks that are left."""
    unwanted = [(node, css) for css in rules.drop for node in matches(body, css)]
    for node, css in unwanted:
        cut(node, "drop", cuts, css)
    return blocks(body) if unwanted else shown


def contained(part: Sequence[Line], whole: Sequence[Line]) -> float:
    """The share of the word triples of `part` that stand in `whole`; 0 where there is none."""
    return _share(_triples(part), _triples(whole))


def _share(part: set[tuple[str, ...]], whole: set[tuple[str, ...]]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def candidates(
    body: HtmlElement, shown: list[Block], rules: BodyRules, stated: str
) -> Iterator[Candidate[list[Line]]]:
    """Where the body may stand: the profile's elements, the blocks that JSON-LD's body is made
    of, then what `generic` finds."""
    for css in rules.keep:
        kept = [block for node in matches(body, css) for block in blocks(node)]
        refused = "" if kept else "it fits nothing on the page"
        yield Candidate("profile", css, list(_lines(kept)), refused)
    if stated:
        cut_off = stated.rstrip().endswith(_CUT)
        found = [] if cut_off else _witnessed(shown, stated)
        refused = "" if found else "the page does not show the text of JSON-LD"
        if cut_off:
            refused = "the text of JSON-LD is cut off"
        elif found and _length(found) < WHOLE * _length(in_container(shown)):
            refused = f"less than {WHOLE:.0%} of the container's text is the article's beginning"
        yield Candidate("ld:articleBody in the page", "", list(_lines(found)), refused)
    yield from generic.candidates(body, shown)


def _length(found: Iterable[Block]) -> int:
    return sum(len(block.text) for block in found)


def _join(stated: list[Line], lines: list[Line], rule: str) -> tuple[list[Line], str]:
    """JSON-LD's body and the container's by the union rule."""
    if not lines:
        return stated, "ld:articleBody"
    theirs, ours = _triples(stated), _triples(lines)
    shown, covered = _share(theirs, ours), _share(ours, theirs)
    if shown >= SAME:
        return lines, rule
    if covered >= SAME:
        return stated, "ld:articleBody"
    if shown < APART and covered < APART:
        return stated + lines, f"ld:articleBody + {rule}"
    return lines, rule


def _stated_lines(text: str) -> list[Line]:
    """The paragraphs of an articleBody: by its line ends, or its markup where it has any."""
    if _TAG.search(text):
        return list(_lines(blocks(fragment_fromstring(text, create_parent="div"))))
    return [Line(line) for line in map(squeeze, text.splitlines()) if line]


def _witnessed(shown: list[Block], stated: str) -> list[Block]:
    """The blocks of the page that make up a stated body, if nearly all of it is found.

    Each is looked for behind the one before; short ones only between the long ones, so that a
    menu item that is also a word of the text does not count. A row of a table between them is the
    article's.
    """
    whole = " " + _words(stated) + " "
    if whole.count(" ") < WITNESS:
        return []
    words = [f" {_words(block.text)} " for block in shown]
    long = [i for i, text in enumerate(words) if text.count(" ") > 8 and text in whole]
    if not long:
        return []
    found, at, covered = [], 0, 0
    for index in range(max(0, long[0] - 3), min(len(shown), long[-1] + 4)):
        if shown[index].tag == "tr" and long[0] < index < long[-1]:
            found.append(shown[index])
            continue
        place = whole.find(words[index], max(0, at - 1))
        reach = NEAR_HEADING if shown[index].tag in _HEADINGS else NEAR
        near = place >= 0 and (words[index].count(" ") > 8 or place - at < reach)
        if near and words[index].strip():
            found.append(shown[index])
            covered += words[index].count(" ") - 1
            at = place + len(words[index])
    return found if covered >= COVERED * (whole.count(" ") - 1) else []


def _shown(description: str, shown: list[Block]) -> tuple[Line, ...]:
    """The page's line that is its description, if it shows it."""
    wanted = _words(description)
    if wanted.count(" ") < 5:
        return ()
    shortest, longest = 0.75 * len(description), 1.25 * len(description)
    for block in shown:
        if not shortest <= len(block.text) <= longest or block.link_share >= 0.5:
            continue
        if _words(block.text) == wanted:
            return (Line(block.text, block.tag, block.element),)
    return ()


def _lines(found: Iterable[Block]) -> tuple[Line, ...]:
    return tuple(Line(block.text, block.tag, block.element) for block in found)


def _words(text: str) -> str:
    return " ".join(token.word for token in tokens(text))


def _triples(lines: Sequence[Line]) -> set[tuple[str, ...]]:
    words = [token.word for line in lines for token in tokens(line.text)]
    return {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2))} if words else set()
