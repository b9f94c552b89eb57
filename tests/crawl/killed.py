"""Run a `sholu` command that kills itself at a chosen moment: python killed.py STAGE N COMMAND...

The process gets SIGKILL the Nth time it comes to STAGE, in the middle of what it does there:
`sources` and `keep` inside the transaction, `archive` with half a record written, `kept` after the
transaction and before the index, `reread` inside that of an article read once more, `burying`
with an archive file half rewritten, `index` with documents added and not committed, `indexed`
between the index's commit and the move of its cursor, `answered` with a page in hand.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at(target: Any, name: str, number: int, act: Callable[..., None]) -> None:
    """Let `act` run instead of the method's Nth call; it does not come back."""
    original = getattr(target, name)
    count = 0

    def counted(*args: Any, **kwargs: Any) -> Any:
        nonlocal count
        count += 1
        if count == number:
            act(original, *args, **kwargs)
            die()
        return original(*args, **kwargs)

    setattr(target, name, counted)


def before(original: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Die before it is done."""


def after(original: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Die when it is done."""
    original(*args, **kwargs)


def half_a_record(original: Callable[..., Any], writer: Any, data: bytes) -> None:
    """Die with half the bytes in the file."""
    original(writer, data[: len(data) // 2])


def arm(stage: str, number: int) -> None:
    import crawlers.archive.remove  # noqa: F401  (the name alone is the function's)
    from crawlers.archive import ArchiveWriter
    from crawlers.spiders.news import NewsSpider
    from sholu.index.tantivy import TantivyIndex
    from sholu.store import Store

    remove = sys.modules["crawlers.archive.remove"]
    moments: dict[str, tuple[Any, str, Callable[..., None]]] = {
        "sources": (Store, "_answer", after),
        "answered": (NewsSpider, "answered", before),
        "archive": (ArchiveWriter, "_put", half_a_record),
        "keep": (Store, "_end", after),
        "kept": (Store, "keep", after),
        "index": (TantivyIndex, "commit", before),
        "indexed": (Store, "move_cursor", before),
        "reread": (Store, "_update", after),
        "burying": (remove, "_copy", before),
    }
    target, name, act = moments[stage]
    at(target, name, number, act)


if __name__ == "__main__":
    stage, number, *command = sys.argv[1:]
    arm(stage, int(number))
    sys.argv = ["sholu", *command]
    from sholu.cli import main

    main()
