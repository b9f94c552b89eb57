"""Setting a server up, seeing how it is, and sending again what it refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sholu import clock
from sholu.index.elastic import generations
from sholu.index.elastic.calls import Door
from sholu.index.targets import catch_up
from sholu.locks import hold
from sholu.settings import Settings
from sholu.store import Store
from tests.elasticsearch.backlog import alike, in_store, keep, settings_for
from tests.elasticsearch.commands import sholu
from tests.elasticsearch.servers import Server

KINDS = ("articles-v1-", "revisions-v1", "runs-v1", "sources-v1")


@pytest.fixture
def settings(server: Server, prefix: str, tmp_path: Path) -> Settings:
    return settings_for(tmp_path, server.url, prefix)


def test_set_up_twice_is_set_up_once(settings: Settings, server: Server) -> None:
    first = sholu(settings, "elastic", "setup", "--json")
    assert first.code == 0
    assert first.row["server"]["versions"] == [server.version]
    made = [name.removeprefix(f"{settings.elastic.prefix}-") for name in first.row["indices_made"]]
    assert [name.startswith(kind) for name, kind in zip(made, KINDS, strict=True)] == [True] * 4
    templates = server.ask("GET", f"_index_template/{settings.elastic.prefix}-*")
    again = sholu(settings, "elastic", "setup", "--json").row
    assert again["indices_made"] == []
    assert again["left_out"] == first.row["left_out"]
    assert server.ask("GET", f"_index_template/{settings.elastic.prefix}-*") == templates
    assert not settings.store_file.exists()


def test_the_templates_are_strict(settings: Settings, server: Server) -> None:
    sholu(settings, "elastic", "setup")
    found = server.ask("GET", f"{settings.elastic.prefix}-*/_mapping")
    assert {index["mappings"]["dynamic"] for index in found.values()} == {"strict"}
    assert len(found) == 4


def test_a_deletion_is_remembered_for_a_day(settings: Settings, server: Server) -> None:
    """The server's own minute is less than a writer may be held up for."""
    sholu(settings, "elastic", "setup")
    names = f"{settings.elastic.prefix}-*"
    made = server.ask("GET", f"{names}/_settings")
    assert [one["settings"]["index"]["gc_deletes"] for one in made.values()] == ["24h"] * 4
    simulated = server.ask(
        "POST", f"_index_template/_simulate_index/{settings.elastic.prefix}-runs-v9"
    )
    assert simulated["template"]["settings"]["index"]["gc_deletes"] == "24h"


def test_another_at_work_is_not_disturbed(settings: Settings, server: Server) -> None:
    with hold(settings.lock_folder, "target-elastic"):
        done = sholu(settings, "elastic", "setup")
    assert done.code == 2
    assert "target-elastic is held by" in done.err
    templates = server.ask("GET", "_index_template")["index_templates"]
    assert not any(one["name"].startswith(settings.elastic.prefix) for one in templates)


def test_a_server_that_lost_everything_gets_everything_again(
    settings: Settings, server: Server
) -> None:
    keep(settings, range(30))
    catch_up(settings, wait=True)
    generations.remove(Door.of(settings), [])
    assert sholu(settings, "elastic", "setup").code == 0
    assert sholu(settings, "elastic", "status", "--json").row["backlog"] > 0
    catch_up(settings, wait=True)
    assert alike(settings, server) == 30


def test_status_counts_what_is_there_and_what_waits(settings: Settings, server: Server) -> None:
    keep(settings, range(20))
    catch_up(settings, wait=True)
    keep(settings, range(20, 25))
    row = sholu(settings, "elastic", "status", "--json").row
    assert row["server"]["versions"] == [server.version]
    assert row["fault"] is None
    assert row["backlog"] == 5
    assert row["articles"] == {"stored": 25, "indexed": 20}
    assert row["dead_letters"] == []
    documents = {index["name"]: index["documents"] for index in row["indices"]}
    assert sum(documents.values()) == 20
    assert all(index["in_use"] and index["bytes"] > 0 for index in row["indices"])
    shown = sholu(settings, "elastic", "status")
    assert "20 of 25 in the store" in shown.out
    assert "5 changes" in shown.out


@pytest.mark.parametrize("left", [0, 3])
def test_status_while_a_generation_goes(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    keep(settings, range(3))
    catch_up(settings, wait=True)
    listed = generations.indices(Door.of(settings))
    gone = sorted(listed["v1"])[left:]
    for name in gone:
        server.ask("DELETE", name)
    monkeypatch.setattr(generations, "indices", lambda door: listed)
    row = sholu(settings, "elastic", "status", "--json").row
    assert row["fault"] is None
    assert [index["name"] for index in row["indices"]] == sorted(listed["v1"] - {*gone})


def test_status_without_a_server_says_what_waits(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, "http://127.0.0.1:1", "nobody")
    keep(settings, range(3))
    done = sholu(settings, "elastic", "status", "--json")
    assert done.code == 2
    assert (done.row["server"], done.row["backlog"], done.row["indices"]) == (None, 3, [])
    assert "cannot be reached" in done.row["fault"]
    assert done.err.count("\n") == 1
    assert "127.0.0.1:1" in done.err


def test_dead_letters_go_out_when_the_server_takes_them(settings: Settings, server: Server) -> None:
    keep(settings, range(5))
    catch_up(settings, wait=True)
    id = next(iter(in_store(settings)))
    with Store(settings.store_file, zone=settings.zone) as store:
        letters = [(id, 1, "refused once"), ("run 99", 1, "a run nobody has")]
        store.note_refused("elastic", [], letters, clock.now())
    assert len(sholu(settings, "elastic", "status", "--json").row["dead_letters"]) == 2
    assert "refused once" in sholu(settings, "elastic", "status").out
    assert sholu(settings, "elastic", "replay", "--json").row == {"taken": 1, "refused": 0}
    assert sholu(settings, "elastic", "status", "--json").row["dead_letters"] == []
    assert alike(settings, server) == 5


def test_either_index_may_be_asked(settings: Settings) -> None:
    both = settings.model_copy(
        update={"index": settings.index.model_copy(update={"targets": ("tantivy", "elastic")})}
    )
    keep(both, range(40))
    catch_up(both, wait=True)
    asked = [
        sholu(both, "search", "*", "--json", *more).out
        for more in ((), ("--engine", "tantivy"), ("--engine", "elastic"))
    ]
    assert asked[0]
    assert asked[0] == asked[1] == asked[2]
    counts = [
        sholu(both, "trends", "--by", "month", "--json", "--engine", name).out
        for name in ("tantivy", "elastic")
    ]
    assert counts[0] == counts[1]
    refused = sholu(settings, "search", "*", "--engine", "tantivy")
    assert refused.code == 2
    assert "no index tantivy is kept, only elastic" in refused.err
