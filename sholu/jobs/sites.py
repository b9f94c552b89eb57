"""How the sites are: profile, numbers, states."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawlers.present import present
from crawlers.site import Site, get_site, site_files
from crawlers.unprofiled import site_at
from sholu.errors import UserError
from sholu.health import STATES, SiteState, SourceReport, site_state
from sholu.names import unknown
from sholu.settings import Settings
from sholu.store import NoStore, SourceRow, Store
from sholu.yamlfile import FileError


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A site as it stands. `last_run` is UTC, None before the first.

    Not `profiled`: nobody wrote a profile of it; it was crawled by its address, or imported.
    """

    site: Site
    profiled: bool
    articles: int
    left: int
    last_run: datetime | None
    last_counts: dict[str, int]
    sources: tuple[SourceRow, ...]
    state: SiteState

    @property
    def status(self) -> str:
        """That of the profile, if there is one."""
        return self.site.status if self.profiled else "no profile"

    @property
    def unknown(self) -> str:
        """What to say where no source has a state."""
        return "imported" if self.articles and not self.last_run else "not crawled yet"

    @staticmethod
    def advice(state: str) -> str:
        """What to try about a source in that state."""
        return STATES[state]

    def row(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "site": self.site.id,
            "title": self.site.title,
            "status": self.status,
            "editions": list(self.site.editions),
            "articles": self.articles,
            "left": self.left,
            "last_run": self.last_run,
            "dispositions": self.last_counts,
            "state": self.state.state if self.sources else None,
            "reason": self.state.reason,
            "sources": [
                {
                    "url": source.url,
                    "edition": source.edition,
                    "kind": source.kind,
                    "state": source.state,
                    "reason": source.reason,
                    "since": source.since,
                    "advice": STATES[source.state],
                }
                for source in self.sources
            ],
        }


def overview(settings: Settings, site: str | None = None) -> tuple[list[Overview], list[FileError]]:
    """Every site that has a profile, then those the store knows without one; or the one named.

    Sites never crawled have zeros. Beside them what is wrong with the profiles that are broken,
    whose sites are left out. Raises UserError on an unknown site, or if the one named is broken.
    """
    files = site_files(*settings.site_folders)
    broken = {} if site else _broken(files, settings)
    try:
        with Store(settings.store_file, zone=settings.zone, create=False) as store:
            others = sorted({*store.article_sites(), *store.watched_sites()} - set(files))
            ids = _named(site, [*sorted(files), *others])
            found = [
                overview_of(_site(id, settings, id in files), store, profiled=id in files)
                for id in ids
                if id not in broken
            ]
    except NoStore:
        ids = _named(site, sorted(files))
        found = [overview_of(_site(id, settings, True), None) for id in ids if id not in broken]
    return found, list(broken.values())


def _broken(ids: Iterable[str], settings: Settings) -> dict[str, FileError]:
    """Site id -> what is wrong with its profile, of those that cannot be used."""
    faults = {}
    for id in ids:
        try:
            get_site(id, *settings.site_folders)
        except FileError as error:
            faults[id] = error
    return faults


def check_site(settings: Settings, site: str) -> None:
    """Raise UserError on a site that has no profile and that the store does not know."""
    known = set(site_files(*settings.site_folders))
    try:
        with Store(settings.store_file, zone=settings.zone, create=False) as store:
            known |= {*store.article_sites(), *store.watched_sites()}
    except NoStore:
        pass
    _named(site, sorted(known))


def _named(site: str | None, known: list[str]) -> list[str]:
    if site is not None and site not in known:
        raise UserError(unknown("site", site, known))
    return known if site is None else [site]


def _site(id: str, settings: Settings, profiled: bool) -> Site:
    if profiled:
        return get_site(id, *settings.site_folders)
    return site_at(f"https://{id}/", settings.timezone)


def overview_of(site: Site, store: Store | None, *, profiled: bool = True) -> Overview:
    """A site as a store knows it; without one, as if never crawled."""
    runs = store.runs(site.id, limit=1) if store else ()
    rows = present(site, store.sources(site.id)) if store else []
    reports = [
        SourceReport(
            url=row.url, kind=row.kind, edition=row.edition, state=row.state, reason=row.reason
        )
        for row in rows
    ]
    return Overview(
        site=site,
        profiled=profiled,
        articles=store.count(site.id) if store else 0,
        left=store.left(site.id, 0) if store else 0,
        last_run=runs[0].started if runs else None,
        last_counts=runs[0].counts if runs else {},
        sources=tuple(rows),
        state=site_state(reports),
    )
