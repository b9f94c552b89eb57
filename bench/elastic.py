"""What it costs to send articles to Elasticsearch, beside the client's own `parallel_bulk`.

    python bench/elastic.py URL [ARTICLES]      50,000 without a number

Fills a store with generated articles of 3,000 characters, their search keys ready, and sends them
to the server twice, each time in a process of its own and under another prefix: as a target
follows the change log, and with `elasticsearch.helpers.parallel_bulk` over the same rows and the
same documents. CPU is that of the writer's process, from the rows of the store to the socket; the
server's is not in it. Growth is the peak of its memory above what it had before the first row.
Prints a table. A server for the run, and no other: python -m tests.elasticsearch.serve
.venv/bin/python bench/elastic.py '$SHOLU_TEST_ELASTICSEARCH_9_URL' (through `sh -c`).
"""

from __future__ import annotations

import json
import resource
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any

import psutil
from reprint_texts import START, Maker

from nlp.keys import text_keys
from sholu.article import Annotations, Article, Entity, Moment, Tag
from sholu.index.elastic.calls import Door
from sholu.index.elastic.engine import ElasticIndex
from sholu.index.elastic.names import year_index
from sholu.index.elastic.source import source
from sholu.index.targets import catch_up, open_target
from sholu.query import All
from sholu.settings import Settings
from sholu.store import Keeping, PageEnd, Store

ARTICLES = 50_000
LONG = 3_000
DIFFERENT = 400
"""Texts; an article is one of them under a headline of its own."""
TOPICS = ("deepfake", "ai_regulation", "cyber_fraud", "platform_regulation")
SITES = ("zakon_kz", "lada_kz", "inform_kz")


def settings_of(folder: Path, url: str, prefix: str) -> Settings:
    """Settings whose only target is the server."""
    return Settings(
        data=folder,
        index={"targets": ["elastic"]},
        elastic={"hosts": [url], "prefix": prefix, "timeout": 600},
    )


def articles(count: int) -> Iterator[Keeping]:
    """Generated articles, the same ones each time."""
    chance, maker, made = Random(11), Maker(), []
    for _ in range(DIFFERENT):
        lang, parts = maker.fresh()
        while sum(map(len, parts)) < LONG:
            parts += [maker.changed(chance.choice(maker.pool[lang]), lang, 0.3)]
        text = "\n\n".join(parts)[:LONG].rstrip()
        title = parts[0][:80]
        made.append((lang, title, text, text_keys(title, text, [(0, len(text), lang)], lang)))
    for number in range(count):
        lang, title, text, keys = made[number % DIFFERENT]
        site, at = chance.choice(SITES), START - timedelta(minutes=7 * number)
        published = Moment(instant=at, zone="Asia/Almaty", precision="minute", source="bench",
                           raw=at.isoformat())  # fmt: skip
        yield Keeping(
            id=f"{chance.getrandbits(64):016x}",
            article=Article(
                url=f"https://{site.replace('_', '.')}/{number}-zhanalyk.html", site=site,
                edition=lang, title=f"{title} {number}", text=text, lead=text[:200],
                authors=("Айгүл Серік",), section="Қоғам", published=published,
                how=(("title", "ld"), ("text", "longest"), ("published", "ld")),
            ),
            annotations=Annotations(
                lang=lang, script="Cyrl", languages=((lang, 1.0),), keys=keys,
                tags=tuple(
                    Tag(topic=topic, score=1.0, level="strong", evidence=(), engine="bench")
                    for topic in chance.sample(TOPICS, 2)
                ),
                entities=tuple(
                    Entity(id=f"org:{name}", label="ORG", norm=name, text=name, field="text",
                           start=0, end=len(name))
                    for name in ("Мәжіліс", "Сенат", "Әділет министрлігі")
                ),
            ),
            fingerprint=str(number), reader="bench", raw=None, fetched=START,
        )  # fmt: skip


def fill(settings: Settings, count: int) -> None:
    """Put the articles into a new store."""
    with Store(settings.store_file, zone=settings.zone) as store:
        store.db.execute("PRAGMA synchronous = OFF")
        for new in articles(count):
            end = PageEnd(url=new.article.url, run=0, disposition="stored", at=START)
            store.keep(new, end)


def ours(settings: Settings) -> None:
    """As `sholu crawl` does after its pages, and `sholu index`."""
    catch_up(settings, wait=True)


def parallel_bulk(settings: Settings) -> None:
    """As its documentation shows it, with the rules that keep a replay harmless."""
    from elasticsearch.helpers import parallel_bulk

    door = Door.of(settings)
    prefix, generation = settings.elastic.prefix, ElasticIndex.open(door).generation

    def actions() -> Iterator[dict[str, Any]]:
        with Store(settings.store_file, zone=settings.zone) as store:
            for record in store.all_records():
                yield {
                    "_index": year_index(prefix, generation, record.year),
                    "_id": record.id,
                    "version": record.change,
                    "version_type": "external",
                    "_source": source(record),
                }

    for taken, answer in parallel_bulk(door.client, actions(), raise_on_error=False):
        assert taken, answer


WRITERS: dict[str, Callable[[Settings], None]] = {
    "sholu": ours,
    "helpers.parallel_bulk": parallel_bulk,
}


def measure(name: str, settings: Settings) -> dict[str, float]:
    """What a writer takes, in this process."""
    index = ElasticIndex.create(Door.of(settings))
    with Store(settings.store_file, zone=settings.zone) as store:
        for year in {record.year for record in store.all_records()}:
            index.ensure(year)
    before, cpu, wall = psutil.Process().memory_info().rss, process_time(), perf_counter()
    WRITERS[name](settings)
    cpu, wall = process_time() - cpu, perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    index.door.ask("POST", f"/{settings.elastic.prefix}-articles/_refresh")
    found = open_target("elastic", settings).count(All())
    return {"articles": found, "cpu": cpu, "wall": wall, "before": before, "growth": peak - before}


def clean(settings: Settings) -> None:
    """Take away what a writer left on the server."""
    door, prefix = Door.of(settings), settings.elastic.prefix
    for name in door.ask("GET", f"/{prefix}-*/_alias")[1]:
        door.ask("DELETE", f"/{name}")
    for kind in ("index", "component"):
        for one in door.ask("GET", f"/_{kind}_template")[1][f"{kind}_templates"]:
            if one["name"].startswith(f"{prefix}-"):
                door.ask("DELETE", f"/_{kind}_template/{one['name']}")


def main(url: str, count: int) -> int:
    """The table; 1 when a writer did not bring all of them."""
    print(f"{'':22} {'articles':>9} {'CPU s':>7} {'a CPU s':>8} {'wall s':>7} {'growth':>9}")
    complete = True
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(WRITERS):
            settings = settings_of(Path(folder), url, f"bench{secrets.token_hex(4)}")
            if not number:
                fill(settings, count)
            try:
                done = subprocess.run(
                    [sys.executable, __file__, "--one", name, url, folder,
                     settings.elastic.prefix],
                    stdout=subprocess.PIPE, check=True,
                )  # fmt: skip
            finally:
                clean(settings)
            row = json.loads(done.stdout)
            complete &= row["articles"] == count
            print(
                f"{name:22} {row['articles']:9,} {row['cpu']:7.1f} {count / row['cpu']:8,.0f} "
                f"{row['wall']:7.1f} {row['growth'] / 1e6:6.0f} MB"
            )
    return 0 if complete else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        _, _, name, url, folder, prefix = sys.argv
        print(json.dumps(measure(name, settings_of(Path(folder), url, prefix))))
    else:
        sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else ARTICLES))
