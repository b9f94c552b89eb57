"""Drafting a profile from what discovery finds at an address."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from crawlers.discovery.auto import language_of
from crawlers.site import load_site
from crawlers.spiders.explore import Download, Explorer, Findings
from crawlers.unprofiled import site_at
from sholu.errors import UserError
from sholu.jobs.errands import run_errands
from sholu.settings import Settings

_ID = re.compile(r"[a-z0-9_.-]+")
_PROFILE = """\
# Drafted by `sholu new site` from what {host} answered; look at every line.
title: {{{language}: {host}}}
summary: Not described yet; drafted from the site at {host}.
timezone: {zone}
editions:
  {language}: {{hosts: [{hosts}], language: {language}}}
sources:
{sources}
urls:
  article:
{patterns}
"""


def new_site(settings: Settings, id: str, url: str) -> tuple[Path, Findings]:
    """Write a profile of the site at an address into the folder of your own profiles.

    Gives its file and what it was made from. Raises UserError: no such folder in the settings, a
    name that cannot be one, a file that is there already, nothing found.
    """
    if settings.sites is None:
        raise UserError("set `sites` in sholu.toml to a folder for your own profiles")
    if not _ID.fullmatch(id):
        raise UserError(f"{id!r} is no site id: lower-case letters, digits, dot, dash, underscore")
    path = settings.sites / f"{id}.yml"
    if path.exists():
        raise UserError(f"{path} is there already")
    site = site_at(url, settings.timezone, settings.crawl.loopback)
    found: list[Findings | None] = []
    languages: list[str | None] = []

    async def job(download: Download) -> None:
        explorer = Explorer(site, download, url)
        found.append(await explorer.find())
        home = explorer.answers.get(url)
        if home:
            languages.append(language_of(home.body, home.url, home.headers))

    run_errands(settings, [(site, job)])
    findings = found[0] if found else None
    if findings is None:
        raise UserError(f"{url}: found no source that lists articles; write {path} by hand")
    language = languages[0] if languages and languages[0] in ("kk", "ru") else "ru"
    settings.sites.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(findings, url, language or "ru", settings), encoding="utf-8")
    load_site(path)
    return path, findings


def _text(findings: Findings, url: str, language: str, settings: Settings) -> str:
    edition = next(iter(findings.site.editions.values()))
    sources = [
        f'  - {{kind: {way.source.kind}, url: "{way.source.url}", edition: {language}}}'
        f"   # {way.way}"
        for way in findings.ways
    ]
    patterns = [f"    - '{pattern}'" for pattern in findings.learned.article]
    if findings.learned.drop:
        patterns += ["  drop:", *(f"    - '{pattern}'" for pattern in findings.learned.drop)]
    return _PROFILE.format(
        host=urlsplit(url).hostname,
        language=language,
        zone=settings.timezone,
        hosts=", ".join(edition.hosts),
        sources="\n".join(sources),
        patterns="\n".join(patterns),
    )
