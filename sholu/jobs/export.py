"""Everything a query asks for, to the end: as CSV, JSON lines or Parquet, in a stream."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from sholu.article import Record
from sholu.errors import UserError
from sholu.index import every
from sholu.index.targets import open_target
from sholu.jobs.search import check_names
from sholu.jobs.tables import WRITERS
from sholu.query import parse
from sholu.settings import Settings
from sholu.store import Store

BATCH = 500
"""Records held at a time."""
Progress = Callable[[int], None]


def records(settings: Settings, query: str) -> Iterator[Record]:
    """The records a query asks for, newest first; holds a batch of them at a time.

    Raises UserError as a search does. What another process forgets meanwhile is left out.
    """
    node = parse(query, zone=settings.zone)
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        index = open_target(None, settings)
        check_names(node, settings, index)
        hits = every(index, node, size=BATCH)
        while batch := list(islice(hits, BATCH)):
            yield from store.records([hit.id for hit in batch])


def export(
    settings: Settings, query: str, out: BinaryIO, format: str, progress: Progress | None = None
) -> int:
    """Write what a query asks for; gives the number of articles. Raises UserError."""
    done = 0
    with WRITERS[format](out) as write:
        for batch in _batches(records(settings, query)):
            write(batch)
            done += len(batch)
            if progress:
                progress(done)
    return done


def export_file(
    settings: Settings, query: str, path: Path, format: str, progress: Progress | None = None
) -> int:
    """The same into a file, which appears under its name when it is whole. Raises UserError."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            done = export(settings, query, out, format, progress)
        part.replace(path)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}") from None
    finally:
        part.unlink(missing_ok=True)
    return done


def _batches(rows: Iterator[Record]) -> Iterator[list[Record]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
