"""The workers: processes that read pages, killed one by one when a page hangs them.

They are forked from a server that has loaded what all of them need (crawlers.preload), and not
from the crawl: Scrapy, its threads and its files are in none of them.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from crawlers.page import Page, Reading
from crawlers.worker import Desk, start_worker, work
from sholu.article import Rejected
from sholu.issues import issue

RECYCLE = 500
"""Pages after which a worker is replaced: parsers' memory never grows without end."""


class Pool:
    """Reads pages in worker processes. `read` never raises and never blocks the event loop."""

    def __init__(
        self,
        desk: Desk,
        *,
        workers: int,
        hard_seconds: float,
        job: Callable[[Page], Reading] = work,
    ) -> None:
        """Workers start with the first page, and die of one that takes `hard_seconds`.

        `job` is what they do with it: crawlers.worker.work or look.
        """
        _forget_main()
        self._job = job
        self._begun = False
        self._hard_seconds = hard_seconds
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=RECYCLE,
            initializer=start_worker,
            initargs=(desk,),
            context=multiprocessing.get_context("forkserver"),
        )
        self._free = asyncio.Semaphore(2 * workers)

    async def read(self, page: Page) -> Reading:
        """The reading of a page; one that kills its worker is tried once more, the plain way.

        If that worker dies too, the page is `failed`: `timeout` or `worker died`. Nobody else's
        page is harmed.
        """
        async with self._free:
            try:
                return await self._once(page)
            except (TimeoutError, ProcessExpired):
                pass
            except Exception as error:  # no worker can be had at all
                return _failed(page, f"no reader: {type(error).__name__}")
            try:
                reading = await self._once(replace(page, plain=True))
            except TimeoutError:
                return _failed(page, "timeout")
            except (ProcessExpired, CancelledError):
                return _failed(page, "worker died")
            except Exception as error:
                return _failed(page, f"no reader: {type(error).__name__}")
            note = issue(
                "page.slow",
                f"killed its reader after {self._hard_seconds:g} s; read the plain way",
                site=page.site,
                url=page.url,
            )
            return replace(reading, issues=(*reading.issues, note))

    async def _once(self, page: Page) -> Reading:
        if not self._begun:
            _join_forks()
            self._begun = True
        future = self._pool.schedule(self._job, args=[page], timeout=self._hard_seconds)
        reading: Reading = await asyncio.wrap_future(future)
        return reading

    def close(self) -> None:
        """Stop the workers; what they were reading is lost to this run, and found again."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()
        if self._begun:
            self._begun = False
            _leave_forks()


def _failed(page: Page, reason: str) -> Reading:
    note = issue("page.failed", f"the reader: {reason}", site=page.site, url=page.url)
    return Reading(rejected=Rejected(disposition="failed", reason=reason), issues=(note,))


_users = 0


def _join_forks() -> None:
    """See that the fork server runs; from the thread that outlives it, with which it would die.

    It takes the environment from here, and lives as long as a pool needs it. A folder that is
    called as a package of ours and lies where sholu was started is not imported.
    """
    global _users
    multiprocessing.set_forkserver_preload(["crawlers.preload"])
    with _safe_path():
        forkserver.ensure_running()
    _users += 1


def _leave_forks() -> None:
    """The last pool ends the server, and waits: its CPU and its workers' is then part of ours.

    The standard library leaves its server to end by itself, and has no public name for this.
    """
    global _users
    _users -= 1
    server: Any = forkserver._forkserver
    if _users == 0 and server._forkserver_pid is not None:
        with suppress(ProcessLookupError):
            os.kill(server._forkserver_pid, signal.SIGKILL)
        server._stop()


@contextmanager
def _safe_path() -> Iterator[None]:
    """Keep a Python that is started in this block from importing what lies in its folder, unless
    this one does."""
    if {"", str(Path.cwd())} & set(sys.path) or "PYTHONSAFEPATH" in os.environ:
        yield
        return
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        del os.environ["PYTHONSAFEPATH"]


def _forget_main() -> None:
    """Keep spawned workers from importing the program's main script again.

    They need nothing of it, and under `scrapy crawl` it would bring Scrapy into every worker.
    """
    main = sys.modules["__main__"]
    if getattr(main, "__spec__", None) is None and hasattr(main, "__file__"):
        del main.__file__
