"""One page while it is read: what every field is found from, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import ModuleType
from zoneinfo import ZoneInfo

from lxml.html import HtmlElement

from crawlers.memory import NOTHING, Memory
from crawlers.page import Page
from crawlers.reading.blocks import Block
from crawlers.reading.body import Body
from crawlers.reading.candidate import Candidate, T, first
from crawlers.reading.cards import Cards
from crawlers.reading.cuts import Cut
from crawlers.reading.head import Head
from crawlers.reading.lines import Line
from crawlers.reading.rules import values
from crawlers.reading.stamps import Stamps
from crawlers.site import ArticleRules, Site
from sholu.issues import Issue, issue

DEFAULT_ZONE = "Asia/Almaty"
"""The zone of a page without a profile, the default of the setting `timezone`."""


@dataclass(slots=True)
class Context:
    """The page, its tree and head, profile and memory.

    `held` are all elements of the tree: while something holds them, no walk makes them anew.
    `cards` and `stamps` are those of the whole page; they are asked before it is taken apart.
    `how`, `issues` and `cuts` grow during the reading. `left` are the blocks the body was read
    from, `read` what was found there, `judged` its lines with the rules that cut them,
    `line_hashes` those of its paragraphs.
    """

    page: Page
    site: Site | None
    hooks: ModuleType | None
    root: HtmlElement
    head: Head
    held: list[HtmlElement]
    cards: Cards
    stamps: Stamps
    memory: Memory = NOTHING
    line_hashes: tuple[int, ...] = ()
    how: dict[str, str] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    cuts: list[Cut] = field(default_factory=list)
    left: list[Block] = field(default_factory=list)
    read: Body | None = None
    judged: list[tuple[Line, str]] = field(default_factory=list)

    @property
    def body(self) -> HtmlElement:
        """The body element, or what stands for it."""
        found = self.root.find("body")
        return self.root if found is None else found

    @property
    def zone(self) -> str:
        """The zone of times the page prints without an offset."""
        return self.site.timezone if self.site else DEFAULT_ZONE

    @property
    def rules(self) -> ArticleRules:
        """The profile's rules for the layout of the day of the fetch."""
        if self.site is None:
            return ArticleRules()
        return self.site.rules(self.page.fetched.astimezone(ZoneInfo(self.zone)).date())

    def stated(self, rules: Iterable[str], *, alts: bool = False) -> list[tuple[str, str]]:
        """(rule, value) of what the profile's rules of a field find, by `rules.values`."""
        return values(rules, self.root, self.head, self.page.url, self.site, alts=alts)

    def hook(self, name: str) -> str | None:
        """What the profile's own function for a field gives, if it has one."""
        function = getattr(self.hooks, name, None)
        given = function(self.page, self.root) if function else None
        return given if isinstance(given, str) and given.strip() else None

    def take(self, field_name: str, candidates: Iterable[Candidate[T]]) -> T | None:
        """The value of the first candidate for a field that holds; its rule is remembered."""
        found = first(candidates)
        self.say(field_name, found.rule if found else "")
        return found.value if found else None

    def say(self, field_name: str, rule: str) -> None:
        """Remember which rule filled a field; an empty rule is none."""
        if rule:
            self.how[field_name] = rule

    def report(self, slug: str, message: str) -> None:
        """Note an issue of this page."""
        self.issues.append(issue(slug, message, site=self.page.site, url=self.page.url))
