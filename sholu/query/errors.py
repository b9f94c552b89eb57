"""What is wrong with a query, shown to the person who wrote it."""

from __future__ import annotations

import unicodedata

from sholu.errors import UserError

_WIDTH = 96  # characters of a long query that are shown around the fault


class QueryError(UserError, ValueError):
    """A query that means nothing: what was expected, where, and a hint how to write it.

    `position` counts characters from 0; at the end of the query it is its length.
    """

    def __init__(self, message: str, query: str, position: int, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.query, self.hint = message, query, hint
        self.position = max(0, min(position, len(query)))

    def pretty(self) -> str:
        """The query, a caret under the fault, what was expected, and a hint."""
        start = max(0, self.position - _WIDTH * 2 // 3) if len(self.query) > _WIDTH else 0
        line = "".join(" " if char.isspace() else char for char in self.query)
        before = ("…" if start else "") + line[start : self.position]
        after = line[self.position : start + _WIDTH]
        tail = "…" if start + _WIDTH < len(line) else ""
        caret = " " * sum(map(_columns, before)) + "^"
        said = f"{self.message}\n{self.hint}" if self.hint else self.message
        return f"this query cannot be understood:\n{before}{after}{tail}\n{caret}\n{said}"


def _columns(char: str) -> int:
    """Columns of a terminal a character takes."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
