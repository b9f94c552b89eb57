"""When a known page is asked again, and when it counts as gone: pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

GONE_APART = timedelta(hours=1)
"""How far apart two runs must be that see a page gone (design, section 10)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """How long after an article was first seen its page is asked again (design, 3.2).

    `topical` comes on top for articles that have a tag. Without spans, never.
    """

    everyone: Sequence[timedelta] = ()
    topical: Sequence[timedelta] = ()

    def next(self, first_seen: datetime, asked: datetime, *, topical: bool) -> datetime | None:
        """The first time on the schedule after `asked`; None when it is over."""
        spans = (*self.everyone, *(self.topical if topical else ()))
        return min((first_seen + span for span in spans if first_seen + span > asked), default=None)


NEVER = Again()


def gone_since(disposition: str, since: datetime | None, at: datetime) -> datetime | None:
    """When a page was first seen gone, after an answer at `at`; None if it is there.

    What says nothing about the page, such as a failing server, leaves it as it was.
    """
    if disposition == "gone":
        return since or at
    return since if disposition in ("failed", "blocked", "robots", "skipped") else None


def confirmed(since: datetime | None, at: datetime) -> bool:
    """Whether a page seen gone at `at` was gone in an earlier run, at least an hour before."""
    return since is not None and at - since >= GONE_APART
