"""How a scheduled run went: one word, and why."""

from __future__ import annotations

import signal
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sholu.jobs.schedule.child import Ended
from sholu.plural import counted

OUTCOMES = {
    "finished": "it went through",
    "stopped": "it was told to stop, and goes on in its next run",
    "failed": "it went through, and something is wrong that an issue describes",
    "refused": "it could not begin: a setting, a profile, a lock",
    "limit": "it was ended past its limit of time or memory",
    "died": "it was killed by somebody else, or broke",
}
INDEX = "the indexes"
"""What is brought up to date beside the crawls; no site's id has a space."""
GOOD = ("finished", "stopped")
_USER_ERROR, _INTERRUPTED = 2, 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A run that ended. `what` is a site or INDEX; `row` is what the command printed."""

    what: str
    started: datetime
    ended: datetime
    outcome: str
    why: str = ""
    row: dict[str, Any] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether nobody has to look."""
        return self.outcome in GOOD

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.ended - self.started).total_seconds()

    def object(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "event": "index" if self.what == INDEX else "run",
            "site": None if self.what == INDEX else self.what,
            "started": self.started,
            "ended": self.ended,
            "seconds": round(self.seconds, 3),
            "outcome": self.outcome,
            "why": self.why,
            "pages": self.row.get("pages", 0),
            "dispositions": self.row.get("dispositions", {}),
            "left": self.row.get("left"),
            "state": self.row.get("state"),
        }

    def line(self) -> str:
        """As one line for people."""
        parts = [f"{self.what} {self.outcome} in {self.seconds:.0f} s"]
        if "pages" in self.row:
            counts = ", ".join(f"{n} {name}" for name, n in self.row["dispositions"].items())
            parts.append(counted(self.row["pages"], "page") + (f" ({counts})" if counts else ""))
            parts += [f"{self.row['left']} left"] if self.row.get("left") else []
            parts.append(str(self.row.get("state")))
        return "; ".join(parts) + (f": {self.why}" if self.why else "")


def judged(what: str, ended: Ended) -> Outcome:
    """What a child's end means."""
    outcome, why = _judge(ended)
    return Outcome(
        what=what, started=ended.started, ended=ended.ended, outcome=outcome, why=why, row=ended.row
    )


def _judge(ended: Ended) -> tuple[str, str]:
    row, last = ended.row, ended.said.splitlines()[-1:]
    if ended.limit:
        return "limit", ended.limit
    if ended.told or ended.code == _INTERRUPTED or row.get("outcome") == "stopped":
        return "stopped", "killed: it did not stop in time" if ended.code == -signal.SIGKILL else ""
    if ended.code == 0:
        return "finished", ""
    if ended.code == _USER_ERROR and last:
        return "refused", last[0].removeprefix("sholu: ")
    why = row.get("fault") or row.get("silent")
    if ended.code == 1 and why:
        return "failed", str(why)
    if ended.code < 0:
        return "died", f"killed by {signal.Signals(-ended.code).name}"
    return "died", last[0] if last else f"exit code {ended.code}"
