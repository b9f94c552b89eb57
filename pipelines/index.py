"""Index: drains the change log into every target while the crawl goes on, and to its end."""

from __future__ import annotations

import asyncio
import logging
from typing import Self

from scrapy.crawler import Crawler

from crawlers.spiders.news import NewsSpider
from pipelines.read import Work
from sholu import heap
from sholu.errors import UserError
from sholu.index.targets import keep_up
from sholu.issues import issue
from sholu.locks import Busy

logger = logging.getLogger(__name__)

EVERY = 50
"""Articles between two drains of a running crawl."""


class Index:
    """Brings the indexes up to date in a thread; at the end it waits for their locks."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.waiting = 0
        self.task: asyncio.Task[None] | None = None
        self.behind = False

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
        try:
            said = await asyncio.to_thread(keep_up, spider.run.settings, wait=wait)
            heap.give_back()
            if said and not self.behind:  # once a run is enough
                self.behind = True
                spider.run.log(issue("index.behind", said, site=spider.run.site.id))
        except Busy:
            pass  # another process is at it; the end of this crawl waits for it
        except UserError as error:  # an index of another version
            spider.run.fail("index.failed", str(error))
        except Exception as error:  # a full disk, a damaged file: the articles are safe
            logger.exception("the index")
            spider.run.fail("index.failed", f"the index: {type(error).__name__}: {error}")
