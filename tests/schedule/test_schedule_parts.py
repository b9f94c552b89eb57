"""The scheduler's parts that need no crawl: profiles, outcomes, limits, backlog, health."""

from __future__ import annotations

import asyncio
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawlers.site import Manners, load_site
from sholu.errors import UserError
from sholu.health import STATES, SiteState
from sholu.jobs.schedule.answer import turns
from sholu.jobs.schedule.backlog import LATE, PATIENCE, Help, Place
from sholu.jobs.schedule.child import Child, Ended, Limits
from sholu.jobs.schedule.memory import session_megabytes
from sholu.jobs.schedule.outcome import INDEX, OUTCOMES, judged
from sholu.jobs.schedule.roster import Roster, interval
from sholu.jobs.schedule.snapshot import SiteNow, Snapshot, health, problems
from sholu.jobs.sites import Overview
from sholu.store import Planned
from tests.crawl.harness import Site

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIMITS = Limits(time=HOUR, megabytes=1000, grace=timedelta(seconds=60))


def write(folder, name="proba", more=""):
    Site(name, 0).profile(folder, more)
    path = folder / f"{name}.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("delay: 2.0", "delay: 2.0, interval: 6h"), encoding="utf-8")
    stat = path.stat()
    write.age = getattr(write, "age", 0) + 1_000_000_000
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + write.age))
    return path


def test_the_interval_is_the_profiles(tmp_path):
    assert interval(load_site(write(tmp_path))) == 6 * HOUR
    assert Manners().interval == "30m"
    for wrong in ("4m", "10s", "often", "0d"):
        with pytest.raises(ValueError, match="interval"):
            Manners(interval=wrong)


def test_profiles_come_change_break_and_go_while_it_runs(tmp_path):
    write(tmp_path)
    roster = Roster([tmp_path])
    found, faults = roster.sites()
    assert {"proba", "lada_kz", "zakon_kz"} <= found.keys()
    assert faults == []
    path = write(tmp_path, "drugaya")
    assert "drugaya" in roster.sites()[0]
    write(tmp_path, "drugaya", "\nnonsense: true\n")
    found, faults = roster.sites()
    assert interval(found["drugaya"]) == 6 * HOUR  # as it was
    assert ["nonsense" in fault for fault in faults] == [True]
    assert roster.sites()[1] == []  # told once
    write(tmp_path, "drugaya", "\nstatus: paused\n")
    assert "drugaya" not in roster.sites()[0]
    path.unlink()
    assert "drugaya" not in roster.sites()[0]


def test_sites_that_were_named_must_be_there(tmp_path):
    write(tmp_path)
    assert list(Roster([tmp_path], ["proba"]).sites()[0]) == ["proba"]
    with pytest.raises(UserError, match="unknown site probaa; did you mean proba"):
        Roster([tmp_path], ["probaa"])
    write(tmp_path, "proba", "\nstatus: paused\n")
    with pytest.raises(UserError, match="proba is paused"):
        Roster([tmp_path], ["proba"])
    write(tmp_path, "proba", "\nnonsense: true\n")
    with pytest.raises(UserError, match="nonsense"):
        Roster([tmp_path], ["proba"])


ROW = {"outcome": "finished", "pages": 3, "dispositions": {"stored": 3}, "left": 0, "state": "ok"}


@pytest.mark.parametrize(
    ("outcome", "why", "given"),
    [
        ("finished", "", {"code": 0, "row": ROW}),
        ("stopped", "", {"code": 0, "row": {**ROW, "outcome": "stopped"}}),
        ("stopped", "", {"code": 130}),
        ("stopped", "", {"code": 0, "row": ROW, "told": True}),
        ("stopped", "killed: it did not stop in time", {"code": -9, "told": True}),
        ("failed", "nothing new", {"code": 1, "row": {**ROW, "silent": "nothing new"}}),
        ("failed", "the index", {"code": 1, "row": {**ROW, "fault": "the index", "silent": "x"}}),
        ("refused", "no contact", {"code": 2, "said": "a warning\nsholu: no contact"}),
        ("limit", "took longer than 2 h", {"code": 0, "limit": "took longer than 2 h"}),
        ("died", "killed by SIGKILL", {"code": -9}),
        ("died", "ImportError: x", {"code": 1, "said": "Traceback\nImportError: x"}),
        ("died", "exit code 3", {"code": 3}),
    ],
)
def test_how_a_run_went(outcome, why, given):
    run = judged("lada_kz", Ended(started=NOW, ended=NOW + HOUR, **given))
    assert (run.outcome, run.why) == (outcome, why)
    assert run.outcome in OUTCOMES
    assert run.good == (outcome in ("finished", "stopped"))
    assert run.line().startswith(f"lada_kz {outcome} in 3600 s")
    assert run.object()["site"] == "lada_kz"


def test_a_line_says_what_came_of_a_run():
    run = judged("lada_kz", Ended(started=NOW, ended=NOW + HOUR, code=0, row=ROW))
    assert run.line() == "lada_kz finished in 3600 s; 3 pages (3 stored); ok"
    index = judged(INDEX, Ended(started=NOW, ended=NOW, code=0))
    assert (index.object()["event"], index.object()["site"]) == ("index", None)


def test_memory_is_that_of_the_whole_session():
    assert session_megabytes(os.getsid(0)) >= 10
    assert session_megabytes(2**30) == 0


def child(command, limits=LIMITS, told=False):
    async def run():
        stop = asyncio.Event()
        if told:
            stop.set()
        return await Child(command, limits, stop).run()

    return asyncio.run(run())


def test_a_child_gives_its_exit_code_and_what_it_printed(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOLU_DATA", str(tmp_path))
    ended = child(["check", "lada_kz", "--json"])
    assert (ended.code, ended.row["id"], ended.row["faults"]) == (0, "lada_kz", [])
    ended = child(["sites", "no_such_site"])
    assert ended.code == 2
    assert "no_such_site" in ended.said


def test_an_index_that_lags_gets_help_after_a_while():
    help = Help()
    assert not help.needed(NOW, crawling=False)
    help.look({"tantivy": Place(3, 7)}, NOW)
    assert help.needed(NOW, crawling=False)
    assert not help.needed(NOW, crawling=True)
    help.look({"tantivy": Place(5, 7)}, NOW + PATIENCE)
    assert help.since == {"tantivy": NOW}
    assert help.needed(NOW + PATIENCE, crawling=True)
    pauses = []
    at = NOW
    for _ in range(8):
        help.ended(at, good=False)
        later = next(m for m in range(1, 99) if help.needed(at + m * PATIENCE, crawling=False))
        pauses.append(later)
        at += later * PATIENCE
    assert pauses == [2, 4, 8, 16, 30, 30, 30, 30]
    help.ended(at, good=True)
    assert help.needed(at + PATIENCE, crawling=False)
    help.look({"tantivy": Place(0, 7)}, at)
    assert not help.needed(at + HOUR, crawling=False)


@pytest.fixture
def shot(tmp_path):
    """A site that is due in an hour and all is well."""
    site = load_site(write(tmp_path))
    overview = Overview(
        site=site,
        profiled=True,
        articles=5,
        left=0,
        last_run=NOW,
        last_counts={},
        sources=("one",),
        state=SiteState("ok", "", None),
    )
    planned = Planned("proba", NOW + HOUR, NOW - HOUR, "finished", "", 12.0, NOW - HOUR)
    now = SiteNow(overview=overview, planned=planned, running=False, newest=NOW)
    return Snapshot(
        now=NOW, sites={"proba": now}, running={}, behind={"tantivy": 0}, behind_since={}
    )


def with_site(shot, **changes):
    return replace(shot, sites={"proba": replace(shot.sites["proba"], **changes)})


def with_planned(shot, **changes):
    return with_site(shot, planned=shot.sites["proba"].planned._replace(**changes))


def test_all_is_well(shot):
    assert problems(shot) == []
    answer = health(shot)
    assert answer["ok"] is True
    assert answer["sites"]["proba"]["state"] == "ok"
    assert answer["sites"]["proba"]["last_success"] == NOW - HOUR


def test_a_site_is_late_after_half_its_interval(shot):
    assert problems(with_planned(shot, due=NOW - 2 * HOUR)) == []
    late = with_planned(shot, due=NOW - 4 * HOUR)
    assert problems(late) == ["proba is late by 4 h 0 min"]
    assert health(late)["ok"] is False
    assert problems(with_site(late, running=True)) == []


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_run_that_went_wrong_is_a_problem(shot, outcome):
    found = problems(with_planned(shot, outcome=outcome, why="because"))
    bad = outcome not in ("finished", "stopped")
    assert found == ([f"proba: its last run {outcome}: because"] if bad else [])


@pytest.mark.parametrize("state", STATES)
def test_a_state_that_is_not_well_is_a_problem(shot, state):
    overview = replace(shot.sites["proba"].overview, state=SiteState(state, "403", None))
    found = problems(with_site(shot, overview=overview))
    well = state in ("ok", "quiet")
    assert found == ([] if well else [f"proba is {state} (403): {STATES[state]}"])
    assert problems(with_site(shot, overview=replace(overview, sources=()))) == []


def test_an_index_behind_for_long_is_a_problem(shot):
    behind = replace(shot, behind={"tantivy": 7}, behind_since={"tantivy": NOW - LATE})
    assert problems(behind) == []
    behind = replace(behind, behind_since={"tantivy": NOW - 2 * LATE})
    assert problems(behind) == ["the index tantivy is 7 changes behind, and stands for 30 min"]


def test_a_loop_that_hangs_does_not_turn():
    loop, free = asyncio.new_event_loop(), threading.Event()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        assert turns(loop, 60)
        loop.call_soon_threadsafe(free.wait)
        assert not turns(loop, 0.1)
        free.set()
        assert turns(loop, 60)
    finally:
        free.set()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
