"""Where no worker can be had, a page fails and says so; nothing else does."""

from __future__ import annotations

import asyncio

from crawlers import pool
from crawlers.page import Page
from crawlers.worker import Desk
from sholu import clock


def test_a_fork_server_that_cannot_start_fails_the_page(monkeypatch):
    def refuse() -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(pool, "_join_forks", refuse)
    readers = pool.Pool(Desk(), workers=1, hard_seconds=5)
    page = Page(url="https://example.kz/1", body=b"<p>x", site="", fetched=clock.now())
    try:
        reading = asyncio.run(readers.read(page))
    finally:
        readers.close()
    assert reading.rejected is not None
    assert reading.rejected.reason == "no reader: BlockingIOError"
    assert pool._users == 0
