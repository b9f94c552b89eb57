"""A record as Elasticsearch holds it: the flat object with the fields of the indexes beside it.

What is sent is what `sholu.fields.flat` and `sholu.index.document` say, made by readers compiled
from the table once: walking it for each of many articles costs more than all the rest together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import Any

import msgspec

from nlp.rekey import with_current_keys
from sholu.article import Moment, Record
from sholu.fields import TABLE, Field, shown
from sholu.index.elastic.mapping import TOKEN
from sholu.query import name_keys

Reader = Callable[[Record], Any]

_KEPT = (bool, int, float)
"""Types of which no value is nothing."""
_encode = msgspec.json.Encoder().encode
_names = lru_cache(maxsize=4096)(name_keys)


def source(record: Record) -> bytes:
    """The document as JSON: every field of the table that has a value; days are ISO dates.

    Keys kept under other rules than today's are made anew, so that query and text meet.
    """
    notes = with_current_keys(record.article, record.annotations)
    if notes is not record.annotations:
        record = replace(record, annotations=notes)
    found = {}
    for name, read in _READERS:
        value = read(record)
        if value or value.__class__ in _KEPT:
            found[name] = value
    return _encode(found)


def _reader(field: Field) -> Reader:
    """What gives a field's value in a form that is encoded as `json_value` has it."""
    read = _walk(field.source)
    match field.kind:
        case "keys":
            return lambda record: _fitting(read(record))
        case "names":
            return lambda record: _found_by(read(record))
        case "flat":
            return lambda record: _pairs(read(record))
        case "date":
            return lambda record: _shown(read(record))
        case "bool":
            return lambda record: _is(read(record))
    return read


def _walk(path: str) -> Reader:
    """The value at a path; None as soon as a step is None; `x[].y` lists the y there are."""
    before, brackets, after = path.partition("[].")
    if brackets:
        items, get = attrgetter(before), attrgetter(after)
        return lambda record: _each(items(record), get)
    owner, _, name = path.rpartition(".")
    if owner.count(".") == 0:  # article and annotations are always there
        return attrgetter(path)
    parent, part = attrgetter(owner), attrgetter(name)

    def read(record: Record) -> Any:
        found = parent(record)
        return None if found is None else part(found)

    return read


def _fitting(tokens: str) -> str:
    """The same tokens, none too long; looks at a few places of the string alone."""
    start = 0
    while len(tokens) - start > TOKEN:
        space = tokens.rfind(" ", start, start + TOKEN + 1)
        if space < 0:
            return " ".join(token[:TOKEN] for token in tokens.split(" "))
        start = space + 1
    return tokens


def _each(items: Iterable[Any], get: Callable[[Any], Any]) -> list[Any]:
    return list(dict.fromkeys(value for value in map(get, items) if value is not None))


def _found_by(value: Any) -> list[str]:
    names = [value] if isinstance(value, str) else value or ()
    return list(dict.fromkeys(key for name in names for key in _names(name)))


def _pairs(value: Any) -> Any:
    return dict(value) if isinstance(value, tuple) else value


def _shown(value: Any) -> Any:
    return shown(value) if isinstance(value, Moment) else value


def _is(value: Any) -> bool:
    return value if isinstance(value, bool) else value is not None


_READERS = tuple((field.name, _reader(field)) for field in TABLE)
