"""What passes by itself: a locked store, a full disk, no process to be had."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

PASSING = (sqlite3.OperationalError, OSError)
"""Errors after which the scheduler tries again."""
SHORTEST, LONGEST = timedelta(seconds=10), timedelta(minutes=10)


class Trouble:
    """How long to wait after each failure in a row: twice as long as after the one before."""

    def __init__(self) -> None:
        self._pause = SHORTEST

    def again(self) -> timedelta:
        """The wait after one more failure."""
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST)
        return pause

    def over(self) -> None:
        """Note that all went well."""
        self._pause = SHORTEST


def sentence(error: Exception, pause: timedelta) -> str:
    """What to tell of a failure, on one line."""
    said = " ".join(str(error).split()) or type(error).__name__
    return f"the scheduler cannot go on: {said}; it tries again in {int(pause.total_seconds())} s"
