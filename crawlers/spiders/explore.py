"""Finding a site's sources when none is known or none works: politely, in one fixed order.

robots.txt, the feeds its pages name, the usual addresses, the links of home and section pages; the
first that lists articles is taken.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawlers.address import accepts
from crawlers.discovery import Found, auto, discover, merge
from crawlers.discovery.answer import REFUSED, source_verdict
from crawlers.discovery.auto import Candidate
from crawlers.discovery.shape import Learned, learn, samples
from crawlers.middlewares.offsite import LeavesSite
from crawlers.middlewares.robots import RobotsForbid
from crawlers.page import Link
from crawlers.site import Site, Source
from crawlers.spiders.ask import STATUSES, pairs
from crawlers.unprofiled import NO_EDITION, is_unprofiled, with_first_host, with_learned
from sholu import clock
from sholu.article import Pairs

Download = Callable[[Request], Awaitable[Response]]

OPENED = 8
"""Pages that are opened to see which addresses are articles."""
REFUSALS = 3
"""Refusals after which the site is left in peace."""


class LeftInPeace(Exception):
    """The site cannot be reached, or refuses us."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered, where that is worth reading."""

    url: str
    body: bytes
    headers: Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A source that works, which way it was found, and what it lists."""

    source: Source
    way: str
    found: Found


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The sources that work, and the site with the article addresses that fit them.

    `learned` is empty where the profile's own patterns fit.
    """

    site: Site
    ways: tuple[Way, ...]
    learned: Learned


class Explorer:
    """Looks for the sources of a site. Asks no address twice."""

    def __init__(self, site: Site, download: Download, home: str | None = None) -> None:
        """`home` is the address to begin at; without it, that of each edition."""
        self.site, self.download, self.home = site, download, home
        self.answers: dict[str, Answer | None] = {}
        self.refusals = 0

    async def find(self) -> Findings | None:
        """What works, or None."""
        ways: list[Way] = []
        learned = Learned()
        for edition, home in self._homes():
            try:
                found = await self._edition(edition, home)
            except LeftInPeace:
                break
            if found:
                ways += found.ways
                learned = Learned(
                    (*learned.article, *found.learned.article),
                    (*learned.drop, *found.learned.drop),
                )
        if not ways:
            return None
        return Findings(site=with_learned(self.site, learned), ways=tuple(ways), learned=learned)

    def _homes(self) -> list[tuple[str, str]]:
        """The home page of each edition; editions on one host and path are one."""
        if self.home:
            return [(self.site.edition_of(self.home) or NO_EDITION, self.home)]
        homes: dict[str, str] = {}
        for name, edition in self.site.editions.items():
            homes.setdefault(f"https://{edition.hosts[0]}{edition.path or '/'}", name)
        return [(name, home) for home, name in homes.items()]

    async def _edition(self, edition: str, home: str) -> Findings | None:
        """By the profile's patterns first; where nothing fits them, by learned ones."""
        if not is_unprofiled(self.site):
            async for way, sources in self._ways(edition, home):
                works = [item for item in await self._works(sources, way, self.site) if item]
                if works:
                    return Findings(site=self.site, ways=tuple(works), learned=Learned())
        async for way, sources in self._ways(edition, home):
            learned = await self._learn(await self._links(sources))
            if not learned.article:
                continue
            site = with_learned(self.site, learned)
            works = await self._works(sources, way, site)
            if works:
                return Findings(site=site, ways=tuple(works), learned=learned)
        return None

    async def _ways(self, edition: str, home: str) -> AsyncIterator[tuple[str, list[Source]]]:
        """Candidates in their order, those of one way together, the usual addresses one by one."""
        robots = await self._get(urljoin(home, "/robots.txt"), robots=True)
        if robots:
            named = auto.robots_sitemaps(robots.body, robots.url, robots.headers)
            yield "robots.txt", [item.source(edition) for item in named]
        page = await self._get(home)
        if page:
            self._settle(page.url)
            named = auto.feed_links(page.body, page.url, page.headers)
            yield "the feed link of the page", [item.source(edition) for item in named]
        for item in auto.usual(home):
            yield "a usual address", [item.source(edition)]
        if page:
            links = auto.page_links(page.body, page.url, page.headers)
            known = [link.url for link in links if accepts(link.url, self.site)]
            pages = [Candidate("listing", home), *auto.sections(links, page.url, known)]
            yield "links of its pages", [item.source(edition) for item in pages]

    def _settle(self, url: str) -> None:
        """A site without a profile is known by the host that it answers from."""
        if is_unprofiled(self.site):
            self.site = with_first_host(self.site, urlsplit(url).hostname or "")

    async def _works(self, sources: Sequence[Source], way: str, site: Site) -> list[Way]:
        """Those of the sources that list articles of the site, each with something of its own."""
        works: list[Way] = []
        seen: set[str] = set()
        for source in sources:
            found = await self._found(source, site)
            urls = {link.url for link in found.links if accepts(link.url, site)} if found else set()
            if found and found.state == "ok" and urls - seen:
                seen |= urls
                works.append(Way(source=source, way=way, found=found))
        return works

    async def _found(self, source: Source, site: Site | None) -> Found | None:
        """What a source lists, its children too; None when it gives nothing to read."""
        first = await self._read(source, source.url, site, child=False)
        if first is None or not first.children:
            return first
        children = []
        for link in first.children:
            child = await self._read(source, link.url, site, child=True)
            if child:
                children.append(child)
        return merge(first, children, clock.now(), site=site)

    async def _read(self, source: Source, url: str, site: Site | None, child: bool) -> Found | None:
        answer = await self._get(url)
        if answer is None:
            return None
        return discover(
            source, answer.body, answer.url, answer.headers, clock.now(), site=site, child=child
        )

    async def _links(self, sources: Sequence[Source]) -> list[str]:
        """Every address these candidates list on the site's hosts, whatever it is."""
        urls: dict[str, None] = {}
        for source in sources:
            links: tuple[Link, ...] = ()
            if source.kind == "listing":
                if page := await self._get(source.url):
                    links = auto.page_links(page.body, page.url, page.headers)
            elif found := await self._found(source, None):
                links = found.links
            for link in links:
                if urlsplit(link.url).hostname in self.site.hosts:
                    urls[link.url.partition("#")[0]] = None
        return list(urls)

    async def _learn(self, urls: Sequence[str]) -> Learned:
        said: dict[str, bool] = {}
        for url in samples(urls, OPENED):
            page = await self._get(url)
            if page:
                said[url] = auto.says_article(page.body, page.url, page.headers)
        return learn(urls, said, self.site.hosts)

    async def _get(self, url: str, *, robots: bool = False) -> Answer | None:
        """The answer of an address if it is worth reading. Raises LeftInPeace."""
        if url not in self.answers:
            self.answers[url] = await self._ask(url, robots)
        return self.answers[url]

    async def _ask(self, url: str, robots: bool) -> Answer | None:
        if self.refusals >= REFUSALS:
            raise LeftInPeace
        meta: dict[str, object] = {"handle_httpstatus_list": STATUSES}
        if robots:
            meta["dont_obey_robotstxt"] = True  # it is the one file that forbids nothing
        try:
            response = await self.download(Request(url, meta=meta, dont_filter=True))
        except (RobotsForbid, LeavesSite):
            return None
        except Exception as error:  # whatever a download can raise: the host is not there
            raise LeftInPeace from error
        headers = pairs(response)
        if response.status in REFUSED:
            self.refusals += 1
        verdict = source_verdict(response.status, headers, response.body)
        if verdict:
            if verdict[0] == "challenge":
                raise LeftInPeace
            return None
        return Answer(response.url, response.body, headers)
