"""Where an index lives: the one in use, a new one beside it, and putting that in its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sholu.index import Index, NoIndex
from sholu.index.folder import beside, clean, in_use, put_in_use
from sholu.settings import Settings
from sholu.store import Store

if TYPE_CHECKING:
    from sholu.index.tantivy import TantivyIndex


SERVERS = frozenset(["elastic"])
"""The targets that are not in the data folder but at the end of a line."""


class Home(Protocol):
    """The place of a target. All but `open` is for the holder of the target's lock."""

    def open(self) -> Index:
        """The index in use. Raises NoIndex, StaleIndex, NewerIndex or what the way to it does."""

    def begin(self, store: Store) -> Index:
        """The index in use; where there is none, a new one that follows the log from the start."""

    def beside(self, store: Store) -> Index:
        """A new and empty index that no search sees yet. What an earlier one left is removed."""

    def put_in_use(self, store: Store) -> None:
        """Let searches go to the one made last, at once; the one before is removed later."""


class FolderHome:
    """tantivy's: generations in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._fresh: Path | None = None

    def open(self) -> TantivyIndex:
        """The index in use."""
        from sholu.index.tantivy import TantivyIndex

        return TantivyIndex.open(in_use(self.folder))

    def begin(self, store: Store) -> TantivyIndex:
        """The index in use, or a new one."""
        try:
            index = self.open()
        except NoIndex:
            store.move_cursor(self.folder.name, 0)
            index = self._create()
            self.put_in_use(store)
        clean(self.folder)
        return index

    def beside(self, store: Store) -> TantivyIndex:
        """A new and empty index."""
        clean(self.folder)
        return self._create()

    def put_in_use(self, store: Store) -> None:
        """Let searches go to it; the next writer removes the one before."""
        assert self._fresh
        put_in_use(self.folder, self._fresh)

    def _create(self) -> TantivyIndex:
        from sholu.index.tantivy import TantivyIndex

        self._fresh = beside(self.folder)
        return TantivyIndex.create(self._fresh)


def home(name: str, settings: Settings) -> Home:
    """Where the target of a name lives. Raises UserError on the way to a server."""
    if name in SERVERS:
        from sholu.index.elastic.home import ServerHome

        return ServerHome(settings)
    return FolderHome(settings.index_folder / name)
