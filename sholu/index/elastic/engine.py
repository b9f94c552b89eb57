"""Elasticsearch as an `Index`: a physical index a year, read under one alias.

The order is by `sort_key` alone, which is unique, so that a cursor is good whatever is written
meanwhile; what takes several requests is asked of one point in time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any, Self

from sholu import clock
from sholu.article import Record
from sholu.fields import Field
from sholu.index import (
    Bucket,
    Health,
    Hit,
    Hits,
    NoIndex,
    Refused,
    countable,
)
from sholu.index.companions import Document
from sholu.index.elastic import generations, mapping
from sholu.index.elastic.calls import Door
from sholu.index.elastic.companions import Companions
from sholu.index.elastic.emit import emit
from sholu.index.elastic.making import META, SETUP, check, make
from sholu.index.elastic.names import (
    FIRST,
    alias,
    all_years,
    generation_of,
    generation_order,
    year_index,
)
from sholu.index.elastic.source import source
from sholu.index.elastic.templates import install_all
from sholu.index.elastic.write import Writer
from sholu.query import All, Node

PAGE = 10_000
"""Hits or buckets of one request; the server gives no more."""
KEEP = "2m"
"""How long a point in time waits for the next request."""


class ElasticIndex:
    """An open index of articles. `live`: its years are read under the alias."""

    def __init__(self, door: Door, generation: str = FIRST, *, live: bool = True) -> None:
        self.door, self.prefix, self.generation, self.live = door, door.prefix, generation, live
        self.alias = alias(self.prefix) if live else all_years(self.prefix, generation)
        self._writer = Writer(door)
        self._companions = Companions(door, self._writer, generation, live=live)
        self._years: set[str] | None = None
        # Copies of a shard refresh at different instants: one copy is asked, or counts jump back.
        self._copy = token_hex(4)

    @classmethod
    def create(cls, door: Door, generation: str = FIRST, *, live: bool = True) -> Self:
        """An index with the templates it needs; doing it again changes nothing."""
        install_all(door)
        return cls.empty(door, generation, live=live)

    @classmethod
    def empty(cls, door: Door, generation: str, *, live: bool) -> Self:
        """An index by the templates that are there. Raises StaleIndex if those are others."""
        index = cls(door, generation, live=live)
        index.ensure(clock.now().year)
        index._companions.ensure_all()
        return index

    @classmethod
    def open(cls, door: Door) -> Self:
        """The index in use. Raises NoIndex, StaleIndex or NewerIndex, touching nothing."""
        status, found = door.ask("GET", f"/{alias(door.prefix)}/_mapping", fine=(404,), params=META)
        if status == 404 or not found:
            raise NoIndex(f"Elasticsearch has no index yet; {SETUP}, or: sholu crawl SITE")
        for name, body in found.items():
            check(name, body, mapping.made_with())
        named = filter(None, (generation_of(door.prefix, name) for name in found))
        return cls(door, max(named, key=generation_order, default=FIRST))

    def upsert(self, records: Iterable[Record]) -> None:
        """Put records in, over older ones of the same ids."""
        for record in records:
            index = self.ensure(record.year)
            self._writer.put(index, record.id, record.change, source(record))

    def delete(self, gone: Mapping[str, int]) -> None:
        """Take records out of every year of every generation.

        An id does not say in which year it is, and a generation that was read until lately is
        still there.
        """
        names = generations.all_of(self.door, "articles") if gone else ()
        for id, change in gone.items():
            for index in names:
                self._writer.delete(index, id, change)

    def accompany(self, documents: Iterable[Document]) -> None:
        """Put in what goes with articles, over older ones of the same ids."""
        self._companions.put(documents)

    def leave_alone(self, gone: Mapping[str, int]) -> None:
        """Take the edits of articles out."""
        self._companions.forget(gone)

    def commit(self) -> tuple[Refused, ...]:
        """Make everything written so far durable and visible; gives what the server refused."""
        self._writer.flush()
        if self._writer.written:
            names = ",".join(sorted(self._writer.written))
            self.door.ask("POST", f"/{names}/_refresh", params={"ignore_unavailable": "true"})
            self._writer.written.clear()
        refused, self._writer.refused = tuple(self._writer.refused), []
        return refused

    def search(self, query: Node, *, after: int | None = None, limit: int = 10) -> Hits:
        """The articles a query asks for, newest first."""
        if limit < 1:
            raise ValueError("a page holds at least one article")
        if limit < PAGE:
            total, hits = self._page(emit(query), after, limit + 1)
        else:
            with self._moment() as moment:
                total, hits = self._page(emit(query), after, PAGE, moment)
                last = tuple(hits)
                while len(last) == PAGE and len(hits) <= limit:
                    last = tuple(self._page(emit(query), last[-1].sort_key, PAGE, moment)[1])
                    hits += last
        more = len(hits) > limit
        hits = hits[:limit]
        return Hits(total=total, hits=tuple(hits), cursor=str(hits[-1].sort_key) if more else None)

    def count(self, query: Node) -> int:
        """How many articles a query asks for."""
        body = {"query": emit(query), "size": 0, "track_total_hits": True}
        return int(self._ask(body, "hits.total.value")["hits"]["total"]["value"])

    def aggregate(self, query: Node, by: Sequence[str]) -> list[Bucket]:
        """Counts by one or two fast fields, all of them, in order of value."""
        fields, asked = countable(by), emit(query)
        buckets, after = self._buckets(asked, fields, None, None)
        if after is not None:  # more than one request: all of one point in time
            with self._moment() as moment:
                buckets, after = self._buckets(asked, fields, None, moment)
                while after is not None:
                    more, after = self._buckets(asked, fields, after, moment)
                    buckets += more
        return sorted(buckets)

    def versions(self, ids: Sequence[str]) -> dict[str, int]:
        """The `change` of those of the articles that are in it, as of the last commit."""
        found: dict[str, int] = {}
        for start in range(0, len(ids), PAGE):
            part = list(ids[start : start + PAGE])
            body = {
                "query": {"terms": {"id": part}},
                "size": PAGE,
                "stored_fields": "_none_",
                "docvalue_fields": ["id", "change"],
            }
            answer = self._ask(body, "hits.hits.fields")
            for hit in answer.get("hits", {}).get("hits", ()):
                found[hit["fields"]["id"][0]] = int(hit["fields"]["change"][0])
        return found

    def health(self) -> Health:
        """How many articles are in it, and what made it."""
        made = tuple((name, str(value)) for name, value in mapping.made_with().items())
        return Health(articles=self.count(All()), made_with=made)

    def close(self) -> None:
        """Let go what waits to be written; it comes again by the cursor."""
        self._writer.drop()
        self._writer.refused = []

    def ensure(self, year: int) -> str:
        """The name of the index of a year, made if it is not there."""
        name = year_index(self.prefix, self.generation, year)
        if name in self._known():
            return name
        make(self.door, name, self.alias if self.live else None, mapping.made_with())
        self._known().add(name)
        return name

    def _known(self) -> set[str]:
        """The names of the years that are there."""
        if self._years is None:
            path = f"/{all_years(self.prefix, self.generation)}/_alias"
            self._years = set(self.door.ask("GET", path)[1])
        return self._years

    def _page(
        self, query: Mapping[str, Any], after: int | None, size: int, moment: str | None = None
    ) -> tuple[int, list[Hit]]:
        body: dict[str, Any] = {
            "query": query,
            "size": size,
            "sort": [{"sort_key": "desc"}],
            "track_total_hits": True,
            "stored_fields": "_none_",  # `id` from its column: a page reads no document
            "docvalue_fields": ["id"],
        }
        if after is not None:
            body["search_after"] = [after]
        answer = self._ask(body, "hits.total.value,hits.hits.fields,hits.hits.sort", moment)["hits"]
        hits = [Hit(hit["fields"]["id"][0], int(hit["sort"][0])) for hit in answer.get("hits", ())]
        return int(answer["total"]["value"]), hits

    def _buckets(
        self,
        query: Mapping[str, Any],
        fields: Sequence[Field],
        after: Mapping[str, Any] | None,
        moment: str | None,
    ) -> tuple[list[Bucket], Mapping[str, Any] | None]:
        sources = [{field.name: {"terms": {"field": field.name}}} for field in fields]
        ask: dict[str, Any] = {"size": PAGE, "sources": sources}
        if after is not None:
            ask["after"] = after
        body = {"query": query, "size": 0, "aggs": {"by": {"composite": ask}}}
        answer = self._ask(body, "aggregations.by", moment)["aggregations"]["by"]
        buckets = [
            Bucket(
                tuple(_shown(field, row["key"][field.name]) for field in fields),
                int(row["doc_count"]),
            )
            for row in answer["buckets"]
        ]
        return buckets, answer["after_key"] if len(buckets) == PAGE else None

    def _ask(
        self, body: Mapping[str, Any], filter_path: str, moment: str | None = None
    ) -> dict[str, Any]:
        """A search over all shards or none. Raises NoIndex."""
        params = {"allow_partial_search_results": "false", "filter_path": filter_path}
        fine: tuple[int, ...]
        if moment is None:
            path, fine = f"/{self.alias}/_search", (404,)
            params["preference"] = self._copy
        else:
            path, fine = "/_search", ()
            body = {**body, "pit": {"id": moment, "keep_alive": KEEP}}
        status, answer = self.door.ask("POST", path, body, params=params, fine=fine)
        if status == 404:
            raise NoIndex(f"Elasticsearch has no index yet; {SETUP}, or: sholu crawl SITE")
        found: dict[str, Any] = answer
        return found

    @contextmanager
    def _moment(self) -> Iterator[str]:
        """A point in time that several requests see alike."""
        params = {"keep_alive": KEEP}
        status, answer = self.door.ask("POST", f"/{self.alias}/_pit", params=params, fine=(404,))
        if status == 404:
            raise NoIndex(f"Elasticsearch has no index yet; {SETUP}, or: sholu crawl SITE")
        try:
            yield answer["id"]
        finally:
            self.door.ask("DELETE", "/_pit", {"id": answer["id"]}, fine=(404,))


def _shown(field: Field, key: Any) -> str:
    if field.kind == "day":
        return datetime.fromtimestamp(int(key) / 1000, UTC).date().isoformat()
    if field.kind == "bool":
        return "true" if key in (True, 1, "true") else "false"
    return str(int(key)) if field.kind == "int" else str(key)
