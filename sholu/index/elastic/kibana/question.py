"""The same question to sholu itself: the command that prints a panel's numbers."""

from __future__ import annotations

import shlex

from sholu.fields import BY_NAME
from sholu.index.elastic.kibana.panel import Panel, Where


def command(panel: Panel) -> str | None:
    """`sholu trends ...`; None where no trend has the number: other documents than articles.

    Of a metric and a table it is the sum of a series, of different values the number of series.

    >>> from sholu.index.elastic.kibana.panel import Place
    >>> command(Panel(id="x", title={}, kind="lines", place=Place(x=0, y=0, w=9, h=9),
    ...               where={"topics": "deepfake", "duplicate": False}, split=("lang",),
    ...               over="week"))
    'sholu trends topic:deepfake --by week --lang all --unique'
    """
    arguments = trend(panel)
    return shlex.join(["sholu", "trends", *arguments]) if arguments is not None else None


def trend(panel: Panel) -> list[str] | None:
    """The arguments of the command, without a range."""
    if panel.of != "articles" or panel.search is not None:
        return None
    asked = dict(panel.where)
    unique = asked.pop("duplicate", None) is False
    query = _query(asked, "") + _query(panel.without, "-")
    arguments = [" ".join(query)] if query else []
    arguments += ["--by", panel.over or "month"]
    for name in (*panel.split, *([panel.distinct] if panel.distinct else [])):
        arguments += [f"--{BY_NAME[name].query}", "all"]
    return [*arguments, "--unique"] if unique else arguments


def _query(where: Where, sign: str) -> list[str]:
    """The conditions in the language of `sholu search`."""
    parts = []
    for name, value in where.items():
        values = value if isinstance(value, tuple) else (value,)
        asked = [f"{BY_NAME[name].query}:{_said(one)}" for one in values]
        parts.append(sign + (asked[0] if len(asked) == 1 else f"({' OR '.join(asked)})"))
    return parts


def _said(value: bool | str) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"
