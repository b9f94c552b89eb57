"""Where a benchmark's crawl runs: an empty folder, a local server, no setting of yours."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent
SITE = "bench_news"


def environment(
    folder: Path, host: str, address: str, profile: str, workers: int
) -> dict[str, str]:
    """The environment of a command that crawls SITE; the server at `address` is its `host`.

    The profile is written into the folder. What Python compiles is kept, as an installation does.
    """
    sites = folder / "sites"
    sites.mkdir()
    (sites / f"{SITE}.yml").write_text(profile, encoding="utf-8")
    yours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("SHOLU_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return yours | {
        "SHOLU_DATA": str(folder / "data"),
        "SHOLU_SITES": str(sites),
        "SHOLU_CRAWL__LOOPBACK": f"{host}={address}",
        "SHOLU_CRAWL__WORKERS": str(workers),
        "PYTHONPATH": str(ROOT),
    }
