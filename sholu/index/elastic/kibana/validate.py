"""What Kibana's import would refuse or draw wrongly, found without a Kibana.

There is no schema of saved objects. These are the rules that broken imports have taught people,
and those that make a file importable twice, into older versions and beside other people's objects.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sholu.index.elastic.kibana.objects import CORE, VERSIONS
from sholu.index.elastic.kibana.tables import DATES, TABLES, Table
from sholu.index.elastic.kibana.validate_board import dashboard_faults, search_faults

KEYS = {"id", "type", "attributes", "references", "coreMigrationVersion", "typeMigrationVersion"}
FOREIGN = frozenset(
    ("version", "updated_at", "updated_by", "created_at", "created_by", "namespaces", "originId")
)
"""What an export brings from the Kibana it was made in; another one has its own."""
_READABLE = re.compile(r"(?![0-9a-f]{8}-)[a-z0-9][a-z0-9_]*(-[a-z0-9_]+)+")
_STRINGS = re.compile(r"\w+JSON|(fieldFormat|runtimeField)Map|fieldAttrs|sourceFilters|fields")
"""Names of attributes that are JSON in a string."""


@dataclass(frozen=True, slots=True)
class File:
    """The objects of a file: (type, id) -> object, and the data views' tables."""

    objects: Mapping[tuple[str, str], Mapping[str, Any]]
    tables: Mapping[str, Table] = field(default_factory=dict)


def faults(text: str) -> list[str]:
    """Everything that is wrong with an NDJSON file, a sentence each; empty: it can be imported."""
    lines, found = _lines(text)
    found += [f"line {n}: {fault}" for n, one in lines for fault in _envelope(one)]
    if found:
        return found
    names = Counter(one["id"] for _, one in lines)
    found += [f"{id} is there {n} times" for id, n in names.items() if n > 1]
    objects = {(one["type"], one["id"]): one for _, one in lines}
    file = File(objects, dict(_tables(objects)))
    for (kind, id), one in objects.items():
        found += [f"{kind} {id}: {fault}" for fault in _object(one, file)]
    return found


def _lines(text: str) -> tuple[list[tuple[int, Any]], list[str]]:
    lines: list[tuple[int, Any]] = []
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            lines.append((number, json.loads(line)))
        except ValueError as error:
            found.append(f"line {number} is not JSON: {error}")
    return lines, found if lines or found else ["the file is empty"]


def _envelope(one: Any) -> Iterator[str]:
    """What surrounds every object."""
    if not isinstance(one, dict):
        yield "an object was expected"
        return
    for key in sorted(KEYS - one.keys()):
        yield f"{key} is missing"
    for key in sorted(FOREIGN & one.keys()):
        yield f"{key} belongs to the Kibana it came from; leave it out"
    kind = str(one.get("type"))
    if kind not in VERSIONS:
        yield f"the type {kind} is not one of {', '.join(VERSIONS)}"
    elif one.get("typeMigrationVersion", VERSIONS[kind]) != VERSIONS[kind]:
        yield (
            f"typeMigrationVersion {one['typeMigrationVersion']} of a {kind}: {VERSIONS[kind]} is "
            "the oldest that will do, and a Kibana refuses what is newer than itself"
        )
    if one.get("coreMigrationVersion", CORE) != CORE:
        yield f"coreMigrationVersion {one['coreMigrationVersion']}: it has to be {CORE}"
    if not _READABLE.fullmatch(str(one.get("id", "a-b"))):
        yield f"the id {one['id']} is not a readable one such as sholu-overview"
    if not isinstance(one.get("attributes", {}), dict):
        yield "attributes is not an object"
    if not isinstance(one.get("references", []), list):
        yield "references is not a list"


def _tables(objects: Mapping[tuple[str, str], Mapping[str, Any]]) -> Iterator[tuple[str, Table]]:
    """The table of each data view, by the end of its index pattern."""
    for (kind, id), one in objects.items():
        if kind == "index-pattern":
            table = TABLES.get(str(one["attributes"].get("title")).rpartition("-")[2])
            if table:
                yield id, table


def _object(one: Mapping[str, Any], file: File) -> Iterator[str]:
    yield from _references(one, file)
    broken = list(_strings(one["attributes"], ""))
    if broken or not one["attributes"].get("title"):
        yield from broken or ["it has no title"]
        return
    if one["type"] == "index-pattern":
        yield from _view(one, file)
    elif one["type"] == "search":
        yield from search_faults(one, file.tables)
    else:
        yield from dashboard_faults(one, file.tables)


def _references(one: Mapping[str, Any], file: File) -> Iterator[str]:
    names: Counter[str] = Counter()
    for reference in one["references"]:
        if not isinstance(reference, dict) or reference.keys() != {"id", "name", "type"}:
            yield f"a reference has id, name and type, not {reference}"
            continue
        names[reference["name"]] += 1
        if (reference["type"], reference["id"]) not in file.objects:
            yield (
                f"its reference {reference['name']} leads to {reference['type']} "
                f"{reference['id']}, which is not in the file"
            )
    yield from (f"two references are called {name}" for name, n in names.items() if n > 1)


def _strings(value: Any, path: str) -> Iterator[str]:
    """Attributes that have to be JSON in a string."""
    if not isinstance(value, dict):
        return
    for name, inner in value.items():
        if _STRINGS.fullmatch(name):
            if not isinstance(inner, str):
                yield f"{path}{name} has to be a string of JSON, and is not a string"
                continue
            try:
                json.loads(inner)
            except ValueError as error:
                yield f"{path}{name} is a string that is not JSON: {error}"
        else:
            yield from _strings(inner, f"{path}{name}.")


def _view(one: Mapping[str, Any], file: File) -> Iterator[str]:
    attributes, table = one["attributes"], file.tables.get(one["id"])
    if table is None:
        yield f"there are no documents of the kind that {attributes['title']} ends with"
        return
    time = attributes.get("timeFieldName")
    if time is not None and (time not in table.fields or table.fields[time].kind not in DATES):
        yield f"the time field {time} is no field with a time"
    for name in ("fieldFormatMap", "fieldAttrs"):
        for unknown in json.loads(attributes.get(name, "{}")).keys() - table.fields.keys():
            yield f"{name} names {unknown}, which is no field"
