"""A scheduler that a test starts, listens to, and kills, under a clock that the test moves."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from datetime import datetime
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import psutil

from sholu.store import Planned
from tests.crawl.harness import Crawl

PATIENCE = 300
"""Seconds after which a test that waits for the scheduler fails; nothing takes that long."""


class Driver:
    """`events` gets what the scheduler prints, and what a test puts in."""

    def __init__(self, crawl: Crawl, now: datetime) -> None:
        self.crawl = crawl
        self.clock = crawl.folder / "clock"
        self.env = {"SHOLU_CLOCK": str(self.clock)}
        self.events: Queue[dict[str, Any]] = Queue()
        self.process: subprocess.Popen[bytes] | None = None
        self.now = now
        self.move(now)

    def move(self, now: datetime) -> None:
        """Move the clock; the file is replaced, as it is read at every moment."""
        self.now = now
        fresh = self.clock.with_suffix(".new")
        fresh.write_text(now.isoformat())
        fresh.replace(self.clock)

    def start(self, *args: str, **env: str) -> None:
        self.process = self.crawl.start("schedule", "--json", *args, **self.env, **env)
        Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout
        for line in process.stdout:
            if line.endswith(b"\n"):  # a killed one may leave half a line
                self.events.put(json.loads(line))
        self.events.put({"event": "end"})

    def next(self, event: str) -> dict[str, Any]:
        """The next such event; the others before it are passed over."""
        while True:
            found = self.events.get(timeout=PATIENCE)
            if found["event"] == event:
                return found
            if found["event"] == "end":
                raise AssertionError(f"the scheduler ended: {self.said()}")

    def said(self) -> str:
        assert self.process
        assert self.process.stderr
        return self.process.stderr.read().decode()[-2000:]

    def runs(self, *sites: str) -> list[dict[str, Any]]:
        """The next run of each of these sites."""
        found: dict[str, dict[str, Any]] = {}
        while set(sites) - found.keys():
            run = self.next("run")
            found[run["site"]] = run
        return list(found.values())

    def kill(self) -> None:
        """SIGKILL for the scheduler."""
        assert self.process
        self.process.kill()
        self._close()

    def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.process
        self.process.send_signal(number)
        return self._close()

    def ended(self) -> int:
        """The exit code of one that was told to stop already."""
        return self._close()

    def _close(self) -> int:
        assert self.process
        assert self.process.stderr
        code = self.process.wait(PATIENCE)
        while self.events.get(timeout=PATIENCE)["event"] != "end":
            pass
        assert self.process.stdout
        self.process.stdout.close()
        self.process.stderr.close()
        return code

    def holder(self, site: str) -> int | None:
        """The process that crawls a site; None between its end and the scheduler's next look."""
        note = (self.crawl.folder / "data" / "locks" / f"site-{site}.holder").read_text()
        found = re.match(r"process (\d+) ", note)
        return int(found[1]) if found else None

    def others(self) -> list[psutil.Process]:
        """Processes that work on the data, the scheduler apart."""
        own = self.process.pid if self.process else 0
        return [
            process
            for process in psutil.process_iter()
            if process.pid not in (own, os.getpid()) and _data(process) == self.data
        ]

    @property
    def data(self) -> Path:
        return self.crawl.folder / "data"

    def wait_for_others(self) -> None:
        """Until whatever a killed scheduler had started has ended."""
        _gone, alive = psutil.wait_procs(self.others(), timeout=PATIENCE)
        assert not alive

    def agenda(self) -> dict[str, Planned]:
        if not (self.data / "sholu.sqlite").exists():
            return {}
        with self.crawl.store() as store:
            return store.agenda()


def _data(process: psutil.Process) -> Path | None:
    try:
        return Path(process.environ()["SHOLU_DATA"])
    except (psutil.Error, KeyError):
        return None
