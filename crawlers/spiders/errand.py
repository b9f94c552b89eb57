"""A few requests for somebody who waits: the crawl's robots, pace and name, and nothing stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import ClassVar

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawlers.site import Site
from crawlers.spiders import manners
from crawlers.spiders.explore import Download
from sholu.settings import Settings

Job = Callable[[Download], Awaitable[None]]


class Errand(Spider):
    """Gives `job` the way to download, then ends."""

    ours: ClassVar[Settings]
    profile: ClassVar[Site]
    job: ClassVar[tuple[Job]]  # in a tuple, or it would become a method

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the site's manners over every other setting. Raises NoContact."""
        super().update_settings(settings)
        settings.set("ITEM_PIPELINES", {}, priority=manners.ABOVE_ALL)
        manners.apply(settings, cls.profile, cls.ours)

    async def start(self) -> AsyncIterator[Request]:
        """Do the job; nothing goes through the scheduler."""
        self.allowed_domains = sorted(self.profile.hosts)
        engine = self.crawler.engine
        assert engine is not None
        await self.job[0](engine.download_async)
        requests: tuple[Request, ...] = ()
        for request in requests:
            yield request


def errand(site: Site, ours: Settings, job: Job) -> type[Errand]:
    """The errand of a job to a site's hosts."""
    members = {"name": site.id, "ours": ours, "profile": site, "job": (job,)}
    return type(site.id, (Errand,), {**members, "__module__": __name__})
