"""How long a search takes in an index of many articles, by kind of query.

    python bench/search.py [--articles 200000] [--times 200]

Fills the embedded index with generated records over three years, then asks every query many
times, in a random order, as `sholu search` does: parse, search ten hits with the total; every
second time the page after. Prints p50 and p99 of each kind in milliseconds and of all together,
by the clock and by CPU time: on a machine that does other things the clock says little, and the
verdict goes by the CPU. The store's part (ten records by id) is not in it. The texts are
sentences of the demo newsroom with 30 % of their words replaced, keyed as articles are, and words
of a long tail.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles

from reprint_texts import SITES, Maker

from nlp.keys import KEYS_VERSION, text_keys
from sholu.article import Annotations, Article, Keys, Moment, Record, Tag
from sholu.index.drain import BATCH, FILL
from sholu.index.tantivy import TantivyIndex
from sholu.query import parse
from sholu.store.ordering import sort_key

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = 3 * 365
SENTENCES, TAIL = 6_000, 300_000
P50, P99 = 10, 50
"""The promise, in milliseconds."""
QUERIES = {
    "a frequent word": "жаңа",
    "a rare word": "сирек77777",
    "two words": "дипфейк закон",
    "words and or": "(дипфейк OR дипфейктер) AND (суд OR сот OR закон OR заң)",
    "many words": "суд OR сот OR закон OR заң OR министр OR қала OR город OR жаңа",
    "a phrase": '"искусственный интеллект"',
    "a phrase with slop": '"жасанды интеллект"~3',
    "a prefix": "дипф*",
    "a short prefix": "за*",
    "fuzzy": "дипфек~1",
    "without a word": "закон -суд",
    "only negative": "-дипфейк",
    "everything": "*",
    "title": "title:закон",
    "topic and time": "topic:deepfake since:30d",
    "site, range, word": "site:zakon_kz date:2025-10-01..2025-10-31 закон",
    "one language, originals": "lang:kk duplicate:no заң",
}


def records(size: int) -> Iterator[Record]:
    """Generated articles, evenly over the days."""
    chance, maker = Random(9), Maker()
    pool: dict[str, list[tuple[str, Keys]]] = {}
    for lang, sentences in maker.pool.items():
        made = (maker.changed(chance.choice(sentences), lang, 0.3) for _ in range(SENTENCES))
        pool[lang] = [(text, text_keys(text, text, [(0, len(text), lang)], lang)) for text in made]
    for _ in range(size):
        yield record(chance, pool)


def record(chance: Random, pool: dict[str, list[tuple[str, Keys]]]) -> Record:
    """One of them: 6 to 20 sentences and four words that are in few others."""
    lang = chance.choice(("ru", "ru", "kk"))
    title, *parts = chance.choices(pool[lang], k=chance.randint(7, 21))
    tail = " ".join(f"сирек{int(TAIL * chance.random() ** 2)}" for _ in range(4))
    keys = {
        name: " ".join([*(getattr(part[1], name) for part in parts), tail]).strip()
        for name in (f"keys_{lang}", "words")
    } | {f"title_{name}": getattr(title[1], name) for name in (f"keys_{lang}", "words")}
    at = NOW - timedelta(seconds=chance.randrange(DAYS * 86_400))
    id, site = f"{chance.getrandbits(64):016x}", chance.choice(SITES)
    about = [name for name in ("deepfake", "ai_regulation") if chance.random() < 0.02]
    moment = Moment(instant=at, zone="UTC", precision="second", source="bench", raw="")
    return Record(
        id=id,
        article=Article(url=f"https://{site}/{id}", site=site, title=title[0], published=moment),
        annotations=Annotations(
            lang=lang,
            script="Cyrl",
            tags=tuple(
                Tag(topic=name, score=1.0, level="strong", evidence=(), engine="bench")
                for name in about
            ),
            keys=Keys(**keys),
            versions=(("keys", KEYS_VERSION),),
        ),
        first_seen=at,
        fetched=at,
        day=at.date().isoformat(),
        day_estimated=False,
        year=at.year,
        sort_key=sort_key(id, moment, at),
        change=1,
        duplicate_of=id[::-1] if chance.random() < 0.2 else None,
    )


def fill(index: TantivyIndex, size: int) -> None:
    """Put the records in, as `sholu reindex` does."""
    batch: list[Record] = []
    for number, one in enumerate(records(size), 1):
        batch.append(one)
        if len(batch) == BATCH or number == size:
            index.upsert(batch)
            batch = []
        if number % FILL == 0:
            index.commit()
            print(f"{number:,}", end="\r", file=sys.stderr, flush=True)
    index.commit()


Taken = list[tuple[float, float]]
"""Milliseconds by the clock and of CPU, of every asking."""


def ask(index: TantivyIndex, times: int) -> tuple[dict[str, Taken], dict[str, int]]:
    """What every asking took, and how many articles each query finds, by kind."""
    order = list(QUERIES) * times
    Random(3).shuffle(order)
    taken: dict[str, Taken] = defaultdict(list)
    found: dict[str, int] = {}
    cursors: dict[str, str | None] = {}
    for kind in [*QUERIES, *order]:  # once each to warm up
        begun, spent = time.perf_counter(), time.process_time()
        cursor = cursors.get(kind)
        node = parse(QUERIES[kind], now=NOW)
        page = index.search(node, after=int(cursor) if cursor else None, limit=10)
        took, cpu = time.perf_counter() - begun, time.process_time() - spent
        taken[kind].append((1000 * took, 1000 * cpu))
        cursors[kind] = None if cursor else page.cursor
        found[kind] = page.total
    return {kind: values[1:] for kind, values in taken.items()}, found


def main() -> int:
    """Fill, ask, print; exit code 1 where the promise is broken."""
    parser = argparse.ArgumentParser(description="Latency of searches.")
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--times", type=int, default=200)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        index = TantivyIndex.create(Path(folder) / "1")
        fill(index, args.articles)
        index.close()
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        print(
            f"{args.articles:,} articles in {time.monotonic() - begun:.0f} s, {size / 2**20:.0f} MB"
        )
        taken, found = ask(TantivyIndex.open(Path(folder) / "1"), args.times)
    everything = [value for values in taken.values() for value in values]
    print(f"{'ms':26}{'found':>9}{'p50':>8}{'p99':>8}{'CPU p50':>9}{'CPU p99':>9}")
    for kind, values in [*taken.items(), ("all together", everything)]:
        row = [number for column in zip(*values, strict=True) for number in points(column)]
        print(f"{kind:26}{found.get(kind, ''):>9}" + "{:8.2f}{:8.2f}{:9.2f}{:9.2f}".format(*row))
    p50, p99 = points([cpu for _, cpu in everything])
    good = p50 < P50 and p99 < P99
    print(f"p50 < {P50} ms and p99 < {P99} ms over all: {'holds' if good else 'BROKEN'}")
    return 0 if good else 1


def points(values: Sequence[float]) -> tuple[float, float]:
    """p50 and p99."""
    return median(values), quantiles(values, n=100)[98]


if __name__ == "__main__":
    sys.exit(main())
