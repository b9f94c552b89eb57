"""The demo newsroom under `sholu schedule` for virtual days, with kills on the way.

`python -m tests.schedule.days 10` does ten days and prints what came of them; the test suite does
fewer. Nothing waits for real time: the clock is a file, moved when every site has had its turn.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from crawlers.archive import ArchiveReader
from crawlers.site import FOLDER
from sholu.demo.server import Serving, serve
from sholu.index.targets import open_target
from sholu.query import parse
from sholu.settings import Settings
from tests.crawl.harness import Crawl, Site
from tests.schedule.driver import Driver
from tests.schedule.paper import Paper

SITES = ("zakon_kz", "lada_kz", "inform_kz")
EVERY = timedelta(hours=6)
MISSED = 3
"""Intervals that pass while nobody runs the scheduler that was killed at rest."""

KILLS = ("scheduler", "crawl", "idle", "both", "at once")
"""The scheduler in the middle of a crawl; a crawl; the scheduler at rest; both of them; the
scheduler at the first request of a round."""


@dataclass
class Report:
    """What happened; `faults` is empty when nothing was lost or doubled."""

    days: float = 0.0
    rounds: int = 0
    runs: int = 0
    kills: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    articles: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        outcomes = ", ".join(f"{count} {name}" for name, count in self.outcomes.most_common())
        return (
            f"{self.days:.1f} days in {self.seconds:.0f} s: {self.rounds} rounds,"
            f" {self.runs} runs ({outcomes}), {len(self.kills)} kills, {self.articles} articles; "
            + ("; ".join(self.faults) or "nothing lost, nothing doubled")
        )


class Days:
    """A newsroom, a scheduler, and the time between them."""

    def __init__(
        self, folder: Path, server: Serving, paper: Paper, days: int, sites: Sequence[str]
    ) -> None:
        self.paper, self.report, self.sites = paper, Report(), sites
        self.start = paper.end - timedelta(days=days)
        paper.show(self.start)
        crawl = Crawl(folder, server.address, *(Site(id, 0, ("x",)) for id in self.sites))
        crawl.env["SHOLU_CRAWL__LOOPBACK"] = ",".join(f"{h}={server.address}" for h in server.hosts)
        crawl.env["SHOLU_CRAWL__WORKERS"] = "1"
        crawl.env["SHOLU_CRAWL__SOFT_SECONDS"] = "9"  # a busy machine is not what is tested
        for id in self.sites:
            text = (FOLDER / f"{id}.yml").read_text(encoding="utf-8")
            text, once = re.subn(r"manners: \{", "manners: {interval: 6h, ", text)
            text, twice = re.subn(r"^expect:$", "expect:\n  quiet_after: 90d", text, flags=re.M)
            assert (once, twice) == (1, 1), id  # a small newsroom may be quiet for days
            (folder / "sites" / f"{id}.yml").write_text(text, encoding="utf-8")
        self.driver = Driver(crawl, self.start)

    def live(self, kills: int) -> Report:
        """Go through the days, with so many kills spread over them."""
        begun = time.monotonic()
        every = (self.paper.end - self.start) / (kills + 1)
        plan = [(self.start + every * (n + 1), KILLS[n % len(KILLS)]) for n in range(kills)]
        self.driver.start(*self.sites)
        due = self.start
        while due <= self.paper.end:
            self._move(due)
            kill = plan.pop(0)[1] if plan and due >= plan[0][0] else None
            self._round(kill)
            due = max(row.due for row in self.driver.agenda().values())
        if (code := self.driver.stop()) != 0:
            self.report.faults.append(f"the scheduler ended with {code}")
        self.report.faults += self._compare()
        self.report.seconds = time.monotonic() - begun
        self.report.days = (self.driver.now - self.start) / timedelta(days=1)
        return self.report

    def _move(self, to: datetime) -> None:
        """What is published by then comes first, so that nothing is asked for too early."""
        self.paper.show(to)
        self.driver.move(to)

    def _round(self, kill: str | None) -> None:
        """Every site that is due has its turn, whatever is killed meanwhile."""
        self.report.rounds += 1
        self.report.kills += [kill] if kill else []
        if kill == "idle":
            self._wait(*self._due())
            self.driver.kill()
            self._move(self.driver.now + MISSED * EVERY)
            self.driver.start(*self.sites)
        elif kill:
            self._killed(kill)
        self._wait(*self._due())

    def _due(self) -> list[str]:
        agenda = self.driver.agenda()
        return [id for id in self.sites if id not in agenda or agenda[id].due <= self.driver.now]

    def _wait(self, *sites: str) -> None:
        for run in self.driver.runs(*sites):
            self._count(run)

    def _count(self, run: dict[str, Any]) -> None:
        self.report.runs += 1
        self.report.outcomes[run["outcome"]] += 1
        if run["outcome"] not in ("finished", "died"):
            self.report.faults.append(f"{run['site']} {run['outcome']}: {run['why']}")

    def _killed(self, kill: str) -> None:
        """Kill when the server has a request in its hands, so that a crawl is under way."""
        request = 1 if kill == "at once" else 6
        self.paper.stop_at(request, lambda host: self.driver.events.put({"event": "trap"}))
        while (event := self.driver.events.get(timeout=300))["event"] != "trap":
            if event["event"] == "run":
                self._count(event)
        holders = [self.driver.holder(id) for id in self.sites if self._crawling(id)]
        victims = [process for process in holders if process]
        if kill in ("crawl", "both"):
            os.kill(victims[0], signal.SIGKILL)
        if kill != "crawl":
            self.driver.kill()
        self.paper.go_on()
        if kill != "crawl":
            self.driver.wait_for_others()
            self.driver.start(*self.sites)

    def _crawling(self, site: str) -> bool:
        row = self.driver.agenda()[site]
        return row.started == self.driver.now and row.outcome is None

    def _compare(self) -> list[str]:
        """Store, index, archive and runs against what the newsroom published."""
        faults = []
        expected = (one for one in self.paper.expected() if one.site in self.sites)
        wanted = {one.url: one for one in expected if one.disposition == "stored"}
        settings = Settings(data=self.driver.data)
        with self.driver.crawl.store() as store:
            records = list(store.all_records())
            self.report.articles = len(records)
            urls = Counter(record.article.url for record in records)
            faults += [f"lost: {url}" for url in wanted.keys() - urls.keys()]
            faults += [f"not published: {url}" for url in urls.keys() - wanted.keys()]
            faults += [f"doubled: {url}" for url, count in urls.items() if count > 1]
            for record in records:
                one = wanted.get(record.article.url)
                if one and (record.article.title, record.article.text) != (one.title, one.text):
                    faults.append(f"changed: {one.url}")
                if record.revision != 1 or record.state != "live":
                    faults.append(f"{record.revision} revisions, {record.state}: {one and one.url}")
            hits = open_target("tantivy", settings).search(parse("*"), limit=1000)
            if sorted(hit.id for hit in hits.hits) != sorted(record.id for record in records):
                faults.append(f"the index has {hits.total} of {len(records)} articles")
            faults += [f"left: {id}" for id in self.sites if store.left(id, 0)]
            runs = [run for id in self.sites for run in reversed(store.runs(id, limit=1000))]
        faults += self._archive([record.raw for record in records], settings)
        cut_off = [run for run in runs if run.outcome is None]
        if len(cut_off) > len(self.report.kills) * len(self.sites):
            faults.append(f"{len(cut_off)} runs without an end")
        for before, after in pairwise(runs):
            late = after.started - before.started > (MISSED + 1) * EVERY * 1.11
            if before.site == after.site and late:
                faults.append(f"{after.site} was not crawled before {after.started}")
            if before.site == after.site and before.finished and before.finished > after.started:
                faults.append(f"{after.site}: two runs at {after.started}")
        return faults

    def _archive(self, raws: list[Any], settings: Settings) -> list[str]:
        reader = ArchiveReader(settings.archive_folder)
        faults = [f"archive: {raw}" for raw in raws if not reader.read(raw).body]
        left = [path.name for path in settings.archive_folder.iterdir() if path.suffix == ".open"]
        return faults + [f"archive: {name} was left open" for name in left]


def live(folder: Path, days: int, kills: int, sites: Sequence[str] = SITES) -> Report:
    """So many days of these sites in a folder."""
    paper = Paper(datetime.now(UTC))
    with serve(paper) as server:
        return Days(folder, server, paper, days, sites).live(kills)


def main() -> int:
    days = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else len(KILLS)
    with tempfile.TemporaryDirectory() as folder:
        report = live(Path(folder), days, kills)
    print(report)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
