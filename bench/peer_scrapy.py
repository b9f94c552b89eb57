"""Scrapy with trafilatura in its callback, measured by crawl.py: python peer_scrapy.py URLS N.

trafilatura without its fallbacks (`fast`) and with metadata, the cheapest way to what sholu gives.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from trafilatura import bare_extraction

SETTINGS = {
    "ROBOTSTXT_OBEY": True,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "WARNING",
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
    "DOWNLOAD_DELAY": 0,
}


class Extracting(Spider):
    """Asks for a list of addresses; an item is what trafilatura makes of a page."""

    name = "extracting"
    urls: tuple[str, ...] = ()
    pages = 0

    async def start(self) -> AsyncIterator[Request]:
        """All of them."""
        for url in self.urls:
            yield Request(url)

    def parse(self, response: Response) -> Iterator[dict[str, Any]]:
        """The extracted page."""
        found = bare_extraction(
            response.text, url=response.url, fast=True, with_metadata=True, include_comments=False
        )
        type(self).pages += 1
        if found:
            yield {
                "url": response.url,
                "title": found.title,
                "date": found.date,
                "text": found.text,
            }


def main() -> None:
    """Crawl, and print how many pages were read."""
    path, count = sys.argv[1:]
    Extracting.urls = tuple(Path(path).read_text().split()[: int(count)])
    process = CrawlerProcess(SETTINGS)
    process.crawl(Extracting)
    process.start()
    print("PAGES", Extracting.pages)


if __name__ == "__main__":
    main()
