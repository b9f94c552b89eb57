"""The sketch of a text: one-permutation MinHash of its word triples, and its numbers and names.

Each word has three independent hashes, one for each place in a triple; a triple's hash is their
exclusive or, its low bits choose one of 128 bins, and each bin keeps its smallest (Li, Owen and
Zhang 2012). The share of equal bins estimates the Jaccard similarity of the two sets of triples.
An empty bin borrows from the first full one of a fixed sequence (Shrivastava 2017).

What outlets change when they reprint is left out: formulas of attribution, case, punctuation,
and the alphabet (Kazakh's three are folded onto one). Standard library only: for the few hundred
words of an article it costs no more than calls of numpy, and the crawl's process stays small.
"""

from __future__ import annotations

import re
import struct
import sys
from array import array
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise
from operator import eq, xor
from random import Random
from typing import NamedTuple

from nlp.alphabets import folded
from nlp.cites import formulas
from sholu.store import Sketch

BINS = 128
BANDS, ROWS = 24, 3
"""A band of three equal bins is looked up: found at similarity .5 with probability .96, at .65
.9996."""
SHARED, SHARED_EACH = 1 / 2, 1 / 3
"""The share of numbers and names together, and of each, that copies have in common at least."""
MARKS = 64
"""Numbers and names kept of a text: nearly all of them."""
SHORTEST = 8
"""Words below which a text is not compared: chance makes them alike."""
_CACHED = 50_000
"""Words kept in a process, as they stand between spaces: about 15 MB."""


class _Word(NamedTuple):
    """A word as it is compared; `mark` is 0 but for a number (even) and a capital (odd)."""

    first: int
    second: int
    third: int
    mark: int
    ends: bool  # a sentence, or opens a quotation: what follows has a capital anyway


_BARE = re.compile(r"[\W_]+")
_ENDS = frozenset('.!?…:;—–-«“"„(')
_ODD = 0x9E3779B97F4A7C15  # 2^64 by the golden ratio: multiplying by it mixes (Knuth 6.4)
_LOW, _LOW_BITS = BINS - 1, BINS.bit_length() - 1
_PROBES = tuple(tuple(Random(f"bin {number}").sample(range(BINS), BINS)) for number in range(BINS))
_words: dict[str, _Word | None] = {}


def sketch(text: str) -> Sketch | None:
    """The sketch of an article's text; None for one too short to compare."""
    chunks = _without_formulas(text).split()
    words = list(map(_words.get, chunks))
    if None in words:
        words = [known or _read(chunk) for known, chunk in zip(words, chunks, strict=True)]
        words = [word for word in words if word]
    if len(words) < SHORTEST:
        return None
    first, second, third, marks, ends = zip(*words, strict=True)
    bins = _bins(map(xor, map(xor, first, second[1:]), third[2:]))
    return Sketch(len(words), bins.tobytes(), _marks(marks, ends), _bands(bins))


def _without_formulas(text: str) -> str:
    parts, at = [], 0
    for formula in formulas(text):
        parts.append(text[at : formula.start])
        at = formula.end
    parts.append(text[at:])
    return " ".join(parts) if at else text


def _read(word: str) -> _Word | None:
    """A word between spaces, with its marks of punctuation; None if it is nothing else."""
    if len(_words) >= _CACHED:
        _words.clear()
    bare = folded(_BARE.sub("", word))
    if not bare:
        return None
    digest = blake2b(bare.encode(), digest_size=16).digest()
    first, second, third, mark = (
        int.from_bytes(digest[at : at + 4], "little") >> 2 for at in (0, 4, 8, 12)
    )
    if any(letter.isdigit() for letter in bare):
        mark = mark & 0xFFFE or 2
    else:
        mark = mark & 0xFFFF | 1 if word[0].isupper() else 0
    read = _words[word] = _Word(first, second, third, mark, word[-1] in _ENDS)
    return read


def _bins(triples: Iterable[int]) -> array[int]:
    """16 bits of the smallest hash in each bin."""
    smallest = {mixed & _LOW: mixed >> _LOW_BITS & 0xFFFF for mixed in sorted(triples)[::-1]}
    if len(smallest) < BINS:
        smallest |= {
            at: smallest[next(n for n in _PROBES[at] if n in smallest)]
            for at in range(BINS)
            if at not in smallest
        }
    return array("H", [smallest[at] for at in range(BINS)])


def _bands(bins: array[int]) -> bytes:
    """Keys of 32 bits, each of a band's number and its bins."""
    raw, size = bins.tobytes(), ROWS * bins.itemsize
    numbers = [
        int.from_bytes(raw[at : at + size], sys.byteorder) for at in range(0, BANDS * size, size)
    ]
    keys = ((value + at * _ODD) * _ODD >> 20 & 0xFFFFFFFF for at, value in enumerate(numbers))
    return struct.pack(f"<{BANDS}I", *keys)


def _marks(marks: Sequence[int], ends: Sequence[bool]) -> bytes:
    """16-bit marks of numbers (even), of neighbours among them, and of names (odd), sorted.

    A name is a word with a capital letter inside a sentence.
    """
    found = {mark for mark, start in zip(marks[1:], ends, strict=False) if mark & 1 and not start}
    numbers = [mark for mark in marks if mark and not mark & 1]
    found.update(numbers)
    pairs = pairwise(numbers)
    found.update((one * 31 ^ other * 17) & 0xFFFE or 2 for one, other in pairs)
    return array("H", sorted(found)[:MARKS]).tobytes()


def similarity(one: bytes, other: bytes) -> float:
    """The share of equal bins: an estimate of the Jaccard similarity, within .04 mostly."""
    equal: int = sum(map(eq, memoryview(one).cast("H"), memoryview(other).cast("H")))
    return equal / BINS


def agree(one: bytes, other: bytes) -> bool:
    """Whether two texts speak of the same numbers and names: half of the fewer, a third of each.

    Weather, prices and schedules of two days or places are one sentence after another the same,
    and are told apart by this. What only one of the texts has says nothing.
    """
    left, right = set(memoryview(one).cast("H")), set(memoryview(other).cast("H"))
    if MARKS in (len(left), len(right)):
        last = min(max(side) for side in (left, right) if len(side) == MARKS)
        left = {mark for mark in left if mark <= last}
        right = {mark for mark in right if mark <= last}
    both, fewer = zip(*(_shared(left, right, kind) for kind in (0, 1)), strict=True)
    each = all(common >= SHARED_EACH * least for common, least in zip(both, fewer, strict=True))
    return each and sum(both) >= SHARED * sum(fewer)


def _shared(left: set[int], right: set[int], kind: int) -> tuple[int, int]:
    """How many marks of a kind two texts share, and how many the one has that has fewer."""
    one, other = ({mark for mark in side if mark & 1 == kind} for side in (left, right))
    return len(one & other), min(len(one), len(other))
