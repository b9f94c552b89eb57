"""`sholu elastic`: the server behind the second index."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sholu.cli.options import Json, current_settings
from sholu.plural import counted

if TYPE_CHECKING:
    from sholu.jobs.elastic import Status


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.add_typer(elastic, name="elastic")


elastic = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@elastic.callback()
def _elastic() -> None:
    """Set up and look after the indexes on an Elasticsearch server.

    docs/elasticsearch.md tells how to use a cluster of yours.

    \b
    sholu elastic setup --keys keys
    sholu elastic status --json
    """


@elastic.command("setup")
def setup(
    keys: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Make an API key for writing and one for reading, in files of this folder.",
        ),
    ] = None,
    print_keys: Annotated[
        bool, typer.Option("--print-keys", help="Make such keys and print them, this once.")
    ] = False,
    kibana: Annotated[
        str | None, typer.Option(metavar="URL", help="Import the dashboards into this Kibana.")
    ] = None,
    lang: Annotated[str, typer.Option(help="Of the dashboards: en, ru or kk.")] = "en",
    json: Json = False,
) -> None:
    """Put templates and indices on the server. What is there stays; do it as often as you like.

    It needs an administrator's credentials; crawls and searches do with the keys.

    \b
    sholu elastic setup --keys keys
    sholu elastic setup --kibana http://127.0.0.1:5601 --lang ru
    """
    from sholu.cli.show import json_line
    from sholu.jobs.elastic import setup as run

    settings = current_settings()
    done = run(settings, keys=keys, show_keys=print_keys, kibana=kibana, lang=lang)
    shown = {key.role: key.secret.get_secret_value() for key in done.keys if key.file is None}
    if json:
        json_line(
            {
                "server": {"name": done.server.name, "versions": done.server.versions},
                "left_out": done.left_out,
                "indices_made": done.made,
                "keys": [
                    {"role": key.role, "file": str(key.file), "made": key.made}
                    for key in done.keys
                    if key.file
                ],
                "kibana_objects": done.objects,
                **({"secrets": shown} if shown else {}),
            }
        )
        return
    print(f"Elasticsearch {', '.join(done.server.versions)} ({done.server.name})")
    if done.left_out:
        print(f"left out, since this server cannot serve it: {', '.join(done.left_out)}")
    print(f"indices made: {', '.join(done.made) or 'none, all are there'}")
    for key in done.keys:
        if key.file:
            print(f"{key.role} key {'written to' if key.made else 'still good:'} {key.file}")
    for role, secret in shown.items():
        print(f"{role} key, shown this once: {secret}")
    if done.objects is not None:
        print(f"Kibana took {counted(done.objects, 'object')}")
    if "elastic" not in settings.index.targets:
        print("nothing fills it yet: add elastic to index.targets in sholu.toml")


@elastic.command("status")
def status(json: Json = False) -> None:
    """Say how the server and its indices are, how many changes wait, and what it refused.

    Exits with 2 when the server cannot be asked.

    \b
    sholu elastic status
    sholu elastic status --json
    """
    from sholu.cli.show import json_line
    from sholu.jobs.elastic import status as run

    found = run(current_settings())
    if json:
        json_line(found.row())
    else:
        _show(found)
    if found.fault:
        print(f"sholu: {found.fault}", file=sys.stderr)
        raise typer.Exit(2)


def _show(found: Status) -> None:
    from sholu.cli.show import table

    server = found.server
    print(f"hosts         {', '.join(found.hosts)}")
    if server:
        named = f"{', '.join(server.versions)} ({server.name})"
        print(f"server        {named if server.versions else 'answers; this key may not see more'}")
    print(f"client        {found.client}")
    print(f"waiting       {counted(found.backlog, 'change')}")
    if server:
        print(f"articles      {found.indexed} of {found.stored} in the store")
    print(f"dead letters  {len(found.letters)}" + ("; sholu elastic replay" * bool(found.letters)))
    for letter in found.letters[:10]:
        print(f"  {letter.id}: {letter.reason}")
    if found.indices:
        print()
        table(
            ("index", "documents", "MB", ""),
            (
                (
                    index.name,
                    index.documents,
                    f"{index.bytes / 1e6:.1f}",
                    None if index.in_use else "not in use",
                )
                for index in found.indices
            ),
        )


@elastic.command("replay")
def replay(json: Json = False) -> None:
    """Send what the server refused again, such as after an upgrade. The rest stays on the list.

    \b
    sholu elastic replay
    sholu elastic replay --json
    """
    from sholu.cli.show import json_line
    from sholu.jobs.elastic import replay as run

    taken, refused = run(current_settings())
    if json:
        json_line({"taken": taken, "refused": refused})
        return
    print(f"{taken} taken, {refused} refused again")


@elastic.command("dashboards")
def dashboards(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="An .ndjson file, written over; none: print it."),
    ] = None,
    lang: Annotated[str, typer.Option(help="Of the titles: en, ru or kk.")] = "en",
) -> None:
    """Write the file that Kibana imports: data views, saved searches and dashboards.

    It needs no server. `sholu elastic setup --kibana URL` imports the same.

    \b
    sholu elastic dashboards sholu.ndjson
    sholu elastic dashboards sholu.ndjson --lang kk
    """
    from sholu.jobs.kibana import dashboards as made

    text = made(current_settings(), lang)
    if file is None:
        sys.stdout.write(text)
        return
    if file.suffix != ".ndjson":
        raise typer.BadParameter("Kibana takes a file only if its name ends with .ndjson")
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be written: {error.strerror}") from None
    print(f"{counted(len(text.splitlines()), 'object')} for Kibana in {file}")
