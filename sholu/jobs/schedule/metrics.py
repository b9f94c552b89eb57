"""The numbers that Prometheus collects; docs/operations.md explains each."""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Iterable
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from sholu import clock
from sholu.health import STATES
from sholu.jobs.schedule.outcome import Outcome
from sholu.jobs.schedule.runner import Scheduler
from sholu.jobs.schedule.snapshot import Snapshot, snapshot

_BUCKETS = (5, 15, 60, 300, 900, 1800, 3600, 7200)
"""Seconds of a run: nothing new, a few pages, an ordinary hour, a first crawl."""


class Metrics:
    """Counters live here and begin anew with the scheduler; the rest is read when asked for."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self.registry.register(_Now(scheduler))
        self._pages = Counter(
            "sholu_pages",
            "Pages that scheduled crawls ended, by disposition",
            ("site", "disposition"),
            registry=self.registry,
        )
        self._runs = Counter(
            "sholu_runs", "Scheduled runs by outcome", ("what", "outcome"), registry=self.registry
        )
        self._seconds = Histogram(
            "sholu_run_seconds",
            "How long scheduled runs took",
            ("what",),
            buckets=_BUCKETS,
            registry=self.registry,
        )

    def count(self, run: Outcome | str) -> None:
        """Take in a run that ended."""
        if isinstance(run, str):
            return
        self._runs.labels(run.what, run.outcome).inc()
        self._seconds.labels(run.what).observe(run.seconds)
        for disposition, pages in run.row.get("dispositions", {}).items():
            self._pages.labels(run.what, disposition).inc(pages)


class _Now(Collector):
    """What the store and the scheduler know at this moment."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler, self._started = scheduler, clock.now()

    def describe(self) -> Iterable[Metric]:
        """Nothing: asking the store while the registry is made would be too early."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Every gauge."""
        yield _gauge("sholu_scheduler_up", "1 while the scheduler answers", (), [((), 1)])
        yield _gauge("sholu_build_info", "The version", ("version",), [((version("sholu"),), 1)])
        begun = self._started.timestamp()
        yield _gauge("sholu_scheduler_start_time_seconds", "When it began", (), [((), begun)])
        shot = snapshot(self._scheduler)
        yield from _of_sites(shot)
        yield _gauge(
            "sholu_target_backlog",
            "Changes that an index has not followed yet",
            ("target",),
            [((target,), count) for target, count in shot.behind.items()],
        )


def _of_sites(shot: Snapshot) -> Iterable[Metric]:
    sites = shot.sites.items()
    times = {
        "sholu_due_time_seconds": ("When a site is crawled next", "due"),
        "sholu_last_run_time_seconds": ("When its newest run began", "started"),
        "sholu_last_success_time_seconds": ("When its newest good run ended", "success"),
    }
    for name, (about, field) in times.items():
        instants = [(id, getattr(site.planned, field, None)) for id, site in sites]
        yield _gauge(name, about, ("site",), [((id,), at.timestamp()) for id, at in instants if at])
    newest = [((id,), site.newest.timestamp()) for id, site in sites if site.newest]
    yield _gauge(
        "sholu_newest_article_time_seconds",
        "When a site's newest article was first seen: silence is the time since",
        ("site",),
        newest,
    )
    counts = [((id,), site.overview.articles) for id, site in sites]
    yield _gauge("sholu_articles", "Articles kept", ("site",), counts)
    left = [((id,), site.overview.left) for id, site in sites]
    yield _gauge("sholu_pages_left", "Pages found and not yet asked", ("site",), left)
    running = [((id,), int(site.running)) for id, site in sites]
    yield _gauge("sholu_running", "1 while a site is crawled", ("site",), running)
    states = [((id, state), int(site.overview.state.state == state))
              for id, site in sites if site.overview.sources for state in STATES]  # fmt: skip
    yield _gauge("sholu_site_state", "1 for the state of a site", ("site", "state"), states)
    of = {id: Count(source.state for source in site.overview.sources) for id, site in sites}
    sources = [((id, state), count[state]) for id, count in of.items() for state in STATES]
    yield _gauge("sholu_sources", "Sources by state", ("site", "state"), sources)


def _gauge(
    name: str,
    about: str,
    labels: tuple[str, ...],
    samples: Iterable[tuple[tuple[str, ...], float]],
) -> Metric:
    family = GaugeMetricFamily(name, about, labels=labels)
    for values, number in samples:
        family.add_metric(values, number)
    return family
