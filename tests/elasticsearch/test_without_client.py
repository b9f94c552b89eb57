"""Nothing loads the client that does not ask a server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_client

CODE = """
import sys
from pathlib import Path
import sholu
from sholu.cli import main
folder = sys.argv.pop()
sys.argv[:] = ["sholu", "--help"]
try:
    main()
except SystemExit:
    pass
from sholu.index.targets import catch_up
from sholu.jobs.search import search
from sholu.settings import Settings
from sholu.store import Store
settings = Settings(data=Path(folder))
Store(settings.store_file, zone=settings.zone).close()
catch_up(settings, wait=False)
assert search(settings, "дипфейк").total == 0
loaded = [name for name in sys.modules if name.startswith(("elastic", "sholu.index.elastic"))]
assert not loaded, loaded
"""


def test_neither_help_nor_a_search_in_tantivy_loads_it(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", CODE, str(tmp_path / "data")], check=True)
