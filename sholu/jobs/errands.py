"""Errands to sites: do a profile's addresses answer, what would one say, what is on this page."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from scrapy import Request
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from crawlers.address import accepts, article_key
from crawlers.discovery import discover, first_url
from crawlers.discovery.answer import page_verdict, source_verdict
from crawlers.page import Page
from crawlers.site import Site, get_site
from crawlers.spiders.ask import STATUSES, pairs
from crawlers.spiders.errand import Job, errand
from crawlers.spiders.explore import Download
from crawlers.spiders.failure import failure_of
from crawlers.spiders.manners import check_contact
from sholu import clock, locks
from sholu.article import Article, Rejected
from sholu.errors import UserError
from sholu.jobs.check import Checked
from sholu.jobs.crawl import log_to_file, scrapy_settings
from sholu.jobs.golden import META, PAGE, READ, folders, pretty, read
from sholu.settings import Settings


def run_errands(settings: Settings, jobs: Sequence[tuple[Site, Job]]) -> None:
    """Run jobs side by side, one a site, each under its site's lock. Raises UserError."""
    for site, _ in jobs:
        check_contact(site, settings)
    log_to_file(settings)
    process = AsyncCrawlerProcess(scrapy_settings())
    with ExitStack() as stack:
        for site, job in jobs:
            stack.enter_context(locks.hold(settings.lock_folder, f"site-{site.id}"))
            process.crawl(errand(site, settings, job))
        process.start()


def check_live(settings: Settings, sites: Sequence[str]) -> Iterator[Checked]:
    """Ask every address of these profiles once; faults are the addresses that give nothing."""
    profiles = [get_site(id, *settings.site_folders) for id in dict.fromkeys(sites)]
    faults: dict[str, list[str]] = {site.id: [] for site in profiles}

    def job_of(site: Site) -> Job:
        async def job(download: Download) -> None:
            for source in site.sources:
                url = first_url(source)
                state, reason = await _state(site, url, download)
                if state != "ok":
                    faults[site.id].append(f"{source.kind} {url}: {state} ({reason})")

        return job

    run_errands(settings, [(site, job_of(site)) for site in profiles])
    for site in profiles:
        yield Checked(kind="live", id=site.id, faults=faults[site.id])


async def _state(site: Site, url: str, download: Download) -> tuple[str, str]:
    source = next(source for source in site.sources if first_url(source) == url)
    try:
        response = await download(_request(url))
    except Exception as error:  # whatever a download can raise ends in a state
        failure = failure_of(error)
        return failure.state, failure.reason
    headers = pairs(response)
    verdict = source_verdict(response.status, headers, response.body)
    if verdict:
        return verdict
    found = discover(source, response.body, response.url, headers, clock.now(), site=site)
    return found.state, found.reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """A golden page: its files, and what was read (None: nothing, and why)."""

    files: tuple[Path, ...]
    title: str | None
    reason: str = ""


def capture(settings: Settings, id: str, url: str, folder: Path | None) -> Captured:
    """Fetch a page of a site and keep it with its reading, as a test of the profile.

    Beside each other: the page as .html.gz, the article that was read as .json, address, headers
    and time as .meta.json. Raises UserError: no folder, a page that is not the site's, no answer.
    """
    site = get_site(id, *settings.site_folders)
    folder = folder or _folder(settings, id)
    if not accepts(url, site):
        raise UserError(f"{url} fits no article pattern of {id}")
    return _store(site, fetch(settings, site, url), url, folder, settings)


def fetch(settings: Settings, site: Site, url: str) -> Page:
    """The page at an address of a site, asked for as a crawl would: robots, pace and name.

    Raises UserError: no answer, a refusal, or what is no page.
    """
    answers: list[Response] = []
    failures: list[str] = []

    async def job(download: Download) -> None:
        try:
            answers.append(await download(_request(url)))
        except Exception as error:  # whatever a download can raise
            failures.append(failure_of(error).reason)

    run_errands(settings, [(site, job)])
    if not answers:
        raise UserError(f"{url}: {failures[0] if failures else 'no answer'}")
    response = answers[0]
    headers = tuple((name.lower(), value) for name, value in pairs(response))
    verdict = page_verdict(response.status, headers, response.body, response.url, asked=url)
    if verdict:
        raise UserError(f"{url}: {': '.join(filter(None, verdict))}")
    return Page(
        url=response.url, body=response.body, headers=headers, status=response.status,
        fetched=clock.now(), site=site.id, edition=site.edition_of(response.url),
    )  # fmt: skip


def _store(site: Site, page: Page, url: str, folder: Path, ours: Settings) -> Captured:
    said = read(page, site, ours)
    key = article_key(url, site)
    stem = folder / (key.own_id if key else sha256(url.encode()).hexdigest()[:12])
    meta = {
        "url": page.url,
        "status": page.status,
        "headers": page.headers,
        "fetched": page.fetched,
    }
    folder.mkdir(parents=True, exist_ok=True)
    files = tuple(stem.with_name(stem.name + end) for end in (PAGE, READ, META))
    files[0].write_bytes(gzip.compress(page.body, mtime=0))
    files[1].write_bytes(pretty(said))
    files[2].write_bytes(pretty(meta))
    return Captured(
        files=files,
        title=said.title if isinstance(said, Article) else None,
        reason=f"{said.disposition}: {said.reason}" if isinstance(said, Rejected) else "",
    )


def _folder(settings: Settings, id: str) -> Path:
    places = folders(settings, id)
    if not places:
        raise UserError(
            f"the profile {id} is none of your own, and this is no checkout of sholu: say with "
            "--to where the golden page belongs"
        )
    return places[0]


def _request(url: str) -> Request:
    return Request(url, meta={"handle_httpstatus_list": STATUSES}, dont_filter=True)
