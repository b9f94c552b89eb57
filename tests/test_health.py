"""The states of sources and sites, and when silence fails a run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import scrapy.exceptions

from sholu.health import (
    STATES,
    WEEK,
    SourceReport,
    failure_state,
    quiet,
    settle,
    silent,
    site_state,
    unchanged,
)

NOW = datetime(2025, 10, 29, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def source(state: str, reason: str = "", *, new: int = 0) -> SourceReport:
    return SourceReport(
        url="https://a.kz/rss", kind="feed", edition="ru", state=state, reason=reason, new=new
    )


def test_the_list_is_closed_and_advises() -> None:
    assert " ".join(STATES) == (
        "ok quiet blocked challenge javascript paywall layout robots dns tls empty_feed"
        " zombie_feed dead"
    )
    assert all(STATES.values())


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["dead", "ok"], "ok"),
        (["quiet", "dns", "dead"], "dns"),
        (["quiet", "quiet"], "quiet"),
        (["empty_feed", "challenge"], "empty_feed"),
    ],
)
def test_site_is_ok_if_any_source_is_else_as_the_first_that_fails(
    states: list[str], expected: str
) -> None:
    reports = [source(state, f"why {state}") for state in states]
    found = site_state(reports)
    assert (found.state, found.reason) == (expected, f"why {expected}")


def test_site_without_sources_is_dead() -> None:
    assert site_state([]).state == "dead"


@pytest.mark.parametrize(
    ("exception", "message", "expected"),
    [
        ("CannotResolveHostError", "", ("dns", "host not found")),
        ("DNSLookupError", "", ("dns", "host not found")),
        ("DownloadTimeoutError", "", ("dead", "timeout")),
        ("TimeoutError", "", ("dead", "timeout")),
        ("DownloadConnectionRefusedError", "", ("dead", "connection refused")),
        ("ResponseNeverReceived", "[<OpenSSL.SSL.Error ...>]", ("tls", "broken TLS")),
        ("DownloadFailedError", "certificate verify failed", ("tls", "broken TLS")),
        ("DownloadFailedError", "Connection lost", ("dead", "connection lost")),
        ("ResponseDataLossError", "", ("dead", "answer cut short")),
        ("DownloadCancelledError", "", ("dead", "too large")),
        ("IgnoreRequest", "max redirections reached", ("dead", "redirect loop")),
        ("IgnoreRequest", "exceeded DOWNLOAD_MAXSIZE (1 B)", ("dead", "too large")),
        ("StrangeError", "", ("dead", "StrangeError")),
        ("TimeoutError", "ssl handshake", ("dead", "timeout")),
    ],
)
def test_failures(exception: str, message: str, expected: tuple[str, str]) -> None:
    assert failure_state(exception, message) == expected


def test_scrapys_download_errors_are_all_known() -> None:
    names = [
        name
        for name in vars(scrapy.exceptions)
        if name.endswith("Error") and ("Download" in name or "Host" in name or "Response" in name)
    ]
    assert len(names) >= 6
    assert [name for name in names if failure_state(name)[1] == name] == []


def test_a_missing_source_dies_at_the_third_run() -> None:
    state, failures = "ok", 0
    seen = []
    for _ in range(4):
        state, failures = settle("dead", state, failures, "http 404")
        seen.append(state)
    assert seen == ["ok", "ok", "dead", "dead"]
    assert settle("ok", state, failures) == ("ok", 0)


def test_other_failures_and_sources_without_a_past_do_not_wait() -> None:
    assert settle("dead", None, 0, "http 404") == ("dead", 1)
    assert settle("dead", "ok", 0, "http 500") == ("dead", 1)
    assert settle("challenge", "ok", 0, "challenge page") == ("challenge", 1)
    assert settle("dead", "ok", 2, "http 404", before="timeout") == ("ok", 1)
    assert settle("dead", "ok", 2, "http 404", before="http 410") == ("dead", 3)


def test_not_modified_is_no_recovery_from_what_the_content_shows() -> None:
    assert unchanged("empty_feed") == "empty_feed"
    assert unchanged("zombie_feed") == "zombie_feed"
    assert unchanged("dns") == "ok"


def test_a_source_that_stays_the_same_too_long_becomes_a_zombie() -> None:
    assert unchanged("ok", newest=NOW - 4 * DAY, now=NOW, rhythm=3 * DAY) == "zombie_feed"
    assert unchanged("ok", newest=NOW - 2 * DAY, now=NOW, rhythm=3 * DAY) == "ok"


@pytest.mark.parametrize(
    ("new", "became", "last_new", "expected"),
    [
        (5, 1, None, None),
        (5, 0, NOW, "5 new addresses listed, and none became an article"),
        (0, 0, NOW - DAY, None),
        (0, 0, NOW - 4 * DAY, "nothing new for 4.0 days; its sources: dns (host not found)"),
        (0, 0, None, "nothing was ever stored; its sources: dns (host not found)"),
    ],
)
def test_silence(new: int, became: int, last_new: datetime | None, expected: str | None) -> None:
    reports = [source("dns", "host not found", new=new), source("empty_feed", "html")]
    why = silent(reports, became=became, last_new=last_new, quiet_after=3 * DAY, now=NOW)
    assert why == expected


HOUR = 3600


def office_hours(weeks: int, each: int = 2) -> list[int]:
    """Articles from 9 to 18 h on five days a week, `each` an hour."""
    return [
        week * WEEK + day * 24 * HOUR + hour * HOUR + n * 60
        for week in range(weeks)
        for day in range(5)
        for hour in range(9, 18)
        for n in range(each)
    ]


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        (0, 8, None),  # Monday before nine: nothing since Friday, as always
        (0, 10, None),
        (0, 17, "no article in 6 hours; in the same hours of the 8 weeks before: 12 on average"),
        (6, 23, None),  # a weekend without its week is seen by the longest window only
    ],
)
def test_a_site_is_quiet_by_its_own_hours(day: int, hour: int, said: str | None) -> None:
    times = office_hours(10)
    if day == 6:
        times = office_hours(11)
    now = 10 * WEEK + day * 24 * HOUR + hour * HOUR
    assert quiet([time for time in times if time <= now], now) == said


def test_a_small_site_is_measured_by_the_week() -> None:
    daily = [day * 24 * HOUR for day in range(0, 70)]
    now = daily[-1]
    assert quiet(daily, now + 3 * 24 * HOUR) is None
    twice = sorted([*daily, *(time + 6 * HOUR for time in daily)])
    said = quiet(twice, now + 8 * 24 * HOUR)
    assert said is not None
    assert said.startswith("no article in 168 hours")
    assert quiet([*twice, now + 8 * 24 * HOUR], now + 8 * 24 * HOUR) is None  # one is not so rare


@pytest.mark.parametrize("weeks", [0, 1, 3])
def test_nothing_is_said_on_a_short_history(weeks: int) -> None:
    times = office_hours(weeks, each=9)
    assert quiet(times, weeks * WEEK + 17 * HOUR) is None


def test_a_site_of_great_and_small_days_is_not_called_quiet_for_a_small_one() -> None:
    times = sorted(
        week * WEEK + n for week in range(10) for n in range(60 if week % 2 else 2)
    )  # sixty, two, sixty, two within an hour of the week
    assert quiet(times, 10 * WEEK + HOUR) is None
