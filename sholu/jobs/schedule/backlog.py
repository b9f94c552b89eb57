"""How far behind the indexes are, and when it is time to help."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from sholu.settings import Settings
from sholu.store import Store

EVERY_TARGET = ("article", "forget")
"""What the embedded index follows; a run's own end does not make it late."""
SERVERS_TOO = (*EVERY_TARGET, "revision", "source", "run")
"""A server shows runs and sources too, and a crawl ends after its own index step."""
PATIENCE = timedelta(minutes=1)
"""So long a crawl may leave its articles to its own index step."""
LATE = timedelta(minutes=15)
"""Behind and at a stand for longer, and somebody has to look."""
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(minutes=30)


class Place(NamedTuple):
    """Where a target is: how many changes it lacks, and the last number of the log it has."""

    lacks: int
    reached: int


def places(settings: Settings, store: Store) -> dict[str, Place]:
    """Where every target is."""
    return {
        name: Place(
            store.backlog(name, EVERY_TARGET if name == "tantivy" else SERVERS_TOO),
            store.cursor(name),
        )
        for name in settings.index.targets
    }


class Help:
    """Remembers since when each target is behind, and how long to wait after a failure.

    One that moves on is not behind, however seldom it is seen without anything left to do: under
    a steady load there is always a change that came a moment ago.
    """

    def __init__(self) -> None:
        self.since: dict[str, datetime] = {}
        self._reached: dict[str, int] = {}
        self._pause = _SHORTEST
        self._not_before: datetime | None = None

    def look(self, found: Mapping[str, Place], now: datetime) -> None:
        """Take in where the targets are."""
        since = {}
        for name, place in found.items():
            moved = place.reached > self._reached.get(name, place.reached)
            if place.lacks:
                since[name] = now if moved else self.since.get(name, now)
        self.since = since
        self._reached = {name: place.reached for name, place in found.items()}

    def needed(self, now: datetime, *, crawling: bool) -> bool:
        """Whether to bring the indexes up to date now; a running crawl gets time to do it."""
        if not self.since or (self._not_before and now < self._not_before):
            return False
        return not crawling or now - min(self.since.values()) >= PATIENCE

    def ended(self, now: datetime, *, good: bool) -> None:
        """Note the end of an attempt: after a failure the pause doubles."""
        self._pause = _SHORTEST if good else min(self._pause * 2, _LONGEST)
        self._not_before = now + self._pause
