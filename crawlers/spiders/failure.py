"""What a request that got no answer means for its page or source."""

from __future__ import annotations

from typing import NamedTuple

from crawlers.middlewares.offsite import LeavesSite
from crawlers.middlewares.retry_after import HostRests
from crawlers.middlewares.robots import RobotsForbid, RobotsUnreachable
from sholu.health import failure_state


class Failure(NamedTuple):
    """A page's disposition, a source's state, and the reason of both."""

    disposition: str
    state: str
    reason: str


def failure_of(error: BaseException) -> Failure:
    """The failure an exception of the download stands for."""
    if isinstance(error, RobotsForbid):
        return Failure("robots", "robots", "robots.txt forbids it")
    if isinstance(error, RobotsUnreachable):
        return Failure("failed", "robots", str(error))
    if isinstance(error, HostRests):
        return Failure("blocked", "blocked", str(error))
    if isinstance(error, LeavesSite):
        return Failure("skipped", "dead", str(error))
    state, reason = failure_state(type(error).__name__, str(error))
    return Failure("failed", state, reason)
