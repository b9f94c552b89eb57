"""Making an index, and whether one is still made as one made now would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sholu.index import NewerIndex, StaleIndex
from sholu.index.elastic.calls import Door
from sholu.index.elastic.write import CannotWrite

COMMAND = "type: sholu reindex --to elastic"
SETUP = "type: sholu elastic setup"
META = {"filter_path": "*.mappings._meta.sholu"}


def make(door: Door, name: str, alias: str | None, now: Mapping[str, object]) -> None:
    """Make an index by its template if it is not there, read under `alias`.

    Raises CannotWrite, or as `check` where it is not what the template of this sholu gives.
    """
    body: dict[str, Any] = {"mappings": {"dynamic": "strict"}}
    if alias:
        body["aliases"] = {alias: {}}
    status, answer = door.ask("PUT", f"/{name}", body, fine=(400,))
    if status == 400 and answer["error"]["type"] != "resource_already_exists_exception":
        raise CannotWrite(f"Elasticsearch makes no index {name}: {answer['error']['reason']}")
    _, found = door.ask("GET", f"/{name}/_mapping", params=META)
    check(name, found.get(name, {}), now)


def check(name: str, found: Mapping[str, Any], now: Mapping[str, object]) -> None:
    """Raise StaleIndex or NewerIndex unless an index is made as one made now would be."""
    made = found.get("mappings", {}).get("_meta", {}).get("sholu")
    if made is None:
        raise StaleIndex(f"the index {name} was not made by sholu's templates; {SETUP}")
    if int(str(made.get("format"))) > int(str(now["format"])):
        raise NewerIndex(f"the index {name} was written by a newer sholu: use that one")
    changed = [part for part, value in now.items() if made.get(part) != value]
    if changed:
        raise StaleIndex(f"the index {name} was made with another {', '.join(changed)}; {COMMAND}")
