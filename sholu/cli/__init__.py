"""The commands: verb, thing, options. Heavy imports live inside them.

Exit codes: 0 fine, 1 something went wrong that an issue of level error describes, 2 the call, the
settings or a file of the user's cannot be used, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from typing import Annotated

import typer

from sholu.cli.answer import register as answer
from sholu.cli.archives import register as archives
from sholu.cli.backup import register as backup
from sholu.cli.collect import register as collect
from sholu.cli.count import register as count
from sholu.cli.elastic import register as elastic
from sholu.cli.evaluate import register as evaluate
from sholu.cli.house import register as house
from sholu.cli.options import STOPPED
from sholu.cli.past import register as past
from sholu.cli.schedule import register as schedule
from sholu.cli.words import register as words
from sholu.errors import UserError
from sholu.neighbours import check_neighbours

app = typer.Typer(
    name="sholu",
    help="Watch Kazakhstan's press in Kazakh and Russian. Start with: sholu demo",
    no_args_is_help=True,
    rich_markup_mode=None,  # plain help costs a third of the start-up
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(f"sholu {version('sholu')}")
        raise typer.Exit


@app.callback(help=app.info.help)
def _sholu(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """What stands before every command."""


for _register in (
    collect, schedule, backup, answer, count, past, words, house, evaluate, archives, elastic
):  # fmt: skip
    _register(app)


def main() -> None:
    """Run a command; a mistake of the user's ends in one sentence."""
    try:
        check_neighbours()
        app()
    except UserError as error:
        print(f"sholu: {error.pretty()}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(STOPPED)
    except (sqlite3.DatabaseError, FileExistsError, NotADirectoryError, PermissionError) as error:
        print(f"sholu: the data folder cannot be used: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:  # `sholu search ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
