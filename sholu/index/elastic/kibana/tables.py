"""The kinds of documents that Kibana shows, and the fields each has: the field table again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sholu.fields import TABLE, Field
from sholu.index.companions import COMPANIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A data view: its fields, and the one that the time range of a board goes by."""

    fields: Mapping[str, Field]
    time: str


def _table(fields: tuple[Field, ...]) -> Table:
    return Table(fields=MappingProxyType({field.name: field for field in fields}), time="day")


TABLES: Mapping[str, Table] = MappingProxyType(
    {"articles": _table(TABLE), **{kind: _table(fields) for kind, fields in COMPANIONS.items()}}
)
"""Kind, as in the names of the indices -> its table."""

DATES = frozenset({"date", "day"})
COUNTED = frozenset({"keyword", "int", "bool", "day"})
"""What documents can be grouped by; text and search keys cannot."""
