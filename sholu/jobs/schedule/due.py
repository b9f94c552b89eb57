"""When a site is due, and which of those that are goes first: pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from random import Random

from sholu.store import Planned

SPREAD = 0.1
"""At most this share of the interval comes on top, so that sites do not march in step."""


def jitter(site: str, after: datetime, interval: timedelta) -> timedelta:
    """What comes on top of an interval; the same site and instant always give the same."""
    return interval * SPREAD * Random(f"{site} {after.timestamp()}").random()


def longest(interval: timedelta) -> timedelta:
    """No site is due later than this after its run began."""
    return interval * (1 + SPREAD)


def next_due(
    site: str, started: datetime, interval: timedelta, ended: datetime | None = None
) -> datetime:
    """When a site is due after a run; one that took longer than the interval is due at its end.

    However many intervals passed while nothing ran, one run makes up for all of them.
    """
    due = started + interval + jitter(site, started, interval)
    return max(due, ended) if ended else due


def first_due(site: str, last_run: datetime | None, interval: timedelta, now: datetime) -> datetime:
    """When a site is due that the scheduler never saw: now, or after a run by hand."""
    if last_run is None or last_run > now:
        return now
    return max(now, next_due(site, last_run, interval))


def replanned(row: Planned, interval: timedelta, now: datetime) -> datetime | None:
    """A new due time for a site whose own is too far off, else None.

    So it is when the profile's interval became shorter, or the clock was wrong.
    """
    if row.due <= now + longest(interval):
        return None
    return next_due(row.site, now, interval)


def choose(rows: Iterable[Planned], busy: Collection[str], now: datetime, free: int) -> list[str]:
    """The sites to crawl now, `free` at most: those due and not `busy`.

    The one that was begun longest ago comes first, so that one whose crawl takes the machine down
    does not keep the others from their turn.
    """
    due = [row for row in rows if row.due <= now and row.site not in busy]
    due.sort(key=lambda row: (row.started or datetime.min.replace(tzinfo=now.tzinfo), row.due))
    return [row.site for row in due[: max(free, 0)]]


def wake(
    rows: Iterable[Planned], busy: Mapping[str, datetime | None], now: datetime
) -> datetime | None:
    """When there is next something to do for a site: the soonest time ahead.

    `busy` are sites that run (None) or that another process holds (until when they are let be).
    """
    times = []
    for row in rows:
        until = busy.get(row.site, now)
        if until is not None:
            times.append(max(row.due, until))
    return min((time for time in times if time > now), default=None)
