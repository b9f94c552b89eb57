"""The boards and saved searches, written as YAML beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sholu.index.elastic.kibana.panel import Lang, Panel, Where
from sholu.yamlfile import load

FOLDER = Path(__file__).parent / "boards"
BOARDS = ("overview", "topics", "outlets", "health", "edits")
"""In the order in which people meet them."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Board(_File):
    """A dashboard; `span` is how far it looks back when it is opened, such as 90d."""

    id: str
    title: Mapping[Lang, str]
    about: Mapping[Lang, str]
    span: str = Field(pattern=r"^\d+d$")
    panels: tuple[Panel, ...]


class Search(_File):
    """A saved search: documents of a table as rows, newest first."""

    title: Mapping[Lang, str]
    of: str = "articles"
    where: Where = Field(default_factory=dict)
    without: Where = Field(default_factory=dict)
    columns: tuple[str, ...]
    newest: tuple[str, ...]
    """The fields to sort by, falling. Not sort_key: a browser rounds numbers that large."""


class Words(_File):
    """What fields, data views and values are called in each language, and the saved searches."""

    views: Mapping[str, Mapping[Lang, str]]
    fields: Mapping[str, Mapping[Lang, str]]
    values: Mapping[str, Mapping[str, Mapping[Lang, str]]]
    counts: Mapping[Literal["articles", "documents"], Mapping[Lang, str]]
    searches: Mapping[str, Search]


@cache
def boards() -> tuple[Board, ...]:
    """All boards. Raises FileError on a broken file."""
    return tuple(load(FOLDER / f"{name}.yml", Board, id=name) for name in BOARDS)


@cache
def words() -> Words:
    """The words, and the saved searches. Raises FileError on a broken file."""
    return load(FOLDER / "words.yml", Words)
