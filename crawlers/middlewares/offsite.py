"""Requests that would leave the site's hosts end here; redirects bring nothing along.

Scrapy's own middleware drops a redirected request without telling its spider; here every page
must end in a disposition.
"""

from __future__ import annotations

from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest

_CONDITIONAL = ("If-None-Match", "If-Modified-Since")


class LeavesSite(IgnoreRequest):
    """A redirect leads to a host that is not the site's."""


class Offsite:
    """Raises LeavesSite where a request goes to a host the profile does not name."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Nothing, or LeavesSite.

        A redirect copies the whole request: the new host has a delay of its own, and what an
        address answered with says nothing of another one.
        """
        request.meta.pop("download_slot", None)
        came_from = request.meta.get("redirect_urls")
        if came_from and came_from[-1] != request.url:
            for name in _CONDITIONAL:
                request.headers.pop(name, None)
        hosts = getattr(self.crawler.spider, "allowed_domains", None) or ()
        host = urlsplit(request.url).hostname
        if host not in hosts:
            raise LeavesSite(f"leads to {host}")
