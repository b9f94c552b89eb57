"""The targets the settings name: opened, brought up to date, filled anew, under their locks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, closing

from sholu import locks
from sholu.errors import UserError
from sholu.index import SAFE, Away, Index
from sholu.index.drain import Progress, drain, fill, lost, replay
from sholu.index.home import SERVERS, home
from sholu.plural import counted
from sholu.settings import Settings
from sholu.store import Store

TURN = 1.0
"""Seconds to wait for a target that is held before the next held one gets its turn."""


class Incomplete(UserError):
    """An index filled anew lacks what it should have; the one before is still in use."""


def open_target(name: str | None, settings: Settings) -> Index:
    """A target of the settings, to search in; None: the first of them.

    Raises NoIndex, StaleIndex, NewerIndex, ElasticError, or UserError on a target that they do not
    name: nothing keeps that up to date.
    """
    return home(known_target(name, settings), settings).open()


def known_target(name: str | None, settings: Settings) -> str:
    """The name of a target of the settings; None: of the first. Raises UserError on another."""
    targets: tuple[str, ...] = settings.index.targets
    if name is not None and name not in targets:
        raise UserError(f"no index {name} is kept, only {', '.join(targets)}: see index.targets")
    return name or targets[0]


def keep_up(settings: Settings, *, wait: bool) -> str | None:
    """Catch up as far as servers answer; gives what is wrong with one that does not.

    What it lacks stays in the log, and goes out with the next call that reaches it. Raises as
    `catch_up` for the rest.
    """
    try:
        catch_up(settings, wait=wait)
    except Away as error:
        return str(error) if SAFE in str(error) else f"{error}; {SAFE}"
    return None


def catch_up(settings: Settings, *, wait: bool) -> None:
    """Bring every target to where the change log ends now. Raises locks.Busy if one is held.

    With `wait` it waits for the locks instead, however long another process is at it. No target
    keeps the others from going on: a server, which may be slow, comes after what is in this
    folder, a held one after those that are free, and what they raised comes at the end, all of it.
    """
    names = sorted(settings.index.targets, key=lambda name: name in SERVERS)
    failed = _each(names, settings, timeout=0)
    while held := [name for name in failed if wait and isinstance(failed[name], locks.Busy)]:
        again = _each(held, settings, timeout=TURN)
        failed = {name: error for name, error in failed.items() if name not in held} | again
    if failed:
        raise _together(failed)


def _each(names: Iterable[str], settings: Settings, *, timeout: float) -> dict[str, Exception]:
    """Follow the log in each of the targets; gives what those raised that failed."""
    failed: dict[str, Exception] = {}
    for name in names:
        try:
            _follow(name, settings, timeout=timeout)
        except Exception as error:
            failed[name] = error
    return failed


def _together(failed: Mapping[str, Exception]) -> Exception:
    """One error as it is; of several one that says them all, and is of the kind of the worst."""
    if len(failed) == 1:
        return next(iter(failed.values()))
    errors = list(failed.values())
    said = "; ".join(f"{name}: {error}" for name, error in failed.items())
    if not all(isinstance(error, UserError) for error in errors):
        return ExceptionGroup(said, errors)
    if all(isinstance(error, locks.Busy) for error in errors):
        return locks.Busy(said)
    waits = all(isinstance(error, locks.Busy | Away) for error in errors)
    return Away(said) if waits else UserError(said)


def _follow(name: str, settings: Settings, *, timeout: float) -> None:
    with (
        _lock(name, settings, timeout=timeout),
        Store(settings.store_file, zone=settings.zone) as store,
        closing(home(name, settings).begin(store)) as index,
    ):
        drain(store, index, name)


def rebuild_target(
    settings: Settings, name: str, progress: Progress | None = None, *, incomplete: bool = False
) -> int:
    """Fill a target anew beside the old one, catch up, swap; gives the number of articles.

    Raises NoStore when there is nothing to fill it from, locks.Busy when the target is held,
    Incomplete where the new one lacks what the old one was not known to lack, unless that is
    wanted. A kill leaves the old index in use, or the new one with a cursor that replays a little.
    """
    filling = f"{name}, filling"
    with (
        _lock(name, settings),
        Store(settings.store_file, zone=settings.zone, create=False) as store,
    ):
        place = home(name, settings)
        with closing(place.beside(store)) as index:
            filled = fill(store, index, filling, progress=progress)
            if not incomplete:
                _check_whole(store, index, name, filling, filled.seq)
        place.put_in_use(store)
        store.take_letters(name, filling)
        store.move_cursor(name, filled.seq)
        return filled.articles


def _check_whole(store: Store, index: Index, name: str, filling: str, seq: int) -> None:
    """Raise Incomplete unless a new index has all but what its target refused before."""
    count, letter = store.refused_anew(filling, name)
    example = letter and f"{letter.id}, refused as {letter.reason}"
    for id in lost(store, index, seq):
        if not store.is_refused(name, id) and not store.is_refused(filling, id):
            count += 1
            example = example or f"{id}, and nothing was said of it"
    if count:
        raise Incomplete(
            f"the new index {name} lacks {counted(count, 'document')} of the store "
            f"({example}), so the old one stays in use; mend that, or take it as it is: "
            f"sholu reindex --to {name} --incomplete"
        )


def replay_target(settings: Settings, name: str) -> tuple[int, int]:
    """Send what a target refused again; gives how many it took, and how many it refused.

    Raises NoStore, locks.Busy when the target is held, or as `open_target`.
    """
    with (
        _lock(name, settings),
        Store(settings.store_file, zone=settings.zone, create=False) as store,
        closing(home(name, settings).begin(store)) as index,
    ):
        return replay(store, index, name)


def _lock(name: str, settings: Settings, timeout: float = 0) -> AbstractContextManager[None]:
    return locks.hold(settings.lock_folder, f"target-{name}", timeout=timeout)
