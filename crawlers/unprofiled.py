"""Sites without a profile: what stands in for one while such a site is crawled."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import urlsplit

from crawlers.discovery.shape import Learned
from crawlers.site import Addresses, Edition, Site
from sholu.errors import UserError

NO_EDITION = ""
"""The name under which the hosts of a site without editions stand."""
NOTHING = r"(?P<id>(?!))"
"""Fits no address: nothing is known of the articles' yet."""
_DOMAIN = re.compile(r"\.[^.\d:]+$")
_QUIET_AFTER = "52w"  # nobody has said how often it publishes


def host_id(url: str) -> str:
    """The id of a site without a profile: its host without www., in the letters of the DNS.

    >>> host_id("https://www.example.kz/a/1.html"), host_id("https://шолу.қаз/1"), host_id("x")
    ('example.kz', 'xn--k1afqr.xn--80ao21a', '')
    """
    return _host(url).removeprefix("www.").replace(":", "_")  # a number of IPv6 has colons


def _host(url: str) -> str:
    """The host of an address, as the DNS has it; empty where there is none."""
    try:
        return (urlsplit(url).hostname or "").encode("idna").decode("ascii")
    except ValueError:  # a label of more than 63 letters, an empty one, half a number of IPv6
        return ""


def site_at(url: str, zone: str, stand_ins: Collection[str] = ()) -> Site:
    """A site known only by an address: its host without www., no edition, times in `zone`.

    It is asked with and without www., unless its host is a number or a bare name such as
    localhost; where this machine stands in for it, by `stand_ins` alone.
    Raises UserError on what is no web address.
    """
    host = _host(url)
    parts = urlsplit(url) if host else urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise UserError(f"expected an address such as https://example.kz/, not {url!r}")
    bare = host.removeprefix("www.")
    hosts = tuple(dict.fromkeys((host, bare, f"www.{bare}"))) if _DOMAIN.search(host) else (host,)
    if host in stand_ins:
        hosts = tuple(name for name in hosts if name in stand_ins)
    place = {"kind": "listing", "url": f"{parts.scheme}://{parts.netloc}/", "edition": NO_EDITION}
    site = Site.model_validate(
        {
            "id": host_id(url),
            "title": {"ru": bare},
            "summary": f"A site without a profile, at {parts.netloc}.",
            "timezone": zone,
            "editions": {NO_EDITION: {"hosts": hosts, "language": "ru"}},
            "sources": [place],
            "urls": {"article": [NOTHING]},
            "expect": {"quiet_after": _QUIET_AFTER},
        }
    )
    return site.model_copy(update={"sources": ()})


def is_unprofiled(site: Site) -> bool:
    """Whether nobody wrote a profile of it."""
    return NO_EDITION in site.editions


def with_learned(site: Site, learned: Learned) -> Site:
    """The site with what was learned of its article addresses beside what its profile says.

    Without a profile an article's own id is its whole address (design, section 4).
    """
    own = is_unprofiled(site)
    patterns = tuple(_without_id(text) if own else text for text in learned.article)
    urls = site.urls.model_copy(
        update={
            "article": tuple(dict.fromkeys((*site.urls.article, *patterns))),
            "drop": tuple(dict.fromkeys((*site.urls.drop, *learned.drop))),
        }
    )
    return site.model_copy(update={"urls": Addresses.model_validate(urls.model_dump())})


def _without_id(pattern: str) -> str:
    return pattern.replace("(?P<id>", "(?:") + r"(?P<id>(?!))?"


def with_first_host(site: Site, host: str) -> Site:
    """A site without a profile, under the host that it answers from."""
    edition = site.editions[NO_EDITION]
    if host not in edition.hosts or host == edition.hosts[0]:
        return site
    hosts = tuple(dict.fromkeys((host, *edition.hosts)))
    editions = {NO_EDITION: Edition(hosts=hosts, language=edition.language)}
    return site.model_copy(update={"editions": editions})
