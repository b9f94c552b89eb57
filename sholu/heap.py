"""The C library's heap in a process that runs for hours: what is freed goes back to the system.

glibc gives every thread an arena of its own and keeps what is freed in it. A crawl begins threads
all the time (the index writer's are new for every drain), and would hold 60 MB of nothing.
Other C libraries have neither call, nor the need.
"""

from __future__ import annotations

import ctypes
import gc
from functools import cache
from typing import Any

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # malloc.h of glibc
_ARENAS = 2
_MAPPED = 256 * 1024
"""Bytes from which a block is mapped by itself and unmapped when freed: bodies of pages."""


@cache
def _libc() -> Any | None:
    library = ctypes.CDLL(None)
    return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None


def stay_small() -> None:
    """Let threads share two arenas; to be called before the first is begun."""
    if libc := _libc():
        libc.mallopt(_M_ARENA_MAX, _ARENAS)
        libc.mallopt(_M_MMAP_THRESHOLD, _MAPPED)


def give_back() -> None:
    """Return to the system what is free; takes about a millisecond."""
    if libc := _libc():
        libc.malloc_trim(0)


def settle() -> None:
    """Take all there is for what stays: no later collection walks the modules and their tables."""
    gc.collect()
    gc.freeze()
