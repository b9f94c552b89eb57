"""The connection, transactions, and the codec between values and rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, Self, TypeVar

import msgspec

from sholu.errors import UserError
from sholu.store import schema, strict

T = TypeVar("T")
BUSY_MS = 60_000
"""How long a writer waits for another's short transaction."""


class NoStore(UserError):
    """There is no store yet; the message says what to type."""


class Change(NamedTuple):
    """A row of the append-only log: `kind` is article, revision, source, run or forget."""

    seq: int
    kind: str
    id: str
    change: int


def _check(path: Path) -> None:
    """Raise NewerStore, having opened the file for reading only."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        schema.check(db, path)
    finally:
        db.close()


class Base:
    """An open store: one connection, for one thread."""

    def __init__(self, path: Path, *, create: bool = True) -> None:
        """Open the store at `path`; raises NoStore, or NewerStore before anything is touched."""
        if not create and not path.exists():
            raise NoStore("there is nothing here yet; type: sholu crawl SITE, or try: sholu demo")
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        if path.exists():
            _check(path)
        self.db = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)
        try:
            self.db.row_factory = sqlite3.Row
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = FULL")
            self.db.execute("PRAGMA foreign_keys = ON")
            schema.migrate(self.db)
        except BaseException:
            self.db.close()
            raise

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """A short write transaction: all of it or none. Waits for another process's."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
            self.db.execute("COMMIT")
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise

    def close(self) -> None:
        """Close the connection."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        row: sqlite3.Row | None = self.db.execute(sql, values).fetchone()
        return row


def log_change(db: sqlite3.Connection, kind: str, id: str, change: int) -> None:
    """Append to the log that every index follows."""
    db.execute("INSERT INTO changes (kind, id, change) VALUES (?, ?, ?)", (kind, id, change))


def stamp(instant: datetime) -> str:
    """An instant as text that sorts by time: UTC, microseconds."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def instant(text: str) -> datetime:
    """The instant of such a text."""
    return datetime.fromisoformat(text)


def milliseconds(at: datetime) -> int:
    """An instant as Unix milliseconds."""
    return int(at.timestamp() * 1000)


def encode(value: Any) -> bytes:
    """A dataclass as JSON."""
    return msgspec.json.encode(value)


def decode(data: bytes, kind: type[T]) -> T:
    """The dataclass of such JSON. Raises ValueError on a key that it or a part of it lacks."""
    strict.check(data, kind)
    return msgspec.json.decode(data, type=kind)
