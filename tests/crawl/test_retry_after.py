"""How long a server asks to wait."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest
from scrapy.http import Response

from crawlers.middlewares.retry_after import DEFAULT_SECONDS, wait_seconds
from sholu import clock


def answer(status: int, value: str | None = None) -> Response:
    headers = {"Retry-After": value} if value is not None else {}
    return Response("https://a.kz/", status=status, headers=headers)


@pytest.mark.parametrize(
    ("status", "value", "seconds"),
    [
        (429, "120", 120.0),
        (503, "7", 7.0),
        (429, None, DEFAULT_SECONDS),
        (429, "soon", DEFAULT_SECONDS),
        (503, None, None),
        (503, "soon", None),
        (200, "120", None),
        (404, "120", None),
    ],
)
def test_seconds(status, value, seconds):
    assert wait_seconds(answer(status, value)) == seconds


def test_a_date(tmp_path, monkeypatch):
    file = tmp_path / "clock"
    file.write_text("2026-11-24T10:00:00+00:00")
    monkeypatch.setenv("SHOLU_CLOCK", str(file))
    later = format_datetime(clock.now() + timedelta(seconds=90), usegmt=True)
    assert wait_seconds(answer(429, later)) == 90.0
    assert wait_seconds(answer(429, "Tue, 24 Nov 2020 10:00:00 GMT")) == 0.0
