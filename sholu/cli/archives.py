"""`sholu import warc`: archives in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sholu.cli.options import Json, current_settings

Warcs = Annotated[list[Path], typer.Argument(help="WARC files, plain or packed, of any crawler.")]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.add_typer(imports, name="import")


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
    stopped goes on where it ended; a file imported again stores nothing new.

    \b
    sholu import warc CC-NEWS-20251022-00001.warc.gz
    sholu import warc old/*.warc.gz --json
    """
    from sholu.cli.progress import bar
    from sholu.cli.show import console, json_line, table
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
                }
            )
        return
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
            console().print(f"{item.file.name}: broken off: {item.torn}", markup=False)
        if item.run.outcome == "stopped":
            console().print(f"{item.file.name}: stopped; import it again to go on", markup=False)
