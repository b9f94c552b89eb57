"""Every panel's own question, asked of the real server, against `sholu trends` and the store.

What is asked comes from the generated file: the chart's columns become an Elasticsearch search as
Kibana makes one (`lens_questions`). What is expected never comes from Elasticsearch: of articles
it is what the command in the panel's description prints, over the embedded index; of edits,
sources and runs, and once more of articles, it is counted in the store's tables.
"""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sholu.cli import main
from sholu.fields import BY_NAME
from sholu.index.elastic.kibana.boards import boards, words
from sholu.index.elastic.kibana.objects import saved_objects
from sholu.index.elastic.kibana.panel import Panel, Where
from sholu.index.elastic.kibana.tables import TABLES
from sholu.index.targets import catch_up
from sholu.settings import Elastic, Index, Settings
from sholu.trends import periods
from tests.elasticsearch.kibana_rows import Row, fill, rows
from tests.elasticsearch.lens_questions import OTHER, Chart, Range, kuery
from tests.elasticsearch.servers import Server, own_prefix

pytestmark = pytest.mark.long

CONFIG = (Path(__file__).parents[2] / "compose/kibana.yml").read_text(encoding="utf-8")
ZONE = YAML(typ="safe").load(CONFIG)["uiSettings"]["overrides"]["dateFormat:tz"]
WITHIN = Range(date(2025, 9, 3), date(2025, 10, 29), ZONE)
"""Neither a Monday nor the first of a month: the first periods are cut."""
CHANGED = Range(date(2024, 1, 30), date(2024, 3, 20), ZONE)
"""In it Almaty went from +06:00 to +05:00."""
PANELS = {
    f"{board.id}-{panel.id}": (board.id, panel)
    for board in boards()
    for panel in board.panels
    if panel.search is None
}
Numbers = dict[tuple[str, ...], int]


@pytest.fixture(scope="module")
def settings(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A data folder whose articles and all that goes with them are in both engines."""
    with own_prefix(server) as prefix:
        made = Settings(
            data=tmp_path_factory.mktemp("data"),
            index=Index(targets=("tantivy", "elastic")),
            elastic=Elastic(hosts=(server.url,), prefix=prefix),
        )
        fill(made)
        catch_up(made, wait=True)
        yield made


@pytest.fixture(scope="module")
def objects(settings: Settings) -> dict[str, Any]:
    """The generated file, by id."""
    lines = saved_objects(settings.elastic.prefix).splitlines()
    return {one["id"]: one for one in map(json.loads, lines)}


@pytest.fixture(scope="module")
def charts(server: Server, settings: Settings, objects: dict[str, Any]) -> dict[str, Chart]:
    """Board and panel -> the chart in the generated file."""
    found = {}
    for board in boards():
        attributes = objects[f"{settings.elastic.prefix}-{board.id}"]["attributes"]
        for panel in json.loads(attributes["panelsJSON"]):
            if panel["type"] != "lens":
                continue
            chart = panel["embeddableConfig"]["attributes"]
            view = objects[chart["references"][0]["id"]]["attributes"]
            found[f"{board.id}-{panel['panelIndex']}"] = Chart(
                chart, view["title"], view["timeFieldName"], server.ask
            )
    return found


@pytest.fixture
def sholu(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., list[Any]]:
    """Runs a command over the embedded index; gives its JSON lines."""
    monkeypatch.chdir(settings.data)
    monkeypatch.setenv("SHOLU_DATA", str(settings.data))
    monkeypatch.setenv("SHOLU_INDEX__TARGETS", "tantivy")

    def run(*arguments: str) -> list[Any]:
        monkeypatch.setattr(sys, "argv", ["sholu", *arguments, "--json"])
        capfd.readouterr()
        main_or_exit()
        return [json.loads(line) for line in capfd.readouterr().out.splitlines()]

    def main_or_exit() -> None:
        try:
            main()
        except SystemExit as stop:
            assert not stop.code  # noqa: PT017

    return run


def drawn(numbers: Numbers) -> Numbers:
    """What can be seen: a row without anything in it is none."""
    return {key: number for key, number in numbers.items() if number}


@pytest.mark.parametrize("name", [n for n, (_, p) in PANELS.items() if p.of == "articles"])
def test_a_panel_of_articles_shows_what_its_command_prints(
    name: str, charts: dict[str, Chart], sholu: Callable[..., list[Any]]
) -> None:
    agrees(charts[name], PANELS[name][1], sholu, WITHIN)


@pytest.mark.parametrize("name", ["overview-days", "topics-weeks", "outlets-months"])
def test_days_are_the_same_where_the_clocks_were_changed(
    name: str, charts: dict[str, Chart], sholu: Callable[..., list[Any]]
) -> None:
    agrees(charts[name], PANELS[name][1], sholu, CHANGED)


def agrees(chart: Chart, panel: Panel, sholu: Callable[..., list[Any]], within: Range) -> None:
    """The chart's numbers are those of the command in its description."""
    program, *arguments = shlex.split(chart.attributes["description"])
    assert program == "sholu"
    span = ("--from", within.first.isoformat(), "--to", within.last.isoformat())
    series = sholu(*arguments, *span)
    asked = chart.numbers(within)
    assert drawn(asked) == drawn(trend_numbers(panel, series))
    assert sum(asked.values()) > 0
    if panel.over and not panel.split:  # every period is drawn, the empty ones too
        points = [(point["start"],) for point in series[0]["points"]]
        assert list(asked) == points


def trend_numbers(panel: Panel, series: Sequence[Any]) -> Numbers:
    """A trend's JSON as the numbers of a panel."""
    if panel.distinct:
        return {(): sum(one["articles"] > 0 for one in series)}
    groups = [tuple(one["group"][str(BY_NAME[n].query)] for n in panel.split) for one in series]
    rows = list(zip(groups, series, strict=True))
    if panel.over is None:
        return {group: one["articles"] for group, one in rows}
    return {
        (*group, point["start"]): point["articles"] or 0
        for group, one in rows
        for point in one["points"]
    }


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_shows_what_the_store_has(
    name: str, charts: dict[str, Chart], settings: Settings
) -> None:
    panel = PANELS[name][1]
    counted = store_numbers(panel, rows(settings, panel.of))
    asked = charts[name].numbers(WITHIN)
    assert drawn(asked) == drawn(counted)
    assert sum(asked.values()) > 0


def store_numbers(panel: Panel, found: Sequence[Row]) -> Numbers:
    """The panel's question by going through the rows of the store."""
    within = [
        row
        for row in found
        if WITHIN.first.isoformat() <= row["day"] <= WITHIN.last.isoformat()
        and holds(row, panel.where, panel.without)
    ]
    starts = {
        (period.first + timedelta(days=n)).isoformat(): period.start.isoformat()
        for period in periods(WITHIN.first, WITHIN.last, panel.over or "month")
        for n in range(period.days)
    }
    sets: dict[tuple[str, ...], set[Any]] = {}
    numbers: Numbers = {}
    for row in within:
        places = [values(row, name) for name in panel.split]
        places += [[starts[row["day"]]]] if panel.over else []
        for key in product(*places):
            added = row.get(panel.total, 0) if panel.total else 1
            numbers[key] = numbers.get(key, 0) + added
            sets.setdefault(key, set()).update(values(row, panel.distinct or "day"))
    return {key: len(found) for key, found in sets.items()} if panel.distinct else numbers


def holds(row: Row, where: Where, without: Where) -> bool:
    return all(_has(row, *one) for one in where.items()) and not any(
        _has(row, *one) for one in without.items()
    )


def _has(row: Row, name: str, value: Any) -> bool:
    wanted = value if isinstance(value, tuple) else (value,)
    return any(one in (*values(row, name), row.get(name)) for one in wanted) or (
        value == "*" and bool(values(row, name))
    )


def values(row: Row, name: str) -> list[str]:
    value = row.get(name)
    many = value if isinstance(value, list) else [value]
    return [str(one) for one in many if one is not None]


@pytest.mark.parametrize("id", sorted(words().searches))
def test_a_saved_search_finds_what_the_store_has(
    id: str, server: Server, settings: Settings, objects: dict[str, Any]
) -> None:
    prefix = settings.elastic.prefix
    search, attributes = words().searches[id], objects[f"{prefix}-{id}"]["attributes"]
    source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    body = {
        "query": {"bool": {"filter": kuery(source["query"]["query"])}},
        "sort": [{name: order} for name, order in attributes["sort"]],
        "track_total_hits": True,
        "fields": attributes["columns"],
    }
    found = server.ask("POST", f"{prefix}-{search.of}/_search", body)["hits"]
    held = [row for row in rows(settings, search.of) if holds(row, search.where, search.without)]
    assert found["total"]["value"] == len(held)
    days = [hit["_source"]["day"] for hit in found["hits"]]
    assert days == sorted((row["day"] for row in held), reverse=True)[: len(days)]


def test_what_does_not_fit_is_shown_as_the_rest(charts: dict[str, Chart]) -> None:
    """A table of the most frequent one alone adds up to the whole."""
    whole = charts["overview-sites"].numbers(WITHIN)
    cut = json.loads(json.dumps(charts["overview-sites"].attributes))
    layer = cut["state"]["datasourceStates"]["formBased"]["layers"]["sites"]
    layer["columns"]["site"]["params"]["size"] = 1
    chart = charts["overview-sites"]
    asked = Chart(cut, chart.index, chart.time, chart.ask).numbers(WITHIN)
    most = max(whole, key=lambda key: whole[key])
    assert asked == {most: whole[most], (OTHER,): sum(whole.values()) - whole[most]}


def test_the_boards_ask_for_whole_days_up_to_today() -> None:
    for one in map(json.loads, saved_objects().splitlines()):
        if one["type"] == "dashboard":
            assert one["attributes"]["timeFrom"].endswith("d/d")
            assert one["attributes"]["timeTo"] == "now/d"
            assert one["attributes"]["timeRestore"] is True


def test_every_table_is_asked_of() -> None:
    assert {panel.of for _, panel in PANELS.values()} == set(TABLES)
