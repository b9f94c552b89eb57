"""`sholu import warc`, `sholu new site`, `sholu capture`: archives, profiles and pages in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sholu.cli.options import STOPPED, Json, current_settings

if TYPE_CHECKING:
    from sholu.jobs.importing import Imported

Warcs = Annotated[list[Path], typer.Argument(help="WARC files, plain or packed, of any crawler.")]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.add_typer(imports, name="import")
    app.add_typer(new, name="new")
    app.command()(capture)


new = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
imports = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@imports.callback()
def _imports() -> None:
    """Read what others archived, through the same path as what is fetched.

    \b
    sholu import warc CC-NEWS-20251022-00001.warc.gz
    sholu import warc old/*.warc.gz --json
    """


@imports.command("warc")
def warc(files: Warcs, json: Json = False) -> None:
    """Import WARC files: every answer in them ends in one disposition.

    Pages of a host that a profile names are read by it; of other hosts a page is an article when
    it has a title, 300 characters and three sentences of Kazakh or Russian. An import that was
    stopped goes on where it ended; a file imported again stores nothing new. Exit code 1 when a
    file breaks off in a record, or an index could not follow. Ctrl-C ends with exit code 130.

    \b
    sholu import warc CC-NEWS-20251022-00001.warc.gz
    sholu import warc old/*.warc.gz --json
    """
    from sholu.cli.progress import bar
    from sholu.cli.show import json_line
    from sholu.jobs.importing import import_warc

    settings = current_settings()
    with bar() as listener:
        done = list(import_warc(settings, files, listener))
    if json:
        for item in done:
            json_line(
                {
                    "file": str(item.file),
                    "run": item.run.id,
                    "outcome": item.run.outcome,
                    "records": sum(item.run.counts.values()),
                    "dispositions": item.run.counts,
                    "reasons": {f"{name}: {why}": n for (name, why), n in item.reasons.items()},
                    "others": item.others,
                    "torn": item.torn,
                    "fault": item.fault,
                }
            )
    else:
        _show_imports(done)
    if any(item.run.outcome == "stopped" for item in done):
        raise typer.Exit(STOPPED)
    if any(item.torn or item.fault for item in done):
        raise typer.Exit(1)


def _show_imports(done: list[Imported]) -> None:
    from sholu.cli.show import console, table

    names = sorted({name for item in done for name in item.run.counts})
    table(
        ("file", "records", *names),
        (
            (item.file.name, sum(item.run.counts.values()), *map(item.run.counts.get, names))
            for item in done
        ),
    )
    for item in done:
        if item.torn:
            said = f"{item.file.name} is incomplete ({item.torn}): import it again when it is whole"
            console().print(said, markup=False)
        if item.run.outcome == "stopped":
            console().print(f"{item.file.name}: stopped; import it again to go on", markup=False)
    if fault := next((item.fault for item in done if item.fault), ""):
        console().print(f"FAILED: {fault}", markup=False)


@new.callback()
def _new() -> None:
    """Draft a file of your own.

    \b
    sholu new site aqparat https://aqparat.example/
    sholu new site aqparat_kk https://kk.aqparat.example/
    """


@new.command("site")
def site(
    id: Annotated[str, typer.Argument(help="The id; the file becomes ID.yml.")],
    url: Annotated[str, typer.Argument(help="The home page.")],
) -> None:
    """Draft a profile from what a site's own pages say, into the folder of the setting `sites`.

    \b
    sholu new site aqparat https://aqparat.example/
    sholu new site aqparat_kk https://kk.aqparat.example/
    """
    from sholu.cli.show import console
    from sholu.jobs.draft import new_site

    path, findings = new_site(current_settings(new_folders=True), id, url)
    out = console()
    for way in findings.ways:
        out.print(f"{way.way}: {way.source.kind} {way.source.url}", markup=False)
    out.print(f"written: {path}; look at it, then: sholu check {id}", markup=False)


def capture(
    site: Annotated[str, typer.Argument(help="A site id.")],
    url: Annotated[str, typer.Argument(help="One of its articles.")],
    to: Annotated[
        Path | None,
        typer.Option(help="A folder; else ID beside your own profile, or tests/sites/ID."),
    ] = None,
) -> None:
    """Fetch a page and keep it with what was read: a golden page, to be looked at by a person.

    \b
    sholu capture lada_kz https://www.lada.kz/aktau_news/society/131000-a.html
    sholu capture aqparat https://aqparat.example/news/1001-a.html --to golden
    """
    from sholu.cli.show import console
    from sholu.jobs.errands import capture as run

    done = run(current_settings(), site, url, to)
    for path in done.files:
        console().print(f"written: {path}", markup=False)
    if done.title is None:
        console().print(f"no article was read: {done.reason}", markup=False)
        raise typer.Exit(1)
    console().print(done.title, markup=False)
