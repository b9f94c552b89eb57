"""Locks between processes: one a site, one a target; each says who holds it.

The kernel frees them when their holder dies, so a killed crawl leaves nothing to clean up.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sholu import clock
from sholu.errors import UserError


class Busy(UserError):
    """Somebody else holds the lock; the message says who, and since when."""


@contextmanager
def hold(folder: Path, name: str, *, timeout: float = 0) -> Iterator[None]:
    """Hold the lock `name` (`site-lada_kz`, `target-tantivy`); wait `timeout` seconds, -1 for ever.

    Raises Busy when it is still held by another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stem = re.sub(r"[^\w.-]", "_", name)
    note = folder / f"{stem}.holder"
    try:
        with FileLock(folder / f"{stem}.lock", timeout=timeout):
            command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])[:200]
            note.write_text(
                f"process {os.getpid()} ({command}) since {clock.now():%Y-%m-%d %H:%M:%S} UTC",
                encoding="utf-8",
            )
            try:
                yield
            finally:
                note.write_text("", encoding="utf-8")  # a command may name what nobody should keep
    except Timeout:
        holder = note.read_text(encoding="utf-8") if note.exists() else ""
        raise Busy(
            f"{name} is held by {holder or 'another process'}; wait for it or stop it"
        ) from None
