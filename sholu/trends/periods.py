"""Days, weeks from Monday, months: the calendar that trends count by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple, get_args

By = Literal["day", "week", "month"]
BY: tuple[By, ...] = get_args(By)
_DAY = timedelta(days=1)


class Period(NamedTuple):
    """From `first` to `last`, both in it; `start` names it: the day, Monday, or the month's first.

    `whole` is false where the range asked for cuts it.
    """

    start: date
    first: date
    last: date
    whole: bool

    @property
    def days(self) -> int:
        """How many days of it are counted."""
        return (self.last - self.first).days + 1


def start_of(day: date, by: By) -> date:
    """The day that names the period a day is in.

    >>> start_of(date(2024, 3, 1), "week").isoformat()
    '2024-02-26'
    """
    if by == "month":
        return day.replace(day=1)
    return day - day.weekday() * _DAY if by == "week" else day


def end_of(day: date, by: By) -> date:
    """The last day of the period a day is in.

    >>> end_of(date(2024, 2, 5), "month").isoformat()
    '2024-02-29'
    """
    start = start_of(day, by)
    if by == "month":
        return (start + 31 * _DAY).replace(day=1) - _DAY
    return start + 6 * _DAY if by == "week" else start


def periods(first: date, last: date, by: By) -> Iterator[Period]:
    """All the periods from `first` to `last`, none left out; nothing when `last` is earlier.

    >>> [period.days for period in periods(date(2025, 10, 1), date(2025, 10, 13), "week")]
    [5, 7, 1]
    """
    day = first
    while day <= last:
        start, end = start_of(day, by), end_of(day, by)
        yield Period(start, day, min(end, last), whole=start >= first and end <= last)
        day = end + _DAY
