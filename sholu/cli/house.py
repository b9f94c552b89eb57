"""`sholu sites`, `sholu check`, `sholu issues`: keeping the house in order."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sholu.cli.options import Json, Since, current_settings

if TYPE_CHECKING:
    from sholu.jobs.sites import Overview
    from sholu.settings import Settings


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command()(sites)
    app.command()(check)
    app.command()(issues)


def sites(
    site: Annotated[str | None, typer.Argument(metavar="[ID]", help="One site.")] = None,
    json: Json = False,
) -> None:
    """List the sites with their state and numbers; of one site, its sources too.

    Sites that were crawled or imported without a profile stand at the end. A broken profile is
    named on standard error; exit code 1 then.

    \b
    sholu sites
    sholu sites lada_kz
    """
    from sholu.cli.show import json_line
    from sholu.jobs.sites import overview

    settings = current_settings()
    found, broken = overview(settings, site)
    if json:
        for item in found:
            json_line(item.row())
    else:
        _show_sites(found, settings, sources=site is not None)
    for fault in broken:
        print(f"sholu: {fault}", file=sys.stderr)
    if broken:
        raise typer.Exit(1)


def _show_sites(found: list[Overview], settings: Settings, *, sources: bool) -> None:
    """A row a site; with `sources` below it how each of them is."""
    from sholu.cli.show import blocks, console, local, table

    def when(item: Overview) -> str | None:
        return local(item.last_run, settings) if item.last_run else None

    table(
        ("site", "title", "editions", "status", "articles", "left", "last run", "state", "reason"),
        (
            (
                item.site.id,
                " / ".join(dict.fromkeys(item.site.title.values())),
                ", ".join(item.site.editions),
                item.status,
                item.articles,
                item.left or None,
                when(item),
                item.state.state if item.sources else item.unknown,
                item.state.reason if item.sources else "",
            )
            for item in found
        ),
    )
    if sources:
        for item in found:
            console().print()
            blocks(
                ("source", "edition", "state", "since"),
                (
                    (
                        (s.kind, s.edition or "-", s.state, local(s.since, settings)),
                        (s.url, s.reason, item.advice(s.state) if s.state != "ok" else None),
                    )
                    for s in item.sources
                ),
            )


def check(
    what: Annotated[
        list[str] | None, typer.Argument(metavar="[sites|topics|ID]...", help="None: everything.")
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Ask each address of the profiles once, politely.")
    ] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Agree to what golden pages are read as today.")
    ] = False,
    json: Json = False,
) -> None:
    """Check profiles and topics: schema, patterns, terms, golden pages, the topics' own examples.

    With --live the sites themselves are asked whether the addresses of their profiles still
    list articles.
    Exit code 1 when something is wrong.

    \b
    sholu check
    sholu check sites --live
    """
    from sholu.cli.show import console, json_line
    from sholu.jobs.check import check as run
    from sholu.plural import counted

    faults = 0
    settings = current_settings()
    checked = list(run(settings, what or ["sites", "topics"], accept=accept))
    if live:
        from sholu.jobs.errands import check_live

        good = [item.id for item in checked if item.kind == "site" and not item.faults]
        checked += check_live(settings, good)
    for item in checked:
        faults += len(item.faults)
        if json:
            more = {} if item.pages is None else {"pages": item.pages}
            json_line({"kind": item.kind, "id": item.id, "faults": item.faults, **more})
            continue
        pages = "" if item.pages is None else f" ({counted(item.pages, 'page')})"
        state = counted(len(item.faults), "fault") if item.faults else "fine"
        console().print(f"{item.kind} {item.id}{pages}: {state}", markup=False)
        for fault in item.faults:
            console().print(f"    {fault}", markup=False)
    if faults:
        raise typer.Exit(1)


def issues(
    since: Since = None,
    site: Annotated[str | None, typer.Option(help="Of this site only.")] = None,
    level: Annotated[
        str, typer.Option(metavar="info|warning|error", help="This level and above.")
    ] = "warning",
    json: Json = False,
) -> None:
    """Show what went wrong, newest last. docs/issues.md says of each slug what to do.

    \b
    sholu issues --since 1d
    sholu issues --site lada_kz --level info --json
    """
    from sholu import clock
    from sholu.cli.show import blocks, json_line, local
    from sholu.issues import LEVELS, IssueLog

    if level not in LEVELS:
        raise typer.BadParameter(f"expected one of {', '.join(LEVELS)}", param_hint="--level")
    settings = current_settings()
    begin = clock.now() - (since or timedelta(days=7))
    wanted = LEVELS[LEVELS.index(level) :]
    log = IssueLog(settings.issue_file)
    logged = list(log.read(begin))
    if site is not None and site not in {item.site for item in logged}:
        from sholu.jobs.sites import check_site

        check_site(settings, site)
    found = [item for item in logged if item.level in wanted and site in (None, item.site)]
    if json:
        for item in found:
            row: dict[str, Any] = {name: getattr(item, name) for name in item.__slots__}
            json_line(row | {"data": dict(item.data)})
        return
    blocks(
        ("time", "level", "slug", "site"),
        (
            (
                (local(item.time, settings), item.level, item.slug, item.site or "-"),
                (item.message, item.url),
            )
            for item in found
        ),
    )
    if not found:
        print("no issues")
