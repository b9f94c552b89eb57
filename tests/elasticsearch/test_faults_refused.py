"""A server that is there and will not: what is said, what is kept, and that it goes out later."""

from __future__ import annotations

import gc
import json
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from sholu import clock
from sholu.errors import UserError
from sholu.index import StaleIndex
from sholu.index.targets import catch_up, keep_up, rebuild_target, replay_target
from sholu.settings import Settings
from sholu.store import Store
from tests.elasticsearch.backlog import alike, in_store, keep, on_server, settings_for
from tests.elasticsearch.between import Answer, Request, between, overloaded
from tests.elasticsearch.servers import Server

GROWTH = 20_000_000


def refused(settings: Settings) -> list[str]:
    with Store(settings.store_file, zone=settings.zone) as store:
        return sorted(letter.id for letter in store.dead_letters("elastic"))


def one_sentence(error: Any) -> str:
    said = str(error)
    assert "\n" not in said.strip()
    return said


@pytest.fixture
def settings(server: Server, prefix: str, tmp_path: Path) -> Settings:
    return settings_for(tmp_path, server.url, prefix)


def test_a_full_disk(settings: Settings, server: Server) -> None:
    keep(settings, range(30))
    catch_up(settings, wait=True)
    pattern = f"{settings.elastic.prefix}-*"
    server.ask("PUT", f"{pattern}/_settings", {"index.blocks.read_only_allow_delete": True})
    keep(settings, range(20, 60), edit=1)
    begun = time.monotonic()
    with pytest.raises(UserError, match="free space on its disk or lift the block") as caught:
        catch_up(settings, wait=True)
    assert time.monotonic() - begun < 30  # it is no overload: nothing is tried for a minute
    assert "articles are safe" in one_sentence(caught.value)
    assert len(on_server(settings, server)) == 30  # what was there is still found
    server.ask("PUT", f"{pattern}/_settings", {"index.blocks.read_only_allow_delete": None})
    catch_up(settings, wait=True)
    assert alike(settings, server) == 60


def test_a_storm_of_429(
    settings: Settings, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole requests and single documents are turned down for a while."""
    pauses: list[float] = []
    monkeypatch.setattr(clock, "sleep", pauses.append)

    def storm(request: Request) -> Answer | None:
        if middle.bulks < 4:
            return overloaded()
        if middle.bulks >= 7:
            return None
        # Every other document is turned down; the server never saw those.
        lines = request.body.splitlines(keepends=True)
        pairs = [lines[at : at + 2] for at in range(0, len(lines), 2)]
        taken = b"".join(line for pair in pairs[::2] for line in pair)
        answer = json.loads(middle.pass_on(request._replace(body=taken)).body)
        items = iter(answer.get("items", ()))
        error = json.loads(overloaded().body)["error"]
        mixed = [
            {"index": {"status": 429, "error": error}} if at % 2 else next(items)
            for at in range(len(pairs))
        ]
        return Answer(200, json.dumps({"errors": True, "items": mixed}).encode())

    keep(settings, range(400))
    with between(server) as middle:
        middle.meddle = storm
        stormy = settings_for(tmp_path, middle.url, settings.elastic.prefix)
        catch_up(stormy, wait=True)
    assert len(pauses) == 6
    assert pauses == sorted(pauses)
    assert pauses[-1] > pauses[0]
    assert alike(settings, server) == 400
    assert refused(settings) == []


def test_a_storm_without_end(
    settings: Settings, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(clock, "sleep", pauses.append)
    keep(settings, range(600))
    with between(server) as middle:
        middle.meddle = lambda request: overloaded()
        stormy = settings_for(tmp_path, middle.url, settings.elastic.prefix)
        process = psutil.Process()
        before = 0
        for attempt in range(10):
            with pytest.raises(UserError, match="being overloaded") as caught:
                catch_up(stormy, wait=True)
            gc.collect()
            before = before or process.memory_info().rss if attempt else 0
        assert process.memory_info().rss - before < GROWTH
        assert "articles are safe" in one_sentence(caught.value)
        assert sum(pauses) / 10 <= 120  # a run is not held up for long
        middle.meddle = None
        catch_up(stormy, wait=True)
    assert alike(settings, server) == 600


def test_a_mapping_that_does_not_fit(settings: Settings, server: Server) -> None:
    """An index of another sholu, or of somebody's own template, is not written to."""
    prefix = settings.elastic.prefix
    year = f"{prefix}-articles-v1-2025"
    keep(settings, range(30))
    foreign = {
        "index_patterns": [f"{prefix}-articles*"],
        "priority": 900,
        "template": {"mappings": {"properties": {"section": {"type": "long"}}}},
    }
    server.ask("PUT", f"_index_template/{prefix}-theirs", foreign)
    with pytest.raises(StaleIndex, match="was not made by sholu's templates") as caught:
        catch_up(settings, wait=True)
    assert "sholu elastic setup" in one_sentence(caught.value)
    server.ask("DELETE", f"_index_template/{prefix}-theirs")
    assert rebuild_target(settings, "elastic") == 30
    assert alike(settings, server) == 30
    mapping = server.ask("GET", f"{year}*/_mapping")
    assert all(
        one["mappings"]["properties"]["section"]["type"] != "long" for one in mapping.values()
    )


def without_field(server: Server, prefix: str, field: str) -> str:
    """Make this year's index anew by a mapping that lacks a field; gives its name."""
    (name,) = server.ask("GET", f"{prefix}-articles-v1-2025/_mapping")
    mappings = server.ask("GET", f"{name}/_mapping")[name]["mappings"]
    del mappings["properties"][field]
    for one in mappings["properties"].values():
        one.pop("fields", None)  # their analyzer is in the settings
    server.ask("DELETE", name)
    server.ask("DELETE", f"_index_template/{prefix}-articles")
    aliases = {f"{prefix}-articles": {}}
    server.ask("PUT", name, {"mappings": mappings, "aliases": aliases})
    return name


def test_a_document_it_refuses(settings: Settings, server: Server) -> None:
    """It is noted with the server's words, holds nothing up, and goes out with a replay."""
    keep(settings, range(3))
    catch_up(settings, wait=True)
    name = without_field(server, settings.elastic.prefix, "section")
    keep(settings, range(3), edit=1)
    keep(settings, range(3, 60))
    catch_up(settings, wait=True)
    with Store(settings.store_file, zone=settings.zone) as store:
        records = {record.id: record for record in store.all_records()}
        letters = {letter.id: letter for letter in store.dead_letters("elastic")}
        assert store.cursor("elastic") == store.last_seq()
    sectioned = {id for id, record in records.items() if record.article.section}
    assert 0 < len(sectioned) < 60
    assert set(letters) == sectioned
    assert all("section" in letter.reason for letter in letters.values())
    assert set(on_server(settings, server)) == set(records) - sectioned
    assert replay_target(settings, "elastic") == (0, len(sectioned))
    assert refused(settings) == sorted(sectioned)
    server.ask("PUT", f"{name}/_mapping", {"properties": {"section": {"type": "keyword"}}})
    assert replay_target(settings, "elastic") == (len(sectioned), 0)
    assert refused(settings) == []
    assert alike(settings, server) == 60


def test_what_was_refused_goes_out_with_its_next_edit(settings: Settings, server: Server) -> None:
    keep(settings, range(3))
    catch_up(settings, wait=True)
    name = without_field(server, settings.elastic.prefix, "title")
    keep(settings, range(20), edit=1)
    catch_up(settings, wait=True)
    assert len(refused(settings)) == 20
    server.ask("PUT", f"{name}/_mapping", {"properties": {"title": {"type": "text"}}})
    keep(settings, range(15), edit=2)
    catch_up(settings, wait=True)
    assert len(refused(settings)) == 5
    assert len(on_server(settings, server)) == 15
    assert replay_target(settings, "elastic") == (5, 0)
    assert alike(settings, server) == len(in_store(settings)) == 20


def new_key(secured: Server, prefix: str, **more: str) -> dict[str, str]:
    """A key that may do what the writer does."""
    rights = {"cluster": ["monitor", "manage_index_templates"],
              "indices": [{"names": [f"{prefix}-*"], "privileges": ["all"]}]}  # fmt: skip
    body = {"name": f"{prefix}-writer", "role_descriptors": {"writer": rights}, **more}
    return dict(secured.ask("POST", "_security/api_key", body))


def test_a_key_that_expired(secured: Server, prefix: str, tmp_path: Path) -> None:
    file = tmp_path / "writer.key"
    file.write_text(new_key(secured, prefix)["encoded"])
    settings = settings_for(tmp_path, secured.url, prefix, api_key_file=file)
    keep(settings, range(20))
    catch_up(settings, wait=True)
    assert alike(settings, secured) == 20
    keep(settings, range(10, 30), edit=1)
    old = new_key(secured, prefix, expiration="1ms")
    withdrawn = new_key(secured, prefix)
    secured.ask("DELETE", "_security/api_key", {"ids": [withdrawn["id"]]})
    for key, what in ((old, "has expired"), (withdrawn, "was withdrawn")):
        file.write_text(key["encoded"])
        with pytest.raises(UserError, match=what) as caught:
            keep_up(settings, wait=True)
        said = one_sentence(caught.value)
        assert "sholu elastic setup" in said
        assert key["encoded"] not in said
        assert key["api_key"] not in said
    file.write_text(new_key(secured, prefix)["encoded"])
    assert keep_up(settings, wait=True) is None
    assert alike(settings, secured) == 30
