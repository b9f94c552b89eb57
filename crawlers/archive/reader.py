"""Reading WARC: one record by its place, or all of a file, ours or another's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException
from warcio.timeutils import iso_date_to_datetime

from crawlers.archive import files
from crawlers.archive.coding import LIMIT, CodingError, decode_content
from crawlers.archive.files import ArchiveError
from crawlers.archive.writer import METADATA
from crawlers.page import Hints
from sholu.article import Pairs, Raw

_BROKEN = (
    ArchiveLoadFailed,
    StatusAndHeadersParserException,
    EOFError,
    ValueError,
    TypeError,
    AttributeError,  # a record header cut before its address
)
_NO_HINTS = Hints()
_HINTS = tuple(part.name for part in fields(Hints))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """An answer out of the archive.

    `headers` as received; `body` the payload without its Content-Encoding, empty for a revisit,
    whose `refers_to` is the earlier record (None in files that are not ours). `fetched` is UTC.
    `problem` says why the body is empty when it cannot be decoded.
    """

    url: str
    status: int
    headers: Pairs
    body: bytes
    fetched: datetime
    raw: Raw
    hints: Hints = _NO_HINTS
    site: str | None = None
    edition: str | None = None
    revisit: bool = False
    refers_to: Raw | None = None
    problem: str = ""


class ArchiveReader:
    """The files of an archive folder, those still being written too.

    `limit` is how many bytes a body may decode to.
    """

    def __init__(self, folder: Path, *, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit

    def read(self, raw: Raw) -> ArchivedPage:
        """The answer at a place; of a revisit, with the body of the record it refers to.

        Raises ArchiveError when the file is gone, when no such record stands there, when its
        payload has another digest or cannot be decoded.
        """
        with files.find(self.folder, raw.file) as file:
            file.seek(raw.offset)
            page = next(_pages(file, raw.file, self.limit, first_only=True), None)
        if page is None:
            raise ArchiveError(f"no record at {raw.offset} of {raw.file}")
        page = replace(page, raw=replace(page.raw, offset=raw.offset))
        if page.raw.sha256 != raw.sha256:
            raise ArchiveError(f"the record at {raw.offset} of {raw.file} is not the one kept")
        if page.problem:
            raise ArchiveError(f"the record at {raw.offset} of {raw.file}: {page.problem}")
        if page.refers_to:
            return replace(page, body=self.read(page.refers_to).body)
        return page

    def iterate(self, file: Path | str) -> Iterator[ArchivedPage]:
        """The answers of a file in its order: a name in the folder, or the path of any WARC file.

        Ends without an error at a torn tail; records whose headers make no sense are passed over.
        Raises ArchiveError when there is no such file.
        """
        if isinstance(file, Path):
            try:
                stream: BinaryIO = file.open("rb")
            except FileNotFoundError:
                raise ArchiveError(f"there is no file {file}") from None
            name = file.name.removesuffix(files.OPEN)
        else:
            stream, name = files.find(self.folder, file), file
        with stream:
            yield from _pages(stream, name, self.limit)


def _pages(
    stream: BinaryIO, name: str, limit: int, *, first_only: bool = False
) -> Iterator[ArchivedPage]:
    records = ArchiveIterator(stream)
    while True:
        try:
            record = next(records, None)
            if record is None:
                return
            payload = record.raw_stream.read()
            if len(payload) < (record.payload_length or 0):
                return  # torn
            offset = 0 if first_only else records.get_record_offset()
        except _BROKEN:
            return
        if record.rec_type in ("response", "revisit") and record.http_headers:
            try:
                page = _page(record, payload, offset, name=name, limit=limit)
            except (ValueError, TypeError):
                continue
            yield page
        if first_only:
            return


def _page(record: Any, payload: bytes, offset: int, *, name: str, limit: int) -> ArchivedPage:
    rec = record.rec_headers
    notes = _notes(record)
    about = notes.get("sholu") or {}
    revisit = record.rec_type == "revisit"
    digest = (
        (rec.get_header("WARC-Payload-Digest") or "").partition(":")[2]
        if revisit
        else hashlib.sha256(payload).hexdigest()
    )
    body, problem = _body(record, payload, limit)
    return ArchivedPage(
        url=rec.get_header("WARC-Target-URI") or "",
        status=int(record.http_headers.get_statuscode()),
        headers=tuple(record.http_headers.headers),
        body=body,
        fetched=iso_date_to_datetime(rec.get_header("WARC-Date")).replace(tzinfo=UTC),
        raw=Raw(file=name, offset=offset, sha256=digest),
        hints=Hints(**{key: about.get(key) for key in _HINTS}),
        site=about.get("site"),
        edition=about.get("edition"),
        revisit=revisit,
        refers_to=Raw(sha256=digest, **notes["refers_to"]) if "refers_to" in notes else None,
        problem=problem,
    )


def _notes(record: Any) -> dict[str, Any]:
    """Our notes on a record; other programs keep other things under that header, or nothing."""
    try:
        notes = json.loads(record.rec_headers.get_header(METADATA) or "{}")
    except ValueError:
        return {}
    return notes if isinstance(notes, dict) else {}


def _body(record: Any, payload: bytes, limit: int) -> tuple[bytes, str]:
    """The decoded body, or none and why."""
    http = record.http_headers
    if (http.get_header("transfer-encoding") or "").lower() == "chunked":
        payload = ChunkedDataReader(BytesIO(payload)).read()
    try:
        return decode_content(payload, http.get_header("content-encoding") or "", limit=limit), ""
    except CodingError as error:
        return b"", str(error)
