"""A server that stops or dies: what waits is kept, sent again, and there once."""

from __future__ import annotations

import gc
from pathlib import Path

import psutil
import pytest

from sholu.index.elastic.faults import Unreachable
from sholu.index.targets import catch_up, keep_up, open_target
from sholu.query import All
from sholu.store import Store
from tests.elasticsearch.backlog import alike, in_store, keep, on_server, settings_for
from tests.elasticsearch.between import Answer, Cut, Request, between
from tests.elasticsearch.servers import Node

pytestmark = pytest.mark.long
GROWTH = 20_000_000
"""Bytes that a process may grow by while a server is down, however much waits for it."""


def sentence(error: BaseException | str | None) -> str:
    """What a person reads: one line, with what to do."""
    said = str(error)
    assert said
    assert "\n" not in said
    assert "Traceback" not in said
    return said


def test_stopped_for_long_and_started_again(own_node: Node, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, own_node.url, "stopped")
    keep(settings, range(300))
    catch_up(settings, wait=True)
    assert alike(settings, own_node.server) == 300
    own_node.stop()
    keep(settings, range(300, 500))
    said = sentence(keep_up(settings, wait=True))
    assert "cannot be reached" in said
    assert "the articles are safe" in said
    process = psutil.Process()
    gc.collect()
    before = process.memory_info().rss
    for hour in range(1, 25):  # edits go on, and every run tries
        keep(settings, range(hour * 20, hour * 20 + 100), edit=hour)
        assert keep_up(settings, wait=True) == said
    gc.collect()
    assert process.memory_info().rss - before < GROWTH
    with Store(settings.store_file, zone=settings.zone) as store:
        assert store.last_seq() - store.cursor("elastic") >= 2600
    with pytest.raises(Unreachable, match="cannot be reached"):
        open_target("elastic", settings).count(All())
    own_node.start()
    own_node.wait()
    assert keep_up(settings, wait=True) is None
    assert alike(settings, own_node.server) == len(in_store(settings))


@pytest.mark.parametrize("answered", [False, True], ids=["half-sent", "written-unanswered"])
def test_killed_in_the_middle_of_a_bulk(own_node: Node, tmp_path: Path, answered: bool) -> None:
    settings_plain = settings_for(tmp_path, own_node.url, f"killed{int(answered)}")
    keep(settings_plain, range(1200))

    def kill(request: Request) -> Answer | None:
        if middle.bulks != 2:
            return None
        try:
            if answered:  # the server has written all of it, and nobody hears
                middle.pass_on(request)
            else:
                middle.pass_on(request, request.body[: len(request.body) // 2])
        finally:
            own_node.kill()
        raise Cut

    with between(own_node.server) as middle:
        settings = settings_for(tmp_path, middle.url, settings_plain.elastic.prefix)
        middle.meddle = kill
        said = sentence(keep_up(settings, wait=True))
        assert "the articles are safe" in said
        assert middle.bulks == 2
        own_node.start()
        own_node.wait()
        there = on_server(settings, own_node.server)
        assert len(there) >= 500  # what was answered outlives the kill
        assert keep_up(settings, wait=True) is None
        assert alike(settings, own_node.server) == 1200
