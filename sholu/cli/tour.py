"""`sholu demo`: the whole path over an invented newsroom, on this machine alone."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console

from nlp.topic import TopicExplanation
from sholu import clock
from sholu.cli.answer import show_found
from sholu.cli.progress import bar
from sholu.cli.show import console
from sholu.cli.summary import show as show_results
from sholu.demo.newsroom import Expected, Newsroom
from sholu.demo.server import serve
from sholu.jobs.crawl import crawl
from sholu.jobs.search import search
from sholu.jobs.tag import explain_article
from sholu.settings import Settings
from sholu.store import Store

SITES = ("zakon_kz", "lada_kz", "inform_kz")
SEARCHES = (
    ("дипфейк", "one word finds every form of it, in both languages"),
    ('"искусственный интеллект" закон', "a Russian phrase beside a word, any case and number"),
    ("topic:platform_regulation AND lang:kk since:60d", "by topic, language and time"),
)
SHOWN = 3
INTERRUPTED = 130  # what a shell gives for Ctrl-C


def run(*, keep: bool) -> int:
    """Crawl, search and explain the demo newsroom; gives the exit code.

    The scratch folder stays with `keep`, so that one can go on searching in it.
    """
    out = console()
    newsroom = Newsroom(clock.now())
    folder = Path(tempfile.mkdtemp(prefix="sholu-demo-"))
    try:
        out.print(
            f"Three invented sites of {len(newsroom.expected())} articles are served on this "
            "machine and crawled as the real ones would be: robots.txt, sitemaps, feeds, listings, "
            "politeness, archive. No request leaves it.\n"
        )
        with serve(newsroom) as server:
            mapping = dict.fromkeys(server.hosts, server.address)
            settings = Settings.model_validate({"data": folder, "crawl": {"loopback": mapping}})
            with bar(len(newsroom.expected())) as listener:
                results = crawl(settings, SITES, listener=listener)
        show_results(results)
        if any(result.run.outcome == "stopped" for result in results):
            out.print("stopped")
            return INTERRUPTED
        for query, about in SEARCHES:
            out.print(f"\n$ sholu search '{query}'     ({about})", markup=False, style="bold")
            show_found(search(settings, query, limit=SHOWN), query)
        _explain(out, settings, newsroom.expected())
        faults = _faults(settings, newsroom.expected())
        _farewell(out, folder if keep else None)
        for fault in faults:
            out.print(f"FAILED: {fault}", markup=False)
        return 1 if faults or any(result.silence for result in results) else 0
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


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


def _faults(settings: Settings, expected: list[Expected]) -> list[str]:
    """What the crawl should have kept and did not keep so: the demo checks itself."""
    wrong: Counter[str] = Counter()
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        for item in expected:
            record = store.record(item.url)
            if (record is not None) != (item.disposition == "stored"):
                wrong["articles missing or too many"] += 1
            elif record:
                article = record.article
                tags = tuple(sorted(tag.topic for tag in record.annotations.tags))
                wrong["titles or texts"] += (article.title, article.text) != (item.title, item.text)
                wrong["topics"] += tags != item.topics
    return [f"{count} {what}" for what, count in wrong.items() if count]


def _farewell(out: Console, folder: Path | None) -> None:
    out.print("\nWhat next:", style="bold")
    if folder:
        out.print(f"  export SHOLU_DATA={folder}", markup=False)
        out.print("  sholu search 'нейросеть OR жасанды' --limit 5      sholu sites lada_kz")
        out.print("  sholu issues --level info                          sholu search --help")
    out.print("  docs/tutorial.md leads from here to the first real site.")
