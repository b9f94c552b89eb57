"""Taking records out of closed files, for an article that is to be forgotten.

What is removed is filled up with a record that says so, byte for byte as long: every other record
keeps its offset, so that nothing in the store or in other files that points at one can be wrong,
at whatever moment a process is killed. A file is written anew beside the old one and renamed.
"""

from __future__ import annotations

import json
import os
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers.archive.files import OPEN, SUFFIX, ArchiveError
from crawlers.archive.writer import METADATA

BESIDE = ".forget"
_CHUNK = 1_000_000
_BLOCK = 0xFFFF  # the longest stored block of deflate (RFC 1951, 3.2.4)
_FRAME = 10 + 8  # gzip's head and tail (RFC 1952)
_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A record of a file: where it stands, and what it is about."""

    file: str
    offset: int
    length: int
    url: str
    refers_to: tuple[str, int] | None = None


def files_of(folder: Path) -> tuple[list[Path], list[Path]]:
    """The closed files of an archive, oldest first, and those that somebody is writing."""
    closed = sorted(folder.glob(f"*{SUFFIX}"))
    return closed, sorted(folder.glob(f"*{SUFFIX}{OPEN}"))


def entries(path: Path) -> Iterator[Entry]:
    """The records of a file in its order; ends at a torn tail."""
    name = path.name.removesuffix(OPEN)
    with path.open("rb") as stream:
        records = ArchiveIterator(stream, no_record_parse=True)
        while True:
            try:
                record = next(records, None)
                if record is None:
                    return
                offset = records.get_record_offset()
                length = records.get_record_length()
            except (ArchiveLoadFailed, EOFError, ValueError):
                return
            header = record.rec_headers.get_header
            yield Entry(
                file=name,
                offset=offset,
                length=length,
                url=header("WARC-Target-URI") or "",
                refers_to=_refers_to(header(METADATA)),
            )


def _refers_to(notes: Any) -> tuple[str, int] | None:
    try:
        place = json.loads(notes or "{}").get("refers_to")
        return (place["file"], place["offset"]) if place else None
    except (ValueError, AttributeError, KeyError, TypeError):
        return None


def remove(path: Path, unwanted: Callable[[Entry], bool], now: datetime) -> int:
    """Take the unwanted records out of a closed file; gives how many there were.

    The file keeps its length and its other records their offsets. Raises OSError when the disk
    does not take it; the file is then as it was.
    """
    spans: list[tuple[int, int]] = []
    count = 0
    for entry in entries(path):
        if unwanted(entry):
            count += 1
            end = entry.offset + entry.length
            if spans and spans[-1][1] == entry.offset:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((entry.offset, end))
    if spans:
        _write_anew(path, spans, now)
    return count


def _write_anew(path: Path, spans: list[tuple[int, int]], now: datetime) -> None:
    beside = path.with_name(path.name + BESIDE)
    with path.open("rb") as old, beside.open("wb") as new:
        place = 0
        for start, end in spans:
            _copy(old, new, start - place)
            new.write(filling(end - start, now))
            place = old.seek(end)
        _copy(old, new, os.fstat(old.fileno()).st_size - place)
        new.flush()
        os.fsync(new.fileno())
    beside.replace(path)


def _copy(old: BinaryIO, new: BinaryIO, length: int) -> None:
    while length and (piece := old.read(min(length, _CHUNK))):
        new.write(piece)
        length -= len(piece)


def filling(length: int, now: datetime) -> bytes:
    """A gzip member of exactly `length` bytes: a record that says that something was removed.

    Raises ArchiveError when it would have to be shorter than such a record can be.
    """
    blocks = max(1, -(-(length - _FRAME) // (_BLOCK + 5)))
    size = length - _FRAME - 5 * blocks
    head = (
        f"WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: <urn:uuid:{uuid4()}>\r\n"
        f"WARC-Date: {now:%Y-%m-%dT%H:%M:%SZ}\r\nContent-Length: "
    ).encode()
    room = size - len(head) - 10 - len(b"\r\n\r\n\r\n\r\n")
    if room < 0:
        raise ArchiveError(f"a record of {length} bytes is too short to be replaced")
    said = b"removed on request"[:room]
    text = b"%s%010d\r\n\r\n%s\r\n\r\n" % (head, room, said.ljust(room))
    parts = [text[start : start + _BLOCK] for start in range(0, len(text), _BLOCK)]
    parts += [b""] * (blocks - len(parts))
    packed = b"".join(
        struct.pack("<BHH", number == blocks, len(part), len(part) ^ _BLOCK) + part
        for number, part in enumerate(parts, 1)
    )
    return _GZIP_HEAD + packed + struct.pack("<II", zlib.crc32(text), len(text))
