"""What every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference material beside the project; CI has it, users don't."""
    if not SHARED.is_dir():
        pytest.skip("the reference material is not beside the project (CI has it)")
    return SHARED
