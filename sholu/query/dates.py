"""Days and times in a query: `2025-10`, `2025-10-01..2025-10-31`, `>=2025-10`, `30d`."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sholu import clock
from sholu.query.ast import Field, Node, Range, both, either
from sholu.store.ordering import SECOND_BITS

EXPECTED = "a day 2025-10-31, a month 2025-10, a year 2025, a range 2025-10-01..2025-10-31 or >="
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_PRINTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_COMPARE = re.compile(r"(>=|<=|>|<)\s*(.*)", re.DOTALL)


class BadDate(ValueError):
    """No day; `offset` is where in the value."""

    def __init__(self, message: str, offset: int = 0) -> None:
        super().__init__(message)
        self.offset = offset


def days(text: str) -> Range:
    """The days a value of `date:` names, both ends included. Raises BadDate."""
    compare = _COMPARE.fullmatch(text)
    if compare:
        return _compared(compare[1], *_period(compare[2], compare.start(2)))
    low, dots, high = text.partition("..")
    if not dots:
        return Range("day", *_period(text, 0))
    if not low and not high:
        raise BadDate("both ends of the range are missing")
    first = _period(low, 0)[0] if low else None
    last = _period(high, len(low) + 2)[1] if high else None
    if first and last and first > last:
        raise BadDate(f"the range ends ({last}) before it begins ({first})")
    return Range("day", first, last)


def since(text: str, now: datetime, zone: ZoneInfo) -> Node:
    """What was published in the last `text` (30d, 2w, 6h), or since a day. Raises BadDate.

    Days and weeks count calendar days in `zone`: today and the 30 before it. Shorter spans count
    from the instant; an article whose hour is unknown counts by its day.
    """
    if _ISO.fullmatch(text) or _PRINTED.fullmatch(text):
        return Range("day", _period(text, 0)[0], None)
    try:
        start = now - clock.back(text)
        today = (now.astimezone(zone).date() - clock.back(text)).isoformat()
    except (ValueError, OverflowError) as error:
        if "months" in str(error):
            raise BadDate(str(error)) from None
        raise BadDate("expected a length of time such as 30d, 2w or 6h, or a day") from None
    if text.strip()[-1].lower() in "dw":
        return Range("day", today, None)
    return either(
        Range("sort_key", max(int(start.timestamp()) << SECOND_BITS, -(1 << 63)), None),
        both(
            Field("published_precision", "day"),
            Range("day", start.astimezone(zone).date().isoformat(), None),
        ),
    )


def _compared(sign: str, first: str, last: str) -> Range:
    if sign[0] == ">":
        edge = first if sign == ">=" else last
        return Range("day", edge, None, include_low=sign == ">=")
    edge = last if sign == "<=" else first
    return Range("day", None, edge, include_high=sign == "<=")


def _period(text: str, offset: int) -> tuple[str, str]:
    """First and last day of a day, month or year."""
    printed = _PRINTED.fullmatch(text)
    match = _ISO.fullmatch(text)
    if printed:
        parts = [int(printed[3]), int(printed[2]), int(printed[1])]
    elif match:
        parts = [int(part) for part in match.groups() if part]
    else:
        raise BadDate(f"{text!r} is no date" if text else "a date is missing", offset)
    try:
        first, last = _ends(*parts)
    except ValueError:
        raise BadDate(f"there is no day {text}", offset) from None
    return first.isoformat(), last.isoformat()


def _ends(year: int, month: int | None = None, day: int | None = None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        first = date(year, month, 1)
        return first, first + timedelta(days=calendar.monthrange(year, month)[1] - 1)
    return date(year, month, day), date(year, month, day)
