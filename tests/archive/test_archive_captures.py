"""WARC files of other crawlers: every kind of record, packed and plain, whole and torn."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive.captures import Captures

DATE = {"WARC-Date": "2025-11-20T10:00:00Z"}
URL = "https://a.kz/news/1.html"


def http(*headers: tuple[str, str], status: str = "200 OK") -> StatusAndHeaders:
    return StatusAndHeaders(status, [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")


def write(path: Path, *, packed: bool = True) -> None:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=packed)

        def put(kind: str, body: bytes, headers: StatusAndHeaders | None, **more: str) -> None:
            extra = {name.replace("_", "-"): value for name, value in more.items()}
            writer.write_record(
                writer.create_warc_record(
                    URL, kind, payload=BytesIO(body), length=len(body), http_headers=headers,
                    warc_headers_dict={**DATE, **extra},
                )
            )  # fmt: skip

        writer.write_record(writer.create_warcinfo_record("x", {"software": "test"}))
        put("response", b"<p>one</p>", http())
        put("response", gzip.compress(b"<p>two</p>"), http(("Content-Encoding", "gzip")))
        put(
            "response",
            b"a\r\n<p>three</\r\n2\r\np>\r\n0\r\n\r\n",
            http(("Transfer-Encoding", "chunked")),
        )
        put("resource", b"<p>four</p>", None, Content_Type="text/html")
        put(
            "revisit",
            b"",
            http(),
            WARC_Refers_To_Target_URI="https://a.kz/news/0.html",
            WARC_Profile="http://netpreserve.org/warc/1.1/revisit/identical-payload-digest",
        )
        put("request", b"GET / HTTP/1.1\r\nHost: a.kz\r\n\r\n", None)
        put("response", b"", http(status="404 Not Found"))


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "plain"])
def test_each_kind_of_record(tmp_path, packed):
    path = tmp_path / "x.warc"
    write(path, packed=packed)
    captures = Captures(path)
    found = list(captures)
    assert [item.body for item in found[:3]] == [b"<p>one</p>", b"<p>two</p>", b"<p>three</p>"]
    assert found[3].body == b"<p>four</p>"
    assert [item.kind for item in found] == ["response"] * 3 + ["resource", "revisit", "response"]
    assert found[4].refers == "https://a.kz/news/0.html"
    assert found[5].status == 404
    assert captures.others == {"warcinfo": 1, "request": 1}
    assert captures.torn == ""
    assert len({item.position for item in found}) == len(found)


def test_a_torn_file_is_read_up_to_there(tmp_path):
    path = tmp_path / "x.warc.gz"
    write(path)
    whole = list(Captures(path))
    data = path.read_bytes()
    path.write_bytes(data[: whole[2].position + 60])
    captures = Captures(path)
    assert [item.position for item in captures] == [item.position for item in whole[:2]]
    assert captures.torn


def test_what_is_no_warc_gives_nothing(tmp_path):
    path = tmp_path / "x.warc"
    path.write_bytes(b"nothing of the kind\n" * 20)
    captures = Captures(path)
    assert list(captures) == []
    assert captures.torn
