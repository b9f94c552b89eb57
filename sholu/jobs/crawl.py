"""A crawl of one or several sites in this process."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from logging.handlers import RotatingFileHandler

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings as ScrapySettings

from crawlers.site import get_site
from crawlers.spiders import spider_class
from crawlers.spiders.manners import check_contact
from crawlers.spiders.run import Listener, Run
from crawlers.spiders.verdict import Result
from sholu.settings import Settings

LOG_BYTES = 5_000_000


def crawl(
    settings: Settings,
    sites: Sequence[str],
    *,
    since: datetime | None = None,
    limit: int | None = None,
    listener: Listener | None = None,
) -> list[Result]:
    """Crawl sites side by side; one request at a time a host. Ends after what is in flight.

    Raises UserError before the first request: unknown site, broken profile, no contact, a lock
    that another holds.
    """
    profiles = [get_site(id, *settings.site_folders) for id in dict.fromkeys(sites)]
    for site in profiles:
        check_contact(site, settings)
    log_to_file(settings)
    process = AsyncCrawlerProcess(scrapy_settings())
    runs = []
    with ExitStack() as undo:
        for site in profiles:
            run = Run(settings, site, since=since, limit=limit, listener=listener)
            undo.callback(run.finish, "stopped")
            runs.append(run)
        for run in runs:
            process.crawl(spider_class(run.site.id, settings), run=run)
        process.start()
    return [run.result for run in runs if run.result]


def scrapy_settings() -> ScrapySettings:
    """Those of the Scrapy project, wherever the command is run."""
    settings = ScrapySettings()
    settings.setmodule("crawlers.settings", priority="project")
    settings.set("LOG_INSTALL_ROOT_HANDLER", False, priority="cmdline")
    return settings


def log_to_file(settings: Settings) -> None:
    """Send what Scrapy and its parts say to crawl.log in the data folder, not to the terminal."""
    settings.data.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        settings.data / "crawl.log", maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
