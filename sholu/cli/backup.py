"""`sholu backup`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sholu.cli.options import Json, current_settings


def register(app: typer.Typer) -> None:
    """Put the command of this module into the program."""
    app.command()(backup)


def backup(
    folder: Annotated[Path, typer.Argument(help="A new folder, or one with an earlier back-up.")],
    archive: Annotated[bool, typer.Option(help="Copy the archive of pages too.")] = True,
    json: Json = False,
) -> None:
    """Copy all that cannot be made anew into a folder, while crawls go on.

    Store, archive, issues, settings, profiles and topics of your own; indexes are not in it, nor
    are secrets. In a folder with an earlier back-up only what changed is copied. docs/operations.md
    says how to restore one.

    \b
    sholu backup /mnt/backup/sholu
    sholu backup /mnt/backup/sholu --no-archive
    """
    from sholu.cli.show import json_line
    from sholu.jobs.backup import backup as run
    from sholu.plural import counted

    done = run(current_settings(), folder, archive=archive)
    if json:
        json_line({name: getattr(done, name) for name in done.__slots__} | {"folder": str(folder)})
        return
    print(
        f"{counted(done.articles, 'article')} with {counted(done.revisions, 'revision')}, "
        f"{counted(done.pages, 'page')} in {folder}"
    )
    if archive:
        size = f"{done.copied_bytes / 1_000_000:.1f} MB"
        print(f"archive: {counted(done.copied, 'file')} copied ({size}), {done.same} already there")
