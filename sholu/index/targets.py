"""The targets the settings name: opened, brought up to date, filled anew, under their locks."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager, closing
from pathlib import Path

from sholu import locks
from sholu.index import Index, NoIndex
from sholu.index.drain import Progress, drain, fill
from sholu.settings import Settings
from sholu.store import Store

FOREVER = -1.0


def open_target(name: str, settings: Settings) -> Index:
    """A target, to search in. Raises NoIndex, StaleIndex or NewerIndex."""
    from sholu.index.tantivy import TantivyIndex

    return TantivyIndex.open(_folder(name, settings))


def catch_up(settings: Settings, *, wait: bool) -> None:
    """Bring every target to the end of the change log. Raises locks.Busy if one is held.

    With `wait` it waits for the locks instead, however long another process is at it.
    """
    for name in settings.index.targets:
        with (
            _lock(name, settings, timeout=FOREVER if wait else 0),
            Store(settings.store_file, zone=settings.zone) as store,
            closing(_open_or_create(name, settings, store)) as index,
        ):
            drain(store, index, name)


def rebuild_target(settings: Settings, name: str, progress: Progress | None = None) -> int:
    """Fill a target anew beside the old one, catch up, swap; gives the number of articles.

    Raises NoStore when there is nothing to fill it from, locks.Busy when the target is held.
    """
    from sholu.index.tantivy import TantivyIndex

    with (
        _lock(name, settings),
        Store(settings.store_file, zone=settings.zone, create=False) as store,
    ):
        folder = _folder(name, settings)
        fresh = folder.with_name(f"{folder.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        seq = store.last_seq()  # what comes after this is followed by the log
        with closing(TantivyIndex.create(fresh)) as index:
            count = fill(store, index, progress=progress)
        _swap(fresh, folder)
        store.move_cursor(name, seq)
        with closing(TantivyIndex.open(folder)) as index:
            drain(store, index, name)
        return count


def _open_or_create(name: str, settings: Settings, store: Store) -> Index:
    from sholu.index.tantivy import TantivyIndex

    folder = _folder(name, settings)
    try:
        return TantivyIndex.open(folder)
    except NoIndex:
        shutil.rmtree(folder, ignore_errors=True)  # begun and never finished
        store.move_cursor(name, 0)
        return TantivyIndex.create(folder)


def _swap(fresh: Path, folder: Path) -> None:
    """Put the fresh index in the old one's place; a kill in between leaves none to be filled."""
    old = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _folder(name: str, settings: Settings) -> Path:
    return settings.index_folder / name


def _lock(name: str, settings: Settings, timeout: float = 0) -> AbstractContextManager[None]:
    return locks.hold(settings.lock_folder, f"target-{name}", timeout=timeout)
