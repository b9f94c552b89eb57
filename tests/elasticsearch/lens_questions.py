"""What Kibana asks of the server for a Lens chart: from the chart's own columns, nothing of ours.

Only what the shipped charts use: terms with a rest, a calendar histogram with empty periods,
counts, different values, sums; conditions of `and`, `not`, one value or several, `*`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

Ask = Callable[[str, str, Any], Any]
Json = dict[str, Any]
OTHER = "(the rest)"
_CONDITION = re.compile(r"(not )?([\w.]+) : (\*|true|false|\".*?\"|\(.*?\))(?: and |$)")
_INTERVALS = {"d": "1d", "w": "1w", "M": "1M"}


@dataclass(frozen=True)
class Range:
    """What the time picker of a board says, both days whole, in the zone of Kibana's settings."""

    first: date
    last: date
    zone: str

    def bounds(self) -> tuple[str, str]:
        zone = ZoneInfo(self.zone)
        begin = datetime.combine(self.first, time.min, zone)
        end = datetime.combine(self.last, time.max, zone)
        return begin.isoformat(timespec="milliseconds"), end.isoformat(timespec="milliseconds")


def kuery(text: str) -> list[Json]:
    """A condition in Kibana's language as filters of a search."""
    filters, at = [], 0
    while at < len(text):
        match = _CONDITION.match(text, at)
        assert match, f"not understood: {text[at:]}"
        negative, name, value = match.groups()
        values = re.findall(r'"(.*?)"', value) or [value]
        one: Json = {"bool": {"should": [{"term": {name: v}} for v in values]}}
        one = {"exists": {"field": name}} if value == "*" else one
        filters.append({"bool": {"must_not": [one]}} if negative else one)
        at = match.end()
    return filters


@dataclass(frozen=True)
class Chart:
    """A chart, its data view, and the server."""

    attributes: Mapping[str, Any]
    index: str
    time: str | None
    ask: Ask

    def numbers(self, within: Range) -> dict[tuple[str, ...], int]:
        """The values of its columns, from the outside in -> its number."""
        filters = kuery(self.attributes["state"]["query"]["query"])
        if self.time:
            low, high = within.bounds()
            bounds = {"gte": low, "lte": high, "format": "strict_date_optional_time"}
            filters.append({"range": {self.time: bounds}})
        (layer,) = self.attributes["state"]["datasourceStates"]["formBased"]["layers"].values()
        columns = [layer["columns"][id] for id in layer["columnOrder"]]
        return dict(self._level(columns, filters, within))

    def _level(
        self, columns: Sequence[Json], filters: Sequence[Json], within: Range
    ) -> list[tuple[tuple[str, ...], int]]:
        first, *rest = columns
        if first["operationType"] == "date_histogram":
            return self._histogram(first, rest, filters, within)
        if first["operationType"] != "terms":
            assert not rest
            return [((), self._metric(first, self._search(filters, _metric(first))))]
        name, params = first["sourceField"], first["params"]
        assert params["orderBy"]["type"] == "column"
        number = columns[-1]
        order = {"_count": "desc"} if number["operationType"] == "count" else {"m": "desc"}
        terms = {"field": name, "size": params["size"], "order": order}
        found = self._search(filters, {"t": {"terms": terms, "aggs": _metric(number)}})
        keys = [bucket["key"] for bucket in found["aggregations"]["t"]["buckets"]]
        rows = []
        for bucket in found["aggregations"]["t"]["buckets"]:
            inner = [*filters, {"term": {name: bucket["key"]}}]
            label = str(bucket.get("key_as_string", bucket["key"]))
            rows += [((label, *key), n) for key, n in self._level(rest, inner, within)]
        if params["otherBucket"]:
            others = {
                "bool": {
                    "filter": [{"exists": {"field": name}}],
                    "must_not": [{"terms": {name: keys}}],
                }
            }
            if self._search([*filters, others], {})["hits"]["total"]["value"]:
                inner = self._level(rest, [*filters, others], within)
                rows += [((OTHER, *key), n) for key, n in inner]
        return rows

    def _histogram(
        self, column: Json, rest: Sequence[Json], filters: Sequence[Json], within: Range
    ) -> list[tuple[tuple[str, ...], int]]:
        (number,) = rest
        low, high = within.bounds()
        histogram: Json = {
            "field": column["sourceField"],
            "calendar_interval": _INTERVALS[column["params"]["interval"]],
            "time_zone": within.zone,
            "min_doc_count": 0,
        }
        if column["params"]["includeEmptyRows"]:
            ends = {"min": low, "max": high}
            histogram["extended_bounds"] = {
                end: int(datetime.fromisoformat(at).timestamp() * 1000) for end, at in ends.items()
            }
        assert column["params"]["dropPartials"] is False
        aggs = {"h": {"date_histogram": histogram, "aggs": _metric(number)}}
        found = self._search(filters, aggs)["aggregations"]["h"]["buckets"]
        zone = ZoneInfo(within.zone)
        rows = []
        for row in found:
            start = datetime.fromtimestamp(row["key"] / 1000, zone).date()
            answer = {"aggregations": row, "hits": {"total": {"value": row["doc_count"]}}}
            rows.append(((start.isoformat(),), self._metric(number, answer)))
        return rows

    def _metric(self, column: Json, found: Json) -> int:
        if column["operationType"] == "count":
            return int(found["hits"]["total"]["value"])
        return int(found["aggregations"]["m"]["value"])

    def _search(self, filters: Sequence[Json], aggs: Json) -> Json:
        body = {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": list(filters)}}}
        found: Json = self.ask(
            "POST", f"{self.index}/_search", body | ({"aggs": aggs} if aggs else {})
        )
        return found


def _metric(column: Json) -> Json:
    kinds = {"count": None, "unique_count": "cardinality", "sum": "sum", "max": "max"}
    kind = kinds[column["operationType"]]
    return {"m": {kind: {"field": column["sourceField"]}}} if kind else {}
