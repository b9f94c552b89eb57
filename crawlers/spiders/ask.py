"""What a request is for: it travels in `request.meta["sholu"]` to the middlewares and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from scrapy import Request
from scrapy.http import Response

from crawlers.archive import ArchiveWriter
from crawlers.page import Hints, Known, Page
from sholu.article import Pairs, Raw
from sholu.store import Due, Validators

META = "sholu"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
STATUSES = [status for status in range(300, 600) if status not in _REDIRECTS]
"""Answers that we judge ourselves; redirects are Scrapy's to follow."""


@dataclass(slots=True, kw_only=True)
class Ask:
    """A page of the frontier being asked: what was known of it, where its bytes went and when."""

    site: str
    due: Due
    hints: Hints
    archive: ArchiveWriter | None
    known_raw: Raw | None
    fingerprint: str | None = None
    raw: Raw | None = None
    at: datetime | None = None

    @property
    def known(self) -> Known | None:
        """What the store has of a page whose bytes are not the known ones."""
        if self.known_raw is None or self.fingerprint is None or self.raw == self.known_raw:
            return None
        return Known(raw=self.known_raw, fingerprint=self.fingerprint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page of the frontier with its bytes, on its way through the pipelines."""

    due: Due
    page: Page
    validators: Validators


def conditional(validators: Validators | None) -> dict[str, str]:
    """The headers that let a server say that nothing changed."""
    if validators is None:
        return {}
    headers = {}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def validators_of(response: Response) -> Validators:
    """What a response gives for the next request.

    The server's own time of the answer stands in for a Last-Modified it did not give (RFC 9110,
    13.1.3): so nearly every known address is asked conditionally.
    """

    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return value.decode("latin-1") if value else None

    return Validators(etag=header("ETag"), last_modified=header("Last-Modified") or header("Date"))


def pairs(message: Request | Response) -> Pairs:
    """Headers as (name, value) pairs, in the order received."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
    )
