"""Answer the requests to some hosts from a server on this machine instead of the network.

Every request of a crawl passes here, so here a host gets its delay, and rest where it asks for
it. The demo and the tests crawl real addresses through the real profiles so. Only addresses of this
machine can stand in (sholu.settings refuses others).
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.middlewares.pace import Pace
from crawlers.middlewares.retry_after import Rests

_MANNERS: WeakKeyDictionary[Crawler, tuple[Rests, Pace]] = WeakKeyDictionary()
"""Those of each crawl: http and https have handlers of their own."""


def _manners(crawler: Crawler) -> tuple[Rests, Pace]:
    return _MANNERS.setdefault(crawler, (Rests(crawler), Pace(crawler)))


class LoopbackHandler(HTTP11DownloadHandler):
    """Scrapy's own handler; for a mapped host it asks the stand-in, under the host's name."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.rests, self.pace = _manners(crawler)
        self.mapping: dict[str, str] = dict(crawler.settings.getdict("SHOLU_LOOPBACK"))

    async def download_request(self, request: Request) -> Response:
        """The answer to the request; its address is the one asked for. Raises HostRests."""
        async with self.pace.turn(request.url):
            await self.rests.over(request.url)
            await self.pace.over(request.url)
            try:
                response = await self._ask(request)
            finally:
                self.pace.note(request.url)
            self.rests.note(request.url, response)  # before the host's next request goes out
            return response

    async def _ask(self, request: Request) -> Response:
        parts = urlsplit(request.url)
        stand_in = self.mapping.get(parts.hostname or "")
        if stand_in is None:
            return await super().download_request(request)
        inner = request.replace(url=urlunsplit(parts._replace(scheme="http", netloc=stand_in)))
        inner.headers["Host"] = parts.netloc
        response = await super().download_request(inner)
        return response.replace(url=request.url)
