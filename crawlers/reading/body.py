"""The body of an article: the profile's container, JSON-LD as a witness, else trafilatura."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lxml.html import HtmlElement, fragment_fromstring

from crawlers.reading import generic
from crawlers.reading.blocks import Block, blocks, score
from crawlers.reading.candidate import Candidate, first
from crawlers.reading.container import in_container
from crawlers.reading.cuts import Cut, cut
from crawlers.reading.gate import has_sentence
from crawlers.reading.lines import Line
from crawlers.reading.tree import matches, names, select, squeeze
from crawlers.site import Body as BodyRules

WITNESS = 40
"""Words that a JSON-LD body needs to tell where the article stands."""
COVERED = 0.9
"""Share of its words that must be found in the page's blocks."""
WHOLE = 0.6
"""Share of the container's text from which on a stated body is the article, not its beginning."""
SHORT, PART = 300, 0.2
"""A selector that fits fewer characters than SHORT, and less than PART of what stands as near to
the headline, fits the wrong thing."""
SAME, APART = 0.8, 0.2
"""Shares of common word triples: from SAME on one text contains the other, below APART they are
different texts."""
NEAR, NEAR_HEADING = 40, 400
"""Characters of a stated body that may be passed over before a short block, and before a heading:
the table above it, whose cells are often glued there, is not found."""
LEAD = 3
"""Lines of a longest lead between headline and body: more are something else."""
_HEADINGS = ("h2", "h3", "h4")
_NESTS = frozenset(("ul", "ol", "li", "dl", "blockquote", "table", "tbody", "tr", "td"))
_WORD = re.compile(r"\w+")
_MOMENT = re.compile(r"\b20\d\d\b.*\d:\d\d|\d:\d\d.*\b20\d\d\b")
_LEADS = frozenset(("lead", "lede", "deck", "intro", "standfirst", "subtitle", "announce", "anons"))
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
    What reads like prose between the headline and the body is the lead; a description is one
    only where the page shows it as a line of its own.
    """
    lead = _lines(block for node in select(body, *rules.lead) for block in blocks(node))
    found = first(candidates(body, shown, rules, stated))
    lines, base = (found.value or [], found.rule) if found else ([], "")
    rule = base
    if stated:
        lines, rule = _join(_stated_lines(stated), lines, base)
    if not lead:
        lead = _lines(_above(lines, shown, description)) or _shown(description, shown)
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
        refused = "it fits nothing on the page" if not kept else _misfit(kept, shown)
        yield Candidate("profile", css, list(_lines(kept)), refused)
    if stated:
        yield _stated_on_page(shown, stated)
    yield from generic.candidates(body, shown)


def _misfit(kept: list[Block], shown: list[Block]) -> str:
    """Why what a selector fits is not the article: little, beside far more below the headline."""
    if _length(kept) >= SHORT:
        return ""
    around = in_container(shown)
    headline = next((block.element for block in shown if block.tag == "h1"), None)
    if headline is None or _length(kept) >= PART * _length(around):
        return ""
    above = set(headline.iterancestors())
    near = [_meeting(found[0].element, above) for found in (kept, around)]
    return "another element below the headline holds far more" if near[0] is near[1] else ""


def _meeting(element: HtmlElement, above: set[HtmlElement]) -> HtmlElement | None:
    """The nearest of the elements `above` around an element."""
    return next((node for node in element.iterancestors() if node in above), None)


def _stated_on_page(shown: list[Block], stated: str) -> Candidate[list[Line]]:
    """The blocks that JSON-LD's body is made of, with what stands beside them."""
    rule = "ld:articleBody in the page"
    if stated.rstrip().endswith(_CUT):
        return Candidate(rule, "", [], "the text of JSON-LD is cut off")
    found = _witnessed(shown, stated)
    if not found:
        return Candidate(rule, "", [], "the page does not show the text of JSON-LD")
    around = in_container(shown)
    found = _with_rest(found, around, shown)
    part = _length(found) < WHOLE * _length(around)
    refused = f"less than {WHOLE:.0%} of the container's text is the article's beginning"
    return Candidate(rule, "", list(_lines(found)), refused if part else "")


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


def _with_rest(stated: list[Block], around: list[Block], shown: list[Block]) -> list[Block]:
    """The stated blocks with what stands beside them in the container, between them and on to the
    last sentence: JSON-LD leaves out lists and quotes, or ends early."""
    homes = {block.element.getparent() for block in stated if score(block)}
    beside = {block for block in around if _home(block.element) in homes}
    known = set(stated)
    ends = [
        at
        for at, block in enumerate(shown)
        if block in known or (block in beside and has_sentence(block.text))
    ]
    begin = shown.index(stated[0])
    return [block for block in shown[begin : ends[-1] + 1] if block in known or block in beside]


def _home(element: HtmlElement) -> HtmlElement | None:
    """Where an element stands; one in a list, a quote or a table stands where that does."""
    parent = element.getparent()
    while parent is not None and parent.tag in _NESTS:
        parent = parent.getparent()
    return parent


def _above(lines: Sequence[Line], shown: list[Block], description: str) -> list[Block]:
    """The prose between the headline and the body: a lead in an element of its own."""
    read = {line.element for line in lines}
    begin = next((at for at, block in enumerate(shown) if block.element in read), 0)
    head = max((at for at in range(begin) if shown[at].tag == "h1"), default=begin)
    between = shown[head + 1 : begin]
    found = [block for block in between if _leads(block) or _describes(block, description)]
    return found if len(found) <= LEAD else []


def _leads(block: Block) -> bool:
    """Whether a block above the body reads like a lead, or has its name; a byline does not."""
    if not score(block) or _MOMENT.search(block.text):
        return False
    named = not _LEADS.isdisjoint(names(block.element).split())
    return named or has_sentence(block.text)


def _shown(description: str, shown: list[Block]) -> tuple[Line, ...]:
    """The page's line that is its description, if it shows it."""
    return next((_lines([block]) for block in shown if _describes(block, description)), ())


def _describes(block: Block, description: str) -> bool:
    """Whether a block is the page's description word for word."""
    if abs(len(block.text) - len(description)) > 0.25 * len(description) or block.link_share >= 0.5:
        return False
    wanted = _words(description)
    return wanted.count(" ") >= 5 and _words(block.text) == wanted


def _lines(found: Iterable[Block]) -> tuple[Line, ...]:
    return tuple(Line(block.text, block.tag, block.element) for block in found)


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.lower()))


def _triples(lines: Sequence[Line]) -> set[tuple[str, ...]]:
    words = [word for line in lines for word in _WORD.findall(line.text.lower())]
    return {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2))} if words else set()
