"""Days of the demo newsroom under the scheduler, with kills.

`python -m tests.schedule.days 10` does ten of them, of all sites; here two side by side will do.
"""

from __future__ import annotations

import pytest

from tests.schedule.days import KILLS, SITES, live

pytestmark = pytest.mark.long


def test_days_with_kills_lose_and_double_nothing(tmp_path):
    report = live(tmp_path, days=3, kills=len(KILLS), sites=SITES[:2])
    assert report.faults == [], str(report)
    assert report.kills == list(KILLS)
    assert report.rounds >= 7
    assert report.outcomes["finished"] >= 2 * 7
    assert report.outcomes["died"] >= 1
    assert report.articles > 100
