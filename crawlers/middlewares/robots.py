"""robots.txt, read as RFC 9309 says where Scrapy is laxer."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

from sholu.health import failure_state


class RobotsForbid(IgnoreRequest):
    """A rule of the site's robots.txt forbids this address."""


class RobotsUnreachable(IgnoreRequest):
    """The host's robots.txt cannot be read, so that nothing may be fetched for now."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's middleware, but an unreachable robots.txt forbids all and a missing one nothing.

    Scrapy parses the body of an error page as if it were the rules (RFC 9309, 2.3.1.3-4).
    """

    def __init__(self, crawler: Crawler) -> None:
        """Know no host yet."""
        super().__init__(crawler)
        self._why: dict[str, str] = {}

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        known = isinstance(exc, RobotsUnreachable)
        self._why[netloc] = str(exc) if known else failure_state(type(exc).__name__, str(exc))[1]
        super()._robots_error(exc, netloc)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status == 429 or 300 <= response.status < 400:
            raise RobotsUnreachable(f"http {response.status}")  # as good as no answer: see below
        if response.status >= 400:
            response = response.replace(body=b"")
        await super()._parse_robots(response, netloc, request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Raise RobotsForbid where Scrapy raises a bare IgnoreRequest.

        Without rules, which is what Scrapy makes of any exception, raise RobotsUnreachable.
        """
        if rp is None:
            why = self._why.get(urlparse_cached(request).netloc, "no answer")
            raise RobotsUnreachable(f"robots.txt cannot be read: {why}")
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest as error:
            raise RobotsForbid(str(error)) from None
