"""`sholu read` and `sholu tag`: one page or text, or JSON lines."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sholu.cli.options import Json, current_settings

if TYPE_CHECKING:
    from nlp.topic import Explanation

_STDIN = Path("-")
Files = Annotated[list[Path] | None, typer.Argument(help="Files; - or none: standard input.")]
Lines = Annotated[
    bool, typer.Option("--jsonl", help="The files hold JSON lines; print one line for each.")
]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command()(read)
    app.command()(tag)


def read(
    files: Files = None,
    site: Annotated[str | None, typer.Option(help="Read by the profile of this site.")] = None,
    url: Annotated[
        str, typer.Option(help="The address of the page; its edition follows from it.")
    ] = "",
    jsonl: Lines = False,
    json: Json = False,
) -> None:
    """Read saved pages: title, text, authors, time, captions, and which rule found each.

    Exit code 1 when a page is no article. With --jsonl a line has `url` and `html` or `path`,
    optionally `site` and `fetched`; out comes one line for each, in order.

    \b
    sholu read page.html --site lada_kz --url https://www.lada.kz/aktau_news/society/1-a.html
    sholu read --jsonl pages.jsonl > articles.jsonl
    """
    from crawlers.site import get_site
    from sholu.cli.show import json_line
    from sholu.jobs.lines import read_lines
    from sholu.jobs.read import read_rows

    settings = current_settings()
    if jsonl:
        for row in read_rows(settings, read_lines(files or [])):
            json_line(row)
        return
    if site:
        get_site(site, *settings.site_folders)
    pages = [_page_row(path, site, url) for path in map(_readable, files or [_STDIN])]
    refused = False
    for row in read_rows(settings, pages):
        refused |= "disposition" in row
        if json:
            json_line(row)
        else:
            _show_article(row)
    if refused:
        raise typer.Exit(1)


def _readable(path: Path) -> Path:
    """The file itself; - is standard input."""
    return Path("/dev/stdin") if path == _STDIN else path


def _page_row(path: Path, site: str | None, url: str) -> dict[str, Any]:
    from sholu.jobs.read import page_bytes

    return {
        "url": url or f"file://{site or 'localhost'}/{path.name}",
        "body": page_bytes(path),
        "site": site,
    }


def _show_article(row: dict[str, Any]) -> None:
    from sholu.cli.show import console

    out = console()
    if "disposition" in row:
        out.print(f"no article: {row['disposition']}: {row['reason']}", markup=False)
        return
    how = row["how"] or {}
    for name in ("title", "published", "authors", "section", "lang", "captions"):
        value = row[name]
        shown = "; ".join(value) if isinstance(value, list) else value
        if shown:
            rule = f"   [{how[name]}]" if name in how else ""
            out.print(f"{name:10} {shown}{rule}", markup=False)
    topics = ", ".join(row["topics"] or ())
    out.print(f"{'topics':10} {topics or 'none'}", markup=False)
    out.print(f"\n{row['text']}\n", markup=False)


def tag(
    files: Files = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why, and of the other topics why not.")
    ] = False,
    jsonl: Lines = False,
    json: Json = False,
) -> None:
    """Tag plain texts with topics and the words that prove them.

    With --jsonl a line has `id`, `title`, `text`, optionally `url`, `lang`, `published`; out comes
    one line for each, in order.

    \b
    sholu tag article.txt --explain
    sholu tag --jsonl texts.jsonl > tagged.jsonl
    """
    from sholu.cli.show import json_line
    from sholu.jobs.lines import read_lines
    from sholu.jobs.tag import explain_file, tag_file, tag_rows

    settings = current_settings()
    if jsonl:
        for row in tag_rows(settings, read_lines(files or [])):
            json_line(row)
        return
    for path in map(_readable, files or [_STDIN]):
        if explain:
            _show_explanation(explain_file(settings, path), json=json)
        elif json:
            json_line(tag_file(settings, path))
        else:
            _show_tags(tag_file(settings, path))


def _show_explanation(found: Explanation, *, json: bool) -> None:
    from sholu.cli.show import console, json_line

    if json:
        json_line(found)
        return
    for line in found.lines():
        console().print(line, markup=False)


def _show_tags(row: dict[str, Any]) -> None:
    from sholu.cli.show import console

    out = console()
    out.print(f"lang {row['lang']}", markup=False)
    for found in row["tags"] or ():
        out.print(f"{found['topic']}: {found['level']}, {found['score']:g}", markup=False)
        for span in found["evidence"]:
            where = f"{span['field']} {span['start']}-{span['end']}"
            out.print(f"    {span['text']!r} by {span['term']!r} ({where})", markup=False)
    if not row["tags"]:
        out.print("no topic; --explain says why", markup=False)
