"""What every test may use, and CI's rule that nothing is skipped there."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference material beside the project; CI has it, users don't."""
    if not SHARED.is_dir():
        pytest.skip("the reference material is not beside the project (CI has it)")
    return SHARED


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses the reference material, so that `-m 'not shared'` leaves it out.

    Long tests come first, those in small files before others: begun last, one of them would keep
    a single core busy while the others idle.
    """
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker("shared")
    counts = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.get_closest_marker("long") is None, counts[item.path]))


def pytest_report_header() -> str | None:
    """Say in one line that the tests of real Elasticsearch servers are left out, if they are."""
    if any(name.startswith("SHOLU_TEST_ELASTICSEARCH_") for name in os.environ):
        return None
    return (
        "elasticsearch: no server named, so what needs one is left out (make test-all fetches "
        "them; or set SHOLU_TEST_ELASTICSEARCH_8_URL and SHOLU_TEST_ELASTICSEARCH_9_URL)"
    )


def _skipped(session: pytest.Session) -> int:
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    return len(terminal.stats.get("skipped", ())) if terminal else 0


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a skip is a failure: CI has all that a test may need, so it hides a broken set-up."""
    if os.environ.get("CI") == "true" and exitstatus == 0 and (skipped := _skipped(session)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(f"\n{skipped} skipped, and CI skips nothing: this run has failed")
