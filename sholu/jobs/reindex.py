"""Filling an index anew from the store."""

from __future__ import annotations

from collections.abc import Callable

from sholu.errors import UserError
from sholu.index.targets import rebuild_target
from sholu.names import unknown
from sholu.settings import Settings


def reindex(settings: Settings, target: str, progress: Callable[[int], None]) -> int:
    """Fill a target beside the old one and swap; gives the number of articles.

    Raises UserError on a target the settings do not have, or whose lock another holds.
    """
    if target not in settings.index.targets:
        raise UserError(unknown("target", target, settings.index.targets))
    return rebuild_target(settings, target, progress)
