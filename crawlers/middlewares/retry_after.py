"""A server that asks for patience gets it: the whole host waits, twice at most a request."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from sholu import clock

WAITS = 2
"""How often a request is put off before its page counts as blocked."""
DEFAULT_SECONDS = 60.0
"""The wait when a 429 names none."""
_STEP = 1.0  # a stopped crawl is noticed within this


class HostRests(IgnoreRequest):
    """The host asked for more patience than this run has, or the run was stopped meanwhile."""


class Rests:
    """Until when each host of a crawl is asked nothing.

    The download handler keeps it, where one request a host passes at a time: the requests that
    already wait for their turn rest too.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.longest = crawler.settings.getfloat("SHOLU_MAX_WAIT", 600.0)
        self.until: dict[str, datetime] = {}
        self.refused: dict[str, str] = {}

    def note(self, url: str, response: Response) -> None:
        """What the response asks of its whole host."""
        seconds = wait_seconds(response)
        if seconds is None:
            return
        host = urlsplit(url).hostname or ""
        if seconds > self.longest:
            self.refused[host] = f"asked to wait {seconds:.0f} seconds"
        else:
            self.until[host] = clock.now() + timedelta(seconds=seconds)

    async def over(self, url: str) -> None:
        """Wait until the host of the address may be asked. Raises HostRests."""
        host = urlsplit(url).hostname or ""
        if host in self.refused:
            raise HostRests(self.refused[host])
        while (until := self.until.get(host)) and (now := clock.now()) < until:
            if self.crawler.engine is None or not self.crawler.engine.running:
                raise HostRests("asked to wait, and the crawl was stopped")
            await clock.wait(min(_STEP, (until - now).total_seconds()))


class RetryAfter:
    """Asks again after a 429, or a 503 that names a time; the handler waits that time out."""

    def __init__(self, crawler: Crawler) -> None:
        self.longest = crawler.settings.getfloat("SHOLU_MAX_WAIT", 600.0)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """The response; or the request again, to be sent once the server's time is over."""
        seconds = wait_seconds(response)
        waits = request.meta.get("sholu_waits", 0)
        if seconds is None or waits >= WAITS or seconds > self.longest:
            return response
        return request.replace(meta={**request.meta, "sholu_waits": waits + 1}, dont_filter=True)


def wait_seconds(response: Response) -> float | None:
    """How long the server asks to wait; None if it does not ask.

    Retry-After is a number of seconds or a date (RFC 9110, 10.2.3); other values count as absent.
    """
    value = (response.headers.get("Retry-After") or b"").decode("latin-1").strip()
    if response.status != 429 and not (response.status == 503 and value):
        return None
    if value.isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return DEFAULT_SECONDS if response.status == 429 else None
