"""How near a reading comes to its reference: the body by 4-word shingles, title, date.

Precision is the mean over pages where something was read, recall the mean over all pages, F1 their
harmonic mean, as benchmarks of article extraction count it. An empty result costs recall alone:
`empty` stands beside F1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

SHINGLE = 4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageScore:
    """The scores of one page. `precision` is None where nothing was read; `title` and `date` are
    None where the reference has none."""

    id: str
    precision: float | None
    recall: float
    title: bool | None
    date: bool | None

    @property
    def f1(self) -> float:
        """F1 of this page, 0 where nothing was read."""
        return _harmonic(self.precision or 0.0, self.recall)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The scores of several pages; `titles` and `dates` are shares, None without references."""

    pages: int
    f1: float
    precision: float
    recall: float
    titles: float | None
    dates: float | None
    empty: int


def score(pages: Sequence[PageScore]) -> Score:
    """All of these pages together. Raises ValueError if there is none."""
    if not pages:
        raise ValueError("no pages")
    read = [page.precision for page in pages if page.precision is not None]
    precision, recall = fmean(read or [0.0]), fmean(page.recall for page in pages)
    return Score(
        pages=len(pages),
        f1=_harmonic(precision, recall),
        precision=precision,
        recall=recall,
        titles=_share(pages, lambda page: page.title),
        dates=_share(pages, lambda page: page.date),
        empty=len(pages) - len(read),
    )


def body_scores(reference: str, text: str) -> tuple[float | None, float]:
    """(precision, recall) of a text; precision is None for a text without a word.

    >>> body_scores("алма мен өрік піседі", "алма мен өрік піседі енді")
    (0.5, 1.0)
    """
    want, got = _shingles(reference), _shingles(text)
    hit = (want & got).total()
    return hit / got.total() if got else None, hit / want.total() if want else 0.0


def same_words(one: str, other: str) -> bool:
    """Whether two titles have the same words, whatever their case and points.

    >>> same_words("Жаңа көпір: қашан?", "жаңа көпір – қашан")
    True
    """
    return _WORD.findall(one.lower()) == _WORD.findall(other.lower())


def same_time(reference: str, found: str | None) -> bool:
    """Whether a time is the reference's, both as `sholu.fields.shown` writes them.

    A reference with an hour wants the same instant and offset, one without the same day.

    >>> same_time("2026-03-10", "2026-03-10T12:26:00+05:00")
    True
    >>> same_time("2026-03-10T12:26+05:00", "2026-03-10T07:26:00+00:00")
    False
    """
    if found is None or len(reference) == len("2026-03-10"):
        return found is not None and found[:10] == reference[:10]
    want, got = datetime.fromisoformat(reference), datetime.fromisoformat(found)
    return got == want and got.utcoffset() == want.utcoffset()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    last = max(1, len(words) - SHINGLE + 1)
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(last if words else 0))


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def _share(pages: Sequence[PageScore], of: Callable[[PageScore], bool | None]) -> float | None:
    known = [found for page in pages if (found := of(page)) is not None]
    return sum(known) / len(known) if known else None
