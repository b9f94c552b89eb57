"""Memory of a long crawl: does anything grow?

    python bench/memory.py [--pages 20000] [--from 2000] [--workers 2]

Crawls a generated site over loopback (delay 0) with the real `sholu crawl`, and reads the memory
of its processes from /proc twice a second: VmRSS, and Pss, which counts shared pages once. Prints
a table of the crawl's own process, the workers (each is replaced after 500 pages, so the table
counts the worker of most memory at a time) and all together: the median over 1,000 pages around
the first mark and over the last 1,000, their ratio, and the peak; then the promises and whether
they hold. Ctrl-C ends it early, with the table of the pages asked so far. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from generated_site import HOST, News, profile, serving
from sandbox import SITE, environment

EVERY = 0.5
"""Seconds between two looks."""
AROUND = 500
"""Pages before and after a mark that are looked at: all workers are replaced once within."""
GROWTH, PARENT, WORKER = 1.15, 150, 350
"""The promises: the ratio, and MB of the crawl's process and of a worker."""


class Look(NamedTuple):
    """MB of the processes when so many pages had been asked."""

    pages: int
    parent: float
    workers: tuple[float, ...]
    total: float
    pss: float


def children(pid: int) -> Iterator[tuple[int, int]]:
    """The processes a process started, and those they started; each after the one that did."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            yield pid, child
            yield from children(child)


def memory(pid: int) -> tuple[float, float]:
    """RSS and Pss of a process in MB."""
    found = {}
    for name in ("status", "smaps_rollup"):
        for line in Path(f"/proc/{pid}/{name}").read_text().splitlines():
            key, _, value = line.partition(":")
            if key in ("VmRSS", "Pss"):
                found[key] = int(value.split()[0]) / 1024
    return found.get("VmRSS", 0.0), found.get("Pss", 0.0)


def look(pid: int, pages: int) -> Look | None:
    """The processes as they are; None while one comes or goes."""
    try:
        parent, all_pss = memory(pid)
        total, workers = parent, []
        for starter, child in children(pid):
            rss, pss = memory(child)
            total, all_pss = total + rss, all_pss + pss
            if starter != pid:  # the fork server has started it
                workers.append(rss)
    except OSError:
        return None
    return Look(pages, parent, tuple(workers), total, all_pss)


def crawl(news: News, folder: Path, workers: int) -> tuple[list[Look], dict[str, object], float]:
    """Crawl the site; gives the looks, what the command printed, and its CPU seconds."""
    looks: list[Look] = []
    with serving(news) as address:
        env = environment(folder, HOST, address, profile(), workers)
        env["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
        command = [sys.executable, "-m", "sholu", "crawl", SITE, "--json"]
        first = [*command, "--limit", "2"]  # compiles, as an installation does
        warm = env | {"SHOLU_DATA": str(folder / "warm")}
        subprocess.run(first, env=warm, cwd=folder, stdout=subprocess.DEVNULL, check=True)
        news.asked = 0
        begun = os.times()
        with subprocess.Popen(command, env=env, cwd=folder, stdout=subprocess.PIPE) as process:
            signal.signal(signal.SIGINT, lambda *_: process.send_signal(signal.SIGINT))
            while process.poll() is None:
                if found := look(process.pid, news.asked):
                    looks.append(found)
                    if len(looks) % 120 == 0:
                        print(found, file=sys.stderr, flush=True)
                time.sleep(EVERY)
            assert process.stdout
            out = process.stdout.read()
    ended = os.times()
    spent = ended.children_user + ended.children_system
    return looks, json.loads(out), spent - begun.children_user - begun.children_system


def around(looks: list[Look], mark: int) -> list[Look]:
    """The looks within so many pages of a mark."""
    return [one for one in looks if abs(one.pages - mark) <= AROUND and one.workers]


def table(looks: list[Look], first: int, last: int) -> bool:
    """Print the table; gives whether the promises hold."""
    rows = {
        "crawl process, RSS": lambda one: one.parent,
        "largest worker, RSS": lambda one: max(one.workers, default=0.0),
        "all processes, RSS": lambda one: one.total,
        "all processes, Pss": lambda one: one.pss,
    }
    early, late = around(looks, first), around(looks, last - AROUND)
    print(f"{'MB':22}{f'at {first:,}':>12}{f'at {last:,}':>12}{'ratio':>8}{'peak':>8}")
    ratios, peaks = {}, {}
    for name, value in rows.items():
        then, now = (median(map(value, part)) for part in (early, late))
        ratios[name], peaks[name] = now / then, max(map(value, looks))
        print(f"{name:22}{then:12.1f}{now:12.1f}{ratios[name]:8.3f}{peaks[name]:8.1f}")
    names = list(rows)
    checks = {
        f"ratio of RSS <= {GROWTH}": all(ratios[name] <= GROWTH for name in names[:3]),
        f"crawl process <= {PARENT} MB": peaks[names[0]] <= PARENT,
        f"a worker <= {WORKER} MB": peaks[names[1]] <= WORKER,
    }
    for promise, holds in checks.items():
        print(f"{promise}: {'holds' if holds else 'BROKEN'}")
    return all(checks.values())


def main() -> int:
    """Crawl, print, and say by the exit code whether the promises hold."""
    parser = argparse.ArgumentParser(description="Memory of a long crawl.")
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--from", type=int, default=2_000, dest="first")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    news = News(args.pages)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        looks, result, cpu = crawl(news, Path(folder), args.workers)
        seconds = time.monotonic() - begun
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    print(json.dumps(result, ensure_ascii=False))
    print(
        f"{news.asked:,} pages in {seconds:.0f} s, {1000 * cpu / news.asked:.1f} ms of CPU a page, "
        f"{size / 2**20:.0f} MB on disk"
    )
    return 0 if table(looks, args.first, news.asked) else 1


if __name__ == "__main__":
    sys.exit(main())
