"""From the lines of a body to paragraphs: furniture out, captions aside, no doubles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawlers.reading.blocks import ROWS
from crawlers.reading.dates import is_of_date
from crawlers.reading.furniture import Furniture, Rule, is_sentence, key

DOUBLE = 40
"""A paragraph this long does not stand twice in an article."""
PROSE, PROSE_WORDS = 80, 8
"""Characters and words of a shortest sentence that shows that an article goes on."""
_DATE = re.compile(
    r"(?:\d{1,2}:\d\d\W+)?\d{1,2}[.\s]\s*[^\W_]+[.\s]\s*\d{4}(?:\D{1,5}\d{1,2}:\d\d)?\W*[\d\s]*(?:г\.?|года|ж\.?)?"
)
_HEADINGS, _DASHES = ("h2", "h3", "h4"), ("-", "–", "—")
_MARK = re.compile(r"^(?:сурет|фото|автор|мәтін|текст)\W*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the body: its text, the tag it stood in, and the element where the page has it."""

    text: str
    tag: str = "p"
    element: HtmlElement | None = field(default=None, compare=False, repr=False)


@dataclass(slots=True)
class _SoFar:
    """What the lines before have left behind: `apart` are texts with the rule that cuts them."""

    apart: dict[str, str]
    people: frozenset[str]
    seen: set[str] = field(default_factory=set)
    last: str | None = None
    ended: bool = False
    listing: bool = False  # a notice with a colon was the last: its items may follow


@dataclass(slots=True)
class Cleaner:
    """Decides line by line; `captions` gathers what belongs to pictures.

    `judged` has every line with the rule that cut it; an empty rule is a paragraph.
    """

    furniture: Furniture
    title: str
    others: Collection[str]
    authors: Iterable[str] = ()
    captions: list[str] = field(default_factory=list)
    judged: list[tuple[Line, str]] = field(default_factory=list)

    def paragraphs(self, lines: Iterable[Line]) -> list[str]:
        """The paragraphs of the article, in order.

        Lines equal to headlines of other articles, to the title, an author or a caption are left
        out, and so is whatever stands behind the line that ends the article.
        """
        apart = dict.fromkeys(map(key, self.captions), "caption") | {key(self.title): "title"}
        so_far = _SoFar(apart, frozenset(map(key, self.authors)))
        lines = list(lines)
        prose = max((at for at, line in enumerate(lines) if _is_prose(line.text)), default=-1)
        judged = [(line, self._judge(line, so_far, at > prose)) for at, line in enumerate(lines)]
        captions = set(map(key, self.captions))  # a credit far below may be a line further up
        self.judged = [
            (line, "caption" if not rule and key(line.text) in captions else rule)
            for line, rule in judged
        ]
        return [line.text.strip(" \t") for line, rule in self.judged if not rule]

    def cut_too(self, texts: Collection[str], rule: str) -> None:
        """Note that paragraphs with these texts were cut afterwards, by a rule."""
        self.judged = [
            (line, rule if not known and line.text.strip(" \t") in texts else known)
            for line, known in self.judged
        ]

    def _judge(self, line: Line, so_far: _SoFar, behind: bool) -> str:
        """The rule that cuts a line, empty where it is a paragraph; what it says of later ones.

        `behind` says that the line stands behind all prose.
        """
        if so_far.ended:
            return "after the end"
        text = line.text.strip(" \t")
        same = key(text)
        listed = self.furniture.rule(text)
        if listed in ("counter", "holds") and line.tag in ROWS:
            listed = None  # figures alone are a counter, but not in a table
        heads = line.tag in _HEADINGS and so_far.last is not None
        rule = self._rule(text, same, listed, so_far)
        if rule in ("date", "counter") and heads:
            rule = ""  # of a chronicle
        if not rule and so_far.listing and same.startswith("- ") and not is_sentence(text, 1):
            rule = "begins"
        else:
            so_far.listing = rule in ("begins", "end") and same.endswith(":")
        if rule == "end":
            so_far.ended = behind and so_far.last is not None  # above text it is furniture only
        elif rule == "credits":
            self.captions.append(text)
            so_far.apart[same] = "caption"
        elif not rule:
            so_far.seen.add(same)
            so_far.last = same
        return rule

    def _rule(self, text: str, same: str, listed: Rule | None, so_far: _SoFar) -> str:
        if listed and listed != "keep":
            return listed
        if same in so_far.apart:
            return so_far.apart[same]
        if not re.search(r"\w", text):
            return "no letters"
        if listed is None and same in self.others:
            return "other headline"
        if listed is None and _DATE.fullmatch(text):
            return "date"
        if _is_byline(_MARK.sub("", same), so_far.people):
            return "author"
        if (same == so_far.last and not text.startswith(_DASHES)) or (
            len(same) >= DOUBLE and same in so_far.seen
        ):
            return "double"
        return ""


def _is_prose(text: str) -> bool:
    return len(text) >= PROSE and is_sentence(text, PROSE_WORDS)


def _is_byline(line: str, people: Collection[str]) -> bool:
    """Whether a line names the authors and nothing else but a date."""
    rest = line
    for name in people:
        rest = rest.replace(name, "")
    return rest != line and all(map(is_of_date, re.findall(r"[^\W\d_]+", rest)))
