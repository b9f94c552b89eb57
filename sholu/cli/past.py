"""`sholu history`, `sholu reprocess`, `sholu forget`: what was, once more, and no more."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sholu.cli.options import Json, current_settings

if TYPE_CHECKING:
    from rich.text import Text

    from sholu.settings import Settings
    from sholu.store import Revision

Name = Annotated[str, typer.Argument(metavar="ID|URL", help="An article's id or address.")]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command()(history)
    app.command()(reprocess)
    app.command()(forget)


def history(name: Name, json: Json = False) -> None:
    """Show what an outlet did to an article: every edit, word by word, and when it went.

    docs/revisions.md says what counts as an edit and what does not.

    \b
    sholu history 3f9a6c2b1d0e4587
    sholu history https://www.lada.kz/aktau_news/society/123456-zhol.html --json
    """
    from sholu.cli.show import console, json_line, local
    from sholu.jobs.history import history as run
    from sholu.plural import counted

    settings = current_settings()
    found = run(settings, name)
    if json:
        for row in found.rows():
            json_line(row)
        return
    record, out = found.record, console()
    head = f"{record.id}  {record.article.url}\n{record.article.title}\n"
    out.print(f"{head}{record.state}, {counted(record.revision, 'version')}", markup=False)
    for item in found.revisions:
        out.print()
        _show(item, settings)
    for change in found.states:
        said = f"{local(change.at, settings)}  {change.state}  {change.reason}"
        out.print(f"\n{said.rstrip()}", markup=False)


def _show(item: Revision, settings: Settings) -> None:
    from rich.text import Text

    from sholu.cli.show import console, local
    from sholu.edits import word_diff

    out = console()
    kind = item.edit or ("first seen" if item.old_text is None else "edit")
    out.print(Text(f"{item.revision}  {local(item.seen, settings)}  {kind}", style="bold"))
    if item.raw:
        place = f"{item.raw.file} at {item.raw.offset}, sha256 {item.raw.sha256}"
        out.print(Text(f"   {place}", style="dim"))
    if item.old_text is None:
        return
    if item.old_title != item.title:
        out.print(Text("   ") + _marked(word_diff(item.old_title or "", item.title)))
    for line in _changed_lines(_marked(word_diff(item.old_text, item.text))):
        out.print(Text("   ") + line)


def _marked(pieces: Sequence[tuple[str, str]]) -> Text:
    """A diff in colours, and in brackets where there are none: [-out-] {+in+}."""
    from rich.text import Text

    shown = Text()
    for side, text in pieces:
        if side == "out":
            shown.append(f"[-{text}-]", style="red strike")
        elif side == "in":
            shown.append(f"{{+{text}+}}", style="green")
        else:
            shown.append(text)
    return shown


def _changed_lines(diff: Text) -> list[Text]:
    """The paragraphs in which something changed."""
    return [line for line in diff.split("\n", allow_blank=False) if line.spans]


def reprocess(
    sites: Annotated[
        list[str] | None, typer.Argument(metavar="[SITE]...", help="None: every site.")
    ] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="Only articles of this day and later."),
    ] = None,
    json: Json = False,
) -> None:
    """Read the archived pages again with today's reader, profiles and topics.

    Goes on where it was stopped. What is read differently is a new reading, never an edit. Exit
    code 1 when an index could not follow.

    \b
    sholu reprocess
    sholu reprocess lada_kz --from 2026-01-01
    """
    from sholu.cli.progress import bar
    from sholu.cli.show import json_line, table
    from sholu.jobs.reprocess import articles_left
    from sholu.jobs.reprocess import reprocess as run

    settings, day = current_settings(), since.date() if since else None
    with bar(articles_left(settings, sites or (), day)) as listener:
        counts, fault = run(settings, sites or (), since=day, listener=listener)
    if json:
        for site, outcome in counts.items():
            json_line({"site": site, "articles": outcome.total(), **outcome})
    else:
        names = ("reading", "same", "refused", "no_bytes", "failed")
        table(
            ("site", "articles", *(name.replace("_", " ") for name in names)),
            (
                (site, outcome.total(), *(outcome[name] or None for name in names))
                for site, outcome in counts.items()
            ),
        )
    if fault:
        typer.echo(f"FAILED: {fault}", err=True)
        raise typer.Exit(1)


def forget(
    name: Name,
    reason: Annotated[str, typer.Option(help="Why; it is kept with the tombstone.")],
    json: Json = False,
) -> None:
    """Remove an article from store, index and archive, for good; it does not come back.

    Of one that was forgotten already it says when. Ends with 1 when an index still has it and
    somebody must mend that.

    \b
    sholu forget 3f9a6c2b1d0e4587 --reason 'court order 12/2026'
    sholu forget https://www.lada.kz/aktau_news/1-a.html --reason 'asked by the person named'
    """
    from sholu.cli.progress import counting
    from sholu.cli.show import json_line, local
    from sholu.fields import utc
    from sholu.jobs.forget import forget as run
    from sholu.plural import counted

    settings = current_settings()
    with counting("archive files") as progress:
        done = run(settings, name, reason, progress)
    for said in filter(None, (done.behind, done.fault)):
        print(f"sholu: {said}", file=sys.stderr)
    if json:
        before = utc(done.before) if done.before else None
        row = {"id": done.id, "site": done.site, "records": done.records, "files": done.files}
        json_line(row | {"before": before})
    else:
        when = f" already on {local(done.before, settings)}" if done.before else ""
        removed = f"{counted(done.records, 'record')} in {counted(done.files, 'file')}"
        if done.before and not done.records:
            removed = "nothing of it was left"
        print(f"forgotten{when}: {done.id} of {done.site}, {removed}")
    if done.fault:
        raise typer.Exit(1)
