"""Filling an index anew from the store."""

from __future__ import annotations

from collections.abc import Callable

from sholu.index.targets import known_target, rebuild_target
from sholu.settings import Settings


def reindex(
    settings: Settings,
    target: str | None,
    progress: Callable[[int], None],
    *,
    incomplete: bool = False,
) -> tuple[str, int]:
    """Fill a target (None: the first) beside the old one and swap; gives its name and articles.

    Raises UserError on a target the settings do not have, or whose lock another holds; Incomplete
    where the new one lacks documents, unless that is wanted.
    """
    target = known_target(target, settings)
    return target, rebuild_target(settings, target, progress, incomplete=incomplete)
