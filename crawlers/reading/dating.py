"""When the page says it was published and changed: witnesses in order, the first that holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawlers.page import Page
from crawlers.reading.candidate import Candidate
from crawlers.reading.cards import outside_cards
from crawlers.reading.dates import BadDate, day_in_address, read_date
from crawlers.reading.head import Head
from crawlers.reading.tree import names, text_of
from sholu.article import Moment

PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "og:published_time",
    "article:published",
    "mediator_published_time",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "dc.date.issued",
    "dcterms.created",
    "parsely-pub-date",
    "sailthru.date",
    "date",
    "dc.date",
)
"""Names of metas that give the time of publication, the surest first."""
MODIFIED = ("article:modified_time", "og:updated_time", "datemodified")
CONFLICT = timedelta(hours=24)
"""Witnesses further apart contradict each other."""
_DATE_WORDS = frozenset(("date", "time", "datetime", "published", "pubdate"))
_PARTS = re.compile("[Dd]ate|[Tt]ime|published")
NEAR = 3
"""How many ancestors up a date before the headline still belongs to it."""
MOST = 25
"""How many candidates are looked at."""
_SHORT = 120
"""A longer text with a date in it is a sentence about that day."""

Found = tuple[str, str]
"""A rule and the text it found."""
ADDRESS = "url"
"""The rule of the day in a page's own address."""
HINT = "hint"
"""The rule of what the feed, sitemap or listing says that names the page."""


@dataclass(slots=True)
class Dating:
    """Reads witnesses for one page; `faults` gathers (slug, message) of those refused."""

    zone: str
    fetched: datetime
    faults: list[Found] = field(default_factory=list)

    def first(self, witnesses: Iterator[Found], *, compare: bool = False) -> Moment | None:
        """The first witness that is a possible date. With `compare`, all are heard, and a later
        one that is a day or more away from it is reported; it changes nothing."""
        chosen: Moment | None = None
        for candidate in self.candidates(witnesses):
            moment = candidate.value
            if moment is None:
                continue
            if chosen is None:
                chosen = moment
                if not compare:
                    break
            else:
                self._contradict(chosen, moment)
        return chosen

    def compare(self, chosen: Moment, witnesses: Iterator[Found]) -> None:
        """Report the witnesses beside the page that contradict it; they change nothing.

        One that is no possible date is passed over: digits in an address need not be a day.
        """
        for rule, text in witnesses:
            try:
                moment = self._read(rule, text)
            except BadDate:
                continue
            if moment is not None:
                self._contradict(chosen, moment)

    def _contradict(self, chosen: Moment, other: Moment) -> None:
        if _apart(chosen, other):
            said = f"{chosen.source} says {chosen.raw}, {other.source} says {other.raw}"
            self.faults.append(("date.conflict", said))

    def candidates(self, witnesses: Iterator[Found]) -> Iterator[Candidate[Moment]]:
        """What each witness says, or why it cannot be the article's date."""
        for rule, text in witnesses:
            moment, refused = None, "no date is in it"
            try:
                moment = self._read(rule, text)
            except BadDate as error:
                refused = str(error)
                self.faults.append((error.slug, refused))
            yield Candidate(rule, text, moment, "" if moment else refused)

    def _read(self, rule: str, text: str) -> Moment | None:
        if rule == ADDRESS:
            return day_in_address(text, zone=self.zone, fetched=self.fetched)
        return read_date(text, zone=self.zone, fetched=self.fetched, source=rule)


def _apart(one: Moment, other: Moment) -> bool:
    """Whether two moments contradict each other; a day without hour may be any hour of it."""
    slack = timedelta(days=1) if "day" in (one.precision, other.precision) else timedelta()
    return abs(one.instant - other.instant) > CONFLICT + slack


def beside(page: Page) -> Iterator[Found]:
    """What is known without the page: the time its source gives, and the day in its address."""
    if page.hints.published:
        yield HINT, page.hints.published
    yield ADDRESS, urlsplit(page.url).path


def stated(head: Head, ld: str, metas: tuple[str, ...]) -> Iterator[Found]:
    """What the head states: JSON-LD, then metas."""
    for text in head.ld(ld):
        yield f"ld:{ld}", text
    for name in metas:
        for text in head.meta.get(name, ())[:1]:
            yield f"meta:{name}", text


def marked(root: HtmlElement, prop: str) -> Iterator[Found]:
    """Elements that say they are this date (itemprop), outside the cards of other articles."""
    found = [node for node in root.iter("*") if node.get("itemprop") == prop]
    for node in outside_cards(found):
        text = node.get("content") or node.get("datetime") or text_of(node)
        yield f"itemprop:{prop}", text


def timed(root: HtmlElement) -> Iterator[Found]:
    """<time datetime> of the article: behind the headline first, then before it, never a card's."""
    nodes = [
        node
        for node in root.iter("h1", "time")
        if node.tag == "h1" or node.get("datetime") is not None
    ]
    for node in _around_headline(nodes):
        yield "time", node.get("datetime", "")


def printed(root: HtmlElement) -> Iterator[Found]:
    """Short texts whose element is named after a date, near the headline, never a card's."""
    nodes = [node for node in root.iter("*") if node.tag == "h1" or _named(node)]
    for node in _around_headline(nodes):
        text = text_of(node)
        if 0 < len(text) <= _SHORT:
            yield "text", text


def _named(node: HtmlElement) -> bool:
    """Whether an element is named after a date, and is none that `timed` asks."""
    shown = _PARTS.search(node.get("class", "")) or _PARTS.search(node.get("id", ""))
    if node.tag == "time":
        return shown is not None or node.get("datetime") is None
    return shown is not None and not _DATE_WORDS.isdisjoint(names(node).split())


def _around_headline(nodes: list[HtmlElement]) -> Iterator[HtmlElement]:
    """The nodes behind the first h1, then those before it that share one of its near ancestors:
    what stands further up is the site's own line with today's date."""
    first = next((index for index, node in enumerate(nodes) if node.tag == "h1"), 0)
    near = set(_near(nodes[first])) if nodes else set()
    before = [node for node in nodes[:first] if not near.isdisjoint(_near(node))]
    found = (node for node in nodes[first:] + before if node.tag != "h1")
    return islice(outside_cards(found), MOST)


def _near(node: HtmlElement) -> list[HtmlElement]:
    """The nearest ancestors of a node, the whole page not among them."""
    above = islice(node.iterancestors(), NEAR)
    return [element for element in above if element.tag not in ("body", "html")]
