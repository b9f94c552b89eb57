"""Dashboards and saved searches: panels that fit, and everything they lean on."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from sholu.index.elastic.kibana.tables import COUNTED, DATES, Table
from sholu.index.elastic.kibana.validate_lens import lens_faults, query_faults

COLUMNS = 48
ATTRIBUTES = frozenset(
    ("title", "description", "panelsJSON", "optionsJSON", "kibanaSavedObjectMeta")
) | {"timeRestore", "timeFrom", "timeTo", "refreshInterval", "controlGroupInput"}
"""What a dashboard of this version may have; Kibana refuses anything else."""
Tables = Mapping[str, Table]


def dashboard_faults(one: Mapping[str, Any], tables: Tables) -> Iterator[str]:
    """What is wrong with a dashboard whose strings parse."""
    attributes = one["attributes"]
    for name in sorted(attributes.keys() - ATTRIBUTES):
        yield f"a dashboard has no attribute {name}"
    panels = json.loads(attributes.get("panelsJSON", "[]"))
    if not panels:
        yield "it has no panels"
    references = {reference["name"]: reference for reference in one["references"]}
    used: set[str] = set()
    for panel in panels:
        name = panel.get("panelIndex")
        found = [*_grid(panel), *_content(panel, references, used, tables)]
        yield from (f"panel {name}: {fault}" for fault in found)
    indexes = Counter(panel.get("panelIndex") for panel in panels)
    yield from (f"two panels are called {index}" for index, n in indexes.items() if n > 1)
    yield from _overlaps(panels)
    yield from (f"nothing uses the reference {name}" for name in sorted(references.keys() - used))


def _grid(panel: Mapping[str, Any]) -> Iterator[str]:
    grid = panel.get("gridData", {})
    if grid.get("i") != panel.get("panelIndex"):
        yield f"gridData.i is {grid.get('i')}, not its panelIndex"
    if not all(isinstance(grid.get(key), int) for key in "xywh"):
        yield "gridData needs whole numbers x, y, w and h"
    elif grid["x"] < 0 or grid["y"] < 0 or grid["w"] < 1 or grid["h"] < 1:
        yield "it lies outside the board or has no size"
    elif grid["x"] + grid["w"] > COLUMNS:
        yield f"it ends in column {grid['x'] + grid['w']}; a board has {COLUMNS}"


def _overlaps(panels: list[Mapping[str, Any]]) -> Iterator[str]:
    placed = [panel for panel in panels if not list(_grid(panel))]
    for one, other in combinations(placed, 2):
        a, b = one["gridData"], other["gridData"]
        if (
            a["x"] < b["x"] + b["w"]
            and b["x"] < a["x"] + a["w"]
            and a["y"] < b["y"] + b["h"]
            and b["y"] < a["y"] + a["h"]
        ):
            yield f"the panels {one['panelIndex']} and {other['panelIndex']} overlap"


def _content(
    panel: Mapping[str, Any], references: Mapping[str, Any], used: set[str], tables: Tables
) -> Iterator[str]:
    """A panel is a chart by value, or a saved search by reference."""
    index, kind = panel.get("panelIndex"), panel.get("type")
    if "panelRefName" in panel:
        name = f"{index}:{panel['panelRefName']}"
        used.add(name)
        if references.get(name, {}).get("type") != kind:
            yield f"the dashboard has no reference {name} to a {kind}"
        return
    attributes = panel.get("embeddableConfig", {}).get("attributes")
    if kind != "lens" or not isinstance(attributes, dict):
        yield "it is neither a chart by value nor a saved search by reference"
        return
    for reference in attributes.get("references", []):
        name = f"{index}:{reference['name']}"
        used.add(name)
        if references.get(name, {}).get("id") != reference["id"]:
            yield f"the dashboard lacks its reference {name} to {reference['id']}"
    yield from lens_faults(attributes, tables)


def search_faults(one: Mapping[str, Any], tables: Tables) -> Iterator[str]:
    """What is wrong with a saved search whose strings parse."""
    attributes = one["attributes"]
    text = attributes.get("kibanaSavedObjectMeta", {}).get("searchSourceJSON", "{}")
    source = json.loads(text)
    name = source.get("indexRefName")
    table = next((tables.get(ref["id"]) for ref in one["references"] if ref["name"] == name), None)
    if table is None:
        yield f"its indexRefName {name} leads to no data view of the file"
        return
    for column in attributes.get("columns", []):
        if column not in table.fields:
            yield f"its column {column} is no field"
    for sort in attributes.get("sort", []):
        if sort[0] not in table.fields or table.fields[sort[0]].kind not in COUNTED | DATES:
            yield f"it cannot be sorted by {sort[0]}"
    yield from query_faults(source.get("query"), table)
