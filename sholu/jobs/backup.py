"""A copy of everything that cannot be made anew, taken while crawls go on."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import msgspec

from crawlers.archive.files import OPEN, SUFFIX
from sholu import clock, locks
from sholu.errors import UserError
from sholu.settings import Settings, settings_file
from sholu.store import Store

MANIFEST = "backup.json"
_FRESH = ".new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a back-up holds. `copied` and `same` are archive files, of `copied_bytes` bytes."""

    folder: Path
    articles: int
    revisions: int
    pages: int
    copied: int
    copied_bytes: int
    same: int


def backup(settings: Settings, folder: Path, *, archive: bool = True) -> Backup:
    """Copy store, archive, issues, settings, own profiles and topics into a folder.

    The folder is new, or an earlier back-up, of which only what changed is copied anew; nothing
    is ever removed from it. A kill leaves the earlier back-up's store as it was. Raises UserError
    on a folder that is something else, NoStore, or a store that is damaged.
    """
    data = folder / "data"
    _check(settings, folder)
    with (
        locks.hold(settings.lock_folder, "backup"),
        Store(settings.store_file, zone=settings.zone, create=False) as store,
    ):
        data.mkdir(parents=True, exist_ok=True)
        numbers = _copy_store(store, data / settings.store_file.name)
        copied, size, same = _copy_archive(settings, data) if archive else (0, 0, 0)
        if settings.issue_file.exists():
            _copy(settings.issue_file, data / settings.issue_file.name)
        _copy_own(settings, folder / "config")
        done = Backup(folder=folder, **numbers, copied=copied, copied_bytes=size, same=same)
        _write_manifest(done, data)
        return done


def _check(settings: Settings, folder: Path) -> None:
    if folder.resolve().is_relative_to(settings.data.resolve()):
        raise UserError(f"{folder} is in the data folder itself: take a folder on another disk")
    if folder.exists() and not (folder / MANIFEST).exists() and any(folder.iterdir()):
        raise UserError(f"{folder} is neither empty nor a back-up of sholu: take another folder")


def _copy_store(store: Store, path: Path) -> dict[str, int]:
    """One moment of the store, by SQLite's own copier: who writes meanwhile is not held up."""
    fresh = path.with_name(path.name + _FRESH)
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(fresh)) as copy:
        store.db.backup(copy)
        fault = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if fault != "ok":
            raise UserError(f"the store is damaged ({fault}); the earlier back-up is as it was")
        count = "SELECT count(*) FROM "
        numbers = {
            name: int(copy.execute(count + name).fetchone()[0])
            for name in ("articles", "revisions", "pages")
        }
        copy.execute("PRAGMA journal_mode = DELETE")  # so that the copy is one file
    _into_place(fresh, path)
    return numbers


def _copy_archive(settings: Settings, data: Path) -> tuple[int, int, int]:
    """Every file of the archive, also the one being written: the store is older than it is."""
    copied = size = same = 0
    folder = data / settings.archive_folder.name
    folder.mkdir(exist_ok=True)
    for name in _names(settings.archive_folder):
        for end in ("", OPEN, ""):  # it may be closed between two looks
            path = settings.archive_folder / (name + end)
            to = folder / path.name
            try:
                if _alike(path, to):
                    same += 1
                else:
                    _copy(path, to)
                    copied, size = copied + 1, size + to.stat().st_size
            except FileNotFoundError:
                continue
            if not end:
                (folder / (name + OPEN)).unlink(missing_ok=True)
            break
    return copied, size, same


def _names(folder: Path) -> Iterator[str]:
    paths = [*folder.glob(f"*{SUFFIX}"), *folder.glob(f"*{SUFFIX}{OPEN}")]
    yield from sorted({path.name.removesuffix(OPEN) for path in paths})


def _alike(path: Path, copy: Path) -> bool:
    """By size and time: what `sholu forget` overwrites keeps its size, but not its time."""
    now = path.stat()
    try:
        then = copy.stat()
    except FileNotFoundError:
        return False
    return (now.st_size, now.st_mtime_ns) == (then.st_size, then.st_mtime_ns)


def _copy_own(settings: Settings, folder: Path) -> None:
    """The settings file, and profiles and topics of the user's own. No secret can be in them."""
    file = settings_file()
    if file.exists():
        folder.mkdir(exist_ok=True)
        _copy(file, folder / file.name)
    for own, name in ((settings.sites, "sites"), (settings.topics, "topics")):
        if own is None or not own.is_dir():
            continue
        (folder / name).mkdir(parents=True, exist_ok=True)
        for path in sorted(own.iterdir()):
            if path.suffix in (".yml", ".py"):
                _copy(path, folder / name / path.name)


def _write_manifest(done: Backup, data: Path) -> None:
    files = [path for path in sorted(data.rglob("*")) if path.is_file()]
    value = {
        "made": clock.now(),
        "sholu": version("sholu"),
        "articles": done.articles,
        "revisions": done.revisions,
        "pages": done.pages,
        "files": {str(path.relative_to(data)): path.stat().st_size for path in files},
    }
    fresh = done.folder / (MANIFEST + _FRESH)
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    _into_place(fresh, done.folder / MANIFEST)


def _copy(path: Path, to: Path) -> None:
    fresh = to.with_name(to.name + _FRESH)
    shutil.copy2(path, fresh)
    _into_place(fresh, to)


def _into_place(fresh: Path, path: Path) -> None:
    """Put a whole file where the old one is, safe on the disk."""
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(path)
