"""How the sites are: profile, numbers, states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawlers.site import Site, get_site, site_files
from crawlers.spiders.verdict import present
from sholu.health import STATES, SiteState, SourceReport, site_state
from sholu.settings import Settings
from sholu.store import NoStore, SourceRow, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A site as it stands. `last_run` is UTC, None before the first."""

    site: Site
    articles: int
    left: int
    last_run: datetime | None
    last_counts: dict[str, int]
    sources: tuple[SourceRow, ...]
    state: SiteState

    @staticmethod
    def advice(state: str) -> str:
        """What to try about a source in that state."""
        return STATES[state]

    def row(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "site": self.site.id,
            "title": self.site.title,
            "status": self.site.status,
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


def overview(settings: Settings, site: str | None = None) -> list[Overview]:
    """Every site that has a profile, or the one named; sites never crawled have zeros.

    Raises UserError on an unknown site or a broken profile.
    """
    ids = [site] if site else sorted(site_files(*settings.site_folders))
    profiles = [get_site(id, *settings.site_folders) for id in ids]
    try:
        with Store(settings.store_file, zone=settings.zone, create=False) as store:
            return [overview_of(profile, store) for profile in profiles]
    except NoStore:
        return [overview_of(profile, None) for profile in profiles]


def overview_of(site: Site, store: Store | None) -> Overview:
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
        articles=store.count(site.id) if store else 0,
        left=store.left(site.id, 0) if store else 0,
        last_run=runs[0].started if runs else None,
        last_counts=runs[0].counts if runs else {},
        sources=tuple(rows),
        state=site_state(reports),
    )
