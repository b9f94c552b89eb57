"""Keeping the archive whole and small: orphaned files are closed, old files removed."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from crawlers.archive import files
from sholu import clock

_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """An orphaned file that was closed: `cut` bytes of a torn tail are gone, `kept` are whole.

    A file without a record was `removed`.
    """

    file: str
    kept: int
    cut: int
    removed: bool = False


def recover(folder: Path) -> tuple[Recovered, ...]:
    """Close the files whose writer died, each cut to its last whole record; say what was done.

    A file whose lock is held is being written and left alone. Safe for any number of processes.
    """
    done = []
    for path in sorted(folder.glob(f"*{files.SUFFIX}{files.OPEN}")):
        try:
            file = path.open("r+b")
        except FileNotFoundError:
            continue
        with file:
            if files.lock(file) and files.is_at(file, path):
                done.append(_close(file, path))
    return tuple(done)


def _close(file: BinaryIO, path: Path) -> Recovered:
    name = path.name.removesuffix(files.OPEN)
    size = os.fstat(file.fileno()).st_size
    ends = list(_member_ends(file))
    if len(ends) < 2:  # nothing, or the file's own description alone
        path.unlink()
        return Recovered(file=name, kept=0, cut=size, removed=True)
    file.truncate(ends[-1])
    os.fsync(file.fileno())
    path.rename(path.with_name(name))
    return Recovered(file=name, kept=ends[-1], cut=size - ends[-1])


def _member_ends(file: BinaryIO) -> Iterator[int]:
    """The offset after each whole gzip member, up to the first that is not whole."""
    file.seek(0)
    offset, data = 0, file.read(_CHUNK)
    while data:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        while not member.eof:
            if not data:
                data = file.read(_CHUNK)
                if not data:
                    return
            before = len(data)
            try:
                member.decompress(data, _CHUNK)
            except zlib.error:
                return
            data = member.unused_data if member.eof else member.unconsumed_tail
            offset += before - len(data)
        yield offset
        data = data or file.read(_CHUNK)


def prune(folder: Path, keep: str, now: datetime) -> tuple[str, ...]:
    """Remove closed files begun longer ago than `keep` (`400d`, `forever`, `none`); their names.

    Files with other names than ours are never touched. Raises ValueError when `keep` is no length
    of time.
    """
    if keep == "forever":
        return ()
    span = None if keep == "none" else clock.span(keep)
    removed = []
    for path in sorted(folder.glob(f"*{files.SUFFIX}")):
        begun = files.begun(path.name)
        if begun and (span is None or now - begun > span):
            path.unlink(missing_ok=True)
            removed.append(path.name)
    return tuple(removed)
