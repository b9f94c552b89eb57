"""A record as an index takes it: the value of every indexed field of the table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from nlp.rekey import with_current_keys
from sholu.article import Record
from sholu.fields import INDEXED, Field, day_number, json_value
from sholu.query import name_keys


def document(record: Record) -> dict[str, Any]:
    """Name -> value, or list of values where there can be many; what has no value is left out.

    Keys kept under other rules than today's are made anew, so that query and text meet.
    """
    notes = with_current_keys(record.article, record.annotations)
    record = replace(record, annotations=notes)
    found = {field.name: _value(field, record) for field in INDEXED}
    return {name: value for name, value in found.items() if value not in (None, [], "")}


def _value(field: Field, record: Record) -> Any:
    value = json_value(field, record)
    if field.kind == "day":
        return None if value is None else day_number(value)
    if field.kind == "names" and value is not None:
        names = value if isinstance(value, list) else [value]
        return list(dict.fromkeys(key for name in names for key in name_keys(name)))
    if field.kind == "bool":
        return value is not None if not isinstance(value, bool) else value
    return value
