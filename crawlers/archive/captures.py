"""The answers in any WARC file, whoever wrote it: responses, resources, revisits."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException
from warcio.timeutils import iso_date_to_datetime

from crawlers.archive.coding import LIMIT, CodingError, decode_content
from sholu.article import Pairs

ANSWERS = ("response", "resource", "revisit")
"""The kinds of record that hold an answer; the others tell of them."""

_STEP = 65_536
_BROKEN = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    EOFError,
    OSError,
    ValueError,
    TypeError,
    AttributeError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """An answer as it was archived.

    `payload` is off its chunks, with the Content-Encoding of `headers` still on it; `body` is
    without; both are empty for a revisit. `position` is the byte at which its record begins,
    `fetched` UTC. `problem` says why there is no body. A revisit `refers` to an earlier address.
    """

    kind: str
    url: str
    status: int
    headers: Pairs
    payload: bytes
    body: bytes
    fetched: datetime | None
    position: int
    problem: str = ""
    refers: str | None = None


class Captures:
    """Iterates over the answers of a file, plain or packed, in its order.

    `others` counts records of other kinds, `torn` says at what the file broke off, if it did.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.others: Counter[str] = Counter()
        self.torn = ""

    def __iter__(self) -> Iterator[Capture]:
        """Raises OSError when the file cannot be opened."""
        last = 0
        with self.path.open("rb") as stream:
            records = ArchiveIterator(stream)
            while True:
                try:
                    record = next(records, None)
                    if record is None:
                        self.torn = _tail(self.path, last)
                        return
                    payload = record.raw_stream.read(LIMIT + 1)
                    position = last = records.get_record_offset()
                except _BROKEN as error:
                    self.torn = f"{type(error).__name__}: {error}"
                    return
                short = len(payload) < min(record.payload_length or 0, LIMIT + 1)
                if short:
                    self.torn = f"the record at {position} is cut short"
                    return
                if record.rec_type in ANSWERS:
                    yield _capture(record, payload, position)
                else:
                    self.others[record.rec_type or "unknown"] += 1


def _tail(path: Path, last: int) -> str:
    """Whether a packed file has more than its last record: warcio ends there without a word."""
    with path.open("rb") as stream:
        stream.seek(last)
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        piece = stream.read(_STEP)
        if not piece.startswith(b"\x1f\x8b"):
            return ""
        while piece and not unpacker.eof:
            unpacker.decompress(piece)
            piece = b"" if unpacker.eof else stream.read(_STEP)
        rest = bool(not unpacker.eof or unpacker.unused_data or stream.read(1))
    return f"a record after that at {last} is cut short" if rest else ""


def _capture(record: Any, payload: bytes, position: int) -> Capture:
    rec, http = record.rec_headers, record.http_headers
    headers: Pairs = tuple(http.headers) if http else ()
    if record.rec_type == "resource" and not http:
        headers = (("Content-Type", rec.get_header("Content-Type") or ""),)
    payload, body, problem = _body(record, payload, {k.lower(): v for k, v in headers})
    try:
        status = int(http.get_statuscode()) if http else 200
    except ValueError:
        status, problem = 0, problem or "no status"
    return Capture(
        kind=record.rec_type,
        url=(rec.get_header("WARC-Target-URI") or "").strip("<> "),
        status=status,
        headers=headers,
        payload=payload,
        body=body,
        fetched=_time(rec.get_header("WARC-Date")),
        position=position,
        problem=problem,
        refers=rec.get_header("WARC-Refers-To-Target-URI"),
    )


def _body(record: Any, payload: bytes, headers: dict[str, str]) -> tuple[bytes, bytes, str]:
    """Payload off its chunks, the decoded body, and why there is none."""
    if record.rec_type == "revisit":
        return b"", b"", ""
    if len(payload) > LIMIT:
        return b"", b"", "over 10 MB"
    if headers.get("transfer-encoding", "").lower() == "chunked":
        payload = ChunkedDataReader(BytesIO(payload)).read()
    try:
        return payload, decode_content(payload, headers.get("content-encoding", "")), ""
    except CodingError as error:
        return payload, b"", str(error)


def _time(text: str | None) -> datetime | None:
    try:
        found: datetime = iso_date_to_datetime(text or "")
    except (ValueError, TypeError, AttributeError):
        return None
    return found.replace(tzinfo=UTC)
