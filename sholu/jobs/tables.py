"""Records as CSV, JSON lines and Parquet; the columns are the exported fields of the table.

JSON lines are the flat objects themselves. In CSV and Parquet what is nested (kinds `flat` and
`objects`) is JSON text; in CSV lists are joined by a semicolon and a space.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, BinaryIO

import msgspec

from sholu.article import Record
from sholu.errors import UserError
from sholu.fields import TABLE, Field, flat

if TYPE_CHECKING:
    import pyarrow

Write = Callable[[Sequence[Record]], None]
COLUMNS = tuple(field for field in TABLE if field.exported)
INSTANTS = frozenset({"published_instant", "modified_instant", "first_seen", "fetched"})
"""Fields that are always an instant; `published` and `modified` may be a day alone."""
JOINT = "; "


class NoParquet(UserError):
    """pyarrow is not installed."""


@contextmanager
def jsonl(out: BinaryIO) -> Iterator[Write]:
    """One flat object a line."""

    def write(records: Sequence[Record]) -> None:
        out.writelines(msgspec.json.encode(flat(record)) + b"\n" for record in records)

    yield write


@contextmanager
def csv_table(out: BinaryIO) -> Iterator[Write]:
    """A head line, then one line an article (quoted ones may span several); UTF-8."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    table = csv.writer(text, lineterminator="\n")
    table.writerow(field.name for field in COLUMNS)

    def write(records: Sequence[Record]) -> None:
        for record in records:
            row = flat(record)
            table.writerow(_cell(field, row[field.name]) for field in COLUMNS)

    try:
        yield write
    finally:
        text.detach()


def _cell(field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.kind in ("flat", "objects"):
        return msgspec.json.encode(value).decode()
    if isinstance(value, list):
        return JOINT.join(map(str, value))
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


@contextmanager
def parquet(out: BinaryIO) -> Iterator[Write]:
    """A column a field with its own type, a row group a batch. Raises NoParquet."""
    try:
        import pyarrow
        from pyarrow.parquet import ParquetWriter
    except ImportError:
        raise NoParquet(
            "Parquet needs pyarrow, which is not installed; type: pip install 'sholu[parquet]'"
        ) from None
    schema = pyarrow.schema([(field.name, _type(field)) for field in COLUMNS])
    with ParquetWriter(out, schema, compression="zstd") as table:

        def write(records: Sequence[Record]) -> None:
            rows = [_typed(flat(record)) for record in records]
            table.write_table(pyarrow.Table.from_pylist(rows, schema=schema))

        yield write


def _type(field: Field) -> pyarrow.DataType:
    import pyarrow

    if field.name in INSTANTS:
        return pyarrow.timestamp("us", tz="UTC")
    plain = {"int": pyarrow.int64(), "bool": pyarrow.bool_(), "day": pyarrow.date32()}
    one = plain.get(field.kind, pyarrow.string())
    return pyarrow.list_(one) if field.many and field.kind != "objects" else one


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    return {field.name: _value(field, row[field.name]) for field in COLUMNS}


def _value(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.name in INSTANTS:
        return datetime.fromisoformat(value)
    if field.kind == "day":
        return date.fromisoformat(value)
    return msgspec.json.encode(value).decode() if field.kind in ("flat", "objects") else value


def type_name(field: Field) -> str:
    """The type of a column in Parquet, as docs/fields.md tells it."""
    if field.name in INSTANTS:
        return "timestamp, UTC"
    if field.kind in ("flat", "objects"):
        return "JSON text"
    name = {"int": "int64", "bool": "bool", "day": "date"}.get(field.kind, "string")
    return f"list of {name}" if field.many else name


WRITERS: MappingProxyType[str, Callable[[BinaryIO], AbstractContextManager[Write]]] = (
    MappingProxyType({"csv": csv_table, "jsonl": jsonl, "parquet": parquet})
)
"""Format -> what writes it, as a context."""
