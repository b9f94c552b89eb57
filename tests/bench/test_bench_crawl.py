"""The crawl benchmark: every page is in store and index, or it fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PAGES = 5


def run(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "bench" / "crawl.py"), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_it_measures_and_names_who_is_left_out(root):
    done = run(root, "--pages", str(PAGES), "--rounds", "1")
    assert done.returncode == 0, done.stderr
    assert "Scrapy + trafilatura is left out: --scrapy PYTHON" in done.stdout
    assert "news-please is left out: --news-please PYTHON" in done.stdout
    name, _net, gross, ratio = done.stdout.splitlines()[-1].split()
    assert (name, ratio) == ("sholu", "1.00")
    assert float(gross) > 0


def test_a_page_that_is_not_stored_fails_it(root, monkeypatch):
    monkeypatch.syspath_prepend(root / "bench")
    from generated_site import News, serving

    news = News(PAGES)
    with serving(news) as address:
        news.base = f"http://{address}"
        whole = run(root, "--base", news.base, "--pages", str(PAGES))
        more = run(root, "--base", news.base, "--pages", str(PAGES + 1))
    assert (whole.returncode, whole.stdout) == (0, f"PAGES {PAGES}\n"), whole.stderr
    assert (more.returncode, more.stdout) == (1, "")
    assert f"{PAGES + 1} pages were to be crawled: {PAGES} are articles of their own" in more.stderr
