"""Showing: tables for people, JSON for programs, progress on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from sholu.settings import Settings


def json_line(value: Any) -> None:
    """Print one JSON value on a line of its own, letters as they are."""
    import msgspec

    sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    sys.stdout.buffer.flush()


def csv_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as CSV under the names of the first; None is empty, yes and no are words."""
    import csv

    table: csv.DictWriter[str] | None = None
    for row in rows:
        if table is None:
            table = csv.DictWriter(sys.stdout, list(row), lineterminator="\n")
            table.writeheader()
        flags = {k: str(value).lower() for k, value in row.items() if isinstance(value, bool)}
        table.writerow({**row, **flags})


def console(*, stderr: bool = False) -> Console:
    """Where to print for people; never coloured when it is no terminal."""
    from rich.console import Console

    wide = None if sys.stdout.isatty() else 160
    return Console(stderr=stderr, highlight=False, width=wide, soft_wrap=True)


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under titles; what is None stays empty."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    grid = Table(*titles, box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for row in rows:
        grid.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console().print(grid)


def local(instant: datetime, settings: Settings) -> str:
    """An instant in the setting's zone, to the minute."""
    return f"{instant.astimezone(settings.zone):%Y-%m-%d %H:%M}"
