"""Whether JSON has parts that a dataclass lacks, at any depth: msgspec would drop them.

It refuses unknown keys for its own structs only, so each dataclass gets one of the same keys. All
else is skipped over, which costs less than a look at the keys from Python.
"""

from __future__ import annotations

from dataclasses import is_dataclass
from functools import cache, reduce
from operator import or_
from types import EllipsisType, NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec


def check(data: bytes, kind: type) -> None:
    """Raise ValueError, with the path, on a key that a dataclass or one within it lacks."""
    try:
        _decoder(kind).decode(data)
    except msgspec.ValidationError as error:
        raise ValueError(f"{kind.__name__} in the store: {error}") from None


@cache
def _decoder(kind: type) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(_shape(kind))


def _shape(kind: Any) -> Any:
    """The type to decode into: structs where there are dataclasses, anything elsewhere."""
    if is_dataclass(kind):
        parts = [(name, _shape(of), None) for name, of in get_type_hints(kind).items()]
        name = getattr(kind, "__name__", "")
        return msgspec.defstruct(name, parts, forbid_unknown_fields=True, gc=False)
    if isinstance(kind, EllipsisType) or kind is NoneType:
        return kind
    shapes = tuple(map(_shape, get_args(kind)))
    if not any(_holds_struct(shape) for shape in shapes):
        return msgspec.Raw
    if get_origin(kind) in (Union, UnionType):
        return reduce(or_, shapes)
    return get_origin(kind)[shapes]


def _holds_struct(shape: Any) -> bool:
    within = isinstance(shape, type) and issubclass(shape, msgspec.Struct)
    return within or any(map(_holds_struct, get_args(shape)))
