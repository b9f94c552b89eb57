"""One run over one site: its lock, its numbers, its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime

from crawlers.address import article_id, article_key
from crawlers.session import join_session, leave_session
from crawlers.site import Site
from crawlers.spiders.verdict import Result, judge, listen, thin_fields
from sholu import clock, locks
from sholu.issues import Issue, issue
from sholu.settings import Settings
from sholu.store import Again, Due, Keeping, Kept, PageEnd, Store, Validators

Listener = Callable[[str, str], None]
"""Told (site, disposition) at the end of each page."""

PATIENCE = 3
"""Pages a site may refuse one after another before this run leaves it in peace."""


class Run:
    """Opened under the site's lock; every page ends here, in one disposition.

    `home` is where a search for sources begins; without it at each edition's home page.
    `new_links` counts, by source, the addresses that the store lacked and this run is to fetch;
    `result` stands when the run has ended.
    """

    def __init__(
        self,
        settings: Settings,
        site: Site,
        *,
        command: str = "crawl",
        since: datetime | None = None,
        limit: int | None = None,
        listener: Listener | None = None,
        home: str | None = None,
    ) -> None:
        """Take the site's lock (raises sholu.locks.Busy), open the store, begin the run."""
        self.settings, self.site = settings, site
        self.since, self.limit, self.listener = since, limit, listener
        self.home = home
        self.new_links: Counter[str] = Counter()
        self.refusals = 0
        self.schedule = Again(
            everyone=[clock.span(text) for text in settings.crawl.again],
            topical=[clock.span(text) for text in settings.crawl.again_topical],
        )
        self.result: Result | None = None
        self.fault: str | None = None
        with ExitStack() as stack:
            stack.enter_context(locks.hold(settings.lock_folder, f"site-{site.id}"))
            self.store = stack.enter_context(Store(settings.store_file, zone=settings.zone))
            self.session = join_session(settings)
            stack.callback(leave_session)
            self.store.freeze_lines(site.id)
            self.id = self.store.start_run(site.id, command, clock.now())
            self._open = stack.pop_all()

    @property
    def refused(self) -> bool:
        """Whether the site has refused so often that it is left in peace for this run."""
        return self.refusals >= PATIENCE

    def found(self, after: int, limit: int) -> list[Due]:
        """Pages of the frontier that no run has come to yet, or that are to be tried again."""
        return self.store.due(self.site.id, after=after, limit=limit, since=self.since)

    def again(self, after: int, limit: int) -> list[Due]:
        """Known pages that are to be asked again by now."""
        return self.store.due_again(self.site.id, self.id, clock.now(), after=after, limit=limit)

    def refuses(self, due: Due) -> bool:
        """Whether a page is that of a forgotten article: then it ends here and is not asked."""
        if not self.is_forgotten(due.url):
            return False
        self.end(due, "skipped", "forgotten")
        return True

    def is_forgotten(self, url: str) -> bool:
        """Whether an address is that of a forgotten article, or another one of it."""
        names = [url]
        if key := article_key(url, self.site):
            names.append(article_id(self.site.id, *key))
        return self.store.is_forgotten(*names)

    def keep(self, due: Due, new: Keeping, validators: Validators) -> Kept:
        """Keep an article and end its page, in one transaction."""
        page = PageEnd(
            url=due.url,
            run=self.id,
            disposition="",
            at=new.fetched,
            validators=validators,
            again=self.schedule,
        )
        kept = self.store.keep(new, page)
        self._ended(kept.disposition)
        return kept

    def end(
        self,
        due: Due,
        disposition: str,
        reason: str = "",
        *,
        at: datetime | None = None,
        validators: Validators | None = None,
        by_reader: bool = False,
    ) -> None:
        """End a page that gave no article. What failed or was refused is asked in later runs.

        `by_reader`: the page itself was at fault, and gets two more chances only.
        """
        self.store.end(
            PageEnd(
                url=due.url,
                run=self.id,
                disposition=disposition,
                reason=reason,
                at=at or clock.now(),
                validators=validators,
                retry=disposition in ("failed", "blocked"),
                patient=not by_reader,
                again=self.schedule,
            )
        )
        self._ended(disposition)

    def _ended(self, disposition: str) -> None:
        self.refusals = self.refusals + 1 if disposition == "blocked" else 0
        if self.listener:
            self.listener(self.site.id, disposition)

    def log(self, *issues: Issue) -> None:
        """Write issues to the log."""
        self.session.issues.write(*issues)

    def fail(self, slug: str, reason: str) -> None:
        """Note, once a run, what must fail it; the articles kept so far are safe."""
        if self.fault is None:
            self.fault = reason
            self.log(issue(slug, reason, site=self.site.id))

    def finish(self, outcome: str) -> None:
        """Count the run and let everything go; `outcome` is finished or stopped. Once is enough."""
        if self.result:
            return
        with self._open:
            row = self.store.end_run(self.id, self.site.id, outcome, clock.now())
            if self.since is None:
                listen(self.store, self.site, row)
            self.result = judge(self.store, self.site, row, self.new_links, self.fault)
            if self.result.silence:
                self.log(issue("site.silent", self.result.silence, site=self.site.id))
            self.log(*thin_fields(self.store, self.site, self.id))
