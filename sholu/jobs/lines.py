"""JSON lines in: files or standard input, one object a line, for the batch modes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from sholu.errors import UserError
from sholu.names import unknown

Row = dict[str, Any]
NAMED = 20
"""Unknown keys that are named, at most: lines may have a new one each."""


class BadLine(ValueError):
    """A line that is no JSON object; the message says which, and what was wrong."""


def read_lines(files: Sequence[Path]) -> Iterator[Row | BadLine]:
    """Each line as an object, or as a BadLine in its place; standard input without files.

    Raises UserError on a file that cannot be read.
    """
    for path in files or [Path("-")]:
        try:
            stream = sys.stdin.buffer if str(path) == "-" else path.open("rb")
        except OSError as error:
            raise UserError(f"{path} cannot be read: {error.strerror}") from None
        with stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield _row(line, path, number)


def _row(line: bytes, path: Path, number: int) -> Row | BadLine:
    try:
        return msgspec.json.decode(line, type=Row)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        return BadLine(f"{path}:{number}: not a JSON object: {error}")


def watched(
    rows: Iterable[Row | BadLine], known: Sequence[str], warn: Callable[[str], None]
) -> Iterator[Row | BadLine]:
    """The rows as they are; `warn` is told once of each key that is not known and so not used."""
    named: set[str] = set()
    for row in rows:
        for key in () if isinstance(row, BadLine) else row:
            if key in known or key in named or len(named) > NAMED:
                continue
            named.add(key)
            if len(named) > NAMED:
                warn("more unknown keys follow; they are not used either")
            else:
                warn(f"{unknown('key', key, known)}; it is not used")
        yield row


def refusal(row: Row | BadLine, disposition: str, reason: str) -> Row:
    """The line that stands for an input that gave no article: its id or url, and why."""
    names = [] if isinstance(row, BadLine) else [name for name in ("id", "url") if name in row]
    return {name: row[name] for name in names} | {"disposition": disposition, "reason": reason}  # type: ignore[index]
