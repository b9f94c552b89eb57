"""What the indices are called, below a prefix of the settings (`sholu`).

Articles are in one index a year, `sholu-articles-v1-2025`, read under the alias `sholu-articles`.
The middle part is the generation: all its years are filled together and put in use together.
"""

from __future__ import annotations

import re

from sholu.index.elastic.mapping import VERSION

FIRST = f"v{VERSION}"
"""The generation of a new installation."""
_YEAR = re.compile(r"(?P<generation>v\d[\w.]*)-(?P<year>\d{1,4})")


def alias(prefix: str, kind: str = "articles") -> str:
    """The name under which all indices of a kind are read."""
    return f"{prefix}-{kind}"


def year_index(prefix: str, generation: str, year: int) -> str:
    """The index that holds the articles of a year."""
    return f"{prefix}-articles-{generation}-{year}"


def all_years(prefix: str, generation: str = "v*") -> str:
    """The pattern of all years of a generation, or of all generations."""
    return f"{prefix}-articles-{generation}-*"


def companion_index(prefix: str, generation: str, kind: str) -> str:
    """The index of a generation that holds a kind of what goes with the articles."""
    return f"{prefix}-{kind}-{generation}"


def generation_order(generation: str) -> tuple[int, ...]:
    """What generations are ordered by, the oldest first: their numbers.

    >>> sorted(["v1.10", "v1.9", "v2", "v1"], key=generation_order)
    ['v1', 'v1.9', 'v1.10', 'v2']
    """
    return tuple(map(int, re.findall(r"\d+", generation)))


def generation_of(prefix: str, index: str) -> str | None:
    """The generation an index belongs to; None if it is no index of articles.

    >>> generation_of("sholu", "sholu-articles-v1-2025")
    'v1'
    """
    match = _YEAR.fullmatch(index.removeprefix(f"{prefix}-articles-"))
    return match["generation"] if match else None
