"""A server that asks for patience gets it: the whole host waits, twice at most a request."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from sholu import clock

WAITS = 2
"""How often a request is put off before its page counts as blocked."""
DEFAULT_SECONDS = 60.0
"""The wait when a 429 names none."""
_STEP = 1.0  # a stopped crawl is noticed within this


class RetryAfter:
    """Puts off a 429, and a 503 that names a time, and every other request to that host."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.longest = crawler.settings.getfloat("SHOLU_MAX_WAIT", 600.0)
        self.until: dict[str, datetime] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host may be asked again."""
        await self._wait(urlsplit(request.url).netloc)

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response; or the request again, once the server's time is over."""
        seconds = wait_seconds(response)
        waits = request.meta.get("sholu_waits", 0)
        if seconds is None or waits >= WAITS or seconds > self.longest:
            return response
        host = urlsplit(request.url).netloc
        self.until[host] = clock.now() + timedelta(seconds=seconds)
        if not await self._wait(host):
            return response
        return request.replace(meta={**request.meta, "sholu_waits": waits + 1}, dont_filter=True)

    async def _wait(self, host: str) -> bool:
        """Whether the wait was over before the crawl was stopped."""
        while (until := self.until.get(host)) and (now := clock.now()) < until:
            if self.crawler.engine is None or not self.crawler.engine.running:
                return False
            await clock.wait(min(_STEP, (until - now).total_seconds()))
        return True


def wait_seconds(response: Response) -> float | None:
    """How long the server asks to wait; None if it does not ask.

    Retry-After is a number of seconds or a date (RFC 9110, 10.2.3); other values count as absent.
    """
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if response.status != 429 and not (response.status == 503 and value):
        return None
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return DEFAULT_SECONDS if response.status == 429 else None
