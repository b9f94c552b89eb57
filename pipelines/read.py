"""Read: a fetched page becomes a reading, in a worker process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from scrapy.crawler import Crawler

from crawlers.page import Reading
from crawlers.spiders.ask import Fetched
from crawlers.spiders.news import NewsSpider


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A page with its reading."""

    fetched: Fetched
    reading: Reading


class Read:
    """Hands pages to the workers; bounded in flight, and never blocks the reactor."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_item(self, item: Fetched) -> Work:
        """The page and what the worker made of it."""
        spider = self.crawler.spider
        assert isinstance(spider, NewsSpider)
        return Work(fetched=item, reading=await spider.run.session.pool.read(item.page))
