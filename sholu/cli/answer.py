"""`sholu search` and `sholu reindex`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sholu.cli.options import Engine, Json, QueryCommand, SinceText, current_settings

if TYPE_CHECKING:
    from rich.text import Text

    from sholu.jobs.search import Found


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command(cls=QueryCommand)(search)
    app.command()(reindex)


def search(
    query: Annotated[str, typer.Argument(help="What to look for; docs/query.md tells how.")],
    since: SinceText = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="Results to show.")] = 10,
    after: Annotated[
        str | None, typer.Option(metavar="CURSOR", help="Go on after the page that gave it.")
    ] = None,
    count: Annotated[bool, typer.Option("--count", help="Say how many, and show none.")] = False,
    engine: Engine = None,
    json: Json = False,
) -> None:
    """Search the articles, newest first, in both languages at once.

    \b
    sholu search 'дипфейк жауапкершілік' --since 30d
    sholu search '"жасанды интеллект" AND NOT site:lada_kz' --json
    """
    from sholu.cli.show import json_line
    from sholu.jobs.search import count as how_many
    from sholu.jobs.search import search as run

    if count:
        total = how_many(current_settings(), query, since=since, engine=engine)
        json_line({"query": query, "articles": total}) if json else print(total)
        return
    settings = current_settings()
    found = run(settings, query, since=since, limit=limit, after=after, engine=engine)
    if not json:
        show_found(found, query)
        return
    for hit in found.hits:
        json_line(hit.row())


def show_found(found: Found, query: str) -> None:
    """Print a page of results: what was found, with the words marked."""
    from rich.text import Text

    from sholu.cli.show import console

    out = console()
    for hit in found.hits:
        article = hit.record.article
        topics = ", ".join(tag.topic for tag in hit.record.annotations.tags)
        gone = "gone  " if hit.record.state == "gone" else ""
        head = f"{hit.record.day}  {article.site} {hit.record.annotations.lang}  {gone}"
        title = Text(head, style="dim") + _marked(article.title, hit.title_spans)
        out.print(title)
        text, spans = hit.snippet
        out.print(Text("    ") + _marked(text, spans))
        place = f"    {hit.record.id}  {article.url}" + (f"   [{topics}]" if topics else "")
        out.print(Text(place, style="dim"))
    shown = f"{len(found.hits)} of {found.total}" if found.total else "nothing"
    out.print(f"{shown} for {query}", markup=False)
    if found.cursor:
        out.print(f"more: add --after {found.cursor}", markup=False)


def _marked(text: str, spans: tuple[tuple[int, int], ...]) -> Text:
    from rich.text import Text

    shown = Text(text)
    for start, end in spans:
        shown.stylize("bold yellow", start, end)
    return shown


def reindex(
    to: Annotated[
        str | None,
        typer.Option(metavar="TARGET", help="Which index: tantivy or elastic; else the first."),
    ] = None,
    incomplete: Annotated[
        bool, typer.Option("--incomplete", help="Take the new one though it lacks documents.")
    ] = False,
) -> None:
    """Fill an index anew from the store, and put it in the old one's place.

    Searches find the old one until the new one is whole. One that refused what the old one took
    is not put in its place.

    \b
    sholu reindex
    sholu reindex --to elastic
    """
    from sholu.cli.progress import counting
    from sholu.jobs.reindex import reindex as run
    from sholu.plural import counted

    with counting("articles") as progress:
        name, count = run(current_settings(), to, progress, incomplete=incomplete)
    print(f"{counted(count, 'article')} in the index {name}")
