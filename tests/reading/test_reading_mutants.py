"""Broken pages of all kinds through a worker's own function: none of them fails."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from crawlers.worker import Desk, sit_down, work


@pytest.fixture(scope="module")
def mutants(root) -> ModuleType:
    """bench/mutants.py, which stands in no package."""
    spec = spec_from_file_location("mutants", root / "bench" / "mutants.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    sys.modules["mutants"] = module
    spec.loader.exec_module(module)
    return module


def test_no_broken_page_fails_its_reading(mutants: ModuleType) -> None:
    """Each kind a few times, the large ones smaller than in earnest."""
    sit_down(Desk(soft_seconds=60))
    ends = set()
    for number in range(6 * len(mutants.LIGHT)):
        kind, page = mutants.mutant(number, seed=1, scale=0.02)
        reading = work(page)
        reason = reading.rejected.reason if reading.rejected else ""
        assert not reason.startswith("reader"), (number, kind, reason)
        assert reading.article or reason, (number, kind)
        ends.add(reading.rejected.disposition if reading.rejected else "article")
    assert "failed" not in ends
    assert {"article", "not_article"} <= ends


def test_the_same_number_is_the_same_page(mutants: ModuleType) -> None:
    for number in (3, 40):
        first, again = (mutants.mutant(number, seed=2, scale=0.01) for _ in range(2))
        assert first == again
