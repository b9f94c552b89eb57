"""The NDJSON for Kibana is what its import takes, and the validator finds what it would not."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sholu.cli import main
from sholu.index.elastic.kibana.boards import boards, words
from sholu.index.elastic.kibana.objects import LANGS, saved_objects
from sholu.index.elastic.kibana.panel import Panel, Place
from sholu.index.elastic.kibana.tables import TABLES
from sholu.index.elastic.kibana.validate import faults

pytestmark = pytest.mark.one_client

Object = dict[str, Any]


def objects(text: str) -> list[Object]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("prefix", ["sholu", "my-press", "2press"])
def test_what_is_made_can_be_imported(prefix: str, lang: Any) -> None:
    names = {"topics": {"deepfake": "Дипфейктер"}, "site": {"lada_kz": 'Lada "kz"'}}
    assert faults(saved_objects(prefix, lang, names)) == []


def test_it_has_the_boards_and_is_the_same_each_time() -> None:
    text = saved_objects()
    titles = {one["id"]: one["attributes"]["title"] for one in objects(text)}
    assert {
        "sholu-overview": "sholu: Overview",
        "sholu-topics": "sholu: Topics",
        "sholu-outlets": "sholu: Outlets and languages",
        "sholu-health": "sholu: Source health",
        "sholu-edits": "sholu: Edits",
    }.items() <= titles.items()
    assert {f"sholu-{kind}" for kind in ("articles", "revisions", "sources", "runs")} <= set(titles)
    assert saved_objects() == text


def test_another_language_has_other_titles_and_the_same_ids() -> None:
    made = {lang: objects(saved_objects(lang=lang)) for lang in LANGS}
    ids = [[(one["type"], one["id"]) for one in file] for file in made.values()]
    assert ids[0] == ids[1] == ids[2]
    for one, *others in zip(*made.values(), strict=True):
        if one["type"] != "index-pattern":
            assert (
                len({one["attributes"]["title"], *(o["attributes"]["title"] for o in others)}) == 3
            )


def test_every_title_is_in_every_language() -> None:
    titles = [board.title for board in boards()] + [board.about for board in boards()]
    titles += [panel.title for board in boards() for panel in board.panels]
    titles += [search.title for search in words().searches.values()]
    titles += [*words().views.values(), *words().fields.values(), *words().counts.values()]
    titles += [title for values in words().values.values() for title in values.values()]
    assert all(set(title) == set(LANGS) and all(title.values()) for title in titles)


def test_kazakh_is_written_in_one_script() -> None:
    """A Latin letter that looks Cyrillic is not found by anybody's search."""
    latin = set("abcehikmnopotxyABCEHIKMOPTXY")
    for board in boards():
        for title in [board.title, board.about, *(panel.title for panel in board.panels)]:
            for lang in ("kk", "ru"):
                letters = {char for char in title[lang] if char.isalpha()}
                assert not letters & latin, title[lang]


def test_every_data_view_is_of_a_table_and_knows_its_time() -> None:
    views = [one for one in objects(saved_objects()) if one["type"] == "index-pattern"]
    assert {one["attributes"]["title"] for one in views} == {f"sholu-{kind}" for kind in TABLES}
    for one in views:
        table = TABLES[one["attributes"]["title"].removeprefix("sholu-")]
        assert one["attributes"].get("timeFieldName") == table.time


def test_topics_and_outlets_are_shown_by_name() -> None:
    made = objects(saved_objects(names={"topics": {"deepfake": "Deepfakes"}}))
    (view,) = [
        one
        for one in made
        if one["id"] == "sholu-articles" and "fieldFormatMap" in one["attributes"]
    ]
    formats = json.loads(view["attributes"]["fieldFormatMap"])
    assert formats["topics"]["params"]["lookupEntries"] == [
        {"key": "deepfake", "value": "Deepfakes"}
    ]
    assert formats["url"]["id"] == "url"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "search"},
        {"kind": "metric", "search": "topical"},
        {"kind": "bars"},
        {"kind": "lines", "over": "day", "split": ("site", "lang")},
        {"kind": "pie"},
        {"kind": "table", "split": ("site",), "over": "week"},
        {"kind": "metric", "split": ("site",)},
        {"kind": "metric", "distinct": "site", "total": "revision"},
    ],
)
def test_a_panel_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="panel p:"):
        Panel(id="p", title={}, place=Place(x=0, y=0, w=1, h=1), **wrong)


# What the validator finds: each case breaks one thing of a file that is good.


class Broken:
    """A good file, taken apart; `text` puts it together again."""

    def __init__(self) -> None:
        self.lines = objects(saved_objects())
        self.board = next(one for one in self.lines if one["id"] == "sholu-overview")
        self.panels: list[Object] = json.loads(self.board["attributes"]["panelsJSON"])

    def one(self, kind: str) -> Object:
        return next(one for one in self.lines if one["type"] == kind)

    def lens(self, id: str) -> Object:
        (panel,) = [panel for panel in self.panels if panel["panelIndex"] == id]
        attributes: Object = panel["embeddableConfig"]["attributes"]
        return attributes

    def layer(self, id: str) -> Object:
        layers: Object = self.lens(id)["state"]["datasourceStates"]["formBased"]["layers"]
        return layers[id]  # type: ignore[no-any-return]

    def text(self) -> str:
        self.board["attributes"]["panelsJSON"] = json.dumps(self.panels)
        return "".join(json.dumps(line) + "\n" for line in self.lines)


def _set(target: Callable[[Broken], Object], **values: Any) -> Callable[[Broken], None]:
    return lambda file: target(file).update(values)


def _drop(target: Callable[[Broken], Object], key: str) -> Callable[[Broken], None]:
    return lambda file: target(file).__delitem__(key)


CASES: dict[str, tuple[Callable[[Broken], Any], str]] = {
    "an object twice": (
        lambda f: f.lines.append(f.one("search")),
        "sholu-topical is there 2 times",
    ),
    "no object": (lambda f: f.lines.append([1]), "an object was expected"),  # type: ignore[arg-type]
    "no id": (_drop(lambda f: f.one("search"), "id"), "id is missing"),
    "an id nobody can read": (
        _set(lambda f: f.one("search"), id="90943e30-9a47-11e8-b64d-95841ca0b247"),
        "is not a readable one",
    ),
    "no type's migration": (
        _drop(lambda f: f.one("search"), "typeMigrationVersion"),
        "typeMigrationVersion is missing",
    ),
    "no core's migration": (
        _drop(lambda f: f.board, "coreMigrationVersion"),
        "coreMigrationVersion is missing",
    ),
    "a newer migration": (
        _set(lambda f: f.board, typeMigrationVersion="10.4.0"),
        "10.4.0 of a dashboard: 10.1.0 is the oldest",
    ),
    "another core": (_set(lambda f: f.board, coreMigrationVersion="9.0.0"), "it has to be 8.8.0"),
    "a version": (_set(lambda f: f.board, version="WzFd"), "version belongs to the Kibana"),
    "who changed it": (_set(lambda f: f.board, updated_by="u"), "updated_by belongs to the Kibana"),
    "when": (_set(lambda f: f.board, updated_at="2026-01-01"), "updated_at belongs"),
    "a space": (_set(lambda f: f.board, namespaces=["press"]), "namespaces belongs"),
    "another type": (_set(lambda f: f.board, type="canvas"), "the type canvas is not one of"),
    "attributes as text": (_set(lambda f: f.one("search"), attributes="{}"), "not an object"),
    "references as object": (_set(lambda f: f.one("search"), references={}), "not a list"),
    "no title": (_set(lambda f: f.one("search")["attributes"], title=""), "it has no title"),
    "an object for a string": (
        _set(lambda f: f.board["attributes"], optionsJSON={}),
        "optionsJSON has to be a string of JSON",
    ),
    "a deeper object for a string": (
        _set(lambda f: f.one("search")["attributes"]["kibanaSavedObjectMeta"], searchSourceJSON={}),
        "kibanaSavedObjectMeta.searchSourceJSON has to be a string",
    ),
    "a string that is no JSON": (
        _set(lambda f: f.one("index-pattern")["attributes"], fieldFormatMap="{"),
        "fieldFormatMap is a string that is not JSON",
    ),
    "a reference into nothing": (
        _set(lambda f: f.board["references"][0], id="sholu-nothing"),
        "leads to index-pattern sholu-nothing, which is not in the file",
    ),
    "a reference with more": (
        _set(lambda f: f.board["references"][0], extra=1),
        "a reference has id, name and type",
    ),
    "two references of a name": (
        lambda f: f.board["references"].append(f.board["references"][0]),
        "two references are called articles:",
    ),
    "a reference nobody uses": (
        lambda f: f.board["references"].append(f.board["references"][0] | {"name": "x:y"}),
        "nothing uses the reference x:y",
    ),
    "an attribute Kibana forbids": (
        _set(lambda f: f.board["attributes"], sections=[]),
        "a dashboard has no attribute sections",
    ),
    "no panels": (lambda f: f.panels.clear(), "it has no panels"),
    "two panels of a name": (
        lambda f: f.panels[0].update(panelIndex=f.panels[1]["panelIndex"]),
        "two panels are called originals",
    ),
    "another name in the grid": (
        _set(lambda f: f.panels[0]["gridData"], i="x"),
        "gridData.i is x, not its panelIndex",
    ),
    "no place": (_drop(lambda f: f.panels[0]["gridData"], "w"), "whole numbers x, y, w and h"),
    "outside": (_set(lambda f: f.panels[0]["gridData"], x=-1), "outside the board"),
    "too wide": (_set(lambda f: f.panels[0]["gridData"], w=49), "it ends in column 49"),
    "one over the other": (
        _set(lambda f: f.panels[0]["gridData"], w=13),
        "the panels articles and originals overlap",
    ),
    "a search without its reference": (
        _set(lambda f: f.panels[-1], panelRefName="panel_x"),
        "has no reference latest:panel_x to a search",
    ),
    "neither chart nor search": (
        _set(lambda f: f.panels[0], type="visualization"),
        "neither a chart by value nor a saved search",
    ),
    "a panel whose reference the board lacks": (
        lambda f: f.board["references"].pop(0),
        "the dashboard lacks its reference articles:indexpattern",
    ),
    "a layer without its reference": (
        _set(lambda f: f.lens("articles"), references=[]),
        "its layer articles has no reference",
    ),
    "a reference without its layer": (
        lambda f: f.lens("articles")["references"].append(
            f.lens("articles")["references"][0] | {"name": "indexpattern-datasource-layer-x"}
        ),
        "belongs to no layer",
    ),
    "a layer of nothing": (
        lambda f: f.lens("articles")["references"][0].update(id="sholu-nothing"),
        "is of sholu-nothing, which is no data view",
    ),
    "another chart": (
        _set(lambda f: f.lens("articles"), visualizationType="lnsHeatmap"),
        "the chart lnsHeatmap is not one of",
    ),
    "ES|QL": (
        _set(lambda f: f.lens("articles")["state"]["datasourceStates"], textBased={}),
        "without ES|QL",
    ),
    "a field that is not there": (
        _set(lambda f: f.layer("days")["columns"]["lang"], sourceField="langs"),
        "column lang: there is no field langs",
    ),
    "a field of another kind": (
        _set(lambda f: f.layer("days")["columns"]["lang"], sourceField="text"),
        "terms cannot be asked of text, a field of the kind text",
    ),
    "time by a word": (
        _set(lambda f: f.layer("days")["columns"]["time"], sourceField="site"),
        "date_histogram cannot be asked of site",
    ),
    "a number called text": (
        _set(lambda f: f.layer("days")["columns"]["lang"], dataType="number"),
        "its dataType is number, and lang is a keyword",
    ),
    "a bucket that is none": (
        _set(lambda f: f.layer("days")["columns"]["lang"], isBucketed=False),
        "isBucketed is wrong for terms",
    ),
    "another operation": (
        _set(lambda f: f.layer("articles")["columns"]["number"], operationType="median"),
        "nothing is known of the operation median",
    ),
    "a count of a field": (
        _set(lambda f: f.layer("articles")["columns"]["number"], sourceField="id"),
        "what is counted is called ___records___",
    ),
    "a column out of order": (
        _set(lambda f: f.layer("days"), columnOrder=["time"]),
        "columnOrder does not name its columns",
    ),
    "an order by nothing": (
        _set(
            lambda f: f.layer("days")["columns"]["lang"]["params"],
            orderBy={"type": "column", "columnId": "x"},
        ),
        "it is ordered by x, which is no column",
    ),
    "a drawing of no column": (
        _set(lambda f: f.lens("articles")["state"]["visualization"], metricAccessor="x"),
        "it draws the column x, which is not there",
    ),
    "a drawing of no layer": (
        _set(lambda f: f.lens("articles")["state"]["visualization"], layerId="x"),
        "it draws the layers ['x']",
    ),
    "a condition on no field": (
        _set(lambda f: f.lens("originals")["state"]["query"], query="copy : false"),
        "its query asks for copy, which is no field",
    ),
    "a condition in another language": (
        _set(lambda f: f.lens("originals")["state"]["query"], language="lucene"),
        "not in Kibana's language",
    ),
    "a column of a search": (
        lambda f: f.one("search")["attributes"]["columns"].append("headline"),
        "its column headline is no field",
    ),
    "a search sorted by text": (
        _set(lambda f: f.one("search")["attributes"], sort=[["text", "desc"]]),
        "it cannot be sorted by text",
    ),
    "a search of no view": (
        _set(lambda f: f.one("search"), references=[]),
        "leads to no data view of the file",
    ),
    "a view of nothing": (
        _set(lambda f: f.one("index-pattern")["attributes"], title="logs-*"),
        "there are no documents of the kind",
    ),
    "a view with no time": (
        _set(lambda f: f.one("index-pattern")["attributes"], timeFieldName="site"),
        "the time field site is no field with a time",
    ),
    "a format of no field": (
        _set(lambda f: f.one("index-pattern")["attributes"], fieldAttrs='{"x": {}}'),
        "fieldAttrs names x, which is no field",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_validator_finds(case: str) -> None:
    breaking, said = CASES[case]
    file = Broken()
    breaking(file)
    found = faults(file.text())
    assert any(said in fault for fault in found), found


def test_a_line_that_is_no_json_and_an_empty_file() -> None:
    found = faults(saved_objects() + "{\n")
    assert len(found) == 1
    assert "is not JSON" in found[0]
    assert faults("") == ["the file is empty"]


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["sholu", "elastic", "dashboards", *arguments])
    code = 0
    try:
        main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    return code, *capsys.readouterr()


def test_the_command_writes_the_file_with_the_names_of_topics_and_outlets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHOLU_ELASTIC__PREFIX", "press")
    code, out, _ = run(monkeypatch, capsys, "boards.ndjson", "--lang", "kk")
    assert (code, out) == (0, "15 objects for Kibana in boards.ndjson\n")
    text = (tmp_path / "boards.ndjson").read_text(encoding="utf-8")
    assert faults(text) == []
    titles = {one["id"]: one["attributes"]["title"] for one in objects(text)}
    assert titles["press-overview"] == "press: Шолу"
    assert "Дипфейктер" in text
    assert "Қазинформ" in text
    assert "Lada.kz" in text  # it has no Kazakh name
    assert run(monkeypatch, capsys, "--lang", "kk")[1] == text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lang", "de"], "unknown language de"),
        (["boards.json"], "only if its name ends with .ndjson"),
        (["nowhere/boards.ndjson"], "cannot be written"),
    ],
)
def test_the_command_says_what_it_cannot(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(monkeypatch, capsys, *arguments)
    assert code == 2
    assert said in " ".join(err.split())
