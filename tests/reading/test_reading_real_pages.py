"""Real pages of other outlets: nothing crashes, nearly all have a title and a text, dates hold."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from crawlers.reading import read
from sholu.article import Article

pytestmark = pytest.mark.shared
FLOOR = 0.84
"""F1 of 4-word shingles on the 133 pages (measured .86; trafilatura alone .775, precision .833)."""


def rows(shared: Path, name: str) -> Iterator[dict[str, Any]]:
    with gzip.open(shared / "data" / "extraction" / f"{name}.jsonl.gz", "rt") as lines:
        yield from map(json.loads, lines)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = "".join(letter if letter.isalnum() or letter == "_" else " " for letter in text).split()
    return (
        Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)))
        if words
        else Counter()
    )


def test_pages_of_russian_media(shared: Path) -> None:
    found, precision, recall = 0, [], []
    for row in rows(shared, "daniel_ru"):
        article = read(row["html"], f"http://{row['host']}/{row['id']}.html")
        text = article.text if isinstance(article, Article) else ""
        found += isinstance(article, Article) and bool(article.title and article.text)
        want, got = shingles(row["ref"]), shingles(text)
        hit = sum((want & got).values())
        recall.append(hit / sum(want.values()))
        if got:
            precision.append(hit / sum(got.values()))
    p, r = sum(precision) / len(precision), sum(recall) / len(recall)
    assert found >= 128
    assert 2 * p * r / (p + r) >= FLOOR


def test_title_and_time_of_kommersant_are_exact(shared: Path) -> None:
    row = next(row for row in rows(shared, "fundus") if row["id"] == "ru/Kommersant")
    article = read(row["html"], row["url"])
    assert isinstance(article, Article)
    assert article.title == row["title"]
    assert article.published is not None
    moscow = timezone(timedelta(hours=3))
    assert article.published.instant.astimezone(moscow) == datetime(
        2025, 5, 14, 20, 28, 12, tzinfo=moscow
    )
    assert article.published.zone == "+03:00"
    assert article.section == "Мир"
    assert article.authors == ("Андрей Колесников",)
