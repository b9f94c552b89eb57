"""A panel: one question, from which both Kibana's chart and the question to sholu are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import ConfigDict

Lang = Literal["en", "kk", "ru"]
Kind = Literal["metric", "bars", "lines", "pie", "table", "search"]
"""bars are stacked: only where an article has one value of `split` do they add up."""
Step = Literal["day", "week", "month"]
Where = Mapping[str, bool | str | tuple[str, ...]]
"""Field -> its value, or one of several; "*" means any."""

ANY = "*"
FORBID = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where on a board of 48 columns; rows are about 20 pixels high."""

    x: int
    y: int
    w: int
    h: int

    __pydantic_config__ = FORBID


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What is counted and how it is drawn.

    Counts the documents of the table `of` that are as `where` says and not as `without` does, or
    the different values of `distinct`, or the total of `total`; for each value of the fields of
    `split`, the `top` most frequent of them; `over` time, in days, weeks from Monday or months. A
    `search` names the saved search it shows.
    """

    id: str
    title: Mapping[Lang, str]
    kind: Kind
    place: Place
    of: str = "articles"
    where: Where = field(default_factory=dict)
    without: Where = field(default_factory=dict)
    split: tuple[str, ...] = ()
    over: Step | None = None
    distinct: str | None = None
    total: str | None = None
    top: int = 20
    search: str | None = None

    __pydantic_config__ = FORBID

    def __post_init__(self) -> None:
        wrong = _wrong(self)
        if wrong:
            raise ValueError(f"panel {self.id}: {wrong}")


def _wrong(panel: Panel) -> str | None:
    """What makes no sense of it."""
    if (panel.kind == "search") != (panel.search is not None):
        return "a panel of kind search names the search, and no other does"
    if panel.kind in ("bars", "lines") and (panel.over is None or len(panel.split) > 1):
        return "bars and lines go over time, split by one field at most"
    if panel.kind not in ("bars", "lines") and panel.over is not None:
        return "only bars and lines go over time"
    if panel.kind == "pie" and not panel.split:
        return "a pie is split by something"
    if panel.kind == "metric" and panel.split:
        return "a metric is one number"
    if panel.distinct is not None and panel.total is not None:
        return "it counts different values, or a total, not both"
    return None
