"""The folder of an embedded index: generations beside each other, and which one is in use.

The file `current` names it; replacing that file puts a new generation in its place, at once and
for every process. The generation before stays until the next writer, so that a search which began
in it ends in it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sholu.index import COMMAND, NoIndex

POINTER = "current"


def in_use(folder: Path) -> Path:
    """The generation in use. Raises NoIndex."""
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        name = ""
    if not name.isdecimal() or not (folder / name).is_dir():
        raise NoIndex(f"there is no index yet; {COMMAND}, or: sholu crawl SITE")
    return folder / name


def beside(folder: Path) -> Path:
    """Where the next generation goes: a path at which nothing is yet."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = [int(path.name) for path in _generations(folder)]
    return folder / f"{max(numbers, default=0) + 1:04d}"


def put_in_use(folder: Path, generation: Path) -> None:
    """Make a generation the one in use; a kill leaves the one before or this one."""
    pointer = folder / f"{POINTER}.new"
    with pointer.open("w", encoding="utf-8") as file:
        file.write(generation.name)
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(folder / POINTER)


def clean(folder: Path) -> None:
    """Remove the generations that are not in use. Only for the holder of the target's lock."""
    try:
        keep = in_use(folder).name
    except NoIndex:
        keep = ""
    for path in _generations(folder):
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def _generations(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in folder.iterdir() if path.name.isdecimal()]
