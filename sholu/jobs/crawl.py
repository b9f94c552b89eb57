"""A crawl of one or several sites in this process."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from logging.handlers import RotatingFileHandler
from urllib.parse import urlsplit

# Scrapy looks through the whole stack and all modules while it loads this: first, there are few.
import scrapy.core.downloader.handlers.http11  # noqa: F401
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings as ScrapySettings

from crawlers.site import Site, get_site, site_files
from crawlers.spiders import spider_class
from crawlers.spiders.manners import check_contact
from crawlers.spiders.run import Listener, Run
from crawlers.spiders.verdict import Result
from crawlers.unprofiled import is_unprofiled, site_at
from sholu.errors import UserError
from sholu.jobs.forget import bury_left
from sholu.settings import Settings

LOG_BYTES = 5_000_000


def crawl(
    settings: Settings,
    sites: Sequence[str],
    *,
    urls: Sequence[str] = (),
    since: datetime | None = None,
    limit: int | None = None,
    listener: Listener | None = None,
) -> list[Result]:
    """Crawl sites side by side; one request at a time a host. Ends after what is in flight.

    `urls` are home pages of further sites, which need no profile; one that has the host is used.
    Raises UserError before the first request: unknown site, broken profile, no contact, a lock
    that another holds.
    """
    profiles = [get_site(id, *settings.site_folders) for id in dict.fromkeys(sites)]
    homes = {site.id: url for url in urls if is_unprofiled(site := site_of(url, settings))}
    profiles += [site_of(url, settings) for url in urls]
    profiles = list({site.id: site for site in profiles}.values())
    for site in profiles:
        if site.status != "active":
            raise UserError(f"{site.id} is {site.status}: its profile says so under `status`")
        check_contact(site, settings)
    log_to_file(settings)
    process = AsyncCrawlerProcess(scrapy_settings())
    logging.getLogger("scrapy").setLevel(logging.INFO)  # it has made it DEBUG, whatever is asked
    runs = []
    with ExitStack() as undo:
        for site in profiles:
            home = homes.get(site.id)
            run = Run(settings, site, since=since, limit=limit, listener=listener, home=home)
            undo.callback(run.finish, "stopped")
            runs.append(run)
        for run in runs:
            process.crawl(spider_class(run.site.id, settings, run.site), run=run)
        process.start()
    bury_left(settings, [run.site.id for run in runs])
    return [run.result for run in runs if run.result]


def site_of(url: str, settings: Settings) -> Site:
    """The site of an address: the profile that names its host, else one without a profile."""
    site = site_at(url, settings.timezone, settings.crawl.loopback)
    host = urlsplit(url).hostname
    profiles = (get_site(id, *settings.site_folders) for id in site_files(*settings.site_folders))
    return next((profile for profile in profiles if host in profile.hosts), site)


def scrapy_settings() -> ScrapySettings:
    """Those of the Scrapy project, wherever the command is run."""
    settings = ScrapySettings()
    settings.setmodule("crawlers.settings", priority="project")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    return settings


def log_to_file(settings: Settings) -> None:
    """Send what Scrapy and its parts say to crawl.log in the data folder, not to the terminal.

    Crawls at the same time share it. Each line is whole, but one that turns the file over leaves
    the others writing to `crawl.log.1`, and lines of long ago may go earlier than they would.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        settings.data / "crawl.log", maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8"
    )
    handler.setLevel(logging.INFO)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
