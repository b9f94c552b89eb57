"""Asking a site's sources: what they list goes to the frontier, what they answer to their state."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scrapy import Request
from scrapy.http import Response

from crawlers.address import accepts, canonical
from crawlers.discovery import Found, discover, first_url, merge
from crawlers.discovery.answer import GONE, source_verdict
from crawlers.discovery.sitemap import rank
from crawlers.discovery.when import instant
from crawlers.middlewares.robots import RobotsForbid
from crawlers.page import Hints, Link
from crawlers.site import Source
from crawlers.spiders.ask import STATUSES, conditional, pairs, validators_of
from crawlers.spiders.explore import Explorer
from crawlers.spiders.failure import failure_of
from crawlers.spiders.remember import found_issue, recall, remember
from crawlers.spiders.run import Run
from crawlers.unprofiled import is_unprofiled
from sholu import clock
from sholu.health import settle, unchanged
from sholu.issues import issue
from sholu.store import Finding, SourceAnswer, SourceRow, Validators

EXPLORE_AGAIN = timedelta(days=1)
"""How long a site in which no source was found is left before one is looked for again."""
PAGED = ("listing", "handler")
AWAY = tuple(f"http {status}" for status in GONE)

Download = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answered:
    """One address of a source: what it gave, how many links were new, what to ask it with.

    `noted`: its state is kept already.
    """

    found: Found
    new: int
    validators: Validators | None
    modified: bool
    noted: bool = True


class Discovery:
    """Asks every source of a run's site, in the profile's order."""

    def __init__(self, run: Run, download: Download) -> None:
        self.run, self.download = run, download
        self.zone = ZoneInfo(run.site.timezone)
        self.reached = is_unprofiled(run.site)

    async def all(self) -> None:
        """Ask them one after another; a source that fails harms no other.

        What an earlier run found by itself comes first. Where nothing yields, a way is looked for.
        """
        profile = self.run.site
        learned = recall(self.run)
        remembered = [await self._source(source) for source in learned]
        own = [await self._source(source) for source in profile.sources]
        if any(own):
            if learned:
                self.run.store.forget_learned(profile.id)  # the profile is right again
        elif not any(remembered) and self.reached:
            self.run.site = profile
            await self._explore()

    async def _explore(self) -> None:
        """Find a way, go on with it, remember it, and say what to write into the profile."""
        site, store = self.run.site, self.run.store
        fruitless = store.explored(site.id)
        if fruitless and clock.now() - fruitless < EXPLORE_AGAIN and not is_unprofiled(site):
            return
        findings = await Explorer(site, self.download, self.run.home).find()
        if findings is None:
            store.note_explored(site.id, clock.now())
            return
        self.run.site = findings.site
        store.forget_learned(site.id, [way.source.url for way in findings.ways])
        for way in findings.ways:
            url = first_url(way.source)
            mark = remember(way.way, findings.learned)
            whole = not way.found.children and not way.found.next_url
            self._note(
                way.source, url, way.found, links=way.found.links, learned=mark, complete=whole
            )
            self.run.log(found_issue(findings, way))

    async def _source(self, source: Source) -> bool:
        """Ask a source, then its children or further pages while they give new links.

        The first address is complete and keeps its new validators only once all that follows is
        asked: after a crawl killed in between the next one goes on to what follows, whatever is
        new before it. Gives back whether the source works.
        """
        url = first_url(source)
        old = self.run.store.source(self.run.site.id, url)
        deep = old is not None and not old.complete
        first = await self._ask(source, url, deep=deep)
        if first is None:
            return False
        rest: list[_Answered] = []
        complete = True
        if first.found.children or self._known_children(source):
            rest, complete = await self._children(source, first, deep)
        elif first.modified:
            rest, complete = await self._pages(source, first, deep)
        whole = merge(
            first.found, [answer.found for answer in rest], clock.now(), site=self.run.site
        )
        if not first.modified:
            whole = first.found
        if not first.noted:
            validators = first.validators if complete else None
            self._note(source, url, whole, validators=validators, complete=complete)
        self._remark(source, url, whole)
        return whole.state == "ok"

    async def _children(
        self, source: Source, index: _Answered, deep: bool
    ) -> tuple[list[_Answered], bool]:
        """The children of an index, and whether they were read as far as it is worth."""
        answers: list[_Answered] = []
        urls = self._child_urls(source, index)
        complete = not index.modified or len(urls) == len(index.found.children)
        for child in urls:
            answer = await self._ask(source, child, parent=first_url(source))
            if answer is None:
                row = self.run.store.source(self.run.site.id, child)
                complete &= row is not None and row.reason in AWAY
                continue
            answers.append(answer)
            if answer.new == 0 and answer.modified and not deep and complete:
                break  # newest first: what follows is older
        return answers, complete

    def _known_children(self, source: Source) -> list[str]:
        """The sitemaps an index was asked for before, newest first."""
        if source.kind not in ("sitemap_index", "news_sitemap"):
            return []
        rows = self.run.store.sources(self.run.site.id)
        children = [
            Link(url=row.url, hints=Hints(modified=row.newest))
            for row in rows
            if row.parent == first_url(source)
        ]
        by_time = all(child.hints.modified for child in children)
        children.sort(key=lambda child: rank(child, by_time, self.zone), reverse=True)
        return [child.url for child in children[: source.pages]]

    def _child_urls(self, source: Source, index: _Answered) -> list[str]:
        """The children of an index, newest first; after a 304 those it listed before."""
        if not index.modified:
            return self._known_children(source)
        return [
            child.url
            for child in index.found.children
            if not self._too_old(_a_day_after(instant(child.hints.modified, self.zone)))
        ]

    async def _pages(
        self, source: Source, first: _Answered, deep: bool
    ) -> tuple[list[_Answered], bool]:
        """Further pages of a listing, and whether it was read as far as it is worth."""
        answers: list[_Answered] = []
        last = first
        while last.found.next_url and (last.new or deep) and len(answers) + 1 < source.pages:
            if self._too_old(last.found.newest):
                return answers, False
            answer = await self._ask(
                source, last.found.next_url, parent=first_url(source), deep=deep
            )
            if answer is None:
                return answers, False
            answers.append(answer)
            last = answer
        return answers, True

    async def _ask(
        self, source: Source, url: str, parent: str | None = None, *, deep: bool = False
    ) -> _Answered | None:
        """Ask one address and note what came; None when it gave nothing to read.

        `deep`: whatever it answered before. The state of a first address that others follow, and
        of one that has not changed, is left to the caller: they say what it is.
        """
        site, at = self.run.site, clock.now()
        row = self.run.store.source(site.id, url)
        request = Request(
            url,
            headers=conditional(row.validators if row and not deep else None),
            meta={"handle_httpstatus_list": STATUSES},
            dont_filter=True,
        )
        try:
            response = await self.download(request)
        except Exception as error:  # whatever a download can raise ends in a state
            self.reached |= isinstance(error, RobotsForbid)
            failure = failure_of(error)
            self._fail(source, url, parent, failure.state, failure.reason)
            return None
        headers = pairs(response)
        self.reached = True
        if response.status == 304:
            found = self._not_modified(row, at)
            validators = row.validators if row else None
            if parent:
                self._note(source, url, found, parent=parent, validators=validators)
            return _Answered(
                found=found, new=0, validators=validators, modified=False, noted=bool(parent)
            )
        verdict = source_verdict(response.status, headers, response.body)
        if response.status in GONE and parent and source.kind in PAGED:
            return _Answered(found=Found(), new=0, validators=None, modified=True)  # past the end
        if verdict:
            self._fail(source, url, parent, *verdict)
            return None
        found = discover(
            source, response.body, response.url, headers, at, site=site, child=parent is not None
        )
        validators = validators_of(response)
        leaf = not found.children and not found.next_url
        noted = leaf or parent is not None
        new = self._note(
            source, url, found, parent=parent, links=found.links,
            validators=validators if leaf else None, complete=noted, settled=noted,
        )  # fmt: skip
        return _Answered(found=found, new=new, validators=validators, modified=True, noted=noted)

    def _remark(self, source: Source, url: str, found: Found) -> None:
        """Log what is odd about an answer that was read."""
        words = [found.reason] if found.reason else []
        words += [f"{count} left out: {defect}" for defect, count in found.dropped]
        if words:
            slug = "source.changed" if found.state == "ok" else "source.failing"
            message = f"{source.kind} of {source.edition}: {found.state} ({'; '.join(words)})"
            self.run.log(issue(slug, message, site=self.run.site.id, url=url))

    def _fail(self, source: Source, url: str, parent: str | None, state: str, reason: str) -> None:
        old = self.run.store.source(self.run.site.id, url)
        complete = old is None or old.complete
        found = Found(state=state, reason=reason)
        self._note(source, url, found, parent=parent, complete=complete)
        message = f"{source.kind} of {source.edition}: {state} ({reason})"
        self.run.log(issue("source.failing", message, site=self.run.site.id, url=url))

    def _note(
        self,
        source: Source,
        url: str,
        found: Found,
        *,
        parent: str | None = None,
        links: tuple[Link, ...] = (),
        validators: Validators | None = None,
        learned: str | None = None,
        complete: bool = True,
        settled: bool = True,
    ) -> int:
        """Keep the answer, its state and its links in one transaction; gives the new links.

        Not `settled`: the state stays as it was, for more is to be asked before it is known.
        """
        site = self.run.site
        old = self.run.store.source(site.id, url)
        failures = old.failures if old else 0
        state, reason = found.state, found.reason
        if old is None or settled:
            state, failures = settle(
                state,
                old.state if old else None,
                failures,
                reason,
                before=old.reason if old else None,
            )
        else:
            state, reason = old.state, old.reason
        if state == "ok" and old and old.state == "quiet":
            state, reason = old.state, old.reason  # until the end of the run says how it is now
        answer = SourceAnswer(
            site=site.id,
            url=url,
            edition=source.edition,
            kind=source.kind,
            parent=parent,
            state=state,
            reason=reason,
            failures=failures,
            at=clock.now(),
            since=self.run.since,
            listed=len(found.links) or None,
            newest=found.newest.isoformat() if found.newest else None,
            validators=validators,
            learned=learned,
            complete=complete,
            settled=settled,
        )
        new = self.run.store.add(answer, self._findings(links))
        wanted = sum(
            not self._too_old(item.hinted) and not self.run.is_forgotten(item.url) for item in new
        )
        self.run.new_links[parent or url] += wanted
        return len(new)

    def _findings(self, links: tuple[Link, ...]) -> Iterator[Finding]:
        site = self.run.site
        for link in links:
            if accepts(link.url, site):
                url = canonical(link.url, site)
                published = instant(link.hints.published, self.zone)
                modified = instant(link.hints.modified, self.zone)
                yield Finding(
                    url=url,
                    edition=site.edition_of(url) or None,
                    hints=link.hints,
                    hinted=published or _a_day_after(modified),
                    told=published or modified,
                    modified=modified.isoformat() if modified else None,
                )

    def _not_modified(self, row: SourceRow | None, now: datetime) -> Found:
        if row is None:
            return Found()
        newest = datetime.fromisoformat(row.newest) if row.newest and not row.parent else None
        rhythm = clock.span(self.run.site.expect.quiet_after)
        state = unchanged(row.state, newest=newest, now=now, rhythm=rhythm)
        return Found(state=state, reason=row.reason if state != "ok" else "")

    def _too_old(self, time: datetime | None) -> bool:
        return bool(time and self.run.since and time < self.run.since)


def _a_day_after(time: datetime | None) -> datetime | None:
    """A day is forgiven to a time of change, which may be a mere date."""
    return time and time + timedelta(days=1)
