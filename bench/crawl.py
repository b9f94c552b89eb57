"""CPU of a crawl: the whole way of a page, from the request to the index, beside other tools.

    python bench/crawl.py [--pages 300] [--rounds 3] [--scrapy PYTHON] [--news-please PYTHON]
    python bench/crawl.py --base http://127.0.0.1:8000 --pages 300

The first measures, on pages of a generated site over loopback: the real `sholu crawl`, Scrapy with
trafilatura in its callback, and news-please. The two others are measured where they are: PYTHON is
the interpreter of an environment with scrapy and trafilatura, or with news-please. sholu archives,
reads, tags, looks for reprints, stores and indexes; the others only fetch and extract. All take
turns in each round, and each also crawls two pages, so that what starting costs can be taken off:
net is the CPU of a further page.

With --base only sholu crawls, N pages of the site that is there, and prints `PAGES n`; the exit
code is 1 unless each of them stands in the store and in the index as an article of its own. Its
articles stand under /news/, their addresses end in a number and .html, /sitemap.xml lists them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlsplit

from generated_site import News, profile, serving
from sandbox import SITE, environment

from sholu.index import every
from sholu.index.targets import open_target
from sholu.settings import Settings
from sholu.store import Store

HERE = Path(__file__).parent
START = 2
"""Pages of the short run whose CPU is taken off."""
PROMISED = {"Scrapy + trafilatura": 1.7, "news-please": 7.0}
"""How many times sholu's CPU a page they take at least."""
Client = Callable[[int], list[str]]
"""The command that crawls so many pages and prints `PAGES n`."""


class Lost(Exception):
    """A page that was to be crawled is no article of its own in store and index."""


class Cost(NamedTuple):
    """CPU milliseconds a page: of a further one, and with what starting costs."""

    net: float
    gross: float


def crawl(base: str, pages: int, workers: int) -> None:
    """Crawl pages of the site at `base` into an empty folder. Raises Lost."""
    where = urlsplit(base)
    command = [sys.executable, "-m", "sholu", "crawl", SITE, "--limit", str(pages), "--json"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(folder, where.hostname or "", where.netloc, profile(base), workers)
        done = subprocess.run(command, env=env, cwd=folder, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise Lost(f"sholu crawl ended with {done.returncode}: {done.stdout}")
        check(Settings(data=folder / "data"), pages, done.stdout)


def check(settings: Settings, pages: int, said: str) -> None:
    """Raise Lost unless so many pages are each an article in store and index; a reprint is one."""
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        rows = store.db.execute("SELECT article FROM pages WHERE disposition = 'stored'")
        stored = {row["article"] for row in rows}
        known = set(store.ids())
    with closing(open_target(None, settings)) as index:
        indexed = {hit.id for hit in every(index)}
    if not len(stored) == pages or not stored == known == indexed:
        raise Lost(
            f"{pages} pages were to be crawled: {len(stored)} are articles of their own, "
            f"{len(known)} are in the store, {len(indexed)} in the index; {said}"
        )


def clients(base: str, urls: Path, workers: int, peers: dict[str, str | None]) -> dict[str, Client]:
    """The commands to measure, sholu first; a peer without an interpreter is named and left out."""
    scripts = {"Scrapy + trafilatura": "peer_scrapy.py", "news-please": "peer_newsplease.py"}
    ours = [sys.executable, str(Path(__file__)), "--base", base, "--workers", str(workers)]
    found: dict[str, Client] = {"sholu": lambda pages: [*ours, "--pages", str(pages)]}
    for name, python in peers.items():
        if python is None:
            option = name.partition(" ")[0].lower()
            print(f"{name} is left out: --{option} PYTHON names an interpreter that has it.")
            continue
        script = [python, str(HERE / scripts[name]), str(urls)]
        found[name] = lambda pages, script=script: [*script, str(pages)]  # type: ignore[misc]
    return found


def cpu(command: list[str], pages: int, log: int) -> float:
    """CPU milliseconds, user and system, of a command and all it started. It has to end well."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    assert process.stdout
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or f"PAGES {pages}" not in said.splitlines():
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}, and said {said!r}")
    return 1000 * (used.ru_utime + used.ru_stime)


def measure(found: dict[str, Client], pages: int, rounds: int, log: int) -> dict[str, Cost]:
    """The median cost of each command over interleaved rounds."""
    costs: dict[str, list[Cost]] = {name: [] for name in found}
    for turn in range(rounds):
        for name, command in found.items():
            start = cpu(command(START), START, log)
            full = cpu(command(pages), pages, log)
            costs[name].append(Cost((full - start) / (pages - START), full / pages))
            print(f"round {turn + 1}, {name}: {costs[name][-1].net:.1f} ms", file=sys.stderr)
    return {name: Cost(*map(median, zip(*some, strict=True))) for name, some in costs.items()}


def table(costs: dict[str, Cost], pages: int) -> bool:
    """Print the table and the promises; gives whether they hold."""
    own = costs["sholu"].net
    print(f"\n{f'CPU ms a page, {pages} pages':28}{'net':>10}{'with start':>12}{'net / sholu':>13}")
    for name, cost in costs.items():
        print(f"{name:28}{cost.net:10.1f}{cost.gross:12.1f}{cost.net / own:13.2f}")
    holds = {
        name: costs[name].net >= least * own for name, least in PROMISED.items() if name in costs
    }
    for name, held in holds.items():
        print(f"{name} >= {PROMISED[name]} x sholu: {'holds' if held else 'BROKEN'}")
    return all(holds.values())


def compare(pages: int, rounds: int, workers: int, peers: dict[str, str | None]) -> bool:
    """Serve a generated site, measure and print; gives whether the promises hold."""
    news = News(pages)
    with tempfile.TemporaryDirectory() as name, serving(news) as address:
        news.base = f"http://{address}"
        urls, log = Path(name) / "urls.txt", Path(name) / "log.txt"
        paths = (news.path(number) for number in range(1, pages + 1))
        urls.write_text("".join(f"{news.base}{path}\n" for path in paths))
        with log.open("w") as said:
            found = clients(news.base, urls, workers, peers)
            costs = measure(found, pages, rounds, said.fileno())
    return table(costs, pages)


def main() -> int:
    """Crawl, or measure; says by the exit code whether every page and promise was kept."""
    parser = argparse.ArgumentParser(description="CPU of a crawl, beside other tools.")
    parser.add_argument("--base", help="crawl the site there, and measure nothing")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--scrapy", metavar="PYTHON", help="has scrapy and trafilatura")
    parser.add_argument("--news-please", metavar="PYTHON", help="has news-please")
    args = parser.parse_args()
    if args.base:
        try:
            crawl(args.base.rstrip("/"), args.pages, args.workers)
        except Lost as error:
            print(error, file=sys.stderr)
            return 1
        print("PAGES", args.pages)
        return 0
    peers = {"Scrapy + trafilatura": args.scrapy, "news-please": args.news_please}
    return 0 if compare(args.pages, args.rounds, args.workers, peers) else 1


if __name__ == "__main__":
    sys.exit(main())
