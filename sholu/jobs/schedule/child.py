"""A command of sholu in a process of its own, under limits of time and memory.

RLIMIT_AS would not do: it counts addresses, and a crawl maps indexes, dictionaries and its store
that take no memory; RLIMIT_RSS is not held by Linux. So what is resident is looked at, once in a
while, over the whole session: the crawl, its workers, and whatever they start.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from sholu import clock
from sholu.jobs.schedule.memory import session_megabytes

LOOK = timedelta(seconds=2)
"""Between two looks at a child."""
_TAIL = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """`time` until a child is told to stop, `grace` from then until it is killed."""

    time: timedelta
    megabytes: int
    grace: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a child ended.

    `code` as Popen has it, negative for a signal; `limit` says past which it was, `told` that it
    was asked to stop; `row` is the JSON object it printed last, `said` the end of its errors.
    """

    started: datetime
    ended: datetime
    code: int
    limit: str = ""
    told: bool = False
    row: dict[str, Any] = field(default_factory=dict)
    said: str = ""

    @property
    def seconds(self) -> float:
        """How long it ran."""
        return (self.ended - self.started).total_seconds()


class Child:
    """One command; `run` it once. It has a session of its own: Ctrl-C is ours to pass on."""

    def __init__(self, command: list[str], limits: Limits, stop: asyncio.Event) -> None:
        self.command, self.limits, self.stop = command, limits, stop
        self.process: asyncio.subprocess.Process | None = None
        self.limit = ""
        self.kill_at: datetime | None = None

    async def run(self) -> Ended:
        """Start it, watch it, give how it ended."""
        started = clock.now()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            self.process = await asyncio.create_subprocess_exec(
                *python(), "-m", "sholu.cli.leash", str(os.getpid()), *self.command,
                stdin=asyncio.subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True,
            )  # fmt: skip
            try:
                code = await self._watch(self.process, started)
            finally:
                self.kill()  # what it left running
            return Ended(
                started=started,
                ended=clock.now(),
                code=code,
                limit=self.limit,
                told=self.kill_at is not None,
                row=_last_object(_text(out)),
                said=_text(err)[-_TAIL:].strip(),
            )

    async def _watch(self, process: asyncio.subprocess.Process, started: datetime) -> int:
        end, looked = asyncio.ensure_future(process.wait()), started
        while not end.done():
            waits: list[asyncio.Future[Any]] = [asyncio.ensure_future(clock.until(looked + LOOK))]
            if self.kill_at is None:
                waits.append(asyncio.ensure_future(self.stop.wait()))
            await asyncio.wait({end, *waits}, return_when=asyncio.FIRST_COMPLETED)
            for wait in waits:
                wait.cancel()
            if not end.done():
                looked = clock.now()
                self._look(process, started, looked)
        return end.result()

    def _look(self, process: asyncio.subprocess.Process, started: datetime, now: datetime) -> None:
        megabytes = session_megabytes(process.pid)
        if megabytes and megabytes > self.limits.megabytes:
            self.limit = f"took {megabytes} MB of {self.limits.megabytes}"
            self.kill_at = now
        elif self.kill_at is None and now - started > self.limits.time:
            self.limit = f"took longer than {_span(self.limits.time)}"
            self._tell(process, now)
        elif self.kill_at is None and self.stop.is_set():
            self._tell(process, now)
        if self.kill_at and now >= self.kill_at:
            self.kill()

    def _tell(self, process: asyncio.subprocess.Process, now: datetime) -> None:
        """Ask it to stop: the command alone, whose workers go on with what is in their hands."""
        self.kill_at = now + self.limits.grace
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it and everything it started."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def python() -> list[str]:
    """The interpreter, with the working folder on its path only where it is on ours."""
    here = "" in sys.path or str(Path.cwd()) in sys.path
    return [sys.executable] if here else [sys.executable, "-P"]


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")


def _last_object(text: str) -> dict[str, Any]:
    for line in reversed(text.splitlines()):
        with suppress(ValueError):
            row = json.loads(line)
            if isinstance(row, dict):
                return row
    return {}


def _span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    return f"{seconds // 3600} h" if seconds % 3600 == 0 else f"{seconds} s"
