"""The delay between two requests to a host, as the host sees it.

Scrapy counts a delay from the moment it hands a request on. A connection that takes long to open
would eat it up: the host would see the next request sooner after the first than it should. Here
it is counted from the answer, so whatever the network does the gap is never shorter.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from scrapy.crawler import Crawler


class Pace:
    """When each host of a crawl answered last. One request a host passes here at a time.

    In real time, whatever clock sholu is on: it is another machine that is spared.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.own: dict[str, dict[str, float]] = crawler.settings.getdict("DOWNLOAD_SLOTS")
        self.answered: dict[str, float] = {}

    async def over(self, url: str) -> None:
        """Wait until the delay since the host's last answer is over."""
        host = urlsplit(url).hostname or ""
        delay = self.own.get(host, {}).get("delay", self.delay)
        if host in self.answered:
            now = asyncio.get_running_loop().time()
            await asyncio.sleep(max(0.0, self.answered[host] + delay - now))

    def note(self, url: str) -> None:
        """The host has answered, or failed to."""
        self.answered[urlsplit(url).hostname or ""] = asyncio.get_running_loop().time()
