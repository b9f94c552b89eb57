"""Filling a server anew while it is read and written: no gap, no part, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

from sholu import clock
from sholu.article import Record
from sholu.index import StaleIndex
from sholu.index.companions import COMPANIONS
from sholu.index.elastic import engine, generations, mapping
from sholu.index.elastic.calls import Door
from sholu.index.elastic.engine import ElasticIndex
from sholu.index.elastic.home import GRACE
from sholu.index.elastic.source import source
from sholu.index.targets import catch_up, open_target, rebuild_target, replay_target
from sholu.locks import Busy
from sholu.query import All
from sholu.settings import Settings
from sholu.store import Store
from tests.elasticsearch.backlog import alike, in_store, keep, on_server, settings_for
from tests.elasticsearch.commands import sholu
from tests.elasticsearch.servers import Server

PACE = 0.1
"""Seconds between two rounds of a thread, so that what they surround gets on too."""


@pytest.fixture
def settings(server: Server, prefix: str, tmp_path: Path) -> Settings:
    return settings_for(tmp_path, server.url, prefix)


@pytest.fixture
def move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Moves the clock on; until then it stands still."""
    file = tmp_path / "clock"
    file.write_text(clock.now().isoformat())
    monkeypatch.setenv(clock.VARIABLE, str(file))

    def on(span: timedelta) -> None:
        file.write_text((datetime.fromisoformat(file.read_text()) + span).isoformat())

    return on


def names(settings: Settings) -> dict[str, int]:
    """Generation -> how many indices it has."""
    found = generations.indices(Door.of(settings))
    return {generation: len(indices) for generation, indices in found.items()}


class Around:
    """Readers and a writer at work while something else is done."""

    def __init__(self, settings: Settings, least: int) -> None:
        self.settings, self.least = settings, least
        self.done = Event()
        self.searches = 0
        self.writes = 0
        self.faults: list[str] = []
        self.threads = [Thread(target=each) for each in (self.read, self.page, self.write)]

    def __enter__(self) -> Around:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        for thread in self.threads:
            thread.join()

    def read(self) -> None:
        """Open, count, aggregate, over and over, as separate commands do."""
        seen = self.least
        while not self.done.wait(PACE):
            try:
                index = open_target("elastic", self.settings)
                count = index.count(All())
                by_site = sum(bucket.articles for bucket in index.aggregate(All(), ["site"]))
                if count < seen or by_site < count:
                    self.faults.append(f"{seen} articles, then {count}, by site {by_site}")
                seen = max(seen, count)
                self.searches += 2
            except Exception as error:
                self.faults.append(f"read: {error!r}")

    def page(self) -> None:
        """Page through all with one open index, as a long export does."""
        index = open_target("elastic", self.settings)
        while not self.done.wait(PACE):
            try:
                after, found, more = None, 0, True
                while more:
                    page = index.search(All(), after=after, limit=100)
                    found += len(page.hits)
                    after, more = page.hits[-1].sort_key, page.cursor is not None
                    self.searches += 1
                if found < self.least:
                    self.faults.append(f"paged through {found}")
            except Exception as error:
                self.faults.append(f"page: {error!r}")

    def write(self) -> None:
        """Crawls that keep new articles and edits, and drain when they may."""
        while not self.done.wait(5 * PACE):
            try:
                start = self.least + 2 * self.writes
                keep(self.settings, range(start, start + 2))
                edited = 3 * self.writes % (self.least - 3)
                keep(self.settings, range(edited, edited + 3), edit=self.writes + 1)
                self.writes += 1
                catch_up(self.settings, wait=False)
            except Busy:
                pass
            except Exception as error:
                self.faults.append(f"write: {error!r}")


def reindex(settings: Settings) -> None:
    """As somebody does who is told that a crawl is at it."""
    while True:
        try:
            rebuild_target(settings, "elastic")
        except Busy:
            continue
        return


@pytest.mark.long
def test_nobody_notices_a_reindex(settings: Settings, server: Server) -> None:
    keep(settings, range(300))
    catch_up(settings, wait=True)
    with Around(settings, 300) as around:
        for _ in range(2):
            reindex(settings)
    assert around.faults == []
    assert around.searches > 10
    assert around.writes > 1
    catch_up(settings, wait=True)
    assert alike(settings, server) == 300 + 2 * around.writes


@pytest.mark.long
def test_a_changed_mapping_comes_in_without_a_gap(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(settings, range(200))
    catch_up(settings, wait=True)
    prefix = settings.elastic.prefix
    monkeypatch.setattr(mapping, "_KEYWORD", {"type": "keyword", "ignore_above": 1000})
    monkeypatch.setattr(generations, "FIRST", "v2")
    with pytest.raises(StaleIndex, match="sholu reindex --to elastic"):
        open_target("elastic", settings)
    done, counts = Event(), []

    def ask() -> None:  # by the alias, as Kibana and an older sholu do
        while not done.wait(PACE):
            counts.append(server.ask("GET", f"{prefix}-articles/_count")["count"])

    reader = Thread(target=ask)
    reader.start()
    rebuild_target(settings, "elastic")
    done.set()
    reader.join()
    assert set(counts) == {200}
    found = server.ask("GET", f"{prefix}-articles/_mapping")
    assert all(name.startswith(f"{prefix}-articles-v2-") for name in found)
    limits = {index["mappings"]["properties"]["url"]["ignore_above"] for index in found.values()}
    assert limits == {1000}
    assert alike(settings, server) == 200


def test_the_old_one_goes_when_no_search_can_need_it(
    settings: Settings, move: Callable[[timedelta], None]
) -> None:
    keep(settings, range(10))
    catch_up(settings, wait=True)
    began = open_target("elastic", settings)
    rebuild_target(settings, "elastic")
    assert set(names(settings)) == {"v1", "v1.1"}
    assert began.count(All()) == 10
    catch_up(settings, wait=True)
    assert set(names(settings)) == {"v1", "v1.1"}
    move(GRACE)
    catch_up(settings, wait=True)
    assert set(names(settings)) == {"v1.1"}


def test_the_tenth_comes_after_the_ninth(settings: Settings) -> None:
    door = Door.of(settings)
    for name in ("v1.9", "v1.10"):  # both are read where a swap was cut in two, by hand perhaps
        ElasticIndex.create(door, name)
    assert ElasticIndex.open(door).generation == "v1.10"
    assert generations.in_use(door) == "v1.10"
    assert generations.fresh(door) == "v1.11"


def test_killed_while_it_fills_the_old_one_stays(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(settings, range(10))
    catch_up(settings, wait=True)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(generations, "put_in_use", dies)
        with pytest.raises(KeyboardInterrupt):
            rebuild_target(settings, "elastic")
    assert set(names(settings)) == {"v1", "v1.1"}
    assert alike(settings, server) == 10
    keep(settings, range(10, 12))
    catch_up(settings, wait=True)
    assert set(names(settings)) == {"v1"}
    assert alike(settings, server) == 12


def test_killed_after_the_swap_nothing_is_lost(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(settings, range(10))
    catch_up(settings, wait=True)
    keep(settings, range(10, 20))

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "move_cursor", dies)
        with pytest.raises(KeyboardInterrupt):
            rebuild_target(settings, "elastic")
    assert alike(settings, server) == 20
    keep(settings, range(3), edit=1)
    catch_up(settings, wait=True)
    assert alike(settings, server) == 20


def test_one_that_refuses_what_the_old_one_took_is_not_put_in_use(
    settings: Settings, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(settings, range(12))
    catch_up(settings, wait=True)
    bad = sorted(in_store(settings))[:2]

    def broken(record: Record) -> bytes:
        sent = source(record)
        return sent.replace(b'"year":', b'"yeer":') if record.id in bad else sent

    def letters() -> list[str]:
        with Store(settings.store_file, zone=settings.zone) as store:
            return [letter.id for letter in store.dead_letters("elastic")]

    monkeypatch.setattr(engine, "source", broken)
    refused = sholu(settings, "reindex", "--to", "elastic")
    assert refused.code == 2
    assert refused.err.count("\n") == 1
    assert f"lacks 2 documents of the store ({bad[0]}, refused as" in refused.err
    assert "yeer" in refused.err
    assert (generations.in_use(Door.of(settings)), letters()) == ("v1", [])
    assert alike(settings, server) == 12
    assert sholu(settings, "reindex", "--to", "elastic", "--incomplete").code == 0
    assert letters() == bad
    assert len(on_server(settings, server)) == 10
    assert sholu(settings, "reindex", "--to", "elastic").code == 0  # they were refused before
    assert letters() == bad
    monkeypatch.undo()
    assert replay_target(settings, "elastic") == (2, 0)
    assert alike(settings, server) == 12


def test_what_goes_with_the_articles_is_moved_with_them(settings: Settings, server: Server) -> None:
    keep(settings, range(10))
    keep(settings, range(4), edit=1)
    catch_up(settings, wait=True)
    rebuild_target(settings, "elastic")
    prefix = settings.elastic.prefix
    aliases = server.ask("GET", f"_alias/{prefix}-*")
    used = {alias: name for name, there in aliases.items() for alias in there["aliases"]}
    assert {f"{prefix}-{kind}" for kind in COMPANIONS} < used.keys()
    assert all("-v1.1" in name for name in aliases)
    server.ask("POST", f"{prefix}-*/_refresh")
    assert server.ask("GET", f"{prefix}-revisions/_count")["count"] == 4
    assert len(in_store(settings)) == server.ask("GET", f"{prefix}-articles/_count")["count"]
