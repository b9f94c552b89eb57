"""All of it as Kibana's saved objects, one JSON object a line: what its import takes.

Migration versions are the oldest that know what is used here; Kibana brings them up to its own,
and refuses what is newer than itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sholu.index.elastic.kibana.boards import Board, Search, boards, words
from sholu.index.elastic.kibana.lens import Json, Lens, kuery, reference
from sholu.index.elastic.kibana.panel import Lang, Panel
from sholu.index.elastic.kibana.question import command
from sholu.index.elastic.kibana.tables import TABLES
from sholu.index.elastic.names import alias

LANGS: tuple[Lang, ...] = ("en", "ru", "kk")
CORE = "8.8.0"
VERSIONS: Mapping[str, str] = {"index-pattern": "7.11.0", "search": "10.1.0", "dashboard": "10.1.0"}
"""Type -> its migration version. By-value charts are in the shape of lens 8.9.0."""
Names = Mapping[str, Mapping[str, str]]
"""Field -> its values -> what they are called, such as the titles of topics."""

_OPTIONS = {
    "useMargins": True,
    "syncColors": True,  # a language or an outlet has one colour on a board
    "syncCursor": True,
    "syncTooltips": False,
    "hidePanelTitles": False,
}


def saved_objects(prefix: str = "sholu", lang: Lang = "en", names: Names | None = None) -> str:
    """The NDJSON: data views, saved searches and dashboards of the indices below `prefix`.

    Ids are the same in every language: importing another one renames what is there.
    """
    lines = [*_views(prefix, lang, names or {}), *_searches(prefix, lang)]
    lines += [_dashboard(board, prefix, lang) for board in boards()]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _object(kind: str, id: str, attributes: Json, references: list[Json]) -> Json:
    return {
        "id": id,
        "type": kind,
        "attributes": attributes,
        "references": references,
        "coreMigrationVersion": CORE,
        "typeMigrationVersion": VERSIONS[kind],
        "managed": False,
    }


def _views(prefix: str, lang: Lang, names: Names) -> Iterator[Json]:
    for kind, table in TABLES.items():
        attributes: Json = {
            "title": alias(prefix, kind),
            "name": f"{prefix}: {words().views[kind][lang]}",
            "fieldFormatMap": _text(_formats(kind, lang, names)),
            "fieldAttrs": _text(
                {
                    name: {"customLabel": label[lang]}
                    for name, label in words().fields.items()
                    if name in table.fields
                }
            ),
            "runtimeFieldMap": "{}",
            "sourceFilters": "[]",
            "timeFieldName": table.time,
        }
        yield _object("index-pattern", alias(prefix, kind), attributes, [])


def _formats(kind: str, lang: Lang, names: Names) -> Json:
    """How Kibana shows the values of fields: addresses as links, ids by their titles."""
    found: Json = {}
    known = {
        field: {value: title[lang] for value, title in values.items()}
        for field, values in words().values.items()
    }
    for field in TABLES[kind].fields:
        values = {**known.get(field, {}), **names.get(field, {})}
        if values:
            entries = [{"key": key, "value": value} for key, value in values.items()]
            found[field] = {"id": "static_lookup", "params": {"lookupEntries": entries}}
        if field == "url":
            found[field] = {"id": "url", "params": {}}
    return found


def _searches(prefix: str, lang: Lang) -> Iterator[Json]:
    for id, search in words().searches.items():
        attributes = {
            "title": f"{prefix}: {search.title[lang]}",
            "description": "",
            "columns": list(search.columns),
            "sort": [[name, "desc"] for name in search.newest],
            "grid": {},
            "hideChart": True,
            "isTextBasedQuery": False,
            "kibanaSavedObjectMeta": {"searchSourceJSON": _text(_source(search))},
        }
        name = "kibanaSavedObjectMeta.searchSourceJSON.index"
        points = [{"type": "index-pattern", "id": alias(prefix, search.of), "name": name}]
        yield _object("search", alias(prefix, id), attributes, points)


def _source(search: Search) -> Json:
    return {
        "query": kuery(search.where, search.without),
        "filter": [],
        "indexRefName": "kibanaSavedObjectMeta.searchSourceJSON.index",
    }


def _dashboard(board: Board, prefix: str, lang: Lang) -> Json:
    drawn = [_panel(panel, prefix, lang) for panel in board.panels]
    source = {"query": {"language": "kuery", "query": ""}, "filter": []}
    attributes = {
        "title": f"{prefix}: {board.title[lang]}",
        "description": board.about[lang],
        "panelsJSON": _text([panel for panel, _ in drawn]),
        "optionsJSON": _text(_OPTIONS),
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(source)},
        "timeRestore": True,
        "timeFrom": f"now-{board.span}/d",
        "timeTo": "now/d",  # to the end of today: a day is kept as its midnight in Greenwich
    }
    return _object("dashboard", alias(prefix, board.id), attributes, [one for _, one in drawn])


def _panel(panel: Panel, prefix: str, lang: Lang) -> tuple[Json, Json]:
    """The panel and the dashboard's reference for it."""
    place = panel.place
    grid = {"x": place.x, "y": place.y, "w": place.w, "h": place.h, "i": panel.id}
    drawn: Json = {"type": "lens", "panelIndex": panel.id, "gridData": grid}
    drawn["title"] = panel.title[lang]
    if panel.search is not None:
        name = f"panel_{panel.id}"
        drawn |= {"type": "search", "panelRefName": name, "embeddableConfig": {"enhancements": {}}}
        target = alias(prefix, panel.search)
        return drawn, {"type": "search", "id": target, "name": f"{panel.id}:{name}"}
    view = alias(prefix, panel.of)
    lens = Lens(
        view=view, title=panel.title[lang], about=command(panel) or "", name=_namer(panel, lang)
    )
    drawn["embeddableConfig"] = {"attributes": lens.attributes(panel), "enhancements": {}}
    return drawn, reference(panel, view, f"{panel.id}:")


def _namer(panel: Panel, lang: Lang) -> Any:
    counted = words().counts["articles" if panel.of == "articles" else "documents"][lang]
    return lambda field: words().fields[field][lang] if field else counted


def _text(value: Any) -> str:
    """Kibana keeps these attributes as strings of JSON; objects make its import fail."""
    return json.dumps(value, ensure_ascii=False)
