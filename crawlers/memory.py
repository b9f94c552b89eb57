"""Lines a site repeats: learned by the store, handed to readers as a frozen snapshot.

What stands word for word in several articles of one edition is furniture, whatever it is: a
notice, a signature, a card. No list has to name it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from nlp.tokens import normal_text
from sholu.store.lines import known_lines

MOST = 0.5
"""Share of a text's characters that memory may cut; a page of which more is known stays whole."""
LETTERS = 10
"""Letters of a shortest line that memory cuts: a word of dialogue or a heading of one word stands
in many articles and belongs to each."""
WORDS = 3
"""Words of a shortest sentence whose digits count: two days' rates are no repetition."""
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_STOP = re.compile(r"(?:[^\W\d_]{3}|\d|\))[.!?…]+\"?$")
"""What ends a sentence; `2011 г.` does not."""
_END = 16
"""Characters at a line's end where that stands."""


@dataclass(frozen=True)
class Memory:
    """The lines known as furniture of one edition, as `line_hash` gives them."""

    lines: frozenset[int] = frozenset()

    @cached_property
    def mark(self) -> str:
        """Eight hex digits of all of them; empty where nothing is known. Asked for every page."""
        if not self.lines:
            return ""
        joined = ",".join(map(str, sorted(self.lines)))
        return blake2b(joined.encode(), digest_size=4).hexdigest()


class Recalled(NamedTuple):
    """What memory left of a text, what it cut, and whether it was held back: too much was known."""

    kept: list[str]
    cut: list[str]
    doubted: bool


NOTHING = Memory()


def remembered(store: Path | None, site: str, edition: str | None) -> Memory:
    """What the store knows of an edition; nothing where there is no store."""
    if store is None or not store.exists():
        return NOTHING
    return Memory(known_lines(store, site, edition))


def line_hash(line: str) -> int:
    """A signed 64-bit hash of a line: its case, quotes and spaces do not count.

    Neither do its digits, unless it is a sentence.
    """
    squeezed = normal_text(line).lower()
    if not _is_sentence(squeezed):
        squeezed = _DIGITS.sub("0", squeezed)
    return int.from_bytes(blake2b(squeezed.encode(), digest_size=8).digest(), "big", signed=True)


def _is_sentence(line: str) -> bool:
    return _STOP.search(line[-_END:]) is not None and len(_WORD.findall(line)) >= WORDS


def line_hashes(text: str) -> tuple[int, ...]:
    """The hashes of the lines of an article's text, in order."""
    return tuple(map(line_hash, text.split("\n\n")))


def recall(paragraphs: Sequence[str], hashes: Sequence[int], memory: Memory) -> Recalled:
    """The paragraphs without the known lines; `hashes` are theirs, in the same order.

    Where more than MOST of the text is known, the page is one of lists or the memory is wrong:
    nothing is cut. Neither is a line of fewer than LETTERS letters.
    """
    known = [
        number in memory.lines and sum(map(str.isalpha, text)) >= LETTERS
        for text, number in zip(paragraphs, hashes, strict=True)
    ]
    cut = [text for text, is_known in zip(paragraphs, known, strict=True) if is_known]
    if not cut:
        return Recalled(list(paragraphs), [], False)
    if sum(map(len, cut)) > MOST * sum(map(len, paragraphs)):
        return Recalled(list(paragraphs), [], True)
    kept = [text for text, is_known in zip(paragraphs, known, strict=True) if not is_known]
    return Recalled(kept, cut, False)
