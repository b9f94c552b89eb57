"""Real pages of many sites through `sholu read --jsonl`: a line each, and nothing crashes."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.crawl.harness import Crawl

pytestmark = pytest.mark.shared


def rows_of(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory):
    """Gives what `sholu read --jsonl` prints for (url, html) rows."""
    folder = tmp_path_factory.mktemp("read")

    def run(rows: list[dict]) -> list[dict]:
        file = folder / "pages.jsonl"
        lines = [json.dumps({"url": row["url"], "html": row["html"]}) for row in rows]
        file.write_text("\n".join(lines), encoding="utf-8")
        done = Crawl(folder, "127.0.0.1:1").command("read", "--jsonl", str(file))
        assert done.code == 0, done.err
        return done.rows

    return run


def test_russian_pages_of_many_sites(shared, read):
    pages = rows_of(shared / "data" / "extraction" / "daniel_ru.jsonl.gz")
    assert len(pages) == 133
    given = [{**page, "url": f"http://{page['host']}/{page['id']}.html"} for page in pages]
    found = read(given)
    assert [row["url"] for row in found if "disposition" in row] == []
    assert len(found) == len(given)
    good = [row for row in found if row["lang"] == "ru" and row["title"] and row["text"]]
    assert len(good) >= 128
    assert {row["site"] for row in found} == {row["host"].removeprefix("www.") for row in given}


def test_kommersant_to_the_second(shared, read):
    pages = rows_of(shared / "data" / "extraction" / "fundus.jsonl.gz")
    page = next(page for page in pages if page["id"] == "ru/Kommersant")
    (row,) = read([page])
    assert row["title"] == page["title"]
    assert row["published"] == "2025-05-14T20:28:12+03:00"
    assert row["lang"] == "ru"
