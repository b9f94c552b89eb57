"""The time, and waiting by it. Everything in sholu asks here.

`SHOLU_CLOCK=FILE` puts every process of a run on the clock in that file (one RFC 3339 instant):
tests move it by rewriting the file, and nothing sleeps in real time.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

VARIABLE = "SHOLU_CLOCK"
_POLL_SECONDS = 0.02
_SPAN = re.compile(r"(\d+)\s*(min|[smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "min": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def now() -> datetime:
    """The present instant in UTC. Raises ValueError if the clock file holds no instant."""
    file = os.environ.get(VARIABLE)
    if not file:
        return datetime.now(UTC)
    instant = datetime.fromisoformat(Path(file).read_text(encoding="utf-8").strip())
    if instant.tzinfo is None:
        raise ValueError(f"{VARIABLE}: {file} must hold an instant with an offset, such as ...Z")
    return instant.astimezone(UTC)


def sleep(seconds: float) -> None:
    """Wait until the clock has moved by `seconds`."""
    if VARIABLE not in os.environ:
        time.sleep(seconds)
        return
    end = now() + timedelta(seconds=seconds)
    while now() < end:
        time.sleep(_POLL_SECONDS)


async def wait(seconds: float) -> None:
    """The same as `sleep`, without blocking the event loop."""
    if VARIABLE not in os.environ:
        await asyncio.sleep(seconds)
        return
    end = now() + timedelta(seconds=seconds)
    while now() < end:
        await asyncio.sleep(_POLL_SECONDS)


async def until(instant: datetime) -> None:
    """Wait until the clock shows `instant`, without blocking the event loop."""
    if VARIABLE not in os.environ:
        await asyncio.sleep(max((instant - now()).total_seconds(), 0))
        return
    while now() < instant:
        await asyncio.sleep(_POLL_SECONDS)


def span(text: str) -> timedelta:
    """A length of time written as number and unit: s, m, h, d or w. Raises ValueError.

    >>> span("36h").total_seconds()
    129600.0
    """
    match = _SPAN.fullmatch(text.strip().lower())
    if not match:
        raise ValueError(f"{text!r} is no length of time; write a number and s, m, h, d or w: 30d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def back(text: str) -> timedelta:
    """The same for a time somebody looks back: there a bare m could be months. Raises ValueError.

    >>> back("90min").total_seconds()
    5400.0
    """
    short = text.strip().lower()
    if short.endswith("m") and short[:-1].strip().isdigit():
        number = int(short[:-1])
        raise ValueError(
            f"{text!r} could be minutes or months; write {number}min, or {30 * number}d"
        )
    return span(text)
