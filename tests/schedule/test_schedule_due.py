"""When sites are due: never two runs of one at once, never late while idle, missed runs once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sholu.jobs.schedule.due import (
    SPREAD,
    choose,
    first_due,
    jitter,
    longest,
    next_due,
    replanned,
    wake,
)
from sholu.store import Planned

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SITES = ("a", "b", "c", "d")
minutes = st.integers(5, 3000).map(lambda count: timedelta(minutes=count))


@given(st.sampled_from(SITES), st.integers(0, 10**9), minutes)
def test_jitter_is_small_and_the_same_each_time(site, seconds, interval):
    at = NOW + timedelta(seconds=seconds)
    first = jitter(site, at, interval)
    assert first == jitter(site, at, interval)
    assert timedelta() <= first <= interval * SPREAD


def test_sites_do_not_march_in_step():
    hour = timedelta(hours=1)
    assert len({jitter(f"site-{n}", NOW, hour) for n in range(50)}) == 50


@given(minutes, minutes)
def test_a_run_that_took_longer_than_the_interval_is_due_at_its_end(interval, took):
    due = next_due("a", NOW, interval, NOW + took)
    assert due >= NOW + max(interval, took)
    assert due <= NOW + max(longest(interval), took)


@given(minutes, st.integers(0, 100_000))
def test_what_was_missed_is_run_once(interval, missed_minutes):
    restart = NOW + timedelta(minutes=missed_minutes)
    row = Planned("a", NOW)
    assert choose([row], (), restart, 1) == ["a"]
    due = next_due("a", restart, interval, restart + timedelta(minutes=1))
    assert due > restart
    assert choose([row._replace(due=due, started=restart)], (), restart, 1) == []


@given(minutes, st.integers(-100_000, 100_000))
def test_a_new_site_is_due_now_or_after_a_run_by_hand(interval, ago):
    last = NOW - timedelta(minutes=ago)
    assert first_due("a", None, interval, NOW) == NOW
    assert NOW <= first_due("a", last, interval, NOW) <= NOW + longest(interval)


@given(minutes, st.integers(0, 10**6))
def test_a_shorter_interval_and_a_wrong_clock_are_planned_anew(interval, ahead):
    row = Planned("a", NOW + timedelta(minutes=ahead))
    due = replanned(row, interval, NOW) or row.due
    assert due <= NOW + longest(interval)
    assert replanned(row._replace(due=due), interval, NOW) is None


def test_the_one_that_waited_longest_since_its_run_goes_first():
    rows = [
        Planned("often", NOW - timedelta(hours=9), started=NOW),
        Planned("seldom", NOW - timedelta(hours=1), started=NOW - timedelta(days=1)),
        Planned("never", NOW),
        Planned("later", NOW + timedelta(seconds=1)),
    ]
    assert choose(rows, (), NOW, 9) == ["never", "seldom", "often"]
    assert choose(rows, {"never"}, NOW, 1) == ["seldom"]
    assert choose(rows, (), NOW, 0) == choose(rows, (), NOW, -1) == []


def test_who_has_nothing_to_do_wakes_for_the_next():
    hour = timedelta(hours=1)
    rows = [Planned("a", NOW - hour), Planned("b", NOW + hour), Planned("c", NOW + 2 * hour)]
    assert wake(rows, {}, NOW) == NOW + hour
    assert wake(rows, {"b": None}, NOW) == NOW + 2 * hour
    assert wake(rows, {"a": NOW + hour / 2}, NOW) == NOW + hour / 2
    assert wake(rows[:1], {"a": None}, NOW) is None


@st.composite
def histories(draw):
    """Intervals of sites, how long each of their runs takes, and when the scheduler is killed."""
    intervals = {site: draw(minutes) for site in SITES[: draw(st.integers(1, 4))]}
    lengths = draw(st.lists(st.integers(0, 600), min_size=30, max_size=30))
    kills = draw(st.sets(st.integers(1, 5000), max_size=4))
    return intervals, [timedelta(minutes=length) for length in lengths], sorted(kills)


@given(histories(), st.integers(1, 3))
def test_a_life_of_schedulers(history, parallel):
    """The scheduler's loop, over the real arithmetic, with crawls that only take time.

    No site runs twice at once; while a slot is free nobody who is due waits; a site is due within
    its interval and the jitter, or at the end of a longer run; a kill leaves due what it cut off.
    """
    intervals, lengths, kills = history
    killed = [NOW + timedelta(minutes=minute) for minute in kills]
    rows = {site: Planned(site, first_due(site, None, intervals[site], NOW)) for site in intervals}
    now, running = NOW, {}
    for length in lengths:
        if killed and now >= killed[0]:
            killed.pop(0)
            assert all(rows[site].due <= now for site in running)
            running.clear()
        for site in choose(rows.values(), running, now, parallel - len(running)):
            assert site not in running
            assert now >= rows[site].due
            rows[site] = rows[site]._replace(started=now)
            running[site] = now + length
        assert len(running) <= parallel
        if len(running) < parallel:
            assert [
                row for row in rows.values() if row.due <= now and row.site not in running
            ] == []
        ends = [*running.values(), wake(rows.values(), dict.fromkeys(running), now)]
        now = min(end for end in ends if end is not None)
        for site in [site for site, end in running.items() if end <= now]:
            started = rows[site].started
            due = next_due(site, started, intervals[site], now)
            assert now <= due <= max(started + longest(intervals[site]), now)
            rows[site] = rows[site]._replace(due=due)
            del running[site]
