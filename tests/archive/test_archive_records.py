"""What is written is read back, by us and by any reader of WARC."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.cli import main as warcio
from warcio.warcwriter import WARCWriter

from crawlers.archive import (
    ArchiveError,
    ArchiveReader,
    ArchiveWriter,
    CodingError,
    decode_content,
)
from crawlers.page import Hints
from sholu.article import Pairs, Raw

FETCHED = datetime(2025, 10, 29, 9, 0, 1, 250000, tzinfo=UTC)
URL = "https://kaz.zakon.kz/kogam-tynysy/6070489-azastanda.html"
HTML = "<html><body><p>Қазақстанда дипфейк үшін жауапкершілік енгізіледі.</p></body></html>" * 9
BODY = HTML.encode()
HEADERS: Pairs = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("ETag", 'W/"abc"'),
    ("X-Powered-By", "ASP.NET"),
)


@pytest.fixture
def writer(tmp_path: Path) -> ArchiveWriter:
    return ArchiveWriter(tmp_path)


def put(writer: ArchiveWriter, body: bytes = BODY, headers: Pairs = HEADERS, url: str = URL) -> Raw:
    return writer.write(
        url, 200, headers, body, fetched=FETCHED, request_headers=(("User-Agent", "sholu"),)
    )


def test_nothing_written_leaves_nothing(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_an_answer_comes_back(writer: ArchiveWriter, tmp_path: Path) -> None:
    hints = Hints(title="Қазақстанда дипфейк", published="14:16, Бүгін", language="kk")
    raw = writer.write(
        URL, 200, HEADERS, BODY, fetched=FETCHED, hints=hints, site="zakon_kz", edition="kk"
    )
    page = ArchiveReader(tmp_path).read(raw)
    assert (page.url, page.status, page.headers, page.body) == (URL, 200, HEADERS, BODY)
    assert (page.fetched, page.hints) == (FETCHED, hints)
    assert (page.site, page.edition, page.raw) == ("zakon_kz", "kk", raw)
    assert raw.sha256 == hashlib.sha256(BODY).hexdigest()
    writer.close()


def test_offsets_hold_before_and_after_closing(writer: ArchiveWriter, tmp_path: Path) -> None:
    reader = ArchiveReader(tmp_path)
    raws = [put(writer, b"%d" % number * 500) for number in range(5)]
    assert [path.name for path in tmp_path.iterdir()] == [raws[0].file + ".open"]
    before = [reader.read(raw) for raw in raws]
    writer.close()
    assert [path.name for path in tmp_path.iterdir()] == [raws[0].file]
    assert [reader.read(raw) for raw in raws] == before
    assert [page.body for page in before] == [b"%d" % number * 500 for number in range(5)]
    assert list(reader.iterate(raws[0].file)) == before
    assert list(reader.iterate(tmp_path / raws[0].file)) == before


def test_files_are_standard(
    writer: ArchiveWriter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = put(writer)
    put(writer, gzip.compress(BODY), (*HEADERS, ("Content-Encoding", "gzip")))
    put(writer, b"")
    writer.revisit(URL, 304, (), first, fetched=FETCHED + timedelta(hours=1))
    writer.close()
    with pytest.raises(SystemExit) as end:
        warcio(["check", str(tmp_path / first.file)])
    assert (end.value.code, capsys.readouterr().out) == (0, "")
    with (tmp_path / first.file).open("rb") as stream:
        records = [
            (record.rec_type, record.content_stream().read()) for record in ArchiveIterator(stream)
        ]
    assert [kind for kind, _ in records] == [
        "warcinfo",
        *["response", "request"] * 3,
        "revisit",
    ]
    assert records[1][1] == records[3][1] == BODY


def test_packed_bodies_are_kept_packed(writer: ArchiveWriter, tmp_path: Path) -> None:
    packed = gzip.compress(BODY)
    raw = put(writer, packed, (*HEADERS, ("content-encoding", "gzip")))
    assert raw.sha256 == hashlib.sha256(packed).hexdigest()
    writer.close()
    member = (tmp_path / raw.file).read_bytes()[raw.offset :]
    assert packed in zlib.decompressobj(31).decompress(member)
    assert ArchiveReader(tmp_path).read(raw).body == BODY


def test_headers_are_kept_byte_by_byte(writer: ArchiveWriter, tmp_path: Path) -> None:
    name = "filename=жаңа.html".encode().decode("latin-1")
    raw = put(writer, BODY, (("Content-Disposition", name), ("Set-Cookie", "a=1\r\nX: y")))
    writer.close()
    plain = zlib.decompressobj(31).decompress((tmp_path / raw.file).read_bytes()[raw.offset :])
    assert "filename=жаңа.html".encode() in plain
    assert b"Set-Cookie: a=1  X: y\r\n" in plain


def test_chunks_are_off_the_body_and_said_so(writer: ArchiveWriter, tmp_path: Path) -> None:
    raw = put(writer, b"5\r\nabcde\r\n0\r\n\r\n", (("Transfer-Encoding", "chunked"),))
    page = ArchiveReader(tmp_path).read(raw)
    assert page.body == b"5\r\nabcde\r\n0\r\n\r\n"
    assert page.headers == (("X-Crawler-Transfer-Encoding", "chunked"),)
    writer.close()


def test_revisits_point_at_the_earlier_answer(writer: ArchiveWriter, tmp_path: Path) -> None:
    first = put(writer)
    later = FETCHED + timedelta(days=1)
    unchanged = writer.revisit(URL, 304, (("ETag", "x"),), first, fetched=later)
    repeat = writer.revisit(URL, 200, HEADERS, first, fetched=later, refers_date=FETCHED)
    writer.close()
    reader = ArchiveReader(tmp_path)
    page = reader.read(unchanged)
    assert (page.status, page.revisit, page.refers_to, page.body) == (304, True, first, BODY)
    assert (page.fetched, page.headers) == (later, (("ETag", "x"),))
    assert reader.read(repeat).body == BODY
    assert [page.body for page in reader.iterate(first.file)] == [BODY, b"", b""]


def test_files_rotate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = tmp_path / "clock"
    clock.write_text("2025-10-29T09:00:00Z")
    monkeypatch.setenv("SHOLU_CLOCK", str(clock))
    folder = tmp_path / "archive"
    with ArchiveWriter(folder, rotate=2000) as writer:
        raws = [put(writer) for _ in range(6)]
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted({raw.file for raw in raws})
    assert len(names) > 1
    assert all(name.startswith("sholu-20251029T090000Z-") for name in names)
    assert {ArchiveReader(folder).read(raw).body for raw in raws} == {BODY}


def test_what_is_not_there_is_said(writer: ArchiveWriter, tmp_path: Path) -> None:
    raw = put(writer)
    writer.close()
    reader = ArchiveReader(tmp_path)
    with pytest.raises(ArchiveError, match="not in the archive"):
        reader.read(Raw(file="sholu-20200101T000000Z-1.warc.gz", offset=0, sha256=""))
    with pytest.raises(ArchiveError, match="no record at"):
        reader.read(Raw(file=raw.file, offset=raw.offset + 7, sha256=raw.sha256))
    with pytest.raises(ArchiveError, match="no record at"):
        reader.read(Raw(file=raw.file, offset=0, sha256=raw.sha256))
    with pytest.raises(ArchiveError, match="no record at"):
        reader.read(Raw(file=raw.file, offset=10**9, sha256=raw.sha256))
    with pytest.raises(ArchiveError, match="not the one kept"):
        reader.read(Raw(file=raw.file, offset=raw.offset, sha256="0" * 64))


def test_files_of_other_programs_are_read(tmp_path: Path) -> None:
    path = tmp_path / "other.warc.gz"
    with path.open("wb") as out:
        other = WARCWriter(out, gzip=True)
        for kind, content in (
            (
                "response",
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n",
            ),
            ("response", b"HTTP/1.1 OK\r\nServer: x\r\n\r\nwithout a status"),
            ("metadata", b"a: b"),
        ):
            record = other.create_warc_record(
                URL, kind, payload=BytesIO(content), length=len(content)
            )
            other.write_record(record)
    pages = list(ArchiveReader(tmp_path).iterate(path))
    assert [(page.url, page.body, page.site) for page in pages] == [(URL, b"abcde", None)]


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(BODY)),
        ("x-gzip", gzip.compress(BODY[:70]) + gzip.compress(BODY[70:])),
        ("deflate", zlib.compress(BODY)),
        ("Deflate", zlib.compress(BODY)[2:-4]),
        ("br", brotli.compress(BODY)),
        ("gzip, br", brotli.compress(gzip.compress(BODY))),
        ("identity", BODY),
        ("", BODY),
        ("gzip", BODY),  # the header lies
        ("br", BODY),
        ("deflate", b"<" + BODY),
    ],
)
def test_codings(coding: str, packed: bytes) -> None:
    assert decode_content(packed, coding).lstrip(b"<") == BODY.lstrip(b"<")


def test_zstd() -> None:
    zstd = pytest.importorskip("backports.zstd", reason="Python 3.14 has its own")
    assert decode_content(zstd.compress(BODY), "zstd") == BODY


def test_cut_bodies_go_as_far_as_they_go() -> None:
    packed = gzip.compress(BODY)
    part = decode_content(packed[:-20], "gzip")
    assert part
    assert BODY.startswith(part)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_bombs_are_refused(coding: str, writer: ArchiveWriter, tmp_path: Path) -> None:
    zeros = bytes(3_000_000)
    if coding == "zstd":
        packed = pytest.importorskip("backports.zstd").compress(zeros)
    else:
        packed = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress}[coding](
            zeros
        )
    with pytest.raises(CodingError, match="more than 1,000,000 bytes"):
        decode_content(packed, coding, limit=1_000_000)
    raw = put(writer, packed, (("Content-Encoding", coding),))
    reader = ArchiveReader(tmp_path, limit=1_000_000)
    with pytest.raises(ArchiveError, match="more than"):
        reader.read(raw)
    (page,) = reader.iterate(raw.file)
    assert (page.body, page.problem) == (b"", "the body decodes to more than 1,000,000 bytes")
    writer.close()


def test_unknown_coding() -> None:
    with pytest.raises(CodingError, match="lzma is not known"):
        decode_content(BODY, "lzma")
