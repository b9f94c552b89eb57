"""Bringing the indexes up to date with the store, apart from a crawl."""

from __future__ import annotations

from sholu.index.targets import catch_up
from sholu.jobs.forget import bury_left
from sholu.settings import Settings
from sholu.store import Store


def update(settings: Settings) -> dict[str, int]:
    """Follow the change log to its end in every target; gives how many changes by target.

    What a `forget` had to leave in the archive is taken out first.
    Raises NoStore, or sholu.locks.Busy when another process writes to a target.
    """
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        before = {name: store.cursor(name) for name in settings.index.targets}
        bury_left(settings)
        catch_up(settings, wait=False)
        return {name: store.cursor(name) - seq for name, seq in before.items()}
