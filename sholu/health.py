"""Whether sources and sites are alive: the closed list of states, and when silence is a failure.

Pure functions over small values; the store keeps what they say.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sholu.plural import counted

STATES: dict[str, str] = {
    "ok": "nothing to do",
    "quiet": "wait: it answers, and less than usual is new; open the site if it lasts",
    "blocked": "write to the outlet, or wait: it refuses us; a longer manners.delay may help",
    "challenge": "ask the outlet to let sholu in: a browser check stands before it",
    "javascript": "find a feed, sitemap or handler: the links of this page come by script",
    "paywall": "take the source out of the profile: what it lists is for subscribers",
    "layout": "compare `links` and `urls.article` of the profile with the page: they fit nothing",
    "robots": "take the source out of the profile, or ask the outlet: its robots.txt forbids it",
    "dns": "check the host's name and whether this machine is online: nobody knows that name here",
    "tls": "open the address in a browser: its certificate or encryption is broken",
    "empty_feed": "look for the feed's new address: this one answers without items",
    "zombie_feed": "look for another source: this one is served but no longer updated",
    "dead": "look for the source's new address: this one does not answer as it did",
}
"""Every state a source can be in, with what to try. A state that is not here does not exist."""

CONTENT_STATES = frozenset({"javascript", "paywall", "layout", "empty_feed", "zombie_feed"})
"""What a source's content shows: a 304 says that the content is the same, so the state stays."""
DEAD_AFTER = 3
"""Runs in a row that must find 404 or 410 before a source that lived is `dead`."""

WEEK = 7 * 86_400
WEEKS = 8
"""So many weeks back a site's rhythm is looked at."""
FEW_WEEKS = 4
"""Earlier weeks without which nothing is said."""
WINDOWS = (6, 24, 72, 168)
"""Hours up to now of which each is compared with the same hours of the earlier weeks."""
RARE = 0.001
"""How unlikely so few articles must be."""
STEADY = 8.0
"""The steadiest a site is taken to be (the shape of the negative binomial): newsrooms have
holidays and great days, so that a mean of 20 a window still has a deviation of 8."""

_AWAY = (None, "http 404", "http 410")
_FAILURES = {
    ("dns", "host not found"): "CannotResolveHostError DNSLookupError gaierror",
    ("tls", "broken TLS"): "SSLError SSLCertVerificationError CertificateError VerificationError",
    ("dead", "timeout"): "DownloadTimeoutError TimeoutError TCPTimedOutError UserTimeoutError",
    ("dead", "connection refused"): "DownloadConnectionRefusedError ConnectionRefusedError",
    ("dead", "no connection"): "ConnectError NoRouteError ConnectionResetError ConnectBindError",
    ("dead", "connection lost"): "DownloadFailedError ResponseFailed ResponseNeverReceived"
    " ConnectionLost ConnectionDone ConnectionAborted",
    ("dead", "answer cut short"): "ResponseDataLossError PartialDownloadError",
    ("dead", "too large"): "DownloadCancelledError CancelledError",
    ("dead", "not an http address"): "UnsupportedURLSchemeError SchemeNotSupported",
}
_BY_NAME = {name: verdict for verdict, names in _FAILURES.items() for name in names.split()}
_BY_MESSAGE = {
    "ssl": ("tls", "broken TLS"),
    "certificate": ("tls", "broken TLS"),
    "max redirections": ("dead", "redirect loop"),
    "download_maxsize": ("dead", "too large"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReport:
    """A source after a run: its state since when, and in this run the addresses it `listed`.

    `new` are those of them that the store lacked and that this run was to fetch.
    """

    url: str
    kind: str
    edition: str
    state: str
    reason: str = ""
    since: datetime | None = None
    listed: int = 0
    new: int = 0


class SiteState(NamedTuple):
    """The state of a site, and which source gave it that (None: the site has no source)."""

    state: str
    reason: str
    source: SourceReport | None


class Settled(NamedTuple):
    """The state of a source after an answer, and how many runs in a row have failed by now."""

    state: str
    failures: int


def failure_state(exception: str, message: str = "") -> tuple[str, str]:
    """The state and reason for a download that raised an exception of this class name.

    `message` is its text, where TLS errors, redirect loops and unpacked sizes hide. The reason is
    that of the page's `failed(reason)` too. Names are those of Scrapy 2.19, Twisted and Python.

    >>> failure_state("CannotResolveHostError")
    ('dns', 'host not found')
    """
    known = _BY_NAME.get(exception)
    if known and known[1] != "connection lost":
        return known
    told = (verdict for mark, verdict in _BY_MESSAGE.items() if mark in message.lower())
    return next(told, known or ("dead", exception))


def settle(
    state: str,
    previous: str | None,
    failures: int,
    reason: str | None = None,
    *,
    before: str | None = None,
) -> Settled:
    """What a source's state becomes when a run finds `state`, after `failures` runs that failed.

    404 and 410 (by `reason`; without one, any `dead`) leave the previous state until the third
    run; a source without a past is what it shows itself to be at once. `before` is the reason of
    the last answer: failures of another kind do not count towards the three.
    """
    if state in ("ok", "quiet"):
        return Settled(state, 0)
    waits = state == "dead" and reason in _AWAY
    failures = 1 if waits and before not in _AWAY else failures + 1
    if waits and failures < DEAD_AFTER and previous:
        return Settled(previous, failures)
    return Settled(state, failures)


def unchanged(
    previous: str,
    *,
    newest: datetime | None = None,
    now: datetime | None = None,
    rhythm: timedelta | None = None,
) -> str:
    """The state of a source that answered 304: `ok`, but not recovered from what it contains.

    With `newest` (of its last answer), `now` and `rhythm`: a source that stays the same for longer
    than its rhythm has become a `zombie_feed`.
    """
    if previous in CONTENT_STATES:
        return previous
    if newest and now and rhythm and now - newest > rhythm:
        return "zombie_feed"
    return "ok"


def site_state(sources: Sequence[SourceReport]) -> SiteState:
    """`ok` if any source is, else the state of the first that fails, else `quiet`."""
    for states in (("ok",), tuple(STATES.keys() - {"ok", "quiet"}), ("quiet",)):
        for source in sources:
            if source.state in states:
                return SiteState(source.state, source.reason, source)
    return SiteState("dead", "no source", None)


def silent(
    sources: Sequence[SourceReport],
    *,
    became: int,
    last_new: datetime | None,
    quiet_after: timedelta,
    now: datetime,
) -> str | None:
    """Why a run over a site that should yield must exit non-zero; None when it need not.

    `became` are the addresses that became an article in this run, `last_new` is when the newest
    article of the site was first seen (None: it never had one), `quiet_after` its `expect`.
    """
    if became:
        return None
    new = sum(source.new for source in sources)
    if new:
        return f"{counted(new, 'new address')} listed, and none became an article"
    site = site_state(sources)
    why = f"{site.state} ({site.reason})" if site.reason else site.state
    if last_new is None:
        return f"nothing was ever stored; its sources: {why}"
    if now - last_new > quiet_after:
        days = (now - last_new) / timedelta(days=1)
        return f"nothing new for {days:.1f} days; its sources: {why}"
    return None


def quiet(times: Sequence[int], now: int) -> str | None:
    """Why a site must be called quiet, by its own hourly and weekly rhythm; None when it is not.

    `times` are the seconds (epoch) at which its articles came out, sorted. What came out in the
    last hours (each of WINDOWS) is compared with the same hours of each of the last WEEKS weeks
    that the times cover: quiet, if a negative binomial of their mean and variance gives so few
    articles a probability below RARE. With a history of fewer than FEW_WEEKS weeks nothing is said.

    >>> hourly = range(0, 9 * WEEK, 3600)
    >>> quiet(hourly, 9 * WEEK), quiet(hourly, 9 * WEEK + 3 * 3600)
    (None, None)
    >>> quiet(hourly, 9 * WEEK + 24 * 3600)
    'no article in 24 hours; in the same hours of the 8 weeks before: 24 on average'
    """
    for hours in WINDOWS:
        earlier = [
            _between(times, now - back * WEEK, hours)
            for back in range(1, WEEKS + 1)
            if times and times[0] <= now - back * WEEK - hours * 3600
        ]
        if len(earlier) < FEW_WEEKS:
            return None
        found = _between(times, now, hours)
        if _so_few(found, earlier) < RARE:
            mean = sum(earlier) / len(earlier)
            count = counted(found, "article") if found else "no article"
            return (
                f"{count} in {hours} hours; in the same hours of the {len(earlier)} weeks before: "
                f"{mean:.0f} on average"
            )
    return None


def _between(times: Sequence[int], end: int, hours: int) -> int:
    """How many lie in the hours up to `end`."""
    return bisect_right(times, end) - bisect_right(times, end - hours * 3600)


def _so_few(found: int, earlier: Sequence[int]) -> float:
    """The probability of at most `found`, by the mean and variance of earlier counts."""
    mean = sum(earlier) / len(earlier)
    if found >= mean:
        return 1.0
    variance = sum((count - mean) ** 2 for count in earlier) / (len(earlier) - 1)
    shape = min(STEADY, mean**2 / (variance - mean)) if variance > mean else STEADY
    part = float((shape / (shape + mean)) ** shape)
    total = part
    for number in range(found):
        part *= (number + shape) / (number + 1) * mean / (shape + mean)
        total += part
    return total
