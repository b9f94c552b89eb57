"""`sholu schedule` as a process: due times, signals, limits, health and metrics."""

from __future__ import annotations

import json
import signal
import socket
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from queue import Empty
from threading import Event

import pytest

from tests.crawl.harness import Answer, Crawl, Site, serving
from tests.schedule.driver import PATIENCE, Driver

pytestmark = pytest.mark.long

HOUR = timedelta(hours=1)
START = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Slow(Site):
    """A site that holds the request for a path until it may go on."""

    def __init__(self, id, articles=3):
        super().__init__(id, articles)
        self.hold: str | None = None
        self.asked_for, self.may_go = Event(), Event()

    def handle(self, request):
        if request.path == self.hold:
            self.asked_for.set()
            self.may_go.wait(PATIENCE)
        super().handle(request)


@pytest.fixture
def site(tmp_path):
    found = Slow("proba")
    found.profile(tmp_path / "sites")
    profile = tmp_path / "sites" / "proba.yml"
    text = profile.read_text(encoding="utf-8")
    profile.write_text(text.replace("delay: 2.0", "delay: 2.0, interval: 6h"), encoding="utf-8")
    return found


@pytest.fixture
def driver(tmp_path, site):
    with serving(site) as address:
        crawl = Crawl(tmp_path, address, site)
        crawl.env["SHOLU_CRAWL__WORKERS"] = "1"
        crawl.env["SHOLU_CRAWL__SOFT_SECONDS"] = "9"
        driver = Driver(crawl, START)
        yield driver
        site.may_go.set()
        if driver.process and driver.process.poll() is None:
            driver.kill()
        driver.wait_for_others()


def run_while_moving(driver, step=timedelta(seconds=30)):
    """The next run, for which the clock has to go on."""
    while True:
        try:
            event = driver.events.get(timeout=0.1)
        except Empty:
            driver.move(driver.now + step)
            continue
        if event["event"] in ("run", "end"):
            return event


def issues(driver):
    return [(item["slug"], item["site"]) for item in driver.crawl.issues()]


def runs(driver):
    with driver.crawl.store() as store:
        return [run.outcome for run in reversed(store.runs("proba"))]


def test_at_its_interval_and_after_a_restart_when_it_was_due(driver):
    driver.start("proba")
    (run,) = driver.runs("proba")
    assert (run["outcome"], run["dispositions"], run["left"]) == ("finished", {"stored": 3}, 0)
    row = driver.agenda()["proba"]
    assert (row.outcome, row.started, row.success) == ("finished", START, START)
    assert START + 6 * HOUR <= row.due <= START + 6.6 * HOUR
    assert driver.stop(signal.SIGINT) == 0
    assert driver.agenda()["proba"] == row

    driver.start("proba")
    assert "proba at" in driver.next("note")["message"]
    driver.move(row.due - timedelta(seconds=1))
    second = driver.crawl.command("schedule", **driver.env)
    assert second.code == 2
    assert second.err.startswith("sholu: schedule is held by process ")
    assert second.err.count("\n") == 1
    assert driver.events.empty()
    driver.move(row.due + 30 * HOUR)  # five were missed
    (run,) = driver.runs("proba")
    assert run["started"] == (row.due + 30 * HOUR).isoformat().replace("+00:00", "Z")
    assert driver.agenda()["proba"].due > driver.now
    driver.stop()
    assert runs(driver) == ["finished"] * 2


def test_once_runs_what_is_due_and_says_when_it_went_wrong(driver, site):
    first = driver.crawl.command("schedule", "proba", "--once", **driver.env)
    assert first.code == 0, first.err
    assert "2026-11-20 17:00:00 proba finished in 0 s; 3 pages (3 stored); ok" in first.out
    again = driver.crawl.command("schedule", "proba", "--once", **driver.env)
    assert (again.code, again.out.count("\n")) == (0, 1)
    driver.move(START + 240 * HOUR)
    site.answers["/rss.xml"] = Answer(status=500)
    bad = driver.crawl.command("schedule", "proba", "--once", **driver.env)
    assert bad.code == 1
    assert "proba failed in 0 s" in bad.out
    assert runs(driver) == ["finished"] * 2


def test_sigterm_finishes_the_page_and_the_next_scheduler_goes_on(driver, site):
    site.hold = site.paths[1]
    driver.start("proba")
    assert site.asked_for.wait(PATIENCE)
    driver.process.terminate()
    while "stopping; waiting for proba" not in driver.next("note")["message"]:
        pass
    site.may_go.set()
    (run,) = driver.runs("proba")
    assert run["outcome"] == "stopped"
    assert driver.ended() == 0
    with driver.crawl.store() as store:
        assert store.record(f"https://{site.host}{site.paths[1]}")
    assert driver.agenda()["proba"].due == START

    driver.start("proba")
    (run,) = driver.runs("proba")
    assert run["outcome"] == "finished"
    driver.stop()
    with driver.crawl.store() as store:
        assert store.count("proba") == 3
    asked = [hit.path for hit in site.log if hit.path in site.paths and not hit.conditional]
    assert sorted(asked) == sorted(site.paths)
    assert runs(driver) == ["stopped", "finished"]


def test_a_second_signal_kills(driver, site):
    site.hold = site.paths[0]
    driver.start("proba")
    assert site.asked_for.wait(PATIENCE)
    driver.process.terminate()
    while "stopping" not in driver.next("note")["message"]:
        pass
    driver.process.terminate()
    (run,) = driver.runs("proba")
    assert (run["outcome"], run["why"]) == ("stopped", "killed: it did not stop in time")
    assert driver.ended() == 0
    driver.wait_for_others()


def test_a_hung_crawl_is_stopped_past_its_time_and_killed_past_its_grace(driver, site):
    site.hold = "/rss.xml"
    driver.start("proba", SHOLU_CRAWL__TIMEOUT="3600", SHOLU_SCHEDULE__MAX_TIME="1h")
    assert site.asked_for.wait(PATIENCE)
    driver.move(START + HOUR)
    assert driver.agenda()["proba"].outcome is None
    run = run_while_moving(driver)
    assert (run["outcome"], run["why"]) == ("limit", "took longer than 1 h")
    assert ("run.limit", "proba") in issues(driver)
    driver.wait_for_others()
    row = driver.agenda()["proba"]
    assert (row.outcome, row.success) == ("limit", None)

    site.may_go.set()
    driver.move(max(row.due, driver.now))
    (run,) = driver.runs("proba")
    assert (run["outcome"], run["dispositions"]) == ("finished", {"stored": 3})
    assert driver.stop() == 0


def test_a_crawl_that_takes_too_much_memory_is_killed(driver, site):
    site.hold = site.paths[1]
    driver.start("proba", SHOLU_SCHEDULE__MAX_MEMORY="100")
    assert site.asked_for.wait(PATIENCE)
    run = run_while_moving(driver)
    assert run["outcome"] == "limit"
    assert run["why"].startswith("took ")
    assert run["why"].endswith(" MB of 100")
    assert ("run.limit", "proba") in issues(driver)
    driver.wait_for_others()
    assert driver.stop() == 0


def test_a_site_that_somebody_crawls_by_hand_waits_its_turn(driver, site):
    site.hold = site.paths[1]
    by_hand = driver.crawl.start("crawl", "proba", **driver.env)
    assert site.asked_for.wait(PATIENCE)
    with driver.crawl.store() as store:
        (run,) = store.runs("proba")
    driver.start("proba")
    assert "proba at" in driver.next("note")["message"]
    due = driver.agenda()["proba"].due
    assert run.started + 6 * HOUR <= due <= run.started + 6.6 * HOUR
    driver.move(due)
    assert "proba waits: site-proba is held by process" in driver.next("note")["message"]
    site.may_go.set()
    by_hand.communicate(timeout=PATIENCE)
    driver.move(due + timedelta(minutes=1))
    (run,) = driver.runs("proba")
    assert run["outcome"] == "finished"
    assert driver.stop() == 0


def test_a_profile_that_breaks_is_named_and_its_crawls_are_refused(driver):
    driver.start("proba")
    driver.runs("proba")
    profile = driver.crawl.folder / "sites" / "proba.yml"
    profile.write_text(profile.read_text(encoding="utf-8") + "nonsense: 1\n", encoding="utf-8")
    driver.move(driver.agenda()["proba"].due)
    note = driver.next("note")["message"]
    assert "nonsense" in note
    assert note.endswith("; the profile counts as it was")
    (run,) = driver.runs("proba")
    assert run["outcome"] == "refused"
    assert "nonsense" in run["why"]
    assert ("run.refused", "proba") in issues(driver)
    assert driver.agenda()["proba"].due > driver.now
    assert driver.stop() == 0


def ask(address, path):
    try:
        with urllib.request.urlopen(f"http://{address}{path}", timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def value(text, sample):
    (line,) = [line for line in text.splitlines() if line.startswith(f"{sample} ")]
    return float(line.rpartition(" ")[2])


def test_health_and_metrics(driver, site):
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
        taken = driver.crawl.command(
            "schedule", "proba", SHOLU_SCHEDULE__LISTEN=address, **driver.env
        )
        assert (taken.code, taken.err.count("\n")) == (2, 1)
        assert f"nobody can listen at {address}" in taken.err
    driver.start("proba", SHOLU_SCHEDULE__LISTEN=address)
    driver.runs("proba")
    status, text = ask(address, "/health")
    answer = json.loads(text)
    assert (status, answer["ok"], answer["problems"]) == (200, True, [])
    assert answer["sites"]["proba"]["outcome"] == "finished"
    status, text = ask(address, "/metrics")
    assert status == 200
    assert value(text, "sholu_scheduler_up") == 1
    assert value(text, 'sholu_pages_total{disposition="stored",site="proba"}') == 3
    assert value(text, 'sholu_runs_total{outcome="finished",what="proba"}') == 1
    assert value(text, 'sholu_run_seconds_count{what="proba"}') == 1
    assert value(text, 'sholu_last_success_time_seconds{site="proba"}') == START.timestamp()
    assert value(text, 'sholu_articles{site="proba"}') == 3
    assert value(text, 'sholu_site_state{site="proba",state="ok"}') == 1
    assert value(text, 'sholu_sources{site="proba",state="ok"}') == 1
    assert value(text, 'sholu_target_backlog{target="tantivy"}') == 0
    assert value(text, 'sholu_due_time_seconds{site="proba"}') > START.timestamp()
    assert ask(address, "/live") == (200, "alive\n")
    assert ask(address, "/other")[0] == 404

    site.answers["/rss.xml"] = Answer(status=404)
    due = START + 100 * HOUR
    for _ in range(3):
        driver.move(due)
        (run,) = driver.runs("proba")
        due = driver.agenda()["proba"].due
    assert run["outcome"] == "failed"
    status, text = ask(address, "/health")
    answer = json.loads(text)
    assert (status, answer["ok"]) == (503, False)
    assert ask(address, "/live")[0] == 200
    assert answer["problems"][0].startswith("proba: its last run failed: nothing new for ")
    assert answer["problems"][1].startswith("proba is dead")
    assert value(ask(address, "/metrics")[1], 'sholu_site_state{site="proba",state="dead"}') == 1
    assert driver.stop() == 0


def test_an_index_that_lags_is_brought_up_to_date(driver):
    driver.start("proba")
    driver.runs("proba")
    with driver.crawl.store() as store:
        store.move_cursor("tantivy", 0)
    driver.move(START + timedelta(minutes=2))
    event = driver.next("index")
    assert (event["outcome"], event["why"]) == ("finished", "")
    with driver.crawl.store() as store:
        assert store.backlog("tantivy", ("article",)) == 0
    assert driver.stop() == 0
