"""Charts by value: layers, columns and fields that exist and fit each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from sholu.fields import Field
from sholu.index.elastic.kibana.lens import RECORDS
from sholu.index.elastic.kibana.tables import COUNTED, DATES, Table

VISUALIZATIONS = frozenset({"lnsXY", "lnsMetric", "lnsDatatable", "lnsPie"})
FITS: Mapping[str, frozenset[str]] = {
    "date_histogram": DATES,
    "terms": COUNTED,
    "unique_count": COUNTED,
    "sum": frozenset({"int"}),
    "max": frozenset({"int"}),
}
"""Operation -> the kinds of fields it can be asked of; `count` asks of none."""
TYPES: Mapping[str, str] = {"bool": "boolean", "int": "number", "day": "date", "date": "date"}
_NAMES = re.compile(r'"(?:\\.|[^"])*"|([\w.]+)\s*:')


def lens_faults(attributes: Mapping[str, Any], tables: Mapping[str, Table]) -> Iterator[str]:
    """What is wrong with the attributes of a chart."""
    kind = attributes.get("visualizationType")
    if kind not in VISUALIZATIONS:
        yield f"the chart {kind} is not one of {', '.join(sorted(VISUALIZATIONS))}"
        return
    state = attributes.get("state", {})
    sources = state.get("datasourceStates", {})
    if sources.keys() != {"formBased"} or "esql" in state.get("query", {}):
        yield "its data have to be form based, without ES|QL"
        return
    layers = sources["formBased"].get("layers", {})
    names = {ref["name"]: ref["id"] for ref in attributes.get("references", [])}
    for id, layer in layers.items():
        view = names.pop(f"indexpattern-datasource-layer-{id}", None)
        if view is None:
            yield f"its layer {id} has no reference to a data view"
        elif view not in tables:
            yield f"its layer {id} is of {view}, which is no data view of the file"
        else:
            yield from _columns(layer, tables[view])
            yield from query_faults(state.get("query"), tables[view])
    yield from (f"its reference {name} belongs to no layer" for name in names)
    yield from _drawn(state.get("visualization", {}), layers)


def _columns(layer: Mapping[str, Any], table: Table) -> Iterator[str]:
    columns = layer.get("columns", {})
    if sorted(layer.get("columnOrder", [])) != sorted(columns):
        yield "columnOrder does not name its columns, each once"
    for id, column in columns.items():
        operation, name = column.get("operationType"), column.get("sourceField")
        if operation == "count":
            if name != RECORDS:
                yield f"column {id}: what is counted is called {RECORDS}, not {name}"
        elif operation not in FITS:
            yield f"column {id}: nothing is known of the operation {operation}"
        elif name not in table.fields:
            yield f"column {id}: there is no field {name}"
        else:
            yield from (f"column {id}: {fault}" for fault in _fit(column, table.fields[name]))
        order = column.get("params", {}).get("orderBy", {}).get("columnId")
        if order is not None and order not in columns:
            yield f"column {id}: it is ordered by {order}, which is no column"


def _fit(column: Mapping[str, Any], field: Field) -> Iterator[str]:
    operation = column["operationType"]
    if field.kind not in FITS[operation]:
        yield f"{operation} cannot be asked of {field.name}, a field of the kind {field.kind}"
    elif column.get("isBucketed") != (operation in ("terms", "date_histogram")):
        yield f"isBucketed is wrong for {operation}"
    elif column["isBucketed"] and column.get("dataType") != TYPES.get(field.kind, "string"):
        yield f"its dataType is {column.get('dataType')}, and {field.name} is a {field.kind}"


def _drawn(visualization: Mapping[str, Any], layers: Mapping[str, Any]) -> Iterator[str]:
    """Layers and columns that the drawing names."""
    parts = visualization.get("layers", [visualization])
    drawn = [part.get("layerId") for part in parts]
    if sorted(map(str, drawn)) != sorted(layers):
        yield f"it draws the layers {drawn}, and has {sorted(layers)}"
        return
    for part in parts:
        columns = layers[part["layerId"]].get("columns", {})
        for id in _named(part):
            if id not in columns:
                yield f"it draws the column {id}, which is not there"


def _named(part: Mapping[str, Any]) -> Iterator[str]:
    for name in ("xAccessor", "splitAccessor", "metricAccessor"):
        if name in part:
            yield part[name]
    for name in ("accessors", "primaryGroups", "metrics"):
        yield from part.get(name, [])
    yield from (column["columnId"] for column in part.get("columns", []))


def query_faults(query: Any, table: Table) -> Iterator[str]:
    """The fields that a condition in Kibana's language names."""
    if not isinstance(query, dict) or query.get("language") != "kuery":
        yield "its query is not in Kibana's language (kuery)"
        return
    for name in _NAMES.findall(query.get("query", "")):
        if name and name not in table.fields:
            yield f"its query asks for {name}, which is no field"
