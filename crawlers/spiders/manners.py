"""Manners: settings that no option, profile or environment variable can take back."""

from __future__ import annotations

from importlib.metadata import version

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from crawlers import settings as written
from crawlers.site import Site
from sholu.errors import UserError
from sholu.settings import Settings


class NoContact(UserError, UsageError):
    """There is no address to give to the sites; Scrapy's commands print it as they do theirs."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.print_help = False


ABOVE_ALL = 1000
"""Scrapy's own priorities end at 40, that of its command line."""
LOOPBACK_DELAY = 0.0
"""Seconds between two requests to a host that a server on this machine stands in for."""


def apply(settings: BaseSettings, site: Site, ours: Settings) -> None:
    """Set robots, agent and pace of a site's crawl over anything set before.

    One request at a time a host, the profile's delay between two; only a host that a server on
    this machine stands in for is asked without delay. Raises NoContact.
    """
    check_contact(site, ours)
    mapping = {host: ours.crawl.loopback[host] for host in site.hosts & ours.crawl.loopback.keys()}
    for name, value in {
        "DOWNLOADER_MIDDLEWARES": dict(written.DOWNLOADER_MIDDLEWARES),
        "DOWNLOAD_HANDLERS": dict(written.DOWNLOAD_HANDLERS),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "sholu",
        "USER_AGENT": user_agent(ours),
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_REQUESTS_PER_IP": 0,
        "DOWNLOAD_DELAY": site.manners.delay,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_SLOTS": {host: {"delay": LOOPBACK_DELAY, "concurrency": 1} for host in mapping},
        "DOWNLOAD_TIMEOUT": ours.crawl.timeout,
        "SHOLU_LOOPBACK": mapping,
        "SHOLU_MAX_WAIT": ours.crawl.max_wait,
    }.items():
        settings.set(name, value, priority=ABOVE_ALL)


def check_contact(site: Site, ours: Settings) -> None:
    """Raise NoContact when hosts of the site would be asked without telling whom to write to."""
    if not ours.crawl.contact and site.hosts - ours.crawl.loopback.keys():
        raise NoContact(
            "the sites must be able to reach you: set `contact` under [crawl] in sholu.toml to an "
            "e-mail address or a page, or SHOLU_CRAWL__CONTACT=you@example.org"
        )


def user_agent(ours: Settings) -> str:
    """Who asks, and where to reach them."""
    contact = ours.crawl.contact or "a newsroom on this machine"
    return f"sholu/{version('sholu')} (press monitor; {contact})"
