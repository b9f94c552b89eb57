"""One request at a time a host, and the delay between two, as the host sees it.

Scrapy counts a delay from the moment it hands a request on. A connection that takes long to open
would eat it up: the host would see the next request sooner after the first than it should. Here
it is counted from the answer, so whatever the network does the gap is never shorter.

Where there is no delay, Scrapy hands on all that waits for a host at once: it counts what is on its
way only a moment later. Here they wait for their turn, and so they share one connection.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from urllib.parse import urlsplit

from scrapy.crawler import Crawler


class Pace:
    """When each host of a crawl answered last, and whose turn it is to ask it.

    In real time, whatever clock sholu is on: it is another machine that is spared.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.own: dict[str, dict[str, float]] = crawler.settings.getdict("DOWNLOAD_SLOTS")
        self.answered: dict[str, float] = {}
        self.turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def turn(self, url: str) -> asyncio.Lock:
        """What is held while the host of the address is asked."""
        return self.turns[urlsplit(url).hostname or ""]

    async def over(self, url: str) -> None:
        """Wait until the delay since the host's last answer is over."""
        host = urlsplit(url).hostname or ""
        delay = self.own.get(host, {}).get("delay", self.delay)
        if host in self.answered:
            left = self.answered[host] + delay - asyncio.get_running_loop().time()
            if left > 0:
                await asyncio.sleep(left)

    def note(self, url: str) -> None:
        """The host has answered, or failed to."""
        self.answered[urlsplit(url).hostname or ""] = asyncio.get_running_loop().time()
