"""A record as Elasticsearch holds it: the flat object with the fields of the indexes beside it."""

from __future__ import annotations

from typing import Any

from sholu.article import Record
from sholu.fields import flat
from sholu.index.document import document

_NOTHING: tuple[object, ...] = (None, "", [], {})


def source(record: Record) -> dict[str, Any]:
    """Every field of the table that has a value; days are ISO dates."""
    shown = {name: value for name, value in flat(record).items() if value not in _NOTHING}
    return shown | document(record) | {"day": record.day}
