"""`sholu schedule` and `sholu index`: what keeps itself up to date."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from sholu.cli.options import Json, current_settings

if TYPE_CHECKING:
    from sholu.jobs.schedule.outcome import Outcome
    from sholu.settings import Settings


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command()(schedule)
    app.command()(index)


def schedule(
    sites: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SITE]...", help="Site ids; none: every active profile."),
    ] = None,
    once: Annotated[bool, typer.Option("--once", help="Run what is due now, and end.")] = False,
    parallel: Annotated[
        int | None, typer.Option(min=1, max=64, help="Crawls at a time, over the setting.")
    ] = None,
    json: Json = False,
) -> None:
    """Crawl each site at the interval of its profile, for ever; prints a line a run.

    Each crawl is a process of its own, with limits of time and memory. When a site is due is kept
    in the store: a scheduler that was stopped or killed goes on where it was, and what it missed
    is run once. Ctrl-C or SIGTERM lets the crawls finish what is in their hands.
    Exit code 1 when --once ran something that went wrong.

    \b
    sholu schedule
    sholu schedule lada_kz zakon_kz --once
    """
    from sholu.jobs.schedule import schedule as run

    settings = current_settings()
    good = run(settings, sites or [], tell=_teller(settings, json), parallel=parallel, once=once)
    if once and not good:
        raise typer.Exit(1)


def _teller(settings: Settings, json: bool) -> Callable[[Outcome | str], None]:
    from sholu import clock
    from sholu.cli.show import json_line

    def tell(what: Outcome | str) -> None:
        now = clock.now()
        if json:
            note = {"event": "note", "time": now, "message": what}
            json_line(note if isinstance(what, str) else what.object())
            return
        begun = now if isinstance(what, str) else what.started
        line = what if isinstance(what, str) else what.line()
        print(f"{begun.astimezone(settings.zone):%Y-%m-%d %H:%M:%S} {line}", flush=True)

    return tell


def index(json: Json = False) -> None:
    """Bring the indexes up to date with the store.

    A crawl does so itself; this is for an index that could not follow, when it can again.

    \b
    sholu index
    sholu index --json
    """
    from sholu.cli.show import json_line
    from sholu.jobs.index import update
    from sholu.plural import counted

    followed = update(current_settings())
    if json:
        json_line({"changes": followed})
        return
    for target, count in followed.items():
        print(f"{counted(count, 'change')} followed by the index {target}")
