"""Index: drains the change log into every target while the crawl goes on, and to its end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from crawlers.spiders.news import NewsSpider
from pipelines.read import Work
from sholu import heap
from sholu.index.following import Following
from sholu.issues import Issue

EVERY = 200
"""Articles between two drains of a running crawl: a few minutes of a polite one. Each drain opens
store and index anew, and leaves a segment that is merged with others later."""


class Index:
    """Brings the indexes up to date in a thread; at the end it waits for their locks."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.waiting = 0
        self.task: asyncio.Task[None] | None = None
        self.following: Following | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    async def process_item(self, item: Work) -> Work:
        """The same item; now and then a drain is begun."""
        self.waiting += 1
        if self.waiting >= EVERY and (self.task is None or self.task.done()):
            self.waiting = 0
            self.task = asyncio.ensure_future(self._drain(wait=False))
        return item

    async def close_spider(self) -> None:
        """Drain to the end of the log."""
        if self.task:
            await self.task
        await self._drain(wait=True)

    async def _drain(self, *, wait: bool) -> None:
        spider = self.crawler.spider
        assert isinstance(spider, NewsSpider)
        if not hasattr(spider, "run"):
            return
        if self.following is None:
            self.following = Following(spider.run.settings, self._log)
        await asyncio.to_thread(self.following.keep_up, wait=wait)
        heap.give_back()

    def _log(self, said: Issue) -> None:
        spider = self.crawler.spider
        assert isinstance(spider, NewsSpider)
        if said.level == "error":
            spider.run.fail(said.slug, said.message)
        else:
            spider.run.log(replace(said, site=spider.run.site.id))
