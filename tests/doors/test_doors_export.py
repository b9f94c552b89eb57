"""`sholu export`: everything a query asks for, in every format, in a stream."""

from __future__ import annotations

import csv
import io
import json
import sys
import tracemalloc
from datetime import UTC, date, datetime

import pytest

from sholu.fields import TABLE
from sholu.jobs.export import export

NAMES = [field.name for field in TABLE if field.exported]
QUERY = "topic:deepfake OR заң"


@pytest.fixture
def shown(sholu) -> list[dict]:
    """What the search shows, to the end."""
    rows = sholu("search", QUERY, "--json", "--limit", "500").rows
    return [{name: row[name] for name in NAMES} for row in rows]


def test_json_lines_are_the_rows_of_the_search(sholu, shown) -> None:
    done = sholu("export", QUERY, "--format", "jsonl")
    assert done.rows == shown
    assert f"{len(shown)} articles" in done.err
    assert int(sholu("search", QUERY, "--count").out) == len(shown) > 50


def test_csv_has_the_same_rows_in_the_same_order(sholu, shown, tmp_path) -> None:
    assert sholu("export", QUERY, "--out", "a.csv").code == 0
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(table[0]) == NAMES
    assert [row["id"] for row in table] == [row["id"] for row in shown]
    for line, row in zip(table, shown, strict=True):
        assert line["text"] == row["text"]
        assert line["topics"] == "; ".join(row["topics"])
        assert json.loads(line["entities"]) == row["entities"]
        assert line["lead"] == ""
        assert line["day_estimated"] == str(row["day_estimated"]).lower()
        assert int(line["sort_key"]) == row["sort_key"]


def test_parquet_has_types(sholu, shown, tmp_path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert sholu("export", QUERY, "--out", "a.parquet").code == 0
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.column_names == NAMES
    rows = table.to_pylist()
    assert [row["id"] for row in rows] == [row["id"] for row in shown]
    for line, row in zip(rows, shown, strict=True):
        assert line["topics"] == row["topics"]
        assert line["day"] == date.fromisoformat(row["day"])
        assert line["first_seen"] == datetime(2025, 10, 29, 12, tzinfo=UTC)
        assert json.loads(line["versions"] or "{}") == row["versions"]
        assert (line["sort_key"], line["published"]) == (row["sort_key"], row["published"])


def test_parquet_without_pyarrow_is_one_sentence(sholu, monkeypatch, tmp_path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = sholu("export", "--out", "a.parquet")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "sholu[parquet]" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["clock"]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--format", "parquet"), ("--out",)),
        (("--out", "a.xls"), ("a.xls", "--format")),
        (("--format", "xml"), ("jsonl",)),
        (("(заң", "--out", "a.csv"), ("^",)),
        (("--out", "no/a.csv"), ("no/a.csv",)),
        (("topic:deepfakes", "--out", "a.csv"), ("unknown topic deepfakes", "deepfake")),
    ],
    ids=lambda value: " ".join(value),
)
def test_mistakes_end_in_one_sentence(sholu, tmp_path, args, words) -> None:
    done = sholu("export", *args)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["clock"]


def test_a_file_there_stays_until_the_new_one_is_whole(sholu, tmp_path) -> None:
    (tmp_path / "a.csv").write_text("mine")
    assert sholu("export", "(заң", "--out", "a.csv", "--force").code == 2
    assert (tmp_path / "a.csv").read_text() == "mine"


def test_a_file_there_is_replaced_by_force_alone(sholu, tmp_path) -> None:
    (tmp_path / "a.csv").write_text("mine")
    done = sholu("export", QUERY, "--out", "a.csv")
    assert (done.code, "a.csv is there already" in done.err, "--force" in done.err) == (
        2,
        True,
        True,
    )
    assert (tmp_path / "a.csv").read_text() == "mine"
    done = sholu("export", QUERY, "--out", "a.csv", "--force")
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith(f" articles for {QUERY} in a.csv\n")


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_memory_does_not_grow_with_the_export(settings, monkeypatch, tmp_path, format) -> None:
    monkeypatch.setattr("sholu.jobs.export.BATCH", 20)
    peaks = {}
    for query in ("*", "since:14d", "*"):  # the first fills caches
        with (tmp_path / "out").open("wb") as sink:
            tracemalloc.start()
            done = export(settings, query, sink, format)
            peaks[query] = (done, tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    (all, large), (few, small) = peaks.values()
    assert 60 <= few <= 100 < all == 300
    assert large < 2.5 * small  # of four times as many
