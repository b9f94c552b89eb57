"""What threads have freed goes back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

SCRIPT = """
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from sholu import heap

def rss():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

def work(_):
    kept = [bytes(2000) for _ in range(5000)]
    return [kept[at] for at in range(0, 5000, 50)]  # a few survive: no arena is free at its top

heap.stay_small()
with ThreadPoolExecutor(8) as threads:
    kept = list(threads.map(work, range(8)))
full = rss()
heap.give_back()
print(full - rss())
"""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc" or sys.platform != "linux", reason="it is glibc that keeps it"
)
def test_what_threads_freed_goes_back() -> None:
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert int(run.stdout) > 10_000_000
