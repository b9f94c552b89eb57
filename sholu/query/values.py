"""Values of fields in a query: checked and folded to the form the indexes hold."""

from __future__ import annotations

import re
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sholu.fields import BY_QUERY
from sholu.fields import Field as Row
from sholu.query.ast import Field, Node, Range, Scope
from sholu.query.dates import EXPECTED, BadDate, days, since
from sholu.query.errors import QueryError
from sholu.query.names import name_key

MAX_SLOP = 7
"""Less than the fillers between paragraphs (`nlp.tokens.GAP`)."""
SCOPES: MappingProxyType[str, Scope] = MappingProxyType(
    {"": "any", "title": "title", "text": "text"}
)
FIELDS: tuple[str, ...] = ("title", "text", "date", "since", *BY_QUERY)
_EXACT_CASE = ("url",)
_BOOL = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_NUMBER = re.compile(r"(>=|<=|>|<)?(\d{1,18})?(?:(\.\.)(\d{1,18})?)?", re.ASCII)
_OPERATORS = frozenset(["AND", "OR", "NOT", "И", "ИЛИ", "НЕ", "ЖӘНЕ", "НЕМЕСЕ", "ЕМЕС"])


def field_value(
    name: str, text: str, start: int, query: str, now: datetime, zone: ZoneInfo
) -> Node:
    """The node of `name:text`; `start` is where the text stands in the query. Raises QueryError."""
    text = text.strip()
    if not text or text in _OPERATORS:
        raise QueryError(f"expected a value after {name}:", query, start)
    if name in ("date", "since"):
        try:
            return days(text) if name == "date" else since(text, now, zone)
        except BadDate as error:
            hint = f"write {EXPECTED}" if name == "date" else ""
            raise QueryError(str(error), query, start + error.offset, hint) from None
    row = BY_QUERY[name]
    if "*" in text and row.kind != "names" and name not in _EXACT_CASE:
        hint = "it completes words of the headline and the text"
        raise QueryError(f"* does not work in {name}:", query, start + text.index("*"), hint)
    return _value(row, name, text, start, query)


def _value(row: Row, name: str, text: str, start: int, query: str) -> Node:
    if row.kind == "bool":
        if text.lower() not in _BOOL:
            raise QueryError(f"{name}: takes yes or no", query, start)
        return Field(row.name, _BOOL[text.lower()])
    if row.kind == "int":
        return _number(row, name, text, start, query)
    if row.kind == "names":
        if not name_key(text):
            raise QueryError(f"expected a name after {name}:", query, start)
        return Field(row.name, name_key(text))
    if name == "script":  # ISO 15924 writes them so
        return Field(row.name, text.title())
    return Field(row.name, text if name in _EXACT_CASE else text.lower())


def _number(row: Row, name: str, text: str, start: int, query: str) -> Node:
    match = _NUMBER.fullmatch(text)
    sign, low, dots, high = match.groups() if match else (None, None, None, None)
    if (low is None and high is None) or (sign and (dots or low is None)):
        hint = f"write {name}:3, {name}:2..5 or {name}:>=2"
        raise QueryError(f"{name}: takes a number", query, start, hint)
    first, last = (int(side) if side else None for side in (low, high))
    if sign:
        if sign[0] == "<":
            return Range(row.name, None, first, include_high=sign == "<=")
        return Range(row.name, first, None, include_low=sign == ">=")
    return Range(row.name, first, last if dots else first)
