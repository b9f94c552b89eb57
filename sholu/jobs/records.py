"""One record of a WARC file: what it is, its reading, its one disposition."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urlsplit

from crawlers.address import BadAddress, accepts, article_id, article_key, canonical
from crawlers.archive.captures import Capture
from crawlers.discovery.answer import page_verdict
from crawlers.page import Known, Page, Reading
from crawlers.session import Session
from crawlers.site import Site, get_site, site_files
from crawlers.spiders.ask import Fetched
from crawlers.spiders.run import Listener
from crawlers.unprofiled import site_at
from pipelines.keep import keeping
from pipelines.read import Work
from sholu import clock, locks
from sholu.article import Raw
from sholu.errors import UserError
from sholu.settings import Settings
from sholu.store import Due, PageEnd, Store, Validators

LOCK_SECONDS = 600.0
"""How long a site that somebody crawls is waited for."""


class Records:
    """Ends the records of a file in its order; `done` are the positions of those that ended."""

    def __init__(
        self, settings: Settings, store: Store, session: Session, listener: Listener
    ) -> None:
        self.settings, self.store, self.session = settings, store, session
        self.listener = listener
        self.run = 0
        self.done: Collection[int] = ()
        files = site_files(*settings.site_folders)
        profiles = [get_site(id, *settings.site_folders) for id in files]
        self.profiles = {host: site for site in profiles for host in site.hosts}
        self._unprofiled = lru_cache(1000)(lambda host: site_at(host, settings.timezone))

    def begin(self, run: int, done: Collection[int]) -> None:
        """Go on with a run."""
        self.run, self.done = run, done

    async def take(self, capture: Capture, previous: asyncio.Task[None] | None) -> None:
        """Read a record, then end it once the one before it has ended."""
        site, page, refused = self._page(capture)
        reading = None
        if page and site and not refused:
            page = replace(page, known=self._known(site, page))
            reading = await self._read(page, capture)
        if previous:
            await previous
        if page and site and not refused:
            named = reading.article.url if reading and reading.article else None
            known = self._known(site, page, named)
            if known and known != page.known:  # the records before this one changed it
                reading = await self._read(replace(page, known=known), capture)
        self._end(capture, site, page, refused, reading)

    async def _read(self, page: Page, capture: Capture) -> Reading | None:
        """What a worker makes of a page; None where the store has made an article of it."""
        if self._same_bytes(page, capture):
            return None
        return await self.session.pool.read(page)

    def _known(self, site: Site, page: Page, named: str | None = None) -> Known | None:
        """What the store has of a page, or of the address that the page names."""
        found = map(self.store.record, self._names(site, page.url, named))
        record = next((record for record in found if record), None)
        if record is None or record.raw is None or record.fetched >= page.fetched:
            return None
        mark = self.store.fingerprint(record.id)
        return Known(raw=record.raw, fingerprint=mark) if mark else None

    def _names(self, site: Site, url: str, named: str | None) -> Iterator[str]:
        """What an article may be stored under, as `keeping` and the store look for it."""
        yield canonical(url, site)
        own = canonical(named if named and accepts(named, site) else url, site)
        yield own
        key = article_key(own, site) or (site.edition_of(own), own)
        yield article_id(site.id, *key)

    def _page(self, capture: Capture) -> tuple[Site | None, Page | None, tuple[str, str] | None]:
        """Whose page it is, and the disposition of one that need not be read."""
        if not capture.url.lower().startswith(("http://", "https://")):
            return None, None, ("skipped", "not an http address")
        if capture.fetched is None:
            return None, None, ("skipped", "no date")
        try:
            site = self._site(capture.url)
            canonical(capture.url, site)
        except (BadAddress, UserError, ValueError):
            return None, None, ("skipped", "a broken address")
        if capture.kind == "revisit":
            return site, None, None
        if capture.problem:
            return site, None, ("failed", capture.problem)
        headers = tuple((name.lower(), value) for name, value in capture.headers)
        if 300 <= capture.status < 400 and capture.status != 304:
            return site, None, ("skipped", "a redirect")
        page = Page(
            url=capture.url,
            body=capture.body,
            headers=headers,
            status=capture.status,
            fetched=capture.fetched,
            site=site.id,
            edition=site.edition_of(capture.url) or None,
        )
        verdict = page_verdict(
            capture.status, headers, capture.body, capture.url, asked=capture.url
        )
        return site, page, verdict

    def _site(self, url: str) -> Site:
        parts = urlsplit(url)
        known = self.profiles.get(parts.hostname or "")
        return known or self._unprofiled(f"{parts.scheme.lower()}://{parts.netloc.lower()}/")

    def _same_bytes(self, page: Page, capture: Capture) -> bool:
        """Whether the store has made an article of these very bytes of this address."""
        known = self.store.record(canonical(page.url, self._site(page.url)))
        return bool(known and known.raw and known.raw.sha256 == _digest(capture))

    def _end(
        self,
        capture: Capture,
        site: Site | None,
        page: Page | None,
        refused: tuple[str, str] | None,
        reading: Reading | None,
    ) -> None:
        if refused or site is None:
            self._note(capture, *(refused or ("skipped", "")))
        elif capture.kind == "revisit":
            self._note(capture, *self._revisited(capture, site))
        elif page and reading and reading.article and reading.annotations:
            self.session.issues.write(*reading.issues)
            self._keep(capture, site, page, reading)
        elif reading:
            self.session.issues.write(*reading.issues)
            why = reading.rejected
            self._note(capture, why.disposition if why else "failed", why.reason if why else "")
        else:
            self._note(capture, "unchanged")

    def _revisited(self, capture: Capture, site: Site) -> tuple[str, str]:
        """A revisit says that an earlier answer came again."""
        if self._seen(capture.url, site):
            return "not_modified", ""
        try:
            if capture.refers and self._seen(capture.refers, self._site(capture.refers)):
                return "duplicate", ""
        except (BadAddress, UserError, ValueError):
            pass
        return "skipped", "revisits what is not here"

    def _seen(self, url: str, site: Site) -> bool:
        """Whether the store has an article of an address, or this run a record."""
        names = {url, canonical(url, site)}
        kept = any(self.store.record(name) for name in names)
        return kept or self.store.came_by(self.run, names)

    def _keep(self, capture: Capture, site: Site, page: Page, reading: Reading) -> None:
        assert reading.article is not None
        assert reading.annotations is not None
        due = Due(
            row=0, url=canonical(page.url, site), edition=page.edition, hints=b"{}", tries=0,
            article=None, validators=None,
        )  # fmt: skip
        with locks.hold(self.settings.lock_folder, f"site-{site.id}", timeout=LOCK_SECONDS):
            work = Work(
                fetched=Fetched(due=due, page=page, validators=Validators()), reading=reading
            )
            new = keeping(site, work, reading, reading.article, reading.annotations)
            if self.store.is_forgotten(due.url, new.article.url, new.id):
                self._note(capture, "skipped", "forgotten")
                return
            known = self.store.record(due.url) or self.store.record(new.id)
            if known and known.fetched >= page.fetched:
                same = known.article.url == new.article.url
                self._note(capture, "unchanged" if same else "duplicate", "an older capture")
                return
            new = replace(new, raw=self._archive(capture, site, page))
            end = self._page_end(capture, "", url=due.url)
            kept = self.store.keep(new, end)
            self.listener(site.id, kept.disposition)

    def _archive(self, capture: Capture, site: Site, page: Page) -> Raw | None:
        if self.session.archive is None:
            return None
        return self.session.archive.write(
            capture.url,
            capture.status,
            capture.headers,
            capture.payload,
            fetched=page.fetched,
            site=site.id,
            edition=page.edition,
        )

    def _note(self, capture: Capture, disposition: str, reason: str = "") -> None:
        self.store.end(self._page_end(capture, disposition, reason))
        self.listener(urlsplit(capture.url).hostname or "", disposition)

    def _page_end(
        self, capture: Capture, disposition: str, reason: str = "", url: str | None = None
    ) -> PageEnd:
        return PageEnd(
            url=url or capture.url,
            run=self.run,
            disposition=disposition,
            reason=reason,
            at=capture.fetched or clock.now(),
            position=capture.position,
        )


def _digest(capture: Capture) -> str:
    return sha256(capture.payload).hexdigest()
