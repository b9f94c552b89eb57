"""`sholu trends` and `sholu export`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sholu.cli.options import Engine, Json, QueryCommand, Since, current_settings
from sholu.errors import UserError

if TYPE_CHECKING:
    from sholu.trends import Trend

ALL = "all"


class ByOption(StrEnum):
    """How long a period is."""

    day = "day"
    week = "week"
    month = "month"


class Format(StrEnum):
    """What an export is written as."""

    csv = "csv"
    jsonl = "jsonl"
    parquet = "parquet"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write 2025-10-31") from None


Values = Annotated[str | None, typer.Option(metavar="A,B", help="A series for each; all: for all.")]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command(cls=QueryCommand)(trends)
    app.command(cls=QueryCommand)(export)


def trends(
    asked: Annotated[
        list[str] | None,
        typer.Argument(metavar="[TOPIC|QUERY]...", help="A series each; none: all articles."),
    ] = None,
    by: Annotated[ByOption, typer.Option(help="Weeks begin on Monday.")] = ByOption.week,
    topic: Values = None,
    lang: Values = None,
    site: Values = None,
    edition: Values = None,
    entity: Values = None,
    story: Values = None,
    since: Since = None,
    begin: Annotated[
        date | None, typer.Option("--from", parser=_day, metavar="DAY", help="First day counted.")
    ] = None,
    end: Annotated[
        date | None, typer.Option("--to", parser=_day, metavar="DAY", help="Last day counted.")
    ] = None,
    unique: Annotated[
        bool, typer.Option("--unique", help="Count originals: leave copies of articles out.")
    ] = False,
    engine: Engine = None,
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, a line a period.")] = False,
) -> None:
    """Count articles over time, beside what was published and which sources were up.

    docs/counts.md tells how the counts are made.

    \b
    sholu trends deepfake --by week --lang kk,ru
    sholu trends 'дипфейк' ai_regulation --site all --since 90d --unique --csv
    """
    from sholu.jobs.trends import trends as run

    given = {
        "topic": topic, "lang": lang, "site": site, "edition": edition, "entity": entity,
        "story": story,
    }  # fmt: skip
    if since is not None and begin is not None:
        raise UserError("--since and --from both say where to begin; give one of them")
    if json and csv:
        raise UserError("--json and --csv cannot both be printed; give one of them")
    found = run(
        current_settings(),
        asked or (),
        by=by.value,
        split={name: _values(text) for name, text in given.items() if text is not None},
        first=begin,
        last=end,
        since=since,
        unique=unique,
        engine=engine,
    )
    _show(found, json=json, csv=csv)


def _values(text: str) -> list[str]:
    """`kk,ru` -> both; `all` -> none named, which means all that there are."""
    values = [value.strip() for value in text.split(",") if value.strip()]
    return [] if values == [ALL] else list(dict.fromkeys(values))


def _show(found: Trend, *, json: bool, csv: bool) -> None:
    from sholu.cli.chart import show_trend
    from sholu.cli.show import csv_lines, json_line

    if json:
        whole = found.row()
        for series in whole.pop("series"):
            json_line(whole | series)
    elif csv:
        csv_lines(found.rows())
    else:
        show_trend(found)


def export(
    query: Annotated[str, typer.Argument(help="Which articles; * means all.")] = "*",
    format: Annotated[
        Format | None, typer.Option(help="By default as --out ends, else jsonl.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="By default standard output.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Put it in the place of a file that is there.")
    ] = False,
) -> None:
    """Write every article a query asks for, newest first; docs/fields.md explains the columns.

    \b
    sholu export 'topic:deepfake' --out deepfake.csv
    sholu export --format jsonl > articles.jsonl
    """
    import sys

    from sholu.cli.progress import counting
    from sholu.jobs.export import export as stream
    from sholu.jobs.export import export_file
    from sholu.plural import counted

    kind = _format(format, out)
    if out and out.is_file() and not force:
        raise UserError(f"{out} is there already; take another name, or add --force")
    settings = current_settings()
    with counting("articles") as progress:
        if out is not None:
            done = export_file(settings, query, out, kind, progress)
        elif kind == "parquet":
            raise UserError("Parquet is written to a file; add --out FILE.parquet")
        else:
            done = stream(settings, query, sys.stdout.buffer, kind, progress)
            sys.stdout.buffer.flush()
    place = f" in {out}" if out else ""
    print(f"{counted(done, 'article')} for {query}{place}", file=sys.stderr)


def _format(format: Format | None, out: Path | None) -> str:
    """The format asked for, or the one that the file's name ends with. Raises UserError."""
    if format is not None:
        return format.value
    if out is None:
        return Format.jsonl.value
    ending = out.suffix.removeprefix(".").lower()
    if ending not in list(Format):
        raise UserError(f"{out}: say --format csv, jsonl or parquet; the name does not tell")
    return ending
