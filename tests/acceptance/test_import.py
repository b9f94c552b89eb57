"""Real pages of many sites in one WARC file: what an import makes of them, and makes it once."""

from __future__ import annotations

import gzip
import json
import signal
import sqlite3
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.crawl.harness import Crawl
from tests.crawl.test_faults import wait_for

pytestmark = [pytest.mark.shared, pytest.mark.long]
PATIENT = {"SHOLU_CRAWL__SOFT_SECONDS": "60", "SHOLU_CRAWL__HARD_SECONDS": "90"}
"""A busy machine must not make a page be read the plain way in one import and not in the next."""
HTML = [("Content-Type", "text/html; charset=utf-8")]


@pytest.fixture(scope="module")
def pages(shared: Path) -> list[dict]:
    found = []
    for name in ("daniel_ru", "fundus"):
        path = shared / "data" / "extraction" / f"{name}.jsonl.gz"
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        if name == "daniel_ru":  # several pages of a host share an address there
            rows = [{**row, "url": f"http://{row['host']}/{row['id']}.html"} for row in rows]
        found += [{**row, "set": name} for row in rows]
    return found


@pytest.fixture(scope="module")
def warc(pages: list[dict], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("warc") / "pages.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "test"}))
        for page in pages:
            writer.write_record(
                writer.create_warc_record(
                    page["url"],
                    "response",
                    payload=BytesIO(page["html"].encode()),
                    length=len(page["html"].encode()),
                    http_headers=StatusAndHeaders("200 OK", HTML, protocol="HTTP/1.1"),
                    warc_headers_dict={"WARC-Date": "2025-11-20T10:00:00Z"},
                )
            )
    return path


def test_every_record_has_one_disposition(warc, pages, tmp_path):
    crawl = Crawl(tmp_path, "127.0.0.1:1")
    done = crawl.command("import", "warc", str(warc), "--json", **PATIENT)
    assert done.code == 0, done.err
    row = done.row
    assert row["records"] == sum(row["dispositions"].values()) == len(pages) == 314
    assert row["others"] == {"warcinfo": 1}
    with crawl.store() as store:
        records = list(store.all_records())
        changes = store.db.execute("SELECT max(seq) FROM changes WHERE kind <> 'run'").fetchone()
    kept = {record.article.url.partition("://")[2]: record for record in records}
    russian = [page for page in pages if page["set"] == "daniel_ru"]
    good = [kept.get(page["url"].partition("://")[2]) for page in russian]
    assert sum(bool(item and item.annotations.lang == "ru") for item in good) >= 128
    assert {record.annotations.lang for record in records} <= {"ru", "kk"}
    assert row["dispositions"]["other_language"] >= 100
    assert all(record.raw for record in records)

    again = crawl.command("import", "warc", str(warc), "--json", **PATIENT).row
    assert again["run"] != row["run"]
    assert again["dispositions"]["unchanged"] == row["dispositions"]["stored"]
    others = set(row["dispositions"]) - {"stored"}
    assert {name: again["dispositions"][name] for name in others} == {
        name: row["dispositions"][name] for name in others
    }
    with crawl.store() as store:
        assert store.count() == len(records)
        after = store.db.execute("SELECT max(seq) FROM changes WHERE kind <> 'run'").fetchone()
    assert tuple(after) == tuple(changes)

    with interrupted(warc, tmp_path).store() as store:
        assert {record.id for record in store.all_records()} == {record.id for record in records}
        runs = store.runs()
    assert [(run.outcome, run.counts) for run in runs] == [("finished", row["dispositions"])]


def interrupted(warc: Path, tmp_path: Path) -> Crawl:
    """An import killed or stopped five times, and then let through."""
    folder = tmp_path / "interrupted"
    folder.mkdir()
    crawl = Crawl(folder, "127.0.0.1:1")

    def ended() -> int:
        try:  # without the store's own opening: an import must not end between two looks
            file = f"file:{folder / 'data' / 'sholu.sqlite'}?mode=ro"
            with closing(sqlite3.connect(file, uri=True)) as db:
                return db.execute("SELECT count(*) FROM records").fetchone()[0]
        except sqlite3.Error:
            return 0

    for number in range(5):
        before = ended()
        process = crawl.start("import", "warc", str(warc), **PATIENT)
        wait_for(lambda before=before: ended() > before + 5)
        if number % 2:
            process.send_signal(signal.SIGINT)
        else:
            process.kill()
        process.communicate(timeout=600)
    done = crawl.command("import", "warc", str(warc), "--json", **PATIENT)
    assert done.code == 0, done.err
    return crawl
