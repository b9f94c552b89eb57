"""When the page says it was published and changed: witnesses in order, the first that holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crawlers.page import Page
from crawlers.reading.candidate import Candidate, first
from crawlers.reading.dates import BadDate, day_in_address, read_date, without_changes
from crawlers.reading.head import Head
from crawlers.reading.jsonld import strings
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
Found = tuple[str, str]
"""A rule and the text it found."""
ADDRESS = "url"
"""The rule of the day in a page's own address."""
HINT = "hint"
"""The rule of what the feed, sitemap or listing says that names the page."""


@dataclass(slots=True)
class Dating:
    """Reads witnesses for one page; `faults` gathers (slug, message) of those refused.

    Where the time of publication is asked for, what a text says of a change is passed over.
    """

    zone: str
    fetched: datetime
    changes: bool = False
    faults: list[Found] = field(default_factory=list)

    def first(self, witnesses: Iterable[Found]) -> Moment | None:
        """The first witness that is a possible date."""
        found = first(self.candidates(witnesses))
        return found.value if found else None

    def surest(self, sure: Iterable[Found], further: Iterable[Found]) -> Moment | None:
        """The first witness that is a possible date, or the one that knows its hour too. Those
        further down are asked where no sure one has an hour; of those asked, one that is a day or
        more away from the first is reported; it changes nothing."""
        asked = list(self.candidates(sure))
        if not any(_has_hour(each) for each in asked):
            asked += self.candidates(further)
        heard = _with_hours(asked)
        found = first(heard)
        if found is None or found.value is None:
            return None
        others = {other.rule: other.value for other in reversed(heard) if other.value is not None}
        for other in others.values():
            self._contradict(found.value, other)
        return found.value

    def heard(self, witnesses: Iterable[Found]) -> list[Candidate[Moment]]:
        """What each witness says. A day alone is refused where a later one knows its hour."""
        return _with_hours(list(self.candidates(witnesses)))

    def compare(self, chosen: Moment, witnesses: Iterable[Found]) -> None:
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

    def candidates(self, witnesses: Iterable[Found]) -> Iterator[Candidate[Moment]]:
        """What each witness says, or why it cannot be the article's date: a fault, while none was
        found."""
        said = False
        for rule, text in witnesses:
            moment, refused = None, "no date is in it"
            try:
                moment = self._read(rule, text)
            except BadDate as error:
                refused = str(error)
                if not said:
                    self.faults.append((error.slug, refused))
            said = said or moment is not None
            yield Candidate(rule, text, moment, "" if moment else refused)

    def _read(self, rule: str, text: str) -> Moment | None:
        if rule == ADDRESS:
            return day_in_address(text, zone=self.zone, fetched=self.fetched)
        said = text if self.changes else without_changes(text)
        return read_date(said, zone=self.zone, fetched=self.fetched, source=rule)


def _has_hour(heard: Candidate[Moment]) -> bool:
    return heard.value is not None and heard.value.precision != "day"


def _with_hours(heard: list[Candidate[Moment]]) -> list[Candidate[Moment]]:
    """The same, a day alone refused where another knows its hour."""
    found = first(heard)
    day = found.value if found else None
    if day is None or day.precision != "day":
        return heard
    for other in heard:
        if other.value is not None and _is_hour_of(other.value, day):
            why = f"it gives the day alone, {other.rule} the hour too"
            alone = [each for each in heard if each.value and not _has_hour(each)]
            return [each._replace(refused=why) if each in alone else each for each in heard]
    return heard


def _apart(one: Moment, other: Moment) -> bool:
    """Whether two moments contradict each other; a day without hour may be any hour of it."""
    slack = timedelta(days=1) if "day" in (one.precision, other.precision) else timedelta()
    return abs(one.instant - other.instant) > CONFLICT + slack


def _is_hour_of(moment: Moment, day: Moment) -> bool:
    """Whether a moment gives an hour of this day, as the clocks of the day's own zone show it."""
    if moment.precision == "day":
        return False
    return timedelta() <= moment.instant - day.instant < timedelta(days=1)


def beside(page: Page) -> Iterator[Found]:
    """What is known without the page: the time its source gives, and the day in its address."""
    if page.hints.published:
        yield HINT, page.hints.published
    yield ADDRESS, urlsplit(page.url).path


def stated(head: Head, ld: str, metas: tuple[str, ...]) -> Iterator[Found]:
    """What the head states: JSON-LD of the article, metas, JSON-LD of the page."""
    for text in head.ld(ld):
        yield f"ld:{ld}", text
    for name in metas:
        for text in head.meta.get(name, ())[:1]:
            yield f"meta:{name}", text
    for text in strings(head.page, ld):
        yield f"ld:WebPage.{ld}", text
