"""Writing WARC: an answer with its request, or a revisit that points at an earlier answer."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO, FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from warcio.recordbuilder import RecordBuilder
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawlers.archive import files
from crawlers.page import Hints
from sholu.article import Pairs, Raw

ROTATE = 500_000_000
"""Bytes after which a file is closed and the next begun."""
LEVEL = 4
"""Gzip level of plain records: on news pages 4 % larger than level 6, in 60 % of its time."""
PACKED_LEVEL = 1
"""Gzip level where the body is already packed and only the headers shrink."""
METADATA = "WARC-JSON-Metadata"
"""The header other WARC writers keep their own notes in, and readers pass over."""
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
SAME_PAYLOAD = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"

_INFO = {"software": "sholu", "format": "WARC File Format 1.1"}
_CHUNKED = ("transfer-encoding", "X-Crawler-Transfer-Encoding")


class _AsReceived(StatusAndHeaders):  # type: ignore[misc]
    """HTTP headers written byte by byte as they came; warcio would percent-encode letters."""

    def compute_headers_buffer(self, header_filter: object = None) -> None:
        """Fill the buffer warcio writes."""
        lines = [f"{self.protocol} {self.statusline}".rstrip()]
        lines += [f"{name}: {value}" for name, value in self.headers]
        self.headers_buff = b"".join(_bytes(line) + b"\r\n" for line in lines) + b"\r\n"


def _bytes(line: str) -> bytes:
    line = line.replace("\r", " ").replace("\n", " ")
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:
        return line.encode("utf-8")


class ArchiveWriter:
    """The archive file of this process, begun at the first record. Not for several threads.

    Every call writes its record whole and hands it to the kernel before it returns: a killed
    process loses at most the record it was writing.
    """

    def __init__(self, folder: Path, *, rotate: int = ROTATE) -> None:
        self.folder = folder
        self.rotate = rotate
        self._name = ""
        self._file: FileIO | None = None
        self._size = 0
        self._builder = RecordBuilder(warc_version="1.1")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def write(
        self,
        url: str,
        status: int,
        headers: Pairs,
        body: bytes,
        *,
        fetched: datetime,
        reason: str = "",
        request_headers: Pairs = (),
        hints: Hints | None = None,
        site: str | None = None,
        edition: str | None = None,
    ) -> Raw:
        """Keep an answer. Gives back where it stands, with the SHA-256 of `body`.

        `body` is the payload as received: the Content-Encoding of `headers` still on it. Header
        values are the received bytes read as Latin-1, `fetched` is UTC. Raises OSError when the
        disk does not take it; the file is then as it was before.
        """
        digest = hashlib.sha256(body).hexdigest()
        warc_headers = {
            "WARC-Date": _date(fetched),
            "WARC-Payload-Digest": f"sha256:{digest}",
            METADATA: _metadata(hints, site, edition),
        }
        http = _http(status, reason, headers)
        record = self._builder.create_warc_record(
            url, "response", payload=BytesIO(body), length=len(body),
            warc_headers_dict=warc_headers, http_headers=http,
        )  # fmt: skip
        packed = any(name.lower() == "content-encoding" for name, _ in headers)
        offset = self._append(
            _member(record, level=PACKED_LEVEL if packed else LEVEL),
            self._request(url, request_headers, fetched, record),
        )
        return Raw(file=self._name, offset=offset, sha256=digest)

    def has(self, name: str) -> bool:
        """Whether a file of the archive is still there: old ones are pruned."""
        path = self.folder / name
        return path.exists() or path.with_name(path.name + files.OPEN).exists()

    def revisit(
        self,
        url: str,
        status: int,
        headers: Pairs,
        refers_to: Raw,
        *,
        fetched: datetime,
        reason: str = "",
        request_headers: Pairs = (),
        refers_date: datetime | None = None,
    ) -> Raw:
        """Keep that an address answered 304, or the very bytes of an earlier record, `refers_to`.

        `refers_date` is when that one was fetched. Gives back where the revisit stands, with the
        digest of the earlier payload.
        """
        warc_headers = {
            "WARC-Date": _date(fetched),
            "WARC-Profile": NOT_MODIFIED if status == 304 else SAME_PAYLOAD,
            "WARC-Refers-To-Target-URI": url,
            "WARC-Payload-Digest": f"sha256:{refers_to.sha256}",
            METADATA: _json({"file": refers_to.file, "offset": refers_to.offset}, "refers_to"),
        }
        if refers_date:
            warc_headers["WARC-Refers-To-Date"] = _date(refers_date)
        record = self._builder.create_warc_record(
            url, "revisit", warc_headers_dict=warc_headers,
            http_headers=_http(status, reason, headers),
        )  # fmt: skip
        request = self._request(url, request_headers, fetched, record)
        offset = self._append(_member(record, level=LEVEL), request)
        return Raw(file=self._name, offset=offset, sha256=refers_to.sha256)

    def close(self) -> None:
        """Put the file on the disk and take `.open` off its name; a later record begins another."""
        if self._file is None:
            return
        os.fsync(self._file.fileno())
        path = self.folder / self._name
        path.with_name(path.name + files.OPEN).rename(path)
        self._file.close()  # frees the lock: only now, so that nobody takes it for an orphan
        self._file = None

    def _request(self, url: str, headers: Pairs, fetched: datetime, answer: Any) -> bytes:
        if not headers:
            return b""
        parts = urlsplit(url)
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        record = self._builder.create_warc_record(
            url, "request",
            warc_headers_dict={
                "WARC-Date": _date(fetched),
                "WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID"),
            },
            http_headers=_AsReceived(f"{target} HTTP/1.1", list(_clean(headers)), protocol="GET"),
        )  # fmt: skip
        return _member(record, level=LEVEL)

    def _append(self, *members: bytes) -> int:
        """Write members at the end, all or none; gives back the offset of the first."""
        if self._file is not None and self._size >= self.rotate:
            self.close()
        if self._file is None:
            self._begin()
        return self._put(b"".join(members))

    def _begin(self) -> None:
        self._name, self._file = files.create(self.folder)
        self._size = 0
        record = self._builder.create_warcinfo_record(self._name, _INFO)
        try:
            self._put(_member(record, level=LEVEL))
        except OSError:
            (self.folder / (self._name + files.OPEN)).unlink()
            self._file.close()
            self._file = None
            raise

    def _put(self, data: bytes) -> int:
        file, offset = self._file, self._size
        assert file is not None
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[file.write(rest) or 0 :]
        except OSError:  # a full disk: half a record must not stand before the next whole one
            file.truncate(offset)
            file.seek(offset)
            raise
        self._size += len(data)
        return offset


def _http(status: int, reason: str, headers: Pairs) -> _AsReceived:
    if not reason:
        reason = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else ""
    return _AsReceived(f"{status} {reason}".rstrip(), list(_clean(headers)), protocol="HTTP/1.1")


def _clean(headers: Pairs) -> Iterable[tuple[str, str]]:
    """The headers; that of chunks, which are off the body by now, under the name others use."""
    for name, value in headers:
        yield (_CHUNKED[1] if name.lower() == _CHUNKED[0] else name), value


def _member(record: Any, *, level: int) -> bytes:
    """One record as one gzip member; a body that is already packed is hardly tried again."""
    plain = BytesIO()
    WARCWriter(plain, gzip=False, warc_version="1.1").write_record(record)
    packer = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(plain.getbuffer()) + packer.flush()


def _date(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _metadata(hints: Hints | None, site: str | None, edition: str | None) -> str:
    notes = {"site": site, "edition": edition, **(asdict(hints) if hints else {})}
    return _json({name: value for name, value in notes.items() if value is not None}, "sholu")


def _json(notes: dict[str, Any], key: str) -> str:
    return json.dumps({key: notes})  # ASCII and one line: fit for a header
