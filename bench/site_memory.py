"""What the lines a site repeats are worth: the same pages read without and with them, in one run.

    python bench/site_memory.py [--pages FILE ...]

Without --pages the shipped pages of `sholu eval reading` are read. Every page is read, kept in a
store of its own as an article of its host, and read again with what the store has learned: real
articles, the store's own rule. Printed for all pages, for the hosts with at least three, and for
every second page (`even` was looked at while rules were chosen, `odd` was not).
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import stdev
from zoneinfo import ZoneInfo

from reading import scored, sets

from crawlers.address import article_id
from crawlers.memory import remembered
from crawlers.reading import Outcome, read_page
from sholu.article import Annotations
from sholu.fields import shown
from sholu.jobs.eval.pages import Labelled
from sholu.jobs.eval.scores import PageScore, score
from sholu.store import Keeping, PageEnd, Store

RESAMPLED = 200


@dataclass(frozen=True, slots=True)
class Pair:
    """A page's scores without and with memory."""

    host: str
    before: PageScore
    after: PageScore


def main(files: list[Path]) -> None:
    """Measure and print a table."""
    print(f"{'':34} pages  F1 without   with    ±      R without   with")
    for name, pages in sets(files, None).items():
        pairs = list(measured(pages))
        hosts = Counter(pair.host for pair in pairs)
        show(name, pairs)
        show(f"{name}, even", pairs[::2])
        show(f"{name}, odd", pairs[1::2])
        show(f"{name}, hosts with 3 pages", [pair for pair in pairs if hosts[pair.host] >= 3])


def measured(pages: Sequence[Labelled]) -> Iterator[Pair]:
    """The pages read twice, with a store that learns between."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sholu.sqlite"
        with Store(path, zone=ZoneInfo("Asia/Almaty")) as store:
            first = [read_page(page.page, page.site, strict=False) for page in pages]
            for page, outcome in zip(pages, first, strict=True):
                keep(store, page, outcome)
            for site in store.line_sites():
                store.freeze_lines(site)
        for page, outcome in zip(pages, first, strict=True):
            memory = remembered(path, page.page.site, edition(page))
            again = read_page(page.page, page.site, strict=False, memory=memory)
            yield Pair(page.page.site, scores(page, outcome), scores(page, again))


def keep(store: Store, page: Labelled, outcome: Outcome) -> None:
    """Keep what was read as an article of its own."""
    if outcome.article is None:
        return
    at = page.page.fetched
    run = store.start_run(page.page.site, "bench", at)
    url = f"https://{page.page.site}/{page.id}"
    new = Keeping(
        id=article_id(page.page.site, edition(page), page.id),
        article=replace(outcome.article, url=url, edition=edition(page)),
        annotations=Annotations(lang=page.lang, script="Cyrl"),
        fingerprint=page.id,
        reader="bench",
        raw=None,
        fetched=at,
        lines=outcome.line_hashes,
    )
    store.keep(new, PageEnd(url=url, run=run, disposition="stored", at=at))


def edition(page: Labelled) -> str | None:
    """The edition a page belongs to, by its address."""
    return page.site.edition_of(page.page.url) if page.site else None


def scores(page: Labelled, outcome: Outcome) -> PageScore:
    """The scores of one reading."""
    article = outcome.article
    published = shown(article.published) if article and article.published else None
    found = {
        "text": article.text if article else "",
        "title": article.title if article else "",
        "published": published,
    }
    return scored(page, found)


def show(name: str, pairs: Sequence[Pair]) -> None:
    """Print a row; ± is the deviation of the difference over resampled pages."""
    if not pairs:
        return
    before, after = ([getattr(pair, side) for pair in pairs] for side in ("before", "after"))
    one, two = score(before), score(after)
    chosen = Random(1)
    gains = []
    for _ in range(RESAMPLED):
        some = chosen.choices(range(len(pairs)), k=len(pairs))
        gains.append(score([after[at] for at in some]).f1 - score([before[at] for at in some]).f1)
    print(
        f"{name:34} {len(pairs):5} {one.f1:10.4f} {two.f1:7.4f} {stdev(gains):6.4f}"
        f" {one.recall:10.4f} {two.recall:7.4f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, nargs="+", default=[], metavar="FILE")
    main(parser.parse_args().pages)
