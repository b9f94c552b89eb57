"""A scheduler whose store is locked, whose disk is full, or that breaks: it leaves no orphans."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sqlite3
from datetime import UTC, datetime, timedelta
from threading import Event

import psutil
import pytest

from sholu import clock, locks
from sholu.jobs.schedule import child, runner
from sholu.jobs.schedule.outcome import Outcome
from sholu.jobs.schedule.runner import Scheduler
from sholu.jobs.schedule.trouble import LONGEST, SHORTEST, Trouble, sentence
from sholu.settings import load_settings
from sholu.store import Store
from tests.crawl.harness import Crawl, Site, serving
from tests.schedule.driver import Driver

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Slow(Site):
    """Holds the request for its first article until it may go on."""

    asked_for, may_go = Event(), Event()

    def handle(self, request):
        if request.path == self.paths[0]:
            self.asked_for.set()
            self.may_go.wait(300)
        super().handle(request)


@pytest.fixture
def driver(tmp_path, monkeypatch):
    """The folder and the clock; the scheduler runs in the test's own process, its crawls do not."""
    site = Slow("proba", articles=1)
    site.asked_for, site.may_go = Event(), Event()
    with serving(site) as address:
        crawl = Crawl(tmp_path, address, site)
        crawl.env["SHOLU_CRAWL__WORKERS"] = "1"
        driver = Driver(crawl, NOW)
        for name, value in (crawl.env | driver.env).items():
            monkeypatch.setenv(name, value)
        yield driver
        site.may_go.set()


@pytest.fixture
def scheduler(driver):
    """One that waits a millisecond for a locked store; what it tells is in `told`."""
    settings = load_settings()
    with Store(settings.store_file, zone=settings.zone) as store:
        store.db.execute("PRAGMA busy_timeout = 1")
        made = Scheduler(settings, store, ["proba"], tell=print, parallel=1, once=True)
        made.told = []
        made.tell = made.told.append
        yield made


@pytest.fixture
def locker(driver, scheduler):
    """Another connection, to lock the store with."""
    locker = sqlite3.connect(driver.data / "sholu.sqlite", isolation_level=None)
    yield locker
    locker.close()


def lines(scheduler):
    return [what.line() if isinstance(what, Outcome) else what for what in scheduler.told]


def test_the_wait_doubles_until_all_is_well():
    trouble = Trouble()
    assert [trouble.again() for _ in range(8)][::7] == [SHORTEST, LONGEST]
    trouble.over()
    assert trouble.again() == SHORTEST
    error = sqlite3.OperationalError("database\nis locked")
    assert sentence(error, SHORTEST) == (
        "the scheduler cannot go on: database is locked; it tries again in 10 s"
    )


@pytest.mark.long
def test_a_locked_store_is_waited_for(driver, scheduler, locker, monkeypatch):
    scheduler.store.plan("proba", NOW)
    driver.crawl.sites[0].may_go.set()
    locker.execute("BEGIN EXCLUSIVE")
    told = []

    def tell(what):
        scheduler.told.append(what)
        if isinstance(what, str) and "locked" in what:
            told.append(what)
            if len(told) == 2:
                locker.execute("ROLLBACK")
            driver.move(driver.now + 2 * len(told) * SHORTEST)

    judged = runner.judged

    def judged_and_locked(*args):
        locker.execute("BEGIN EXCLUSIVE")  # when the crawl is over and is to be noted
        monkeypatch.setattr(runner, "judged", judged)
        told.clear()
        return judged(*args)

    monkeypatch.setattr(runner, "judged", judged_and_locked)
    scheduler.tell = tell
    assert asyncio.run(scheduler.run())
    _hello, *said, run = lines(scheduler)
    wait = "the scheduler cannot go on: database is locked; it tries again in"
    assert said == [f"{wait} 10 s", f"{wait} 20 s"] * 2
    assert "proba finished" in run
    row = scheduler.store.agenda()["proba"]
    assert (row.outcome, row.started < row.due) == ("finished", True)
    assert [run.outcome for run in scheduler.store.runs("proba")] == ["finished"]


@pytest.mark.long
def test_a_process_that_cannot_be_started_is_tried_again(driver, scheduler, monkeypatch):
    driver.crawl.sites[0].may_go.set()
    start, full = child.tempfile.TemporaryFile, os.strerror(errno.ENOSPC)

    def no_space():
        raise OSError(errno.ENOSPC, full)

    def tell(what):
        scheduler.told.append(what)
        if isinstance(what, str) and full in what:
            monkeypatch.setattr(child.tempfile, "TemporaryFile", start)
            driver.move(driver.now + SHORTEST)
            raise OSError(errno.ENOSPC, full)  # the log is on the same disk

    monkeypatch.setattr(child.tempfile, "TemporaryFile", no_space)
    scheduler.tell = tell
    assert asyncio.run(scheduler.run())
    _hello, said, run = lines(scheduler)
    assert said.count("\n") == 0
    assert f"{full}; it tries again in 10 s" in said
    assert "proba finished" in run


@pytest.mark.long
@pytest.mark.parametrize("fault", [RuntimeError("a fault of our own"), BrokenPipeError()])
def test_one_that_breaks_stops_its_crawls_and_waits_for_them(driver, scheduler, monkeypatch, fault):
    site = driver.crawl.sites[0]
    look = scheduler._look

    def broken():
        look()
        if scheduler.running:
            raise fault

    stop = child.Child._tell

    def told_to_stop(*args):
        stop(*args)
        site.may_go.set()

    async def asked(instant):
        """Wait for the crawl, and not for the clock."""
        while not site.asked_for.is_set() or site.may_go.is_set():
            await asyncio.sleep(0.02)

    monkeypatch.setattr(scheduler, "_look", broken)
    monkeypatch.setattr(child.Child, "_tell", told_to_stop)
    monkeypatch.setattr(clock, "until", asked)
    before = psutil.Process().children(recursive=True)  # another test's process pool may have any
    with pytest.raises(type(fault)):
        asyncio.run(scheduler.run())
    assert driver.others() == []
    assert scheduler.store.agenda()["proba"].outcome == "stopped"
    (run,) = scheduler.store.runs("proba")
    assert run.outcome == "stopped"  # by SIGTERM: it came to its end
    assert psutil.Process().children(recursive=True) == before


def test_a_site_that_is_held_is_told_of_once_a_holding(driver, scheduler, monkeypatch):
    scheduler.once, looks = False, []

    async def jump(instant):
        """Nobody waits: the clock goes to where it is waited for."""
        looks.append(instant)
        driver.move(instant)
        if len(looks) == 3:
            holder.close()
            holding()
        if len(looks) == 6:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()

    def holding():
        nonlocal holder
        holder = locks.hold(scheduler.settings.lock_folder, "site-proba").gen
        next(holder)

    holder = None
    holding()
    monkeypatch.setattr(clock, "until", jump)
    assert asyncio.run(scheduler.run())
    holder.close()
    said = [line for line in lines(scheduler) if "proba waits" in line]
    assert len(said) == len(set(said)) == 2
    assert looks[-1] >= NOW + 5 * MINUTE
