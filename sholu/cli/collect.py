"""`sholu crawl` and `sholu demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sholu.cli.options import STOPPED, Json, Since, current_settings

if TYPE_CHECKING:
    from crawlers.spiders.verdict import Result


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command()(crawl)
    app.command()(demo)


def crawl(
    sites: Annotated[
        list[str] | None, typer.Argument(help="Site ids, as `sholu sites` lists them.")
    ] = None,
    url: Annotated[
        list[str] | None,
        typer.Option(help="The home page of a site without a profile; may be given again."),
    ] = None,
    since: Since = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask for so many pages of each site at most.")
    ] = None,
    json: Json = False,
) -> None:
    """Crawl sites: find, fetch, archive, read, tag, keep, index.

    Asks only for what is new or changed. Exit code 1 when a site that should yield stored nothing.
    Ctrl-C finishes what is in flight and ends with exit code 130; the next crawl goes on there.

    \b
    sholu crawl zakon_kz lada_kz --since 3d
    sholu crawl --url https://aqparat.example/
    """
    from sholu import clock
    from sholu.cli.progress import bar
    from sholu.jobs.crawl import crawl as run

    if not sites and not url:
        raise typer.BadParameter("name a site, or give --url", param_hint="SITES")
    settings = current_settings()
    begin = clock.now() - since if since else None
    with bar() as listener:
        results = run(
            settings, sites or [], urls=url or [], since=begin, limit=limit, listener=listener
        )
    _show(results, json=json)
    if any(result.run.outcome == "stopped" for result in results):
        raise typer.Exit(STOPPED)
    if any(result.silence or result.fault for result in results):
        raise typer.Exit(1)


def _show(results: list[Result], *, json: bool) -> None:
    from sholu.cli.show import json_line
    from sholu.cli.summary import as_row, show

    if json:
        for result in results:
            json_line(as_row(result))
    else:
        show(results)


def demo(
    keep: Annotated[
        bool, typer.Option(help="Keep the folder until the next demo, to look around in it.")
    ] = True,
) -> None:
    """Show the whole path, offline: a small invented newsroom is crawled, tagged and searched.

    \b
    sholu demo
    sholu demo --no-keep
    """
    print(
        "Making an invented newsroom on this machine; all of it takes a minute or two.", flush=True
    )
    from sholu.cli.tour import run

    raise typer.Exit(run(keep=keep))
