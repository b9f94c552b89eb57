"""SQLite, the store of record: an article is safe when its transaction is committed."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from sholu.store.again import Again
from sholu.store.articles import Keeping, Kept
from sholu.store.base import Change, NoStore
from sholu.store.companions import Companions, WatchedDay
from sholu.store.copies import Copies, Linker, Sketch, Sketched
from sholu.store.letters import DeadLetter
from sholu.store.planned import Agenda, Planned
from sholu.store.rows import (
    Due,
    Finding,
    PageEnd,
    Revision,
    RunRow,
    SourceAnswer,
    SourceRow,
    StateChange,
    Tombstone,
    Validators,
)
from sholu.store.schema import NewerStore
from sholu.store.watch import SourceDay

__all__ = [
    "Again",
    "Change",
    "Copies",
    "DeadLetter",
    "Due",
    "Finding",
    "Keeping",
    "Kept",
    "Linker",
    "NewerStore",
    "NoStore",
    "PageEnd",
    "Planned",
    "Revision",
    "RunRow",
    "Sketch",
    "Sketched",
    "SourceAnswer",
    "SourceDay",
    "SourceRow",
    "StateChange",
    "Store",
    "Tombstone",
    "Validators",
    "WatchedDay",
]


class Store(Companions, Agenda):
    """The store: frontier, articles, revisions, change log. One object a thread."""

    def __init__(self, path: Path, *, zone: ZoneInfo, create: bool = True) -> None:
        """Open it; days are counted in `zone`. Raises NoStore or NewerStore."""
        super().__init__(path, create=create)
        self.zone = zone
