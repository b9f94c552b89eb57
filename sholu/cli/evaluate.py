"""`sholu eval`: labelled sets, and the floors nothing may fall below."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sholu.cli.options import Json, current_settings

if TYPE_CHECKING:
    from sholu.jobs.eval.reading import Result
    from sholu.jobs.eval.scores import PageScore


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command()(eval)


def eval(
    what: Annotated[str, typer.Argument(metavar="[reading]", help="What to measure.")] = "reading",
    pages: Annotated[
        list[Path] | None,
        typer.Option(exists=True, dir_okay=False, help="Labelled pages of yours, as JSON lines."),
    ] = None,
    worst: Annotated[int, typer.Option(min=0, help="Show so many of the worst pages, too.")] = 0,
    json: Json = False,
) -> None:
    """Measure how well labelled pages are read: body, titles, dates, a language each.

    The shipped pages (golden and generated ones) must reach the floors of tests/eval/floors.yml:
    exit code 1 when something is below. F1 is of 4-word shingles; a title has the same words; a
    date the day, and where the page gives them the hour and the zone. A line of --pages has `url`,
    `html` and `text`, optionally `id`, `title`, `published`, `lang` and `fetched`.

    \b
    sholu eval reading
    sholu eval reading --pages mine.jsonl.gz --worst 10
    """
    from sholu.cli.show import console, json_line, table
    from sholu.jobs.eval.reading import evaluate

    if what != "reading":
        raise typer.BadParameter(f"expected reading, not {what}", param_hint="what")
    found = list(evaluate(current_settings(), pages or []))
    if json:
        for item in found:
            json_line(_row(item, worst))
    else:
        table(
            ("set", "language", "pages", "F1", "precision", "recall", "titles", "dates", "empty"),
            (_cells(item) for item in found),
        )
        for item in found:
            for page in _worst(item, worst):
                console().print(f"{page.f1:.3f}  {page.id}{_wrong(page)}", markup=False)
        for item in found:
            for fault in item.faults:
                console().print(f"{item.set} {item.lang}: {fault}", markup=False)
    if any(item.faults for item in found):
        raise typer.Exit(1)


def _cells(item: Result) -> tuple[object, ...]:
    score = item.score
    shares = (score.f1, score.precision, score.recall, score.titles, score.dates)
    shown = (None if share is None else f"{share:.3f}" for share in shares)
    return (item.set, item.lang, score.pages, *shown, score.empty)


def _worst(item: Result, count: int) -> list[PageScore]:
    """The pages read worst, a wrong title or date counting as much as a tenth of the body."""
    ranked = sorted(
        item.pages,
        key=lambda page: page.f1 - 0.1 * (page.title is False) - 0.1 * (page.date is False),
    )
    return ranked[:count]


def _wrong(page: PageScore) -> str:
    wrong = [name for name in ("title", "date") if getattr(page, name) is False]
    wrong += ["nothing read"] if page.precision is None else []
    return f" ({', '.join(wrong)})" if wrong else ""


def _row(item: Result, worst: int) -> dict[str, Any]:
    from dataclasses import asdict

    row = {"set": item.set, "lang": item.lang, **asdict(item.score), "below": list(item.faults)}
    if worst:
        row["worst"] = [{**asdict(page), "f1": page.f1} for page in _worst(item, worst)]
    return row
