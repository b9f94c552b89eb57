"""The times a source prints beside its links: read only to judge how fresh the source is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime

SAME = timedelta(minutes=1)
"""Times closer than this were written by one run of a program, not by editors."""


def instant(written: str | None, zone: tzinfo) -> datetime | None:
    """The UTC instant of a W3C or RFC 822 time; naive times are in `zone`; None if unreadable.

    >>> instant("2025-10-29T12:26:00+05:00", UTC).isoformat()
    '2025-10-29T07:26:00+00:00'
    """
    text = (written or "").strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def newest(moments: Iterable[datetime | None], now: datetime) -> datetime | None:
    """The newest instant that is not in the future (a day is forgiven: zones are mislabelled)."""
    latest = now + timedelta(days=1)
    return max((moment for moment in moments if moment and moment <= latest), default=None)


def is_stamped(moments: Sequence[datetime | None], now: datetime) -> bool:
    """Whether a `lastmod` on each of several entries is just the time the file was made.

    Such times (always today, adyrna.kz) witness nothing: all within a minute, and of today.
    """
    known = [moment for moment in moments if moment]
    if len(known) < 2 or max(known) - min(known) > SAME:
        return False
    return max(known) >= now - timedelta(days=1)


def length(span: timedelta) -> str:
    """A length of time in words for a reason.

    >>> length(timedelta(days=3)), length(timedelta(hours=6))
    ('3 days', '6 hours')
    """
    hours = int(span.total_seconds() // 3600)
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
