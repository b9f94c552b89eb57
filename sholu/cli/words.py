"""`sholu read` and `sholu tag`: one page or text, or JSON lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sholu.cli.options import Json, current_settings

if TYPE_CHECKING:
    from nlp.topic import Explanation

_STDIN = Path("-")
Files = Annotated[list[Path] | None, typer.Argument(help="Files; - or none: standard input.")]
Pages = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE|URL|ID]...", help="Pages; - or none: standard input."),
]
Lines = Annotated[
    bool, typer.Option("--jsonl", help="The files hold JSON lines; print one line for each.")
]


def register(app: typer.Typer) -> None:
    """Put the commands of this module into the program."""
    app.command()(read)
    app.command()(tag)


def read(
    pages: Pages = None,
    site: Annotated[str | None, typer.Option(help="Read by the profile of this site.")] = None,
    url: Annotated[
        str, typer.Option(help="The address of the page; its edition follows from it.")
    ] = "",
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Say what else was found, and which rule cut each block."),
    ] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write the explanation into this file, as a page.")
    ] = None,
    jsonl: Lines = False,
    json: Json = False,
) -> None:
    """Read pages: title, text, authors, time, captions, and which rule found each.

    A page is a saved file, a golden page (.html.gz), an address that is asked politely, or the id
    of a stored article, read again from the archive. Exit code 1 when one is no article. With
    --jsonl the files' lines have `url` and `html` or `path`, optionally `site` and `fetched`; out
    comes one line for each, in order; exit code 1, after all of them, when one failed. Of any other
    key standard error says once that it is not used.

    \b
    sholu read page.html --site lada_kz --explain --html why.html
    sholu read --jsonl pages.jsonl > articles.jsonl
    """
    from sholu.cli.show import json_line
    from sholu.jobs.explain import page_at
    from sholu.jobs.lines import read_lines, watched
    from sholu.jobs.read import PAGE_KEYS, read_rows

    settings = current_settings()
    names = pages or [str(_STDIN)]
    if jsonl and (explain or html):
        raise typer.BadParameter("--explain and --html take pages, not JSON lines")
    if jsonl:
        lines = read_lines([Path(name) for name in pages or ()])
        _print_rows(read_rows(settings, watched(lines, PAGE_KEYS, _warn)))
        return
    if len(names) > 1 and (html or any("://" in name for name in names)):
        raise typer.BadParameter("an address and --html take one page at a time")
    found = [page_at(settings, name, site=site, url=url) for name in names]
    if explain or html:
        from sholu.cli.why import show_reasons

        shown = [show_reasons(settings, page, html, json=json) for page in found]
        if not all(shown):
            raise typer.Exit(1)
        return
    refused = False
    for row in read_rows(settings, ({"url": page.url, "page": page} for page in found)):
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
    one line for each, in order; exit code 1, after all of them, when one failed. Of any other key
    standard error says once that it is not used.

    \b
    sholu tag article.txt --explain
    sholu tag --jsonl texts.jsonl > tagged.jsonl
    """
    from sholu.cli.show import json_line
    from sholu.jobs.lines import read_lines, watched
    from sholu.jobs.tag import TEXT_KEYS, explain_file, tag_file, tag_rows

    settings = current_settings()
    if jsonl:
        _print_rows(tag_rows(settings, watched(read_lines(files or []), TEXT_KEYS, _warn)))
        return
    for path in map(_readable, files or [_STDIN]):
        if explain:
            _show_explanation(explain_file(settings, path), json=json)
        elif json:
            json_line(tag_file(settings, path))
        else:
            _show_tags(tag_file(settings, path))


def _print_rows(rows: Iterable[dict[str, Any]]) -> None:
    """A line each; ends with 1 when some could not be used, after the others."""
    from sholu.cli.show import json_line
    from sholu.plural import counted

    failed = 0
    for row in rows:
        json_line(row)
        failed += row.get("disposition") == "failed"
    if failed:
        _warn(f"{counted(failed, 'line')} failed; the `reason` printed for each says why")
        raise typer.Exit(1)


def _warn(text: str) -> None:
    print(f"sholu: {text}", file=sys.stderr)


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
