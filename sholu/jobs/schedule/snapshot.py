"""How everything stands at one moment, for health and metrics; taken from any thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sholu import clock
from sholu.health import STATES
from sholu.jobs.schedule.backlog import LATE, places
from sholu.jobs.schedule.outcome import GOOD
from sholu.jobs.schedule.roster import interval
from sholu.jobs.schedule.runner import Scheduler
from sholu.jobs.sites import Overview, overview_of
from sholu.plural import counted
from sholu.store import Planned, Store

SLACK = timedelta(minutes=10)
"""A site is late when it waits for longer than half its interval, and longer than this."""
WELL = ("ok", "quiet")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteNow:
    """A site: what `sholu sites` says, its agenda, and when its newest article was first seen."""

    overview: Overview
    planned: Planned | None
    running: bool
    newest: datetime | None

    def late(self, now: datetime) -> timedelta | None:
        """For how long it waits already; None if that is no reason to worry."""
        if self.running or self.planned is None:
            return None
        waits = now - self.planned.due
        return waits if waits > max(SLACK, interval(self.overview.site) / 2) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All of it. `behind` are changes a target has not followed.

    `behind_since`: those targets that lack some, and since when they have made no progress.
    """

    now: datetime
    sites: dict[str, SiteNow]
    running: dict[str, datetime]
    behind: dict[str, int]
    behind_since: dict[str, datetime]


def snapshot(scheduler: Scheduler) -> Snapshot:
    """How things stand; opens a store of its own, as the scheduler's belongs to its thread."""
    settings, sites = scheduler.settings, dict(scheduler.sites)
    running = dict(scheduler.running)
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        agenda = store.agenda()
        return Snapshot(
            now=clock.now(),
            sites={
                id: SiteNow(
                    overview=overview_of(site, store),
                    planned=agenda.get(id),
                    running=id in running,
                    newest=store.newest(id),
                )
                for id, site in sites.items()
            },
            running=running,
            behind={name: place.lacks for name, place in places(settings, store).items()},
            behind_since=dict(scheduler.help.since),
        )


def problems(shot: Snapshot) -> list[str]:
    """What somebody has to look at, a sentence each; none when all is well."""
    found = []
    for id, site in shot.sites.items():
        if late := site.late(shot.now):
            found.append(f"{id} is late by {_words(late)}")
        planned = site.planned
        if planned and planned.outcome and planned.outcome not in GOOD:
            found.append(f"{id}: its last run {planned.outcome}: {planned.why}")
        state = site.overview.state
        if site.overview.sources and state.state not in WELL:
            why = f" ({state.reason})" if state.reason else ""
            found.append(f"{id} is {state.state}{why}: {STATES[state.state]}")
    for target, since in shot.behind_since.items():
        lacks = shot.behind.get(target, 0)
        if lacks and shot.now - since > LATE:
            stands = _words(shot.now - since)
            behind = f"{counted(lacks, 'change')} behind"
            found.append(f"the index {target} is {behind}, and stands for {stands}")
    return found


def health(shot: Snapshot) -> dict[str, object]:
    """The answer to "is all well?" as one JSON object."""
    found = problems(shot)
    return {
        "ok": not found,
        "time": shot.now,
        "problems": found,
        "running": shot.running,
        "sites": {
            id: {
                "state": site.overview.state.state if site.overview.sources else None,
                "due": site.planned.due if site.planned else None,
                "last_run": site.planned.started if site.planned else None,
                "outcome": site.planned.outcome if site.planned else None,
                "last_success": site.planned.success if site.planned else None,
                "newest_article": site.newest,
                "left": site.overview.left,
            }
            for id, site in shot.sites.items()
        },
        "backlog": shot.behind,
    }


def _words(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    return f"{minutes // 60} h {minutes % 60} min" if minutes >= 60 else f"{minutes} min"
