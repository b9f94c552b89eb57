"""A dozen of the virtual quarter's days, with edits, deletions, kills, and another reader."""

from __future__ import annotations

import pytest

from tests.crawl.quarter import CLASSES, quarter

pytestmark = pytest.mark.long


def test_every_edit_and_deletion_is_recorded_once_and_none_invented(tmp_path):
    planted, found, faults = quarter(tmp_path, days=12, kills=3)
    assert faults == []
    assert sum(planted[kind] for kind in CLASSES) == sum(found[kind] for kind in CLASSES) > 0
