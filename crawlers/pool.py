"""The workers: processes that read pages, killed one by one when a page hangs them."""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
from collections.abc import Callable
from concurrent.futures import CancelledError
from dataclasses import replace

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
        self._hard_seconds = hard_seconds
        self._pool = ProcessPool(
            max_workers=workers,
            max_tasks=RECYCLE,
            initializer=start_worker,
            initargs=(desk,),
            context=multiprocessing.get_context("spawn"),
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
        future = self._pool.schedule(self._job, args=[page], timeout=self._hard_seconds)
        reading: Reading = await asyncio.wrap_future(future)
        return reading

    def close(self) -> None:
        """Stop the workers; what they were reading is lost to this run, and found again."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _failed(page: Page, reason: str) -> Reading:
    note = issue("page.failed", f"the reader: {reason}", site=page.site, url=page.url)
    return Reading(rejected=Rejected(disposition="failed", reason=reason), issues=(note,))


def _forget_main() -> None:
    """Keep spawned workers from importing the program's main script again.

    They need nothing of it, and under `scrapy crawl` it would bring Scrapy into every worker.
    """
    main = sys.modules["__main__"]
    if getattr(main, "__spec__", None) is None and hasattr(main, "__file__"):
        del main.__file__
