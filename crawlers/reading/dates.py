"""Dates as pages write them, read into a `Moment`: ISO, RFC 822, numbers, Kazakh and Russian words.

Own tables and patterns (months.yml): a library that guesses reads 05.10.2025 as 10 May and takes
the machine's clock for "вчера". Day comes before month, always.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from sholu.article import Moment, Precision
from sholu.yamlfile import load

FIRST_YEAR = 1991
"""No page of the web is older; an earlier year is a mistake."""
AHEAD = timedelta(days=1)
"""How far after the fetch a date may lie: clocks and zones differ (a day at most)."""
SOON = timedelta(hours=1)
"""The same for the hour of "today": that word is the site's own, and so is its clock."""

_OFFSET = r"(?:UTC|GMT)[+-]\d\d(?::?\d\d)?(?!\d)|[+-]\d\d:?\d\d(?!\d)|Z\b|UTC|GMT"
_ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    rf"(?:[T ]+(\d{{1,2}}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*({_OFFSET}|[+-]\d\d\b)?)?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(?<![\d.-])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_WORD = r"[^\W\d_]+"
_DAY_MONTH_YEAR = re.compile(
    rf"(?<![\d.,:])(\d{{1,2}})(?:-?[^\W\d_]{{1,2}})?\s+({_WORD})\.?,?\s+(\d{{4}})(?!\d)"
)
_DAY_MONTH = re.compile(rf"(?<![\d.,:])(\d{{1,2}})\s+({_WORD})")
_MONTH_DAY_YEAR = re.compile(rf"({_WORD})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")
_YEAR_DAY_MONTH = re.compile(rf"(?<!\d)(\d{{4}})\s+({_WORD})\.?\s+(\d{{1,2}})\s+({_WORD})")
_CLOCK = re.compile(
    rf"(?<![\d:.+-])(\d{{1,2}}):(\d\d)(?::(\d\d))?(?![\d:])\s*({_OFFSET})?(?:([ap])\.?m\b)?",
    re.IGNORECASE,
)
_UNIX = re.compile(r"1\d{9}(?:\d{3})?")
LINE = 60
"""Characters of a longest line that is nothing but a date."""
_LABELS = 3
"""Words of a longest rubric, city or count beside the date in such a line."""
_PARTED = re.compile(r"\s*[|•·,;/()—–]\s*|\s+-\s+|:\s+")
_CHANGED = re.compile(
    r"\b(?:обновл|измен[её]н|updated\b|modified\b|edited\b)"
    r"(?:(?!опубликован|published|posted).)*",
    re.IGNORECASE,
)
_RFC822 = re.compile(r"^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d(?::\d\d)? \S+$")


class BadDate(ValueError):
    """A date that cannot be the article's; `slug` names the issue."""

    def __init__(self, slug: str, message: str) -> None:
        super().__init__(message)
        self.slug = slug


class _Tables(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    stems: dict[str, tuple[str, ...]]
    tails: dict[str, int]
    words: dict[str, tuple[str, ...]]
    days: dict[str, int]
    year_words: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A calendar day as written, and where in the text it stands."""

    year: int
    month: int
    day: int
    start: int
    end: int
    ahead: timedelta = AHEAD


@cache
def _tables() -> _Tables:
    return load(Path(__file__).with_name("months.yml"), _Tables)


@cache
def month(word: str) -> int | None:
    """The month a word names, in any case of Kazakh or Russian; None if it names none.

    >>> month("қарашасында"), month("Ноябрь"), month("мая"), month("маусымда")
    (11, 11, 5, 6)
    """
    word = word.lower().rstrip(".")
    tables = _tables()
    for names in tables.words.values():
        if word in names:
            return names.index(word) + 1
    for language, stems in tables.stems.items():
        for number, stem in enumerate(stems, 1):
            if word.startswith(stem) and len(word) <= len(stem) + tables.tails[language]:
                return number
    return None


def is_of_date(word: str) -> bool:
    """Whether a word belongs to dates: a month, a day such as вчера, a word for the year.

    >>> is_of_date("қазан"), is_of_date("Бүгін"), is_of_date("года"), is_of_date("мектеп")
    (True, True, True, False)
    """
    word, tables = word.lower(), _tables()
    return word in tables.days or word in tables.year_words or month(word) is not None


def read_date(text: str, *, zone: str, fetched: datetime, source: str) -> Moment | None:
    """The first date in a short text, or None if there is none.

    Ten digits that begin with 1 are seconds since 1970, thirteen thousandths of them. A time
    without an offset is local time in `zone` (an IANA name). Words such as вчера and dates without
    a year count from `fetched` (aware), in `zone`. Precision is what is printed; seconds that are
    exactly 00 are taken as not given, for most systems keep minutes and print zeros.
    Raises BadDate for a day or hour that does not exist, and for one that lies over a day ahead,
    or an hour in a text that says today.
    """
    text = " ".join(text.split())[:300]
    if _RFC822.match(text):
        return _from_rfc822(text, fetched, source)
    if _UNIX.fullmatch(text):
        return _from_seconds(text, zone, fetched, source)
    iso = _ISO.search(text)
    if iso:
        found = _Found(int(iso[1]), int(iso[2]), int(iso[3]), *iso.span())
        clock = (iso[4], iso[5], iso[6], iso[7]) if iso[4] else None
        return _moment(text, found, clock, zone, fetched, source)
    day = _day(text, fetched.astimezone(ZoneInfo(zone)).date())
    if day is None:
        return None
    rest = text[: day.start] + " | " + text[day.end :]
    return _moment(text, day, _clock(rest), zone, fetched, source)


def _clock(text: str) -> tuple[str | None, ...] | None:
    """Hour, minute, second and offset of the first clock in a text; 9:05 PM is 21:05."""
    match = _CLOCK.search(text)
    if not match:
        return None
    hour, minute, second, offset, half = match.groups()
    if half and 1 <= int(hour) <= 12:
        hour = str(int(hour) % 12 + (12 if half in "pP" else 0))
    return hour, minute, second, offset


def without_changes(text: str) -> str:
    """A text without what it says of later changes.

    >>> without_changes("Обновлено: 09.03.2026, опубликовано: 05.03.2026")
    'опубликовано: 05.03.2026'
    """
    return _CHANGED.sub("", text).strip()


def is_date_line(text: str) -> bool:
    """Whether a line is nothing but a date, with a rubric, a city or a count of readers at most.

    Other words are parted from the date by a sign, or stand beside a clock, and are few: else
    the line is a sentence about that day.

    >>> is_date_line("Сұхбат • 21 Ақпан, 2025"), is_date_line("Школа открыта 5 марта 2026")
    (True, False)
    """
    if len(text) > LINE or not re.search(r"\d", text):
        return False
    iso = _ISO.search(text)
    day = iso.span() if iso else _span_of_day(text)
    if day is None:
        return False
    rest = text[: day[0]] + "\0" + text[day[1] :]
    timed = _CLOCK.search(rest) is not None or (iso is not None and iso[4] is not None)
    parts = [_labels(part) for part in _PARTED.split(_CLOCK.sub("\0", rest))]
    beside = sum(count for dated, count in parts if dated)
    return sum(count for _, count in parts) <= _LABELS and (timed or not beside)


def _span_of_day(text: str) -> tuple[int, int] | None:
    """Where a line names its day; one without a year or by a word needs a clock."""
    found = min(_full_days(text), key=lambda item: item.start, default=None)
    if found is None and _CLOCK.search(text):
        today = date(2000, 12, 31)  # any: it is only asked where the day stands
        found = _relative(text, today) or _without_year(text, today)
    return (found.start, found.end) if found else None


def _labels(part: str) -> tuple[bool, int]:
    """Whether a part of a line holds the date or its hour, and its words that no date has."""
    words = (word.lower() for word in re.findall(_WORD, part))
    known = _tables().beside
    return "\0" in part, sum(not (is_of_date(word) or word in known) for word in words)


def day_in_address(path: str, *, zone: str, fetched: datetime) -> Moment | None:
    """The day an address path carries: /2025/10/29/, /2025-10-29/, /20251029/.

    Raises BadDate as `read_date` does.
    """
    match = re.search(r"/(20\d\d)([/-]?)(\d\d)\2(\d\d)(?=[/_-])", path)
    if not match:
        return None
    found = _Found(int(match[1]), int(match[3]), int(match[4]), *match.span())
    return _moment(match[0], found, None, zone, fetched, "url")


def _day(text: str, today: date) -> _Found | None:
    """The first full day in the text; one without a year only if there is no other."""
    found = min(_full_days(text), key=lambda item: item.start, default=None)
    return found or _relative(text, today) or _without_year(text, today)


def _full_days(text: str) -> Iterator[_Found]:
    for match in _YEAR_DAY_MONTH.finditer(text):
        number = month(match[4])
        if number and match[2].lower() in _tables().year_words:
            yield _Found(int(match[1]), number, int(match[3]), *match.span())
            break
    for match in _DAY_MONTH_YEAR.finditer(text):
        number = month(match[2])
        if number:
            yield _Found(int(match[3]), number, int(match[1]), *match.span())
            break
    for match in _MONTH_DAY_YEAR.finditer(text):
        number = month(match[1])
        if number and match[1].isascii():
            yield _Found(int(match[3]), number, int(match[2]), *match.span())
            break
    match_ = _NUMBERS.search(text)
    if match_:
        yield _Found(int(match_[4]), int(match_[3]), int(match_[1]), *match_.span())


def _relative(text: str, today: date) -> _Found | None:
    for match in re.finditer(_WORD, text):
        back = _tables().days.get(match[0].lower())
        if back is not None:
            day = today - timedelta(days=back)
            return _Found(day.year, day.month, day.day, *match.span(), ahead=SOON)
    return None


def _without_year(text: str, today: date) -> _Found | None:
    """A day and month beside a clock, a day of the week or nothing else: the last such day that is
    not ahead."""
    match = _DAY_MONTH.search(text)
    number = month(match[2]) if match else None
    if not match or not number:
        return None
    others = re.findall(_WORD, text[: match.start()] + " " + text[match.end() :])
    if not all(word.lower() in _tables().beside for word in others):
        return None
    year = today.year
    tomorrow = today + AHEAD
    if (number, int(match[1])) > (tomorrow.month, tomorrow.day) or tomorrow.year > year:
        year = tomorrow.year - int((number, int(match[1])) > (tomorrow.month, tomorrow.day))
    return _Found(year, number, int(match[1]), *match.span())


def _from_rfc822(text: str, fetched: datetime, source: str) -> Moment | None:
    try:
        instant = parsedate_to_datetime(text)
    except ValueError:
        raise BadDate("date.impossible", f"no such date: {text}") from None
    zone = instant.tzinfo or UTC
    return _checked(
        Moment(
            instant=instant.replace(tzinfo=zone).astimezone(UTC),
            zone=_offset_name(zone),
            precision="second" if instant.second else "minute",
            source=source,
            raw=text,
        ),
        fetched,
    )


def _from_seconds(text: str, zone: str, fetched: datetime, source: str) -> Moment:
    instant = datetime.fromtimestamp(int(text[:10]), UTC)
    precision: Precision = "second" if instant.second else "minute"
    found = Moment(instant=instant, zone=zone, precision=precision, source=source, raw=text)
    return _checked(found, fetched)


def _moment(
    text: str,
    day: _Found,
    clock: tuple[str | None, ...] | None,
    zone: str,
    fetched: datetime,
    source: str,
) -> Moment:
    hour, minute, second, offset = clock or (None, None, None, None)
    try:
        calendar = date(day.year, day.month, day.day)
        hours = time(int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        raise BadDate("date.impossible", f"no such date: {text}") from None
    if calendar.year < FIRST_YEAR:
        raise BadDate("date.impossible", f"too early: {text}")
    printed = _offset(offset) if offset else None
    precision: Precision = "second" if hours.second else "minute"
    local = datetime.combine(calendar, hours, printed or ZoneInfo(zone))
    try:
        instant = local.astimezone(UTC)
    except OverflowError:
        raise BadDate("date.impossible", f"no such date: {text}") from None
    found = Moment(
        instant=instant,
        zone=_offset_name(printed) if printed else zone,
        precision=precision if hour else "day",
        source=source,
        raw=text,
    )
    # a day alone begins its day, which no clock can say to be ahead
    return _checked(found, fetched, day.ahead if hour else AHEAD)


def _offset(text: str) -> tzinfo:
    """The zone of Z, GMT, +05, +05:00, +0500, GMT+05:00."""
    text = text.upper().removeprefix("UTC").removeprefix("GMT")
    if text[:1] not in ("+", "-"):
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[3:].lstrip(":") or 0)
    if minutes > 14 * 60:
        raise BadDate("date.impossible", f"no such offset: {text}")
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _offset_name(zone: tzinfo) -> str:
    """A fixed offset as +HH:MM."""
    minutes = int((zone.utcoffset(None) or timedelta()).total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _checked(moment: Moment, fetched: datetime, ahead: timedelta = AHEAD) -> Moment:
    if moment.instant > fetched + ahead:
        raise BadDate("date.future", f"{moment.raw} lies after the fetch of {fetched:%Y-%m-%d}")
    return moment
