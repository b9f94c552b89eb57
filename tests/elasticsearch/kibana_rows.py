"""A data folder with articles, copies, edits, days of sources and runs; and its tables as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sholu.article import Moment
from sholu.edits import edit_class, fingerprint
from sholu.settings import Settings
from sholu.store import Keeping, PageEnd, SourceAnswer, Store
from tests.index.corpus import NOW, corpus
from tests.trends.months import CHANGE, articles

SIZE = 240
CHANGED = 120
"""More of them, around 2024-03-01, when Almaty's clocks went back an hour."""
AT = Moment(instant=CHANGE, zone="+05:00", precision="minute", source="test", raw="")
Row = dict[str, Any]
"""Field -> value, or values where it has many."""


def fill(settings: Settings) -> None:
    """Articles of 60 days, a run each of ten days, every fifth a copy, every sixth edited."""
    with Store(settings.store_file, zone=settings.zone) as store:
        store.db.execute("PRAGMA synchronous = OFF")  # nobody will pull the plug
        records = corpus(SIZE, seed=5)
        for record in articles(CHANGED, settings.zone):
            end = PageEnd(url=record.article.url, run=0, disposition="stored", at=NOW)
            url = f"{record.article.url}/2024"
            moved = replace(record.article, url=url, published=record.article.published or AT)
            store.keep(_keeping(record, moved, NOW), replace(end, url=url))
        for day in range(10):
            at = NOW - timedelta(days=day)
            site = ("lada_kz", "zakon_kz", "inform_kz")[day % 3]
            run = store.start_run(site, "crawl", at)
            for number in range(day, SIZE, 10):
                _keep(store, records[number], run, number, at)
            store.end_run(run, site, "finished" if day else "stopped", at + timedelta(minutes=5))
        with store.write() as db:  # as the search for copies does
            first = min(record.id for record in records)
            db.execute(
                "UPDATE articles SET duplicate_of = ? WHERE id <> ? AND sort_key % 5 = 0",
                (first, first),
            )
        for number in range(0, SIZE, 6):
            _edit(store, records[number], number)
        for day in range(12):
            _sources(store, day)
        store.start_run("lada_kz", "crawl", NOW)  # one that was killed


def _keep(store: Store, record: Any, run: int, number: int, at: Any) -> None:
    end = PageEnd(url=record.article.url, run=run, disposition="stored", at=at, position=number)
    store.keep(_keeping(record, record.article, at), end)
    if number % 7 == 0:
        address = f"{record.article.url}/broken"
        store.end(
            PageEnd(url=address, run=run, disposition="failed", at=at, position=number + SIZE)
        )


def _keeping(record: Any, article: Any, at: Any) -> Keeping:
    return Keeping(
        id=record.id,
        article=article,
        annotations=record.annotations,
        fingerprint=fingerprint(article.title, article.text),
        reader="test",
        raw=None,
        fetched=at,
        classify=edit_class,
    )


def _edit(store: Store, record: Any, number: int) -> None:
    at = NOW - timedelta(days=number % 9, hours=number % 23)
    old = record.article
    changed = (
        replace(old, title=f"{old.title} кеше"),
        replace(old, text=f"{old.text} 2025"),
        replace(old, text=f"{old.text},"),
        replace(old, text=f"{old.text} министр жауап берді"),
    )[number // 6 % 4]
    end = PageEnd(url=old.url, run=0, disposition="updated", at=at)
    store.keep(_keeping(record, changed, at), end)


def _sources(store: Store, day: int) -> None:
    at = NOW - timedelta(days=day)
    for site, kind, states in (
        ("lada_kz", "feed", ("ok", "ok", "quiet")),
        ("zakon_kz", "feed", ("dead", "ok", "ok", "blocked")),
        ("zakon_kz", "sitemap", ("ok",)),
    ):
        state = states[day % len(states)]
        store.add(
            SourceAnswer(
                site=site,
                url=f"https://{site}.example/{kind}",
                edition="ru",
                kind=kind,
                state=state,
                reason="" if state == "ok" else "http 403",
                at=at,
                listed=day,
            )
        )


def rows(settings: Settings, kind: str) -> list[Row]:
    """What the store's own tables say of a kind, without anything that an index is made with."""
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        records = {record.id: record for record in store.all_records()}
        made = {
            "articles": lambda: _articles(records),
            "revisions": lambda: _revisions(store, records),
            "sources": lambda: _days(store),
            "runs": lambda: _runs(store),
        }
        return list(made[kind]())


def _articles(records: dict[str, Any]) -> Iterator[Row]:
    for record in records.values():
        yield {
            "site": record.article.site,
            "edition": record.article.edition,
            "lang": record.annotations.lang,
            "topics": [tag.topic for tag in record.annotations.tags],
            "day": record.day,
            "duplicate": record.duplicate_of is not None,
            "state": record.state,
        }


def _revisions(store: Store, records: dict[str, Any]) -> Iterator[Row]:
    for id, record in records.items():
        for edit in store.revisions(id)[1:]:
            yield {
                "article": id,
                "edit": edit.edit,
                "site": record.article.site,
                "topics": [tag.topic for tag in record.annotations.tags],
                "day": edit.seen.astimezone(store.zone).date().isoformat(),
            }


def _days(store: Store) -> Iterator[Row]:
    for row in store.db.execute("SELECT site, url, day, state FROM source_days"):
        yield {**dict(row), "healthy": row["state"] in ("ok", "quiet")}


def _runs(store: Store) -> Iterator[Row]:
    for row in store.runs(limit=1000):
        counts = json.loads(json.dumps(row.counts))
        day = row.started.astimezone(store.zone).date().isoformat()
        yield {"site": row.site, "day": day, "outcome": row.outcome, **counts}
