"""The day an article is counted on and the key it is ordered by: pure functions."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import NamedTuple

from sholu.article import Moment
from sholu.fields import zone as zone_named

SECOND_BITS = 31
"""A sort key is a second shifted by these bits, plus bits of the id."""


class Day(NamedTuple):
    """A calendar day (ISO), and whether it had to be taken from the time of first sight."""

    day: str
    estimated: bool


def day_of(published: Moment | None, first_seen: datetime, zone: tzinfo) -> Day:
    """The day in `zone`; the printed day itself when the page gives no hour.

    Without a time of publication it is the day of `first_seen`, marked as estimated.
    """
    if published is None:
        return Day(first_seen.astimezone(zone).date().isoformat(), True)
    if published.precision == "day":
        return Day(
            published.instant.astimezone(zone_named(published.zone)).date().isoformat(), False
        )
    return Day(published.instant.astimezone(zone).date().isoformat(), False)


def sort_key(id: str, published: Moment | None, first_seen: datetime) -> int:
    """Signed 63 bits: the second of publication (else first sight), then bits of the id.

    >>> from datetime import UTC, datetime
    >>> sort_key("ffffffffffffffff", None, datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) >> 31
    1
    """
    second = int((published.instant if published else first_seen).timestamp())
    return second << SECOND_BITS | int(id, 16) & (1 << SECOND_BITS) - 1


def next_change(old: int | None, now: datetime) -> int:
    """The number of a change: rises always, and is Unix milliseconds where it can be."""
    at = int(now.timestamp() * 1000)
    return at if old is None else max(old + 1, at)
