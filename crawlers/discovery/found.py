"""`Found`: what one answer of a source gives: links, further addresses to ask, and its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crawlers.page import Link

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an answer lists.

    `links` are addresses as written there, made absolute; `children` the sitemaps of an index,
    newest first; `next_url` the next page of a listing. `state` is one of sholu.health.STATES;
    a `reason` beside `ok` is a remark that someone may act on. `newest` is the newest time the
    answer gives, UTC, None when it gives none that can be believed. `dropped` counts (defect,
    entries) that were left out.
    """

    links: tuple[Link, ...] = ()
    children: tuple[Link, ...] = ()
    next_url: str | None = None
    state: str = "ok"
    reason: str = ""
    newest: datetime | None = None
    dropped: Counts = ()
