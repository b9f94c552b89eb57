"""sholu from Python: a table of names, each loaded when it is first used.

`import sholu` loads nothing else. docs/python.md shows what the names do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sholu.article import Annotations, Article, Record, Rejected
    from sholu.jobs.door import explain, open_index, read, search, tag, trend
    from sholu.settings import load_settings
    from sholu.store import Store

__all__ = [
    "Annotations",
    "Article",
    "Record",
    "Rejected",
    "Store",
    "explain",
    "load_settings",
    "open_index",
    "read",
    "search",
    "tag",
    "trend",
]

_PLACES = {
    "sholu.article": ("Annotations", "Article", "Record", "Rejected"),
    "sholu.jobs.door": ("explain", "open_index", "read", "search", "tag", "trend"),
    "sholu.settings": ("load_settings",),
    "sholu.store": ("Store",),
}
_TABLE = {name: place for place, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a name of the table (PEP 562). Raises AttributeError on any other."""
    if name not in _TABLE:
        raise AttributeError(f"module 'sholu' has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(_TABLE[name]), name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
