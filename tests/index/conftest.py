"""The engines every conformance test runs on; another one is one more line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sholu.index import Index
from sholu.index.tantivy import TantivyIndex
from tests.index.corpus import Corpus, corpus


def tantivy(folder: Path) -> Index:
    return TantivyIndex.create(folder)


ENGINES: dict[str, Callable[[Path], Index]] = {"tantivy": tantivy}


@pytest.fixture(scope="session", params=ENGINES)
def make_index(request: pytest.FixtureRequest) -> Callable[[Path], Index]:
    """Makes an empty index in a folder, of each engine in turn."""
    return ENGINES[request.param]


@pytest.fixture(scope="session")
def records() -> Corpus:
    return corpus(400)


@pytest.fixture(scope="session")
def full(make_index, records, tmp_path_factory) -> Iterator[Index]:
    """An index with all the records, in several commits. Not to be written to."""
    index = make_index(tmp_path_factory.mktemp("full") / "1")
    for start in range(0, len(records), 200):
        index.upsert(records[start : start + 200])
        index.commit()
    yield index
    index.close()


@pytest.fixture
def index(make_index, tmp_path: Path) -> Iterator[Index]:
    """An empty index of the test's own."""
    index = make_index(tmp_path / "1")
    yield index
    index.close()
