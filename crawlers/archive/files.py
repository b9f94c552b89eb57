"""The files of an archive folder: their names, and the lock their writer holds.

The lock is the kernel's, on the file itself: it is free the moment the writer is gone, however it
went. (filelock cannot do that: it empties the file it locks.)
"""

from __future__ import annotations

import fcntl
import os
import re
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from sholu import clock

SUFFIX = ".warc.gz"
OPEN = ".open"

_NAME = re.compile(r"sholu-(\d{8}T\d{6})Z-\d+(?:-\d+)?\.warc\.gz")


class ArchiveError(Exception):
    """A record that is not where it should be, or not what it should be."""


def create(folder: Path) -> tuple[str, FileIO]:
    """A new locked file of this process: its name without `.open`, and the unbuffered file."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"sholu-{clock.now():%Y%m%dT%H%M%S}Z-{os.getpid()}"
    number = 0
    while True:
        name = f"{stem}{f'-{number}' if number else ''}{SUFFIX}"
        number += 1
        path = folder / (name + OPEN)
        if (folder / name).exists():
            continue
        try:
            file = path.open("xb", buffering=0)
        except FileExistsError:
            continue
        # Between creation and lock, somebody who recovers may have taken it for an orphan.
        if lock(file) and is_at(file, path):
            return name, file
        file.close()


def lock(file: BinaryIO | FileIO) -> bool:
    """Take the lock on an open file without waiting; False when another process holds it."""
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_at(file: BinaryIO | FileIO, path: Path) -> bool:
    """Whether an open file is still the one at `path`: not renamed or removed meanwhile."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def begun(name: str) -> datetime | None:
    """When a file was begun, UTC, by its name; None if it is none of ours."""
    match = _NAME.fullmatch(name)
    return datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if match else None


def find(folder: Path, name: str) -> BinaryIO:
    """A file of the archive, open for reading, whether its writer has closed it or not.

    Raises ArchiveError when it is not there.
    """
    for suffix in ("", OPEN, ""):  # the third: closed between the first and the second look
        try:
            return (folder / (name + suffix)).open("rb")
        except FileNotFoundError:
            continue
    raise ArchiveError(f"{name} is not in the archive {folder}")
