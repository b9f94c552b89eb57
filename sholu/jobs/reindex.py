"""Filling an index anew from the store."""

from __future__ import annotations

from collections.abc import Callable

from sholu.errors import UserError
from sholu.index.targets import rebuild_target
from sholu.names import unknown
from sholu.settings import Settings


def reindex(
    settings: Settings, target: str | None, progress: Callable[[int], None]
) -> tuple[str, int]:
    """Fill a target (None: the first) beside the old one and swap; gives its name and articles.

    Raises UserError on a target the settings do not have, or whose lock another holds.
    """
    target = target or settings.index.targets[0]
    if target not in settings.index.targets:
        raise UserError(unknown("target", target, settings.index.targets))
    return target, rebuild_target(settings, target, progress)
