"""Edits, days of sources and runs in indices of their own, beside those of the articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from sholu.index.companions import COMPANIONS, Companion, Document
from sholu.index.elastic import generations, mapping
from sholu.index.elastic.calls import Door
from sholu.index.elastic.making import make
from sholu.index.elastic.names import alias, companion_index
from sholu.index.elastic.write import Writer

PAGE = 10_000
"""Hits of one request; the server gives no more."""


class Companions:
    """Those of a generation, written through the writer of its articles."""

    def __init__(self, door: Door, writer: Writer, generation: str, *, live: bool) -> None:
        self.door, self.generation, self.live = door, generation, live
        self._writer = writer
        self._known: set[Companion] = set()

    def ensure(self, kind: Companion) -> str:
        """The name of the index of a kind, made if it is not there."""
        prefix = self.door.prefix
        name = companion_index(prefix, self.generation, kind)
        if kind not in self._known:
            now = mapping.companion_made_with(COMPANIONS[kind])
            make(self.door, name, alias(prefix, kind) if self.live else None, now)
            self._known.add(kind)
        return name

    def ensure_all(self) -> None:
        """Make the indices of all kinds."""
        for kind in COMPANIONS:
            self.ensure(kind)

    def put(self, documents: Iterable[Document]) -> None:
        """Send documents some time from now."""
        for document in documents:
            index, body = self.ensure(document.kind), msgspec.json.encode(document.fields)
            self._writer.put(index, document.id, document.version, body, document.name)

    def forget(self, gone: Mapping[str, int]) -> None:
        """Take the edits of articles out of every generation there is.

        The numbers are versions above those of all of them.
        """
        if not gone:
            return
        self.ensure("revisions")
        self._writer.flush()
        for index in generations.all_of(self.door, "revisions"):
            self.door.ask("POST", f"/{index}/_refresh")  # a killed run may have left what none sees
            for article, change in gone.items():
                for id in self._edits(index, article):
                    self._writer.delete(index, id, change)

    def _edits(self, index: str, article: str) -> Iterator[str]:
        """The ids of an article's edits, to the last."""
        after: list[int] | None = None
        while True:
            body = {
                "query": {"term": {"article": article}},
                "sort": [{"revision": "asc"}],
                "size": PAGE,
                "_source": False,
            } | ({"search_after": after} if after else {})
            _, answer = self.door.ask("POST", f"/{index}/_search", body)
            hits = answer["hits"]["hits"]
            yield from (hit["_id"] for hit in hits)
            if len(hits) < PAGE:
                return
            after = hits[-1]["sort"]
