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
    """Print rows under titles; what is None stays empty. What is too wide goes on below itself."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for number, title in enumerate(titles):
        grid.add_column(title, no_wrap=number == 0, overflow="fold")
    for row in rows:
        grid.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console().print(grid, soft_wrap=False)


def blocks(
    titles: Sequence[str], rows: Iterable[tuple[Sequence[object], Sequence[str | None]]]
) -> None:
    """Print short cells under titles, and below each row its long lines, whole at any width.

    An address stands on a line of its own, so that a narrow terminal cuts none. Of a text of
    several lines the first is set in, so that the others can be copied as they stand.
    """
    from rich.cells import cell_len
    from rich.text import Text

    shown = [([str(cell) for cell in cells], lines) for cells, lines in rows]
    if not shown:
        return
    heads = [list(titles), *(cells for cells, _ in shown)]
    widths = [max(map(cell_len, column)) for column in zip(*heads, strict=True)]

    def line(cells: Sequence[str]) -> str:
        pairs = zip(cells, widths, strict=True)
        return "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in pairs).rstrip()

    out = console()
    out.print(Text(line(titles), style="bold"))
    for cells, lines in shown:
        out.print(Text(line(cells)))
        for text in filter(None, lines):
            out.print(Text(f"    {text}", style="dim"))


def local(instant: datetime, settings: Settings) -> str:
    """An instant in the setting's zone, to the minute."""
    return f"{instant.astimezone(settings.zone):%Y-%m-%d %H:%M}"
