"""`Resource`: what an address of the newsroom answers with, and its validators."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"
JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One answer. `modified` None: it has no validators (redirects, errors)."""

    body: bytes = b""
    content_type: str = HTML
    modified: datetime | None = None
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    etag: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "etag", f'"{sha256(self.body).hexdigest()[:16]}"')


def text(body: str, content_type: str, modified: datetime) -> Resource:
    """A text that can be asked for conditionally."""
    return Resource(body=body.encode(), content_type=content_type, modified=modified)


def redirect(location: str) -> Resource:
    """301 to `location`."""
    return Resource(status=301, headers=(("Location", location),))


def missing(status: int = 404) -> Resource:
    """404, or 410, with a page that says so."""
    return Resource(body=f"<h1>{status}</h1><p>Страница не найдена</p>".encode(), status=status)
