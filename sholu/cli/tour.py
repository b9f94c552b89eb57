"""`sholu demo`: the whole path over an invented newsroom, on this machine alone."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from crawlers.spiders.verdict import Result
from nlp.topic import TopicExplanation
from sholu import clock
from sholu.cli import scratch
from sholu.cli.answer import show_found
from sholu.cli.chart import show_trend
from sholu.cli.progress import bar
from sholu.cli.show import console
from sholu.cli.sights import faults, show_sights
from sholu.cli.summary import show as show_results
from sholu.demo import small
from sholu.demo.newsroom import Expected, Newsroom
from sholu.demo.server import Serving, serve
from sholu.jobs.crawl import crawl
from sholu.jobs.search import search
from sholu.jobs.tag import explain_article
from sholu.jobs.trends import trends
from sholu.settings import Settings
from sholu.store import Store

SITES = ("zakon_kz", "lada_kz", "inform_kz", *small.SITES)
SEARCHES = (
    ("дипфейк", "one word finds every form of it, in both languages"),
    ('"искусственный интеллект" закон', "a Russian phrase beside a word, any case and number"),
    ("topic:platform_regulation AND lang:kk since:60d", "by topic, language and time"),
)
TRENDS = ("deepfake", "ai_regulation")
SHOWN = 3
AGES = (timedelta(hours=27), timedelta(hours=2), timedelta(0))
"""How long ago the crawls are, by the demo's clock: the second more than a day after the first,
when every page is asked again, the third an hour and more later, when what is gone is."""
INTERRUPTED = 130  # what a shell gives for Ctrl-C


def run(*, keep: bool) -> int:
    """Crawl, search and explain the demo newsroom; gives the exit code.

    The scratch folder stays with `keep`, until the next demo, to go on searching in it.
    """
    out = console()
    now = clock.now()
    folder = scratch.make()
    try:
        results = _crawls(out, folder, now)
        settings = _settings(folder, {})
        if any(result.run.outcome == "stopped" for result in results):
            out.print("stopped")
            return INTERRUPTED
        newsroom = Newsroom(now, epoch=now - AGES[0], small_ones=True)
        show_sights(out, settings, now - AGES[0])
        for query, about in SEARCHES:
            out.print(f"\n$ sholu search '{query}'     ({about})", markup=False, style="bold")
            show_found(search(settings, query, limit=SHOWN), query)
        _explain(out, settings, newsroom.expected())
        out.print(f"\n$ sholu trends {' '.join(TRENDS)} --unique --since 90d", style="bold")
        show_trend(trends(settings, TRENDS, unique=True, since=timedelta(days=90)))
        wrong = faults(settings, newsroom)
        _farewell(out, folder if keep else None)
        for fault in wrong:
            out.print(f"FAILED: {fault}", markup=False)
        if keep:
            scratch.finish(folder, small.PROFILES)
        return 1 if wrong or any(result.silence for result in results) else 0
    except KeyboardInterrupt:
        out.print("stopped")
        return INTERRUPTED
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _settings(folder: Path, loopback: dict[str, str]) -> Settings:
    values = {"data": folder, "sites": small.PROFILES, "crawl": {"loopback": loopback}}
    return Settings.model_validate(values)


def _crawls(out: Console, folder: Path, now: datetime) -> list[Result]:
    """Three crawls by a clock of the demo's own; the results of all, up to one that was stopped."""
    epoch = now - AGES[0]
    newsroom = Newsroom(epoch, small_ones=True)
    out.print(
        f"Three invented sites and three small outlets, {len(newsroom.expected())} articles of 90 "
        "days, are served on this machine and crawled as the real ones would be: robots.txt, "
        "sitemaps, feeds, listings, politeness, archive. No request leaves it. "
        "Some pages more are asked: second addresses of an article and pages that are none; and "
        "new articles come out before the later crawls.\n"
    )
    with serve(newsroom) as server:
        settings = _settings(folder, dict.fromkeys(server.hosts, server.address))
        with _at(folder, epoch), bar(len(newsroom.expected())) as listener:
            results = crawl(settings, SITES, listener=listener)
        show_results(results)
        for age in AGES[1:]:
            if any(result.run.outcome == "stopped" for result in results):
                break
            results += _again(out, folder, server, settings, now - age)
    return results


def _again(
    out: Console, folder: Path, server: Serving, settings: Settings, at: datetime
) -> list[Result]:
    """A later crawl, in a process of its own, as a second one cannot run in a process."""
    epoch = server.newsroom.epoch
    server.newsroom = Newsroom(at, epoch=epoch, small_ones=True)
    hours = (at - epoch) / timedelta(hours=1)
    out.print(f"\n{hours:.0f} hours later by the demo's clock:", style="bold")
    with _at(folder, at), ProcessPoolExecutor(1, get_context("spawn")) as pool:
        results = pool.submit(crawl, settings, SITES).result()
    show_results(results)
    return results


@contextmanager
def _at(folder: Path, instant: datetime) -> Iterator[None]:
    """Put this process and those it starts on an instant."""
    before = os.environ.get(clock.VARIABLE)
    file = folder / "clock"
    file.write_text(instant.isoformat(), encoding="utf-8")
    os.environ[clock.VARIABLE] = str(file)
    try:
        yield
    finally:
        file.unlink()
        if before is None:
            del os.environ[clock.VARIABLE]
        else:
            os.environ[clock.VARIABLE] = before


def _explain(out: Console, settings: Settings, expected: list[Expected]) -> None:
    """Why the newest Kazakh article on deepfakes has its tag."""
    chosen = next(item for item in expected if "deepfake" in item.topics and item.lang == "kk")
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        record = store.record(chosen.url)
    if record is None:
        return
    out.print(f"\nWhy is this about deepfakes? {record.article.title}", markup=False, style="bold")
    for topic in explain_article(settings, record.article).topics:
        if topic.kept:
            _print_lines(out, topic)


def _print_lines(out: Console, topic: TopicExplanation) -> None:
    for line in topic.lines():
        out.print(line, markup=False)


def _farewell(out: Console, folder: Path | None) -> None:
    out.print("\nWhat next:", style="bold")
    if folder:
        out.print(f"  All of it is in {folder}, until the next demo. In your shell:", markup=False)
        if shutil.which("sholu") is None:
            out.print(f"  {_way_in()}", markup=False)
        out.print(f"  export SHOLU_CONFIG={folder / scratch.CONFIG}", markup=False)
        out.print("  sholu search 'нейросеть OR жасанды' --limit 5      sholu sites dala_example")
        out.print("  sholu search state:gone                            sholu history URL")
        out.print("  sholu issues --level info                          sholu search --help")
    out.print("  docs/tutorial.md leads from here to the first real site.")


def _way_in() -> str:
    """How to call `sholu` from a shell whose PATH lacks it."""
    beside = Path(sys.executable).parent
    if (beside / "sholu").exists():
        return f'export PATH="{beside}:$PATH"'
    return f"alias sholu='{sys.executable} -m sholu'"
