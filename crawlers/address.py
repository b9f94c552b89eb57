"""Addresses: the one canonical spelling of each, which of them are articles, and article ids.

`canonical` of an address:
- scheme https; an address with a port of its own keeps its scheme (a local server);
- host in lower case; a host of the profile becomes the first host of its edition;
- fragment and trackers removed (`TRACKERS` and the profile's `strip_query`), the rest of the
  query sorted; where the address without its query fits an article pattern of the profile, only
  the profile's `keep_query` stays;
- an `amp` segment at the beginning or the end of the path removed (the copy's original);
- final slash: where a profile's article pattern fits with it or without it alone, as the pattern
  has it; else as it is written, for nobody knows what the server answers to (the article's id does
  not depend on it);
- case kept: some sites tell articles apart by it.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from crawlers.site import Site

TRACKERS = (
    "utm_*",
    "fbclid",
    "yclid",
    "gclid",
    "ysclid",
    "_openstat",
    "from",
    "amp",
)
"""Query parameters that say where a reader came from; * ends a prefix."""

_JOINED = re.compile(r"https?:/+", re.IGNORECASE)
_AMP = re.compile(r"^/amp(?=/)|/amp/?$")
_SLASHES = re.compile(r"/{2,}")
_BROKEN = ("__trashed", "\ufffc", "\ufe0f")


class BadAddress(ValueError):
    """No address of a page: joined addresses, another scheme, a path a sitemap got wrong."""


class ArticleKey(NamedTuple):
    """What tells an article from the others of its site: its edition and its own id there."""

    edition: str | None
    own_id: str


def canonical(url: str, site: Site | None) -> str:
    """The one spelling of an address; applying it twice changes nothing.

    It says nothing on whose address it is: see `accepts`. Raises BadAddress for what is no
    http(s) address and for the defects of sitemaps: joined addresses, `__trashed`, U+FFFC, U+FE0F.
    """
    parts = _split(url)
    path = _SLASHES.sub("/", parts.path) if site else parts.path
    parts = parts._replace(path=_without_amp(path))
    if site is None:
        return urlunsplit(parts._replace(query=_query(parts.query, TRACKERS)))
    return urlunsplit(_of_site(parts, site))


def accepts(url: str, site: Site) -> bool:
    """Whether it is the address of an article of the site.

    Its canonical form belongs to an edition and fits an article pattern, and no drop pattern fits
    it, as written or as canonical. A broken address is not accepted.
    """
    return accepted(url, site) is not None


def accepted(url: str, site: Site) -> str | None:
    """The canonical form of an article's address; None for any other, as `accepts` says."""
    try:
        address = canonical(url, site)
    except BadAddress:
        return None
    if site.edition_of(address) is None or not _fitting(address, site):
        return None
    for pattern in site.urls.drop:
        if re.search(pattern, url) or re.search(pattern, address):
            return None
    return address


def article_key(url: str, site: Site) -> ArticleKey | None:
    """The edition and the article's own id, by the profile's pattern; None if none fits."""
    try:
        address = canonical(url, site)
    except BadAddress:
        return None
    match = _fitting(address, site)
    if not match or match["id"] is None:
        return None
    return ArticleKey(site.edition_of(address), match["id"])


def article_id(site_id: str, edition: str | None, own_id_or_url: str) -> str:
    """The id of an article: 16 hex digits, of the site, the edition and its own id or address.

    An address is taken without its scheme, `www.` and final slash, so that they make no two.
    """
    name = re.sub(r"^https?://(?:www\.)?", "", own_id_or_url)
    if name != own_id_or_url:
        name = name.rstrip("/")
    text = "\x1f".join((site_id, edition or "", name))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@lru_cache(maxsize=4096)
def _split(url: str) -> SplitResult:
    """The parts of an address made safe, or BadAddress."""
    url = url.strip()
    if any(mark in unquote(url) for mark in _BROKEN):
        raise BadAddress(f"broken address: {url}")
    try:
        if urlsplit(url).scheme.lower() not in ("http", "https"):
            raise BadAddress(f"no http address: {url}")
        parts = urlsplit(canonicalize_url(url))
        host, port = parts.hostname, parts.port
    except BadAddress:
        raise
    except (ValueError, UnicodeError) as error:
        raise BadAddress(f"no address: {url} ({error})") from None
    host = (host or "").rstrip(".")
    if not host or re.search(r"[\s%\\]|https?$", host) or _JOINED.search(unquote(parts.path)):
        raise BadAddress(f"joined or broken address: {url}")
    if ":" in host:
        host = f"[{host}]"
    if port not in (None, 80, 443):
        return parts._replace(netloc=f"{host}:{port}", fragment="")
    return parts._replace(scheme="https", netloc=host, fragment="")


def _without_amp(path: str) -> str:
    while _AMP.search(path):
        path = _AMP.sub("", path)
    return path or "/"


def _of_site(parts: SplitResult, site: Site) -> SplitResult:
    """The parts with the edition's first host, the query and the final slash the profile wants."""
    parts = parts._replace(netloc=_host(parts, site))
    bare = parts._replace(query="")
    path = parts.path.rstrip("/")
    for candidate in dict.fromkeys((parts.path, path or "/", path + "/")):
        if _fitting(urlunsplit(bare._replace(path=candidate)), site):
            return bare._replace(
                path=candidate, query=_query(parts.query, (), site.urls.keep_query)
            )
    return parts._replace(query=_query(parts.query, (*TRACKERS, *site.urls.strip_query), None))


def _host(parts: SplitResult, site: Site) -> str:
    name = site.edition_of(urlunsplit(parts))
    if name:
        return site.editions[name].hosts[0] if parts.port is None else parts.netloc
    for edition in site.editions.values():
        if parts.netloc in edition.hosts:
            return edition.hosts[0]
    return parts.netloc


def _query(query: str, strip: tuple[str, ...], keep: tuple[str, ...] | None = None) -> str:
    """The query without the parameters of `strip`, or with those of `keep` alone."""
    kept = []
    for part in filter(None, query.split("&")):
        name = unquote(part.partition("=")[0])
        if keep is not None and name not in keep:
            continue
        if not any(fnmatchcase(name.lower(), pattern) for pattern in strip):
            kept.append(part)
    return "&".join(kept)


def _fitting(address: str, site: Site) -> re.Match[str] | None:
    return next(filter(None, (re.search(p, address) for p in site.urls.article)), None)
