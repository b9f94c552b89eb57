"""Records are taken out of a file, and nothing else of it moves."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.archive import ArchiveError, ArchiveReader, ArchiveWriter, remove
from crawlers.archive.remove import entries, filling

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HEADERS = (("Content-Type", "text/html"),)
ASKED = (("Host", "proba.example.kz"), ("User-Agent", "sholu"))


def test_what_is_removed_is_gone_and_the_rest_stays_where_it_was(tmp_path: Path) -> None:
    raws = []
    with ArchiveWriter(tmp_path) as writer:
        for number in range(6):
            url = f"https://proba.example.kz/{number % 3}"
            body = f"<p>Тайна номер {number}</p>".encode() * 50
            raws.append(writer.write(url, 200, HEADERS, body, fetched=NOW, request_headers=ASKED))
        revisit = writer.revisit("https://proba.example.kz/1", 304, HEADERS, raws[4], fetched=NOW)
    (path,) = tmp_path.iterdir()
    size = path.stat().st_size
    gone = remove(path, lambda entry: entry.url.endswith("/1"), NOW)
    assert gone == 5  # two answers, two requests, a revisit
    assert [item.name for item in tmp_path.iterdir()] == [path.name]
    assert path.stat().st_size == size
    reader = ArchiveReader(tmp_path)
    for number in (0, 2, 3, 5):
        assert f"номер {number}".encode() in reader.read(raws[number]).body
    for raw in (raws[1], raws[4], revisit):
        with pytest.raises(ArchiveError):
            reader.read(raw)
    assert [page.raw for page in reader.iterate(path.name)] == [raws[n] for n in (0, 2, 3, 5)]
    whole = gzip.decompress(path.read_bytes())
    assert "номер 1".encode() not in whole
    assert b"example.kz/1" not in whole
    assert remove(path, lambda entry: entry.url.endswith("/1"), NOW) == 0


@pytest.mark.parametrize("length", [220, 1000, 65_535, 65_540, 65_558, 65_559, 65_563, 131_093])
def test_a_filling_is_as_long_as_what_it_fills(tmp_path: Path, length: int) -> None:
    member = filling(length, NOW)
    assert len(member) == length
    path = tmp_path / "x.warc.gz"
    path.write_bytes(member + filling(300, NOW))
    assert [(item.offset, item.length) for item in entries(path)] == [(0, length), (length, 300)]
    assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")


def test_what_is_too_short_is_said() -> None:
    with pytest.raises(ArchiveError):
        filling(100, NOW)
