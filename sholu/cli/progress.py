"""Progress bars on long work: on a terminal only."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sholu.plural import counted


@contextmanager
def bar(total: int | None = None) -> Iterator[Callable[[str, str], None]]:
    """A bar of the pages ended, fed by a crawl's listener; silent when this is no terminal."""
    if not sys.stderr.isatty():
        yield lambda site, disposition: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    counts: Counter[str] = Counter()
    columns = (
        SpinnerColumn(),
        BarColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("asking the sources", total=total)

        def ended(site: str, disposition: str) -> None:
            counts[disposition] += 1
            words = ", ".join(f"{count} {name}" for name, count in counts.most_common())
            said = f"{counted(counts.total(), 'page')}: {words}"
            progress.update(task, advance=1, description=said)

        yield ended


@contextmanager
def counting(what: str) -> Iterator[Callable[[int], None]]:
    """A running count of `what`; called with the number done so far."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(f"0 {what}", total=None)
        yield lambda done: bar.update(task, description=f"{done} {what}")
