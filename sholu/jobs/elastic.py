"""Operating the Elasticsearch target: setting it up, how it is, and what it refused once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sholu import locks
from sholu.errors import UserError
from sholu.index.elastic import generations
from sholu.index.elastic.calls import Door
from sholu.index.elastic.client import Server, ask_server
from sholu.index.elastic.home import TARGET, ServerHome
from sholu.index.elastic.keys import ROLES, Key, keep_keys, make_key
from sholu.index.elastic.names import generation_order
from sholu.index.elastic.templates import install_all
from sholu.index.targets import replay_target
from sholu.settings import Settings
from sholu.store import DeadLetter, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a set-up did. `left_out` are templates that the server cannot serve, `made` new indices.

    `objects`: those that a Kibana took, None if it was not asked.
    """

    server: Server
    left_out: tuple[str, ...]
    made: tuple[str, ...]
    keys: tuple[Key, ...]
    objects: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """An index on the server; one that is not `in_use` is being filled, or goes soon."""

    name: str
    in_use: bool
    documents: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How the target is. `fault` is why the server could not be asked; then it knows no indices.

    `backlog` are changes that wait in the log. `stored` is how many articles the store has.
    """

    hosts: tuple[str, ...]
    client: str
    server: Server | None = None
    fault: str | None = None
    backlog: int = 0
    stored: int = 0
    letters: tuple[DeadLetter, ...] = ()
    indices: tuple[IndexState, ...] = field(default=())

    @property
    def indexed(self) -> int:
        """Articles in the index in use."""
        of = [index for index in self.indices if index.in_use and "-articles-v" in index.name]
        return sum(index.documents for index in of)

    def row(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "hosts": list(self.hosts),
            "server": {"name": self.server.name, "versions": self.server.versions}
            if self.server
            else None,
            "fault": self.fault,
            "client": self.client,
            "backlog": self.backlog,
            "articles": {"stored": self.stored, "indexed": self.indexed},
            "dead_letters": [
                {"id": letter.id, "change": letter.change, "reason": letter.reason, "at": letter.at}
                for letter in self.letters
            ],
            "indices": [
                {
                    "name": index.name,
                    "in_use": index.in_use,
                    "documents": index.documents,
                    "bytes": index.bytes,
                }
                for index in self.indices
            ],
        }


def setup(
    settings: Settings,
    *,
    keys: Path | None = None,
    show_keys: bool = False,
    kibana: str | None = None,
    lang: str = "en",
) -> Done:
    """Templates, indices under their aliases, and if asked for keys and dashboards.

    Doing it again changes nothing that is there. Raises ElasticError, locks.Busy, StaleIndex where
    the indices have to be filled anew, KibanaError.
    """
    home = ServerHome(settings)
    door = home.door
    server = ask_server(door.client, settings)
    with locks.hold(settings.lock_folder, f"target-{TARGET}"):
        left_out = install_all(door)
        before = _names(door)
        if settings.store_file.exists():
            with Store(settings.store_file, zone=settings.zone) as store:
                home.begin(store)
        else:
            home.first()
        new = sorted(_names(door) - before)
    kept = keep_keys(door, keys) if keys else []
    objects = _boards(settings, kibana, lang) if kibana else None
    # The last thing that can fail: a key that nobody is shown stays good and cannot be found again.
    shown = [make_key(door, role) for role in ROLES] if show_keys else []
    return Done(
        server=server,
        left_out=tuple(left_out),
        made=tuple(new),
        keys=(*kept, *shown),
        objects=objects,
    )


def _names(door: Door) -> set[str]:
    return {name for names in generations.indices(door).values() for name in names}


def _boards(settings: Settings, kibana: str, lang: str) -> int:
    from sholu.index.elastic.kibana.send import import_dashboards
    from sholu.jobs.kibana import dashboards

    return import_dashboards(kibana, dashboards(settings, lang), settings).objects


def status(settings: Settings) -> Status:
    """How the target is, as far as the server answers. Raises UserError on unreadable secrets."""
    backlog = stored = 0
    letters: tuple[DeadLetter, ...] = ()
    if settings.store_file.exists():
        with Store(settings.store_file, zone=settings.zone) as store:
            backlog = store.waiting(TARGET)
            stored = store.count()
            letters = tuple(store.dead_letters(TARGET))
    common: Mapping[str, Any] = {
        "hosts": settings.elastic.hosts,
        "client": version("elasticsearch"),
        "backlog": backlog,
        "stored": stored,
        "letters": letters,
    }
    door = Door.of(settings)
    try:
        return Status(server=ask_server(door.client, settings), indices=_indices(door), **common)
    except UserError as error:
        return Status(fault=str(error), **common)


def _indices(door: Door) -> tuple[IndexState, ...]:
    """Those there are; one that is removed while they are asked is left out."""
    used = generations.in_use(door)
    found = []
    there = sorted(generations.indices(door).items(), key=lambda item: generation_order(item[0]))
    for generation, names in there:
        path = f"/{','.join(sorted(names))}/_stats/docs,store"
        _, answer = door.ask("GET", path, params={"ignore_unavailable": "true"})
        for name, stats in sorted(answer.get("indices", {}).items()):
            counted = stats["primaries"]
            found.append(
                IndexState(
                    name=name,
                    in_use=generation == used,
                    documents=int(counted["docs"]["count"]),
                    bytes=int(stats["total"]["store"]["size_in_bytes"]),
                )
            )
    return tuple(found)


def replay(settings: Settings) -> tuple[int, int]:
    """Send the dead letters again; gives how many the server took, and how many it refused.

    Raises NoStore, locks.Busy, ElasticError.
    """
    return replay_target(settings, TARGET)
