"""A small WARC with every kind of record: what each becomes, once and again."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive import ArchiveReader
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
