"""Crawls that start by themselves: each site at its interval, in a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import ExitStack

from crawlers.spiders.manners import check_contact
from sholu import locks
from sholu.jobs.schedule.outcome import Outcome
from sholu.jobs.schedule.runner import Scheduler, Tell
from sholu.settings import Settings
from sholu.store import Store


def schedule(
    settings: Settings,
    sites: Sequence[str] = (),
    *,
    tell: Tell,
    parallel: int | None = None,
    once: bool = False,
) -> bool:
    """Crawl sites at their intervals until a signal comes, or `once` what is due.

    Gives whether every run went well. Raises UserError before the first run: another scheduler
    on the same data, an unknown site, a broken profile, no contact, an address that is taken.
    """
    with ExitStack() as stack:
        stack.enter_context(locks.hold(settings.lock_folder, "schedule"))
        store = stack.enter_context(Store(settings.store_file, zone=settings.zone))
        scheduler = Scheduler(
            settings,
            store,
            sites,
            tell=tell,
            parallel=parallel or settings.schedule.parallel,
            once=once,
        )
        for site in scheduler.roster.sites()[0].values():
            check_contact(site, settings)
        if settings.schedule.listen and not once:
            from sholu.jobs.schedule.answer import answering  # prometheus-client where it is used

            count = stack.enter_context(answering(scheduler, settings.schedule.listen))

            def tell_and_count(what: Outcome | str) -> None:
                count(what)
                tell(what)

            scheduler.tell = tell_and_count
        return asyncio.run(scheduler.run())
