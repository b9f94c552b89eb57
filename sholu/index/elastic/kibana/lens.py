"""A panel as Kibana's Lens draws it, in the shape of its version 8.9: by value, form based."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sholu.fields import Field
from sholu.index.elastic.kibana.panel import ANY, Panel, Where
from sholu.index.elastic.kibana.tables import TABLES, Table

Json = dict[str, Any]
Name = Callable[[str], str]
"""Gives what a field is called; "" is what is counted."""

NUMBER, TIME = "number", "time"
"""The ids of the column with the number and of that with the time; others are called as fields."""
RECORDS = "___records___"
INTERVALS = {"day": "d", "week": "w", "month": "M"}
_TYPES = {"bool": "boolean", "int": "number", "day": "date", "date": "date"}
_VISUALIZATIONS = {
    "metric": "lnsMetric",
    "bars": "lnsXY",
    "lines": "lnsXY",
    "pie": "lnsPie",
    "table": "lnsDatatable",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """What a panel is drawn with: the id of its data view, and what things are called."""

    view: str
    title: str
    about: str
    name: Name

    def attributes(self, panel: Panel) -> Json:
        """The attributes of the chart, with its reference to the data view."""
        return {
            "title": self.title,
            "description": self.about,
            "type": "lens",
            "visualizationType": _VISUALIZATIONS[panel.kind],
            "references": [reference(panel, self.view)],
            "state": {
                "datasourceStates": {"formBased": {"layers": {panel.id: _layer(panel, self.name)}}},
                "visualization": _visualization(panel),
                "query": kuery(panel.where, panel.without),
                "filters": [],
                "internalReferences": [],
                "adHocDataViews": {},
            },
        }


def reference(panel: Panel, view: str, prefix: str = "") -> Json:
    """What ties the layer of a panel to its data view."""
    name = f"{prefix}indexpattern-datasource-layer-{panel.id}"
    return {"type": "index-pattern", "id": view, "name": name}


def kuery(where: Where, without: Where) -> Json:
    """The conditions in Kibana's own language."""
    parts = [f"{name} : {_values(value)}" for name, value in where.items()]
    parts += [f"not {name} : {_values(value)}" for name, value in without.items()]
    return {"language": "kuery", "query": " and ".join(parts)}


def _values(value: bool | str | tuple[str, ...]) -> str:
    if isinstance(value, bool) or value == ANY:
        return json.dumps(value) if isinstance(value, bool) else ANY
    values = (value,) if isinstance(value, str) else value
    quoted = [json.dumps(one, ensure_ascii=False) for one in values]
    return quoted[0] if len(quoted) == 1 else f"({' or '.join(quoted)})"


def _layer(panel: Panel, name: Name) -> Json:
    """Its columns: what it is split by from the outside in, the time, the number."""
    table = TABLES[panel.of]
    columns = {one: _terms(table.fields[one], panel, name(one)) for one in panel.split}
    if panel.over:
        columns[TIME] = _time(table, panel, name)
    columns[NUMBER] = _number(panel, name)
    return {"columns": columns, "columnOrder": list(columns), "incompleteColumns": {}}


def _terms(field: Field, panel: Panel, label: str) -> Json:
    """The most frequent values; the rest as one where no document can be in two."""
    return {
        "label": label,
        "customLabel": True,
        "dataType": _TYPES.get(field.kind, "string"),
        "operationType": "terms",
        "scale": "ordinal",
        "sourceField": field.name,
        "isBucketed": True,
        "params": {
            "size": panel.top,
            "orderBy": {"type": "column", "columnId": NUMBER},
            "orderDirection": "desc",
            "otherBucket": not field.many,
            "missingBucket": False,
            "parentFormat": {"id": "terms"},
        },
    }


def _time(table: Table, panel: Panel, name: Name) -> Json:
    """A fixed step: by itself Kibana takes another at each range. Its weeks begin on Monday."""
    assert panel.over
    return {
        "label": name(table.time),
        "customLabel": True,
        "dataType": "date",
        "operationType": "date_histogram",
        "scale": "interval",
        "sourceField": table.time,
        "isBucketed": True,
        "params": {
            "interval": INTERVALS[panel.over],
            "includeEmptyRows": True,
            "dropPartials": False,
        },
    }


def _number(panel: Panel, name: Name) -> Json:
    operation = "unique_count" if panel.distinct else "sum" if panel.total else "count"
    field = panel.distinct or panel.total
    return {
        "label": name(field or ""),
        "customLabel": True,
        "dataType": "number",
        "operationType": operation,
        "scale": "ratio",
        "sourceField": field or RECORDS,
        "isBucketed": False,
        "params": {"emptyAsNull": False},  # looked and found nothing is a zero
    }


def _visualization(panel: Panel) -> Json:
    layer = {"layerId": panel.id, "layerType": "data"}
    draw: Mapping[str, Callable[[], Json]] = {
        "metric": lambda: layer | {"metricAccessor": NUMBER},
        "pie": lambda: {
            "shape": "donut",
            "layers": [
                layer
                | {
                    "primaryGroups": list(panel.split),
                    "metrics": [NUMBER],
                    "numberDisplay": "percent",
                    "categoryDisplay": "default",
                    "legendDisplay": "default",
                    "nestedLegend": False,
                }
            ],
        },
        "table": lambda: (
            layer
            | {
                "columns": [
                    *({"columnId": one, "isTransposed": False} for one in panel.split),
                    {"columnId": NUMBER, "isTransposed": False},
                ],
                "sorting": {"columnId": NUMBER, "direction": "desc"},
                "paging": {"enabled": True, "size": 20},
            }
        ),
    }
    return draw.get(panel.kind, lambda: _xy(panel, layer))()


def _xy(panel: Panel, layer: Json) -> Json:
    kind = "bar_stacked" if panel.kind == "bars" else "line"
    drawn = layer | {"seriesType": kind, "xAccessor": TIME, "accessors": [NUMBER]}
    if panel.split:
        drawn["splitAccessor"] = panel.split[0]
    return {
        "preferredSeriesType": kind,
        "layers": [drawn],
        "legend": {"isVisible": bool(panel.split), "position": "right"},
        "valueLabels": "hide",
        "fittingFunction": "None",
    }
