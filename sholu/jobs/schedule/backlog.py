"""How far behind the indexes are, and when it is time to help."""

from __future__ import annotations

from datetime import datetime, timedelta

from sholu.settings import Settings
from sholu.store import Store

EVERY_TARGET = ("article", "forget")
"""What the embedded index follows; a run's own end does not make it late."""
SERVERS_TOO = (*EVERY_TARGET, "revision", "source", "run")
"""A server shows runs and sources too, and a crawl ends after its own index step."""
PATIENCE = timedelta(minutes=1)
"""So long a crawl may leave its articles to its own index step."""
LATE = timedelta(minutes=15)
"""Behind for longer, and somebody has to look."""
_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(minutes=30)


def backlogs(settings: Settings, store: Store) -> dict[str, int]:
    """Changes not yet followed, by target."""
    return {
        name: store.backlog(name, EVERY_TARGET if name == "tantivy" else SERVERS_TOO)
        for name in settings.index.targets
    }


class Help:
    """Remembers since when each target is behind, and how long to wait after a failure."""

    def __init__(self) -> None:
        self.since: dict[str, datetime] = {}
        self._pause = _SHORTEST
        self._not_before: datetime | None = None

    def look(self, behind: dict[str, int], now: datetime) -> None:
        """Take in how far behind the targets are."""
        self.since = {name: self.since.get(name, now) for name, count in behind.items() if count}

    def needed(self, now: datetime, *, crawling: bool) -> bool:
        """Whether to bring the indexes up to date now; a running crawl gets time to do it."""
        if not self.since or (self._not_before and now < self._not_before):
            return False
        return not crawling or now - min(self.since.values()) >= PATIENCE

    def ended(self, now: datetime, *, good: bool) -> None:
        """Note the end of an attempt: after a failure the pause doubles."""
        self._pause = _SHORTEST if good else min(self._pause * 2, _LONGEST)
        self._not_before = now + self._pause
