"""The one spider: sources first, then the frontier; every page ends in one disposition."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, ClassVar, Self

import msgspec
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure as TwistedFailure

from crawlers.discovery.answer import page_verdict
from crawlers.page import Hints, Page
from crawlers.site import Site, get_site
from crawlers.spiders import manners
from crawlers.spiders.ask import (
    META,
    STATUSES,
    Ask,
    Fetched,
    conditional,
    pairs,
    validators_of,
)
from crawlers.spiders.discover import Discovery
from crawlers.spiders.failure import failure_of
from crawlers.spiders.run import Run
from crawlers.unprofiled import is_unprofiled
from sholu import clock, locks
from sholu.issues import issue
from sholu.settings import Settings, load_settings
from sholu.store import Due

BATCH = 8
"""Pages of the frontier that stand in Scrapy's queue at a time: few, so that a site that refuses
is left in peace at once."""

logger = logging.getLogger(__name__)


class NewsSpider(Spider):
    """A site's spider. `since` (such as 3d) and `limit` are its only arguments."""

    ours: ClassVar[Settings | None] = None
    """sholu's settings, when they are not simply those of file and environment."""
    profile: ClassVar[Site | None] = None
    """The site, when it has no profile file."""

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Put the site's manners over every other setting. Raises NoContact."""
        super().update_settings(settings)
        ours = cls.ours or load_settings()
        manners.apply(settings, cls._profile(ours), ours)

    @classmethod
    def _profile(cls, ours: Settings) -> Site:
        return cls.profile or get_site(cls.name, *ours.site_folders)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """Made by Scrapy; `run` is given by `sholu crawl`, which holds the locks already."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._idle, signals.spider_idle)
        crawler.signals.connect(spider._closed, signals.spider_closed)
        return spider

    def __init__(
        self,
        *args: Any,
        run: Run | None = None,
        since: str | None = None,
        limit: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.given = run
        self.since = clock.now() - clock.span(since) if since else None
        self.limit = int(limit) if limit else None
        self.settings_in_force = self.ours or load_settings()
        self.site = self._profile(self.settings_in_force)
        self.allowed_domains = sorted(self.site.hosts)
        self.left: int | None = 0
        if run:
            self.run = run

    async def start(self) -> AsyncIterator[Request]:
        """Ask the sources, then everything the frontier holds for this run."""
        if self.given is None:
            self.run = self._open_run()
        engine = self.crawler.engine
        assert engine is not None
        try:
            await Discovery(self.run, engine.download_async).all()
        except Exception as error:  # what is in the frontier can be asked all the same
            logger.exception("asking the sources")
            self.run.fail("run.failed", f"asking the sources: {type(error).__name__}: {error}")
        self.left = self.run.limit
        for more in (self.run.found, self.run.again):
            after = 0
            while batch := self._batch(more, after):
                after = batch[-1].row
                asked = [due for due in batch if not self.run.refuses(due)]
                for due in asked:
                    yield self._request(due)
                if asked:
                    await self.crawler.signals.wait_for(signals.scheduler_empty)

    def _batch(self, more: Callable[[int, int], list[Due]], after: int) -> list[Due]:
        """The next pages to ask; none when the site refuses or the limit is reached."""
        if self.run.refused or self.left == 0:
            return []
        batch = more(after, BATCH if self.left is None else min(BATCH, self.left))
        self.left = self.left and self.left - len(batch)
        return batch

    def _idle(self) -> None:
        """Ask what this very run made doubtful, such as the old address of an article."""
        engine = self.crawler.engine
        if engine is None or not hasattr(self, "run"):
            return
        while batch := self._batch(self.run.again, 0):
            asked = [due for due in batch if not self.run.refuses(due)]
            for due in asked:
                engine.crawl(self._request(due))
            if asked:
                raise DontCloseSpider

    def _open_run(self) -> Run:
        try:
            return Run(self.settings_in_force, self.site, since=self.since, limit=self.limit)
        except locks.Busy as busy:
            logger.error("%s", busy)
            raise CloseSpider("busy") from None

    def _request(self, due: Due) -> Request:
        known = self.run.store.record(due.article) if due.article else None
        ask = Ask(
            site=self.name,
            due=due,
            hints=msgspec.json.decode(due.hints, type=Hints),
            archive=self.run.session.archive,
            known_raw=known.raw if known else None,
            fingerprint=self.run.store.fingerprint(known.id) if known else None,
        )
        return Request(
            due.url,
            callback=self.answered,
            errback=self.failed,
            headers=conditional(due.validators),
            meta={META: ask, "handle_httpstatus_list": STATUSES},
            dont_filter=True,
        )

    def answered(self, response: Response) -> Iterator[Fetched]:
        """A page that is worth reading goes on to the pipelines; the others end here."""
        ask: Ask = response.meta[META]
        headers = pairs(response)
        verdict = page_verdict(
            response.status, headers, response.body, response.url, asked=ask.due.url
        )
        validators = validators_of(response)
        if verdict:
            self._end(ask.due, *verdict)
            return
        page = Page(
            url=response.url,
            body=response.body,
            headers=tuple((name.lower(), value) for name, value in headers),
            status=response.status,
            fetched=ask.at or clock.now(),
            site=self.name,
            edition=ask.due.edition,
            hints=ask.hints,
            raw=ask.raw,
            known=ask.known,
            learned=self._learned(),
        )
        yield Fetched(due=ask.due, page=page, validators=validators)

    def _learned(self) -> tuple[str, ...]:
        """Article patterns that this run knows beyond those of the profile."""
        known = self.site.urls.article
        if self.run.site is self.site or is_unprofiled(self.site):
            return ()
        return tuple(pattern for pattern in self.run.site.urls.article if pattern not in known)

    def failed(self, failure: TwistedFailure) -> None:
        """A page that got no answer ends here."""
        ask: Ask = failure.request.meta[META]  # type: ignore[attr-defined]
        what = failure_of(failure.value or RuntimeError(str(failure)))
        self._end(ask.due, what.disposition, what.reason)

    def _end(self, due: Due, disposition: str, reason: str) -> None:
        self.run.end(due, disposition, reason)
        slug = {"failed": "page.failed", "blocked": "page.blocked"}.get(disposition)
        if slug:
            self.run.log(issue(slug, reason, site=self.name, url=due.url))

    def _closed(self, reason: str) -> None:
        if not hasattr(self, "run"):
            return
        if reason not in ("finished", "shutdown"):  # Ctrl-C and SIGTERM are a shutdown
            self.run.fail("run.failed", f"the crawl broke off: {reason}; see crawl.log")
        self.run.finish("finished" if reason == "finished" else "stopped")
