"""Under a steady load an index that moves on is not behind; one that stands is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sholu.jobs.schedule.backlog import LATE, PATIENCE, Help, places
from sholu.settings import Settings
from sholu.store import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(tmp_path):
    return Settings(data=tmp_path, index={"targets": ["elastic"]})


@pytest.fixture
def store(settings):
    with Store(settings.store_file, zone=settings.zone) as store:
        yield store


def a_minute(settings, store, help, at, *, moves):
    """A run begins; the index follows the one before, or does not; the scheduler looks."""
    if moves:
        store.move_cursor("elastic", store.last_seq())
    store.start_run("proba", "crawl", at)
    help.look(places(settings, store), at)


def test_an_index_that_moves_on_is_never_late_though_there_is_always_something_left(
    settings, store
):
    help, at = Help(), NOW
    while at < NOW + 3 * LATE:
        a_minute(settings, store, help, at, moves=True)
        assert places(settings, store)["elastic"].lacks == 1
        assert at - help.since["elastic"] < PATIENCE
        assert not help.needed(at, crawling=True)
        at += MINUTE

    stands = at - MINUTE  # it moved last then
    while at < stands + 2 * LATE:
        a_minute(settings, store, help, at, moves=False)
        assert help.since == {"elastic": stands}
        assert help.needed(at, crawling=True)
        at += MINUTE


def test_one_that_is_made_anew_has_its_time_too(settings, store):
    help = Help()
    for minute in range(2):
        a_minute(settings, store, help, NOW + minute * MINUTE, moves=True)
    store.move_cursor("elastic", 0)
    help.look(places(settings, store), NOW + 2 * MINUTE)
    assert help.since == {"elastic": NOW + MINUTE}
    store.move_cursor("elastic", 1)
    help.look(places(settings, store), NOW + 3 * MINUTE)
    assert help.since == {"elastic": NOW + 3 * MINUTE}
    store.move_cursor("elastic", store.last_seq())
    help.look(places(settings, store), NOW + 4 * MINUTE)
    assert help.since == {}
