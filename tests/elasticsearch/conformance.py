"""Many articles with a history, and what one engine answers another has to answer, too."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product
from typing import NamedTuple

from nlp.tokens import FILLER, GAP
from sholu.article import Record
from sholu.index import Bucket, Hit, Index, read_cursor
from sholu.query import Node
from sholu.store.ordering import sort_key
from tests.index.corpus import ALMATY, Corpus, changed, make

SIZE = 22_000
FORMS = 3_000
"""Surface forms of one made-up word: more than the 50 and the 1,024 at which Elasticsearch and
Lucene stop by default. Each differs from it in two letters."""
WORD = "kvantorial"
_PARTING = f" {' '.join([FILLER] * GAP)} "


class History(NamedTuple):
    """What happened to the articles, in order, and those that are left."""

    steps: tuple[tuple[list[Record], dict[str, int]], ...]
    left: Corpus


def forms() -> list[str]:
    """The forms of the made-up word, the same ones each time."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    found: list[str] = []
    for places in combinations(range(len(WORD)), 2):
        for new in product(letters, letters):
            word = list(WORD)
            for place, letter in zip(places, new, strict=True):
                word[place] = letter
            found.append("".join(word))
    different = [form for form in dict.fromkeys(found) if _differ(form) == 2]
    return random.Random(3).sample(different, FORMS)


def _differ(form: str) -> int:
    return sum(one != other for one, other in zip(form, WORD, strict=True))


def history(size: int = SIZE) -> History:
    """New articles; then some change, some come late in an older state, some are deleted."""
    chance, words = random.Random(11), forms()
    new = [_older(_with(make(chance, n), words[n % FORMS]), n) for n in range(size)]
    later = [_later(record, n) for n, record in enumerate(new) if n % 7 == 0]
    late = new[::14]
    gone = {record.id: 3 for record in new[5::11]}
    now = {record.id: record for record in [*new, *later]}
    left = Corpus(record for id, record in now.items() if id not in gone)
    return History(steps=((new, {}), (later, {}), (late, gone)), left=left)


def _with(record: Record, form: str) -> Record:
    """The article with a paragraph more, of one form of the word."""
    keys = record.annotations.keys
    keys = replace(keys, words=f"{keys.words}{_PARTING}{form}")
    return replace(record, annotations=replace(record.annotations, keys=keys))


def _older(record: Record, number: int) -> Record:
    """Every fifth is of one of two years before: its own index in Elasticsearch."""
    if number % 5 or record.article.published is None:
        return record
    by = timedelta(days=365 * (1 + number // 5 % 2))
    published = replace(record.article.published, instant=record.article.published.instant - by)
    at = record.first_seen - by
    day = at.astimezone(ALMATY).date()
    return replace(
        record, article=replace(record.article, published=published), first_seen=at, fetched=at,
        day=day.isoformat(), year=day.year, sort_key=sort_key(record.id, published, at),
    )  # fmt: skip


def _later(record: Record, number: int) -> Record:
    """What became of it: another headline, other tags, a copy, gone, or another time."""
    match number // 7 % 5:
        case 0:
            return changed(record, "жасанды интеллект туралы заң", 2)
        case 1:
            return replace(record, annotations=replace(record.annotations, tags=()), change=2)
        case 2:
            return replace(record, duplicate_of="0" * 16, change=2)
        case 3:
            return replace(record, state="gone", revision=record.revision + 1, change=2)
    return replace(record, sort_key=record.sort_key + (86_400 << 31), change=2)


def live_through(index: Index, past: History, batch: int = 2_000) -> None:
    """Put a history into an index, as a target would that follows it."""
    for records, gone in past.steps:
        for start in range(0, len(records), batch):
            index.upsert(records[start : start + batch])
            assert index.commit() == ()
        index.delete(gone)
        assert index.commit() == ()


class Page(NamedTuple):
    """What a search says, all of it."""

    total: int
    hits: tuple[Hit, ...]
    cursor: str | None


def pages(index: Index, node: Node, size: int) -> Iterator[Page]:
    """Every page, by the cursor of the one before."""
    after: int | None = None
    while True:
        page = index.search(node, after=after, limit=size)
        yield Page(page.total, page.hits, page.cursor)
        if page.cursor is None:
            return
        after = read_cursor(page.cursor)


def tables(index: Index, node: Node, by: Sequence[tuple[str, ...]]) -> list[list[Bucket]]:
    """The counts by each of these."""
    return [index.aggregate(node, names) for names in by]
