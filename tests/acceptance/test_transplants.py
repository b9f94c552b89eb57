"""Real pages of many sites with Kazakh in them: structure from life, and no word but Kazakh."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers.reading import read
from sholu.article import Article
from sholu.jobs.eval.scores import PageScore, body_scores, score
from tests.eval.transplant import Language, Transplant, joined

pytestmark = pytest.mark.shared
FLOOR = 0.93


def sentences(shared: Path) -> Iterator[list[str]]:
    file = shared / "data" / "kaznerd" / "IOB2_valid2.txt.gz"
    for block in gzip.decompress(file.read_bytes()).decode().split("\n\n"):
        tokens = [line.split()[0] for line in block.splitlines() if line and line[:3] != "AID"]
        if len(tokens) >= 6 and tokens[-1] == ".":
            yield joined(tokens)


def test_kazakh_in_the_places_of_other_languages(shared: Path) -> None:
    kazakh = Language(list(sentences(shared)))
    scores = []
    for name in ("aeb", "fundus"):
        file = shared / "data" / "extraction" / f"{name}.jsonl.gz"
        for number, line in enumerate(gzip.decompress(file.read_bytes()).splitlines()):
            row = json.loads(line)
            made = Transplant(kazakh, number).page(row["html"], row["ref"], row["title"])
            if made is None:
                continue
            html, text, _ = made
            found = read(html, row["url"])
            got = found.text if isinstance(found, Article) else ""
            precision, recall = body_scores(text, got)
            scores.append(
                PageScore(id=row["id"], precision=precision, recall=recall, title=None, date=None)
            )
    total = score(scores)
    assert total.pages > 300
    assert total.empty == 0
    assert total.f1 >= FLOOR
