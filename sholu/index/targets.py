"""The targets the settings name: opened, brought up to date, filled anew, under their locks."""

from __future__ import annotations

from contextlib import AbstractContextManager, closing
from pathlib import Path

from sholu import clock, locks
from sholu.index import Index, NoIndex
from sholu.index.drain import Progress, drain, fill
from sholu.index.folder import beside, clean, in_use, put_in_use
from sholu.settings import Settings
from sholu.store import Store

FOREVER = -1.0


def open_target(name: str, settings: Settings) -> Index:
    """A target, to search in. Raises NoIndex, StaleIndex, NewerIndex or ElasticError."""
    if name == "elastic":
        from sholu.index.elastic.calls import Door
        from sholu.index.elastic.engine import ElasticIndex

        return ElasticIndex.open(Door.of(settings))
    from sholu.index.tantivy import TantivyIndex

    return TantivyIndex.open(in_use(_folder(name, settings)))


def catch_up(settings: Settings, *, wait: bool) -> None:
    """Bring every target to the end of the change log. Raises locks.Busy if one is held.

    With `wait` it waits for the locks instead, however long another process is at it. A target
    that fails keeps none of the others from going on; what it raised comes at the end.
    """
    failed: list[Exception] = []
    for name in settings.index.targets:
        try:
            _follow(name, settings, wait=wait)
        except Exception as error:
            failed.append(error)
    if failed:
        raise min(failed, key=lambda error: isinstance(error, locks.Busy))


def _follow(name: str, settings: Settings, *, wait: bool) -> None:
    with (
        _lock(name, settings, timeout=FOREVER if wait else 0),
        Store(settings.store_file, zone=settings.zone) as store,
        closing(_open_or_create(name, settings, store)) as index,
    ):
        drain(store, index, name)


def rebuild_target(settings: Settings, name: str, progress: Progress | None = None) -> int:
    """Fill a target anew beside the old one, catch up, swap; gives the number of articles.

    Raises NoStore when there is nothing to fill it from, locks.Busy when the target is held. A
    kill leaves the old index in use, or the new one with a cursor that replays a little.
    """
    from sholu.index.tantivy import TantivyIndex

    with (
        _lock(name, settings),
        Store(settings.store_file, zone=settings.zone, create=False) as store,
    ):
        folder = _folder(name, settings)
        clean(folder)
        fresh = beside(folder)
        with closing(TantivyIndex.create(fresh)) as index:
            filled = fill(store, index, progress=progress)
        put_in_use(folder, fresh)
        store.note_refused(name, None, filled.refused, clock.now())
        store.move_cursor(name, filled.seq)
        return filled.articles


def _open_or_create(name: str, settings: Settings, store: Store) -> Index:
    """The index to write to. Where there is none a new one follows the log from its beginning."""
    if name == "elastic":
        from sholu.index.elastic.calls import Door
        from sholu.index.elastic.engine import ElasticIndex

        door = Door.of(settings)
        try:
            return ElasticIndex.open(door)
        except NoIndex:
            store.move_cursor(name, 0)
            return ElasticIndex.create(door)
    from sholu.index.tantivy import TantivyIndex

    folder = _folder(name, settings)
    try:
        index = TantivyIndex.open(in_use(folder))
    except NoIndex:
        store.move_cursor(name, 0)
        fresh = beside(folder)
        index = TantivyIndex.create(fresh)
        put_in_use(folder, fresh)
    clean(folder)
    return index


def _folder(name: str, settings: Settings) -> Path:
    return settings.index_folder / name


def _lock(name: str, settings: Settings, timeout: float = 0) -> AbstractContextManager[None]:
    return locks.hold(settings.lock_folder, f"target-{name}", timeout=timeout)
