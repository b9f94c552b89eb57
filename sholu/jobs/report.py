"""An explanation as one page: no scripts, nothing from elsewhere, whatever the explained page says.

Built as a tree, so that no text of a page is ever taken for markup.
"""

from __future__ import annotations

from pathlib import Path

from lxml.html import HtmlElement, tostring
from lxml.html.builder import E

from crawlers.reading.explain import Choice, Explained
from crawlers.reading.pieces import Piece
from crawlers.reading.tree import squeeze
from sholu.errors import UserError
from sholu.jobs.explain import about

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
body { font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222 }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
th, td { border: 1px solid #ccc; padding: .3em .5em; text-align: left; vertical-align: top;
  overflow-wrap: anywhere }
.taken, .kept { background: #e3f4e3 }
.refused, .cut { background: #fbe6e3 }
.block { border-left: .4em solid #2a7d2a; margin: .4em 0; padding: .3em .7em;
  overflow-wrap: anywhere }
.cut { border-left-color: #b3392b; font-size: .9em }
.rule { color: #555; font-size: .85em }
"""
_VALUE = 2000
"""Characters shown of a candidate; a body may be long, and stands below in blocks."""


def write_report(found: Explained, file: Path) -> None:
    """Write an explanation as a page. Raises UserError where the file cannot be written."""
    try:
        file.write_bytes(report(found))
    except OSError as error:
        raise UserError(f"{file} cannot be written: {error.strerror}") from None


def report(found: Explained) -> bytes:
    """The page, in UTF-8."""
    title = found.article.title if found.article else "no article"
    kept = sum(piece.kept for piece in found.pieces)
    page = E.html(
        E.head(
            E.meta(charset="utf-8"),
            E.meta({"http-equiv": "Content-Security-Policy", "content": _POLICY}),
            E.title(f"Why it is read so: {squeeze(title)}"),
            E.style(_STYLE),
        ),
        E.body(
            E.h1(squeeze(title)),
            *(E.p(squeeze(line)) for line in about(found)),
            *(E.p(squeeze(f"{item.slug}: {item.message}")) for item in found.issues),
            E.h2("Fields"),
            E.p("The first candidate that holds is taken; those behind it are not asked."),
            E.table(
                E.tr(*(E.th(name) for name in ("field", "rule", "found", "taken as", "verdict"))),
                *(row for choice in found.choices for row in _rows(choice)),
            ),
            E.h2("Blocks"),
            E.p(f"{kept} of {len(found.pieces)} are kept; each cut has its rule below it."),
            *map(_block, found.pieces),
        ),
        lang="en",
    )
    return bytes(tostring(page, doctype="<!DOCTYPE html>", encoding="utf-8"))


def _rows(choice: Choice) -> list[HtmlElement]:
    if not choice.candidates:
        return [E.tr(E.td(choice.field), E.td("nothing was found", colspan="4"))]
    rows = []
    for each in choice.candidates:
        value = "; ".join(each.value) if isinstance(each.value, tuple) else each.value or ""
        verdict = f"{each.verdict}: {each.why}" if each.why else each.verdict
        cells = (choice.field, each.rule, each.text, value, verdict)
        rows.append(
            E.tr(*(E.td(_cell(text)) for text in cells), {"class": each.verdict.replace(" ", "-")})
        )
    return rows


def _cell(text: str) -> str:
    line = squeeze(text)
    return line if len(line) <= _VALUE else f"{line[:_VALUE]}…"


def _block(piece: Piece) -> HtmlElement:
    said = [E.span(f"{piece.place} ", {"class": "rule"}), squeeze(piece.text)]
    if piece.kept:
        return E.div(*said, {"class": "block kept"})
    met = f" [{piece.by}]" if piece.by else ""
    where = f" in {piece.where}" if piece.where else ""
    rule = squeeze(f"{piece.rule}: {piece.why}{met}{where}")
    return E.div(*said, E.br(), E.span(rule, {"class": "rule"}), {"class": "block cut"})
