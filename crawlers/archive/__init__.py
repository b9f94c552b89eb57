"""The archive: the bytes of every answer as received, in WARC files that any WARC reader takes.

One file a crawl process, `.open` and locked until it is closed; one gzip member a record.
"""

from __future__ import annotations

from crawlers.archive.coding import CodingError, decode_content
from crawlers.archive.files import ArchiveError
from crawlers.archive.reader import ArchivedPage, ArchiveReader
from crawlers.archive.remove import Entry, files_of, remove
from crawlers.archive.upkeep import Recovered, prune, recover
from crawlers.archive.writer import ROTATE, ArchiveWriter

__all__ = [
    "ROTATE",
    "ArchiveError",
    "ArchiveReader",
    "ArchiveWriter",
    "ArchivedPage",
    "CodingError",
    "Entry",
    "Recovered",
    "decode_content",
    "files_of",
    "prune",
    "recover",
    "remove",
]
