"""Options that several commands share."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from sholu import clock

if TYPE_CHECKING:
    from sholu.settings import Settings


def current_settings() -> Settings:
    """The settings in force; pydantic, which reads them, is loaded here and not for --help."""
    from sholu.settings import load_settings

    return load_settings()


def _span(text: str) -> timedelta:
    try:
        return clock.span(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _checked(text: str) -> str:
    _span(text)
    return text


SinceText = Annotated[
    str | None,
    typer.Option(
        "--since", parser=_checked, metavar="SPAN", help="Only what is younger, such as 3d or 12h."
    ),
]
Since = Annotated[
    timedelta | None,
    typer.Option(parser=_span, metavar="SPAN", help="Only what is younger, such as 3d or 12h."),
]
Engine = Annotated[
    str | None,
    typer.Option(metavar="TARGET", help="Ask this index: tantivy or elastic; else the first."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
