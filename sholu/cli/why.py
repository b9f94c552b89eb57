"""Showing why a page is read as it is: in the terminal, as JSON, as a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawlers.page import Page
    from crawlers.reading.explain import Choice, Explained
    from sholu.settings import Settings

_WIDTH = 100
"""Characters shown of a text; --json and --html have all of it."""
_MARKS = {"taken": "+", "refused": "x", "not asked": " "}


def show_reasons(settings: Settings, page: Page, html: Path | None, *, json: bool) -> bool:
    """Explain a page, into the file `html` if there is one; whether it is an article."""
    from sholu.cli.show import console, json_line
    from sholu.jobs.explain import explain, row

    found = explain(settings, page)
    if html:
        from sholu.jobs.report import write_report

        write_report(found, html)
    if json:
        json_line(row(found))
    elif html:
        console().print(f"written: {html}", markup=False)
    else:
        _show(found)
    return found.article is not None


def _show(found: Explained) -> None:
    from sholu.cli.show import console
    from sholu.jobs.explain import about

    out = console()
    for line in (*about(found), *_fields(found), *_blocks(found), *_issues(found)):
        out.print(line, markup=False)


def _fields(found: Explained) -> list[str]:
    lines = ["", "fields: + taken, x refused, the others stand behind what was taken"]
    return lines + [line for choice in found.choices for line in _field(choice)]


def _field(choice: Choice) -> list[str]:
    lines = [f"{choice.field}" if choice.candidates else f"{choice.field}: nothing was found"]
    for each in choice.candidates:
        value = "; ".join(each.value) if isinstance(each.value, tuple) else each.value
        why = f"   ({each.why})" if each.why else ""
        shown = _short(value or each.text)
        lines.append(f"  {_MARKS[each.verdict]} {each.rule}: {shown}{why}")
    return lines


def _blocks(found: Explained) -> list[str]:
    lines = ["", "blocks: + kept, - cut, with the rule, what it met, and where that is written"]
    for piece in found.pieces:
        lines.append(f"{'+' if piece.kept else '-'} {piece.place}: {_short(piece.text)}")
        if not piece.kept:
            met = f" [{_short(piece.by)}]" if piece.by else ""
            where = f" in {piece.where}" if piece.where else ""
            lines.append(f"    {piece.rule}: {piece.why}{met}{where}")
    return lines


def _issues(found: Explained) -> list[str]:
    lines = [f"  {item.slug}: {item.message}" for item in found.issues]
    return ["", "issues:", *lines] if lines else []


def _short(text: str) -> str:
    from crawlers.reading.tree import squeeze

    line = squeeze(text)
    return line if len(line) <= _WIDTH else f"{line[:_WIDTH]}… ({len(text)} characters)"
