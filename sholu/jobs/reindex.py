"""Filling an index anew from the store."""

from __future__ import annotations

from collections.abc import Callable

from sholu.index.targets import known_target, rebuild_target
from sholu.settings import Settings


def reindex(
    settings: Settings, target: str | None, progress: Callable[[int], None]
) -> tuple[str, int]:
    """Fill a target (None: the first) beside the old one and swap; gives its name and articles.

    Raises UserError on a target the settings do not have, or whose lock another holds.
    """
    target = known_target(target, settings)
    return target, rebuild_target(settings, target, progress)
