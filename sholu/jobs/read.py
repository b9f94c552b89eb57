"""Reading pages somebody brings: one file, or JSON lines, in worker processes and in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from crawlers.page import Page, Reading
from crawlers.pool import Pool
from crawlers.session import own_topics
from crawlers.site import get_site
from crawlers.unprofiled import host_id
from crawlers.worker import Desk, look
from sholu import clock
from sholu.errors import UserError
from sholu.fields import flat_article
from sholu.jobs.lines import BadLine, Row, refusal
from sholu.settings import Settings

PAGE_KEYS = ("url", "html", "path", "site", "fetched")
"""What a JSON line of a page may say."""
WINDOW = 16
"""Pages in flight of a batch: memory stays flat however long it is."""


def read_rows(settings: Settings, rows: Iterable[Row | BadLine]) -> Iterable[Row]:
    """One row out a row in, in order: the flat object, or who was refused and why."""
    loop = asyncio.new_event_loop()
    stream = _rows(settings, rows)
    try:
        while True:
            try:
                yield loop.run_until_complete(anext(stream))
            except StopAsyncIteration:
                return
    finally:
        loop.run_until_complete(stream.aclose())
        loop.close()


async def _rows(settings: Settings, rows: Iterable[Row | BadLine]) -> AsyncGenerator[Row, None]:
    pool = _pool(settings)
    try:
        waiting: deque[tuple[Row | BadLine, asyncio.Task[Row]]] = deque()
        for row in rows:
            waiting.append((row, asyncio.create_task(_read(settings, pool, row))))
            if len(waiting) >= WINDOW:
                yield await waiting.popleft()[1]
        while waiting:
            yield await waiting.popleft()[1]
    finally:
        pool.close()


def _pool(settings: Settings) -> Pool:
    desk = Desk(
        site_folders=settings.site_folders,
        store=settings.store_file,
        soft_seconds=settings.crawl.soft_seconds,
        topics=own_topics(settings),
    )
    return Pool(
        desk, workers=settings.crawl.workers, hard_seconds=settings.crawl.hard_seconds, job=look
    )


async def _read(settings: Settings, pool: Pool, row: Row | BadLine) -> Row:
    if isinstance(row, BadLine):
        return refusal(row, "failed", str(row))
    try:
        page = page_of(row, settings)
    except UserError as error:
        return refusal(row, "failed", str(error))
    except (ValueError, TypeError) as error:  # an address or a path that is none
        return refusal(row, "failed", f"cannot be used: {error}")
    return _shown(row, await pool.read(page))


def _shown(row: Row, reading: Reading) -> Row:
    if reading.article and reading.annotations:
        return flat_article(reading.article, reading.annotations)
    rejected = reading.rejected
    if rejected is None:
        return refusal(row, "failed", "no reading")
    return refusal(row, rejected.disposition, rejected.reason)


def page_of(row: Row, settings: Settings) -> Page:
    """The page of a row: `url` and `html` or `path`, optionally `site` and `fetched`.

    A row that has its `page` already is that. Raises UserError when something is missing or cannot
    be used.
    """
    if isinstance(row.get("page"), Page):
        return cast("Page", row["page"])
    url = row.get("url")
    if not isinstance(url, str) or "://" not in url:
        raise UserError("expected `url`, an address such as https://www.lada.kz/...")
    site = row.get("site")
    if site is not None:
        get_site(site, *settings.site_folders)  # names the nearest when it is unknown
    return Page(
        url=url,
        body=_body(row),
        headers=(("content-type", "text/html; charset=utf-8"),) if "html" in row else (),
        fetched=_instant(row.get("fetched")),
        site=site or host_id(url),
    )


def page_bytes(path: Path) -> bytes:
    """The bytes of a saved page. Raises UserError: no such file, or no text in it."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or error}") from None
    if body[:2] == b"\x1f\x8b":
        raise UserError(f"{path} is packed; unpack it first: gunzip -k {path}")
    if not _is_text(body[:4096]):
        raise UserError(f"{path} is no page: it holds binary data, not text")
    return body


def _is_text(head: bytes) -> bool:
    """Whether bytes can be text: UTF-16 says so at its beginning, all else has no zeros."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    control = sum(byte < 32 and byte not in b"\t\n\f\r\x1b" for byte in head)
    return 0 not in head and control <= len(head) / 50


def _body(row: Row) -> bytes:
    html: Any = row.get("html")
    if isinstance(row.get("body"), bytes):
        return bytes(row["body"])
    if isinstance(html, str):
        return html.encode("utf-8", "surrogatepass")
    path = row.get("path")
    if not isinstance(path, str):
        raise UserError("expected `html`, or `path` of a file")
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from None


def _instant(text: Any) -> datetime:
    if text is None:
        return clock.now()
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise UserError(f"`fetched` is no time in RFC 3339: {text}") from None
    if found.tzinfo is None:
        raise UserError(f"`fetched` needs an offset, such as Z or +05:00: {text}")
    return found
