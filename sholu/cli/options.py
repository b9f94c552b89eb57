"""Options that several commands share."""

from __future__ import annotations

import shlex
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from sholu import clock
from sholu.errors import UserError

if TYPE_CHECKING:
    from sholu.settings import Settings


STOPPED = 130
"""The exit code of what Ctrl-C stopped, as shells give it."""


def current_settings(*, new_folders: bool = False) -> Settings:
    """The settings in force; pydantic, which reads them, is loaded here and not for --help.

    `new_folders`: a folder of your own files may be made yet.
    """
    from sholu.settings import load_settings

    return load_settings(new_folders=new_folders)


class QueryCommand(TyperCommand):
    """A command that takes a query: what begins with - and is no option of it belongs to that."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The options first, then the words, however they were mixed."""
        takes = {
            name: param.nargs if not getattr(param, "is_flag", False) else 0
            for param in self.get_params(ctx)
            if param.param_type_name == "option"
            for name in (*param.opts, *param.secondary_opts)
        }
        options: list[str] = []
        words: list[str] = []
        rest = list(args)
        while rest:
            arg = rest.pop(0)
            if arg == "--":
                words += rest
                break
            name, given, _ = arg.partition("=")
            if name in takes:
                values = 0 if given else takes[name]
                options += [arg, *rest[:values]]
                del rest[:values]
            elif arg.startswith("--"):
                options.append(arg)  # a mistyped option, and told so
            else:
                words.append(arg)
        asked = [param for param in self.get_params(ctx) if param.param_type_name == "argument"]
        if len(words) > 1 and all(param.nargs == 1 for param in asked):
            whole = shlex.quote(" ".join(words))
            raise UserError(
                f"a query is one argument; put quotes around it: sholu {self.name} {whole}"
            )
        return super().parse_args(ctx, [*options, "--", *words] if words else options)


def _span(text: str) -> timedelta:
    try:
        return clock.back(text)
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
