"""Saying why a page is read as it is: a file, a golden page, an address, a stored article."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from crawlers.archive import ArchiveError, ArchiveReader
from crawlers.discovery.shape import Learned
from crawlers.memory import remembered
from crawlers.page import Page, as_archived
from crawlers.reading.explain import Explained
from crawlers.reading.explain import explain as explain_page
from crawlers.site import get_site, hooks
from crawlers.unprofiled import host_id, with_learned
from sholu import clock
from sholu.errors import UserError
from sholu.fields import utc
from sholu.jobs.golden import PAGE, page_of
from sholu.jobs.history import history, learned_patterns, profile
from sholu.jobs.read import page_bytes
from sholu.settings import Settings
from sholu.store import Store

STDIN = "-"
_ID = re.compile(r"[0-9a-f]{16}")


def page_at(settings: Settings, name: str, *, site: str | None = None, url: str = "") -> Page:
    """The page a name means: a saved file, a golden page, an address that is fetched now, or the
    id of a stored article, whose page is taken from the archive with the time it was fetched.

    `site` names a profile to read it by; `url` is the address of a saved file. Raises UserError.
    """
    if site:
        get_site(site, *settings.site_folders)  # names the nearest when it is unknown
    if name == STDIN:
        return _file(Path("/dev/stdin"), site, url)
    path = Path(name)
    if name.endswith(PAGE) and path.is_file():
        stem = path.with_name(path.name.removesuffix(PAGE))
        return page_of(stem, site or path.resolve().parent.name)
    if name.startswith(("http://", "https://")):
        return _fetched(settings, name, site)
    if _ID.fullmatch(name) and not path.exists():
        return _stored(settings, name, site)
    return _file(path, site, url)


def explain(settings: Settings, page: Page) -> Explained:
    """Why a page is read as it is, by the profile of its site if there is one."""
    site = profile(settings, page.site)
    code = hooks(site.id, *settings.site_folders) if site else None
    known = with_learned(site, Learned(page.learned)) if site and page.learned else site
    edition = page.edition or (known.edition_of(page.url) if known else None)
    memory = remembered(settings.store_file, page.site, edition)
    return explain_page(page, known, hooks=code, memory=memory)


def about(found: Explained) -> list[str]:
    """Which page it is, what read it, and what a crawl would say of it: a line each."""
    by = f"the profile {found.site}" if found.profile else "the default rules"
    since = f", as they hold since {found.since}" if found.since else ""
    lines = [found.url, f"read by {by}{since}; fetched {found.fetched:%Y-%m-%d %H:%M} UTC"]
    if found.refused:
        lines.append(f"a crawl refuses it: {found.refused.disposition}: {found.refused.reason}")
    return lines


def row(found: Explained) -> dict[str, Any]:
    """An explanation as JSON has it."""
    blocks = [{"kept": each.kept, **asdict(each), "why": each.why} for each in found.pieces]
    return {
        "url": found.url,
        "site": found.site,
        "profile": found.profile,
        "fetched": utc(found.fetched),
        "since": found.since,
        "refused": asdict(found.refused) if found.refused else None,
        "fields": {each.field: each.candidates for each in found.choices},
        "blocks": blocks,
        "issues": [{"slug": item.slug, "message": item.message} for item in found.issues],
    }


def _file(path: Path, site: str | None, url: str) -> Page:
    url = url or f"file://{site or 'localhost'}/{path.name}"
    body = page_bytes(path)
    return Page(url=url, body=body, fetched=clock.now(), site=site or host_id(url))


def _fetched(settings: Settings, url: str, site: str | None) -> Page:
    """The page at an address, by the profile that knows its host."""
    from sholu.jobs.crawl import site_of
    from sholu.jobs.errands import fetch

    known = site_of(url, settings)
    page = fetch(settings, known, url)
    return replace(page, site=site or known.id, edition=None)


def _stored(settings: Settings, id: str, site: str | None) -> Page:
    record = history(settings, id).record
    article = record.article
    if record.raw is None:
        raise UserError(f"{id}: its page is not in the archive; read its address instead")
    try:
        found = ArchiveReader(settings.archive_folder).read(record.raw)
    except (ArchiveError, OSError) as error:
        raise UserError(f"{id}: its page cannot be read from the archive: {error}") from None
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        learned = learned_patterns(store, article.site)
    page = Page(
        url=article.url,
        body=b"",
        fetched=record.fetched,
        site=site or article.site,
        edition=article.edition,
        learned=learned,
    )
    return as_archived(page, found, record.raw)
