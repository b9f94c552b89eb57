"""A small WARC with every kind of record: what each becomes, once and again."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive import ArchiveReader
from sholu.jobs.importing import INDEX_EVERY
from tests.crawl.harness import TEXT, Crawl, Site

LONG = f"{TEXT} {TEXT.replace('вторник', 'среду')} {TEXT.replace('канал', 'реку')}"


class Writer:
    def __init__(self, path: Path) -> None:
        self.stream = path.open("wb")
        self.writer = WARCWriter(self.stream, gzip=True)

    def put(self, url: str, body: bytes = b"", kind: str = "response", status: str = "200 OK",
            day: int = 20, **more: str) -> None:  # fmt: skip
        headers = StatusAndHeaders(status, [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            http_headers=None if kind == "resource" else headers,
            warc_headers_dict={
                "WARC-Date": f"2026-11-{day}T10:00:00Z",
                **{name.replace("_", "-"): value for name, value in more.items()},
            },
        )
        self.writer.write_record(record)


def slugs(crawl: Crawl, kind: str) -> list[str]:
    return [item["slug"] for item in crawl.issues() if item["slug"].startswith(kind)]


def test_what_each_record_becomes(crawl_of):
    site = Site("proba")
    crawl: Crawl = crawl_of(site)
    path = crawl.folder / "all.warc.gz"
    out = Writer(path)
    article = f"https://{site.host}{site.paths[0]}"
    page = site.page(0, site.paths[0])
    later = site.page(0, site.paths[0], title="Мост закроют в среду")
    other = "http://other.example.kz/a.html"
    out.put(article, page)
    out.put(article, page, day=21)
    out.put(article, kind="revisit", WARC_Refers_To_Target_URI=article)
    out.put(article, later, day=22)
    out.put(article, site.page(0, "/", title="Старое"), day=10)
    out.put(f"{article}?utm_source=x", later, day=22)
    out.put(f"https://{site.host}/about.html", site.page(1, "/about.html"))
    out.put(other, site.page(2, "/a.html", text=LONG), kind="resource", Content_Type="text/html")
    out.put("http://other.example.kz/b.html", site.page(3, "/b.html", text="Мало слов здесь."))
    out.put("http://other.example.kz/c.html", kind="revisit", WARC_Refers_To_Target_URI=other)
    out.put("http://other.example.kz/d.html", kind="revisit")
    out.put("http://other.example.kz/gone.html", b"x", status="404 Not Found")
    out.put("http://other.example.kz/moved.html", status="301 Moved Permanently")
    out.put("dns:other.example.kz", b"192.0.2.1", kind="resource", Content_Type="text/dns")
    out.stream.close()
    row = crawl.command("import", "warc", str(path), "--json").row
    assert row["dispositions"] == {
        "stored": 2,
        "unchanged": 3,
        "updated": 1,
        "not_modified": 1,
        "not_article": 2,
        "duplicate": 1,
        "gone": 1,
        "skipped": 3,
    }
    assert row["records"] == 14
    with crawl.store() as store:
        records = {record.article.site: record for record in store.all_records()}
    assert records.keys() == {"proba", "other.example.kz"}
    assert records["other.example.kz"].article.edition is None
    assert (records["proba"].revision, records["proba"].article.title) == (
        2,
        "Мост закроют в среду",
    )
    reader = ArchiveReader(crawl.folder / "data" / "archive")
    assert reader.read(records["proba"].raw).body == later
    again = crawl.command("import", "warc", str(path), "--json").row
    assert again["records"] == 14
    assert not {"stored", "updated"} & again["dispositions"].keys()
    assert len(crawl.command("search", "среду", "--json").rows) == 2
    missing = crawl.command("import", "warc", "nowhere.warc.gz")
    assert missing.code == 2


def test_an_edit_is_one_though_the_rules_changed_in_between(crawl_of):
    site = Site("proba")
    crawl: Crawl = crawl_of(site)
    edited, turned, kept = site.paths
    pages = [site.page(number, path) for number, path in enumerate(site.paths)]
    out = Writer(crawl.folder / "1.warc.gz")
    for path, page in zip(site.paths, pages, strict=True):
        out.put(f"https://{site.host}{path}", page)
    out.stream.close()
    assert crawl.command("import", "warc", "1.warc.gz").code == 0
    site.profile(crawl.folder / "sites", 'furniture: {ru: ["Акимат города"]}\n')
    other = TEXT.replace("две недели", "три недели")
    out = Writer(crawl.folder / "2.warc.gz")
    out.put(f"https://{site.host}{edited}", site.page(0, edited, text=other), day=21)
    out.put(f"https://{site.host}{turned}", site.page(1, turned, text=other), day=21)
    out.put(f"https://{site.host}{turned}", pages[1], day=22)
    out.put(f"https://{site.host}{kept}", pages[2] + b"<!-- -->", day=21)
    out.stream.close()
    row = crawl.command("import", "warc", "2.warc.gz", "--json").row
    assert row["dispositions"] == {"updated": 3, "unchanged": 1}
    with crawl.store() as store:
        for path, classes in ((edited, ["substance"]), (turned, ["substance"] * 2), (kept, [])):
            record = store.record(f"https://{site.host}{path}")
            assert "Акимат" not in record.article.text
            revisions = store.revisions(record.id)[1:]
            assert [revision.edit for revision in revisions] == classes
            assert not any("Акимат" in revision.old_text for revision in revisions)


def test_a_file_cut_in_a_record_fails_until_it_is_whole(crawl_of):
    site = Site("proba", articles=2)
    crawl: Crawl = crawl_of(site)
    path = crawl.folder / "shipped.warc.gz"
    out = Writer(path)
    for number, name in enumerate(site.paths):
        out.put(f"https://{site.host}{name}", site.page(number, name))
    out.stream.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:-200])
    done = crawl.command("import", "warc", str(path))
    assert done.code == 1
    said = " ".join(done.out.split())
    assert "shipped.warc.gz is incomplete (" in said
    assert "import it again when it is whole" in said
    assert slugs(crawl, "archive") == ["archive.torn"]
    path.write_bytes(whole)
    done = crawl.command("import", "warc", str(path), "--json")
    assert (done.code, done.row["torn"]) == (0, "")
    assert done.row["dispositions"] == {"unchanged": 1, "stored": 1}


def test_an_index_of_other_keys_fails_long_jobs_at_their_end(crawl_of):
    site = Site("proba", articles=2)
    crawl: Crawl = crawl_of(site)
    first, last = (f"https://{site.host}{path}" for path in site.paths)
    out = Writer(crawl.folder / "1.warc.gz")
    out.put(first, site.page(0, site.paths[0]))
    out.stream.close()
    out = Writer(crawl.folder / "2.warc.gz")
    for number in range(INDEX_EVERY + 20):
        out.put(f"http://other.example.kz/{number}.html", b"x", status="404 Not Found")
    out.put(last, site.page(1, site.paths[1]))
    out.stream.close()
    assert crawl.command("import", "warc", "1.warc.gz").code == 0
    (meta,) = (crawl.folder / "data" / "index").rglob("sholu.json")
    meta.write_text(json.dumps(json.loads(meta.read_text()) | {"keys": "0"}))
    done = crawl.command("import", "warc", "2.warc.gz", "1.warc.gz", "--json")
    assert done.code == 1
    assert [row["dispositions"] for row in done.rows] == [
        {"gone": INDEX_EVERY + 20, "stored": 1},
        {"unchanged": 1},
    ]
    assert all("sholu reindex" in row["fault"] for row in done.rows)
    assert slugs(crawl, "index") == ["index.failed"]
    done = crawl.command("reprocess", "--json")
    assert (done.code, done.row["same"]) == (1, 2)
    assert "FAILED: " in done.err
    assert "sholu reindex" in done.err
    assert slugs(crawl, "index") == ["index.failed"] * 2
    assert crawl.command("reindex").code == 0
    assert crawl.command("reprocess").code == 0
