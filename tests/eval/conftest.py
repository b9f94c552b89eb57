"""Commands run in this process, as in tests/cli."""

from tests.cli.conftest import sholu

__all__ = ["sholu"]
