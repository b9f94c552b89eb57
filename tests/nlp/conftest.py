"""Readers of the reference corpora: nothing of theirs is in the repository."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import settings

# Time says nothing on a loaded machine.
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")

Word = tuple[str, str, str]
Sentence = tuple[str, list[Word]]


def blocks(path: Path) -> list[str]:
    """What empty lines part in a gzipped text."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.read().split("\n\n")


def conllu(path: Path) -> list[Sentence]:
    """(text, words) of each sentence; a word is (form, lemma, part of speech)."""
    found: list[Sentence] = []
    for block in blocks(path):
        rows = [line.split("\t") for line in block.splitlines() if not line.startswith("#")]
        text = re.search(r"^# text = (.*)$", block, re.MULTILINE)
        if text:
            words = [(row[1], row[2], row[3]) for row in rows if row[0].isdigit()]
            found.append((text[1].strip(), words))
    return found


@pytest.fixture(scope="session")
def ktb(shared: Path) -> list[Sentence]:
    """UD_Kazakh-KTB, both files."""
    folder = shared / "data/ud_kk_ktb"
    return [s for part in ("test", "train") for s in conllu(folder / f"kk_ktb-ud-{part}.conllu.gz")]


@pytest.fixture(scope="session")
def gsd(shared: Path) -> list[Sentence]:
    """UD_Russian-GSD, dev."""
    return conllu(shared / "data/ud_ru_gsd/ru_gsd-ud-dev.conllu.gz")


@pytest.fixture(scope="session")
def kaznerd(shared: Path) -> list[str]:
    """Every seventh sentence of KazNERD's valid split, put together from its tokens."""
    path = shared / "data/kaznerd/IOB2_valid2.txt.gz"
    rows = [[line.split(" ")[0] for line in block.splitlines()] for block in blocks(path)[::7]]
    texts = [" ".join(w for w in row if not re.fullmatch(r"[A-F]ID\d+|", w)) for row in rows]
    return [re.sub(r" ([.,!?;:»)])", r"\1", text) for text in texts if text]


@pytest.fixture(scope="session")
def russian_news(shared: Path) -> list[str]:
    """Paragraphs of factRuEval's development set."""
    files = sorted((shared / "data/factRuEval/devset").glob("*.txt"))
    lines = (line for file in files for line in file.read_text("utf-8").splitlines())
    return [line.strip() for line in lines if len(line) > 20]
