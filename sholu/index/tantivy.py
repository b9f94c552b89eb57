"""The embedded engine. One writer at a time, any number of readers, in one folder.

Order and pages go by one signed 64-bit field, `sort_key`: tantivy 0.27 orders exactly by one fast
field, and a page begins with an exclusive range on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import tantivy as engine

from sholu.article import Record
from sholu.fields import BY_NAME, INDEXED, Field, day_of
from sholu.index import COMMAND, Bucket, BusyIndex, Health, Hit, Hits, NoIndex, Refused, countable
from sholu.index.document import document
from sholu.index.emit import emit
from sholu.index.meta import check_meta, read_meta, write_meta
from sholu.query import Node, Range, both

HEAP = 15_000_000
"""Bytes the writer may hold before it writes a segment: the least that tantivy takes, for a
crawl's process has 150 MB in all."""
PAGE = 10_000
"""Buckets asked for at a time."""
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
        self._written: dict[str, int] = {}  # since the last commit: id -> change
        self._open = False  # whether something was written since then

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
        """Put records in, over older ones of the same ids."""
        batch = list(records)
        there = self.versions([record.id for record in batch]) | self._written
        writer = self._write()
        for record in batch:
            if record.change < there.get(record.id, record.change):
                continue
            writer.delete_documents_by_term("id", record.id)
            writer.add_document(_document(record))
            there[record.id] = self._written[record.id] = record.change

    def delete(self, gone: Mapping[str, int]) -> None:
        """Take records out."""
        for id in gone:
            self._write().delete_documents_by_term("id", id)
            self._written.pop(id, None)

    def commit(self) -> tuple[Refused, ...]:
        """Make everything written so far durable and visible; nothing is ever refused."""
        if self._writer:
            self._writer.commit()
            self._written.clear()
            self._open = False
        return ()

    def search(self, query: Node, *, after: int | None = None, limit: int = 10) -> Hits:
        """The articles a query asks for, newest first."""
        if limit < 1:
            raise ValueError("a page holds at least one article")
        searcher, page = self._searcher(), query
        if after is not None:
            page = both(query, Range("sort_key", high=after, include_high=False))
        found = searcher.search(
            emit(page, self._schema), limit + 1, count=after is None, order_by_field="sort_key"
        )
        total = _counted(found) if after is None else _count(searcher, emit(query, self._schema))
        hits = tuple(
            Hit(str(searcher.doc(address)["id"][0]), int(key)) for key, address in found.hits
        )
        more = len(hits) > limit
        hits = hits[:limit]
        return Hits(total=total, hits=hits, cursor=str(hits[-1].sort_key) if more else None)

    def count(self, query: Node) -> int:
        """How many articles a query asks for."""
        return _count(self._searcher(), emit(query, self._schema))

    def aggregate(self, query: Node, by: Sequence[str]) -> list[Bucket]:
        """Counts by one or two fast fields, all of them, in order of value."""
        fields = countable(by)
        searcher, asked = self._searcher(), emit(query, self._schema)
        sources = [{field.name: {"terms": {"field": field.name}}} for field in fields]
        ask: dict[str, Any] = {"size": PAGE, "sources": sources}
        buckets: list[Bucket] = []
        while True:
            page = searcher.aggregate(asked, {"by": {"composite": ask}})["by"]
            for row in page["buckets"]:
                values = tuple(_shown(field, row["key"][field.name]) for field in fields)
                buckets.append(Bucket(values, int(row["doc_count"])))
            if len(page["buckets"]) < PAGE:
                return sorted(buckets)
            ask["after"] = page["after_key"]

    def versions(self, ids: Sequence[str]) -> dict[str, int]:
        """The `change` of those of the articles that are in it, as of the last commit."""
        if not ids:
            return {}
        searcher = self._searcher()
        asked = engine.Query.term_set_query(self._schema, "id", list(ids))
        places = [place for _, place in searcher.search(asked, len(ids), count=False).hits]
        changes = searcher.fast_field_values("change", places)
        found = zip(places, changes, strict=True)
        return {str(searcher.doc(place)["id"][0]): int(change or 0) for place, change in found}

    def health(self) -> Health:
        """How many articles are in it, and what made it."""
        made = tuple((name, str(value)) for name, value in read_meta(self.folder).items())
        return Health(articles=self._searcher().num_docs, made_with=made)

    def close(self) -> None:
        """Let the writer and its lock go, when what it is merging is merged.

        What was not committed is dropped; only then, for that ends the merging, too, and an index
        written bit by bit would keep all its bits.
        """
        writer, self._writer = self._writer, None
        self._written.clear()
        if writer:
            if self._open:
                writer.rollback()
            writer.wait_merging_threads()
        self._open = False

    def _write(self) -> engine.IndexWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(heap_size=HEAP, num_threads=1)
            except ValueError as error:
                if "lock" not in str(error).lower():
                    raise
                raise BusyIndex("another process writes to the index; wait for it") from None
        self._open = True
        return self._writer

    def _searcher(self) -> engine.Searcher:
        self._index.reload()
        return self._index.searcher()


def _count(searcher: engine.Searcher, query: engine.Query) -> int:
    return _counted(searcher.search(query, 1))


def _counted(found: engine.SearchResult) -> int:
    return int(found.count)  # type: ignore[attr-defined]  # not in its stubs


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


def _shown(field: Field, key: Any) -> str:
    if field.kind == "day":
        return day_of(int(key))
    if field.kind == "bool":
        return "true" if key else "false"
    return str(int(key)) if field.kind == "int" else str(key)
