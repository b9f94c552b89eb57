"""The embedded engine. One writer at a time, any number of readers, in one folder.

Order and pages go by one signed 64-bit field, `sort_key`: tantivy 0.27 orders exactly by one fast
field, and a page begins with an exclusive range on it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

import tantivy as engine

from sholu.article import Record
from sholu.fields import BY_NAME, INDEXED, Field, day_of
from sholu.index import COMMAND, Bucket, Hit, Hits, NoIndex
from sholu.index.document import document
from sholu.index.emit import emit
from sholu.index.meta import check_meta, write_meta
from sholu.query import Node, Range, both

HEAP = 64_000_000
"""Bytes the writer may hold before it writes a segment."""
MAX_BUCKETS = 65_000
SPACES = "spaces"
"""The tokenizer of key fields: they are space-joined tokens already."""


class TantivyIndex:
    """An open index folder."""

    def __init__(self, folder: Path, index: engine.Index) -> None:
        self.folder = folder
        self._index = index
        self._index.register_tokenizer(
            SPACES, engine.TextAnalyzerBuilder(engine.Tokenizer.whitespace()).build()
        )
        self._index.config_reader("manual")
        self._schema = index.schema
        self._writer: engine.IndexWriter | None = None

    @classmethod
    def create(cls, folder: Path) -> Self:
        """A new, empty index in a folder that is empty or not there."""
        folder.mkdir(parents=True, exist_ok=True)
        index = cls(folder, engine.Index(_schema(), path=str(folder)))
        write_meta(folder)
        return index

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The index in a folder. Raises NoIndex, StaleIndex or NewerIndex, touching nothing."""
        check_meta(folder)
        try:
            return cls(folder, engine.Index.open(str(folder)))
        except ValueError as error:
            raise NoIndex(f"the index {folder} cannot be opened ({error}); {COMMAND}") from None

    def upsert(self, records: Iterable[Record]) -> None:
        """Put records in, over the older ones of the same ids."""
        writer = self._write()
        for record in records:
            writer.delete_documents_by_term("id", record.id)
            writer.add_document(_document(record))

    def delete(self, ids: Iterable[str]) -> None:
        """Take records out."""
        for id in ids:
            self._write().delete_documents_by_term("id", id)

    def commit(self) -> None:
        """Make everything written so far durable and visible."""
        if self._writer:
            self._writer.commit()

    def search(self, query: Node, *, after: int | None = None, limit: int = 10) -> Hits:
        """The articles a query asks for, newest first."""
        searcher = self._searcher()
        total = _count(searcher, emit(query, self._schema))
        page = query
        if after is not None:
            page = both(query, Range("sort_key", high=after, include_high=False))
        found = searcher.search(
            emit(page, self._schema), limit + 1, count=False, order_by_field="sort_key"
        )
        hits = tuple(
            Hit(str(searcher.doc(address)["id"][0]), int(key)) for key, address in found.hits
        )
        more = len(hits) > limit
        hits = hits[:limit]
        return Hits(total=total, hits=hits, cursor=str(hits[-1].sort_key) if more else None)

    def count(self, query: Node) -> int:
        """How many articles a query asks for."""
        return _count(self._searcher(), emit(query, self._schema))

    def aggregate(self, query: Node, by: tuple[str, ...]) -> list[Bucket]:
        """Counts by one or two fast fields, in order of value."""
        fields = [_countable(name) for name in by]
        if not 1 <= len(fields) <= 2:
            raise ValueError("count by one or two fields")
        found = self._searcher().aggregate(emit(query, self._schema), _terms(fields))
        result = json.loads(found) if isinstance(found, str) else found
        return sorted(_buckets(result["by"]["buckets"], fields, ()))

    def close(self) -> None:
        """Let the writer and its lock go."""
        if self._writer:
            self._writer.rollback()
            self._writer = None

    def _write(self) -> engine.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=HEAP, num_threads=1)
        return self._writer

    def _searcher(self) -> engine.Searcher:
        self._index.reload()
        return self._index.searcher()


def _count(searcher: engine.Searcher, query: engine.Query) -> int:
    return int(searcher.search(query, 1).count)  # type: ignore[attr-defined]  # not in its stubs


def _schema() -> engine.Schema:
    builder = engine.SchemaBuilder()
    for field in INDEXED:
        if field.kind == "keys":
            builder.add_text_field(field.name, tokenizer_name=SPACES, index_option="position")
        elif field.kind in ("int", "day"):
            builder.add_integer_field(field.name, indexed=True, fast=True)
        elif field.kind == "bool":
            builder.add_boolean_field(field.name, indexed=True, fast=field.fast)
        else:
            builder.add_text_field(
                field.name,
                tokenizer_name="raw",
                fast=field.fast,
                stored=field.name == "id",
                index_option="basic",
            )
    return builder.build()


def _document(record: Record) -> engine.Document:
    found = engine.Document()
    for name, value in document(record).items():
        kind = BY_NAME[name].kind
        for one in value if isinstance(value, list) else [value]:
            if kind in ("int", "day"):
                found.add_integer(name, one)
            elif kind == "bool":
                found.add_boolean(name, one)
            else:
                found.add_text(name, one)
    return found


def _countable(name: str) -> Field:
    field = BY_NAME.get(name)
    if field is None or not field.fast:
        raise ValueError(f"{name} is no field that can be counted")
    return field


def _terms(fields: list[Field]) -> dict[str, Any]:
    terms: dict[str, Any] = {"terms": {"field": fields[0].name, "size": MAX_BUCKETS}}
    if len(fields) > 1:
        terms["aggs"] = _terms(fields[1:])
    return {"by": terms}


def _buckets(found: list[Any], fields: list[Field], before: tuple[str, ...]) -> list[Bucket]:
    buckets: list[Bucket] = []
    for item in found:
        values = (*before, _shown(fields[0], item["key"]))
        if len(fields) > 1:
            buckets += _buckets(item["by"]["buckets"], fields[1:], values)
        else:
            buckets.append(Bucket(values, int(item["doc_count"])))
    return buckets


def _shown(field: Field, key: Any) -> str:
    if field.kind == "day":
        return day_of(int(key))
    return str(int(key)) if field.kind == "int" else str(key)
