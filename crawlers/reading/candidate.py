"""What may fill a field: the witnesses in their order, of which a reading takes the first.

The reading stops there; `explain` hears them to the end. So neither can say what the other denies.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Candidate(NamedTuple, Generic[T]):
    """A rule, the text it found, what is made of it, and why that cannot be taken (empty: can)."""

    rule: str
    text: str
    value: T | None
    refused: str = ""


def first(candidates: Iterable[Candidate[T]]) -> Candidate[T] | None:
    """The one that is taken, or None."""
    return next((found for found in candidates if not found.refused), None)
