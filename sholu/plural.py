"""Counts in sentences."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural unless it is one.

    >>> counted(1, "record"), counted(0, "file"), counted(2, "new address")
    ('1 record', '0 files', '2 new addresses')
    """
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun}{'es' if noun.endswith('s') else 's'}"
