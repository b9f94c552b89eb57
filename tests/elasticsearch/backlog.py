"""Articles in a store that wait for a server, and whether it has them: all, once, the newest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sholu.index import every
from sholu.index.targets import open_target
from sholu.settings import Settings
from sholu.store import Keeping, PageEnd, Store
from tests.elasticsearch.servers import Server
from tests.index.corpus import NOW, make


def settings_for(folder: Path, url: str, prefix: str, **elastic: Any) -> Settings:
    """Settings of a data folder whose only target is the server at an address."""
    return Settings(
        data=folder / "data",
        index={"targets": ["elastic"]},
        elastic={"hosts": [url], "prefix": prefix, **elastic},
    )


def keep(settings: Settings, numbers: range, edit: int = 0) -> None:
    """Keep an article of each number, or its next edition."""
    at = NOW + timedelta(hours=edit)
    with Store(settings.store_file, zone=settings.zone) as store:
        store.db.execute("PRAGMA synchronous = OFF")  # nobody will pull the plug
        for number in numbers:
            record = make(Random(number), number)
            store.keep(
                Keeping(
                    id=record.id,
                    article=record.article,
                    annotations=record.annotations,
                    fingerprint=f"{number} {edit}",
                    reader="test",
                    raw=None,
                    fetched=at,
                ),
                PageEnd(url=record.article.url, run=0, disposition="stored", at=at),
            )


def in_store(settings: Settings) -> dict[str, int]:
    """Id -> change of every article."""
    with Store(settings.store_file, zone=settings.zone) as store:
        return {record.id: record.change for record in store.all_records()}


def on_server(settings: Settings, server: Server) -> dict[str, int]:
    """Id -> version of every document that is read. Fails on one that is there twice."""
    index = open_target("elastic", settings)
    hits = list(every(index))
    ids = [hit.id for hit in hits]
    assert len(ids) == len(set(ids))
    alias = f"{settings.elastic.prefix}-articles"
    assert server.ask("GET", f"{alias}/_count")["count"] == len(ids)
    found = index.versions(ids)
    index.close()
    return found


def alike(settings: Settings, server: Server) -> int:
    """How many articles there are; fails unless the server has each of them once, at its newest."""
    kept = in_store(settings)
    assert on_server(settings, server) == kept
    return len(kept)
