"""The sketch of a text: one-permutation MinHash of its word triples, and its numbers and names.

A triple's hash mixes those of its words, each multiplied by the constant of its place; its low
bits choose one of 128 bins, and each bin keeps its smallest (Li, Owen and Zhang 2012). The share
of equal bins estimates the Jaccard similarity of the two sets of triples. An empty bin borrows
from the first full one of a fixed sequence (Shrivastava 2017).

What outlets change when they reprint is left out: formulas of attribution, case, punctuation,
and the alphabet (Kazakh's three are folded onto one). Standard library only: all words of a text
are mixed at once, as lanes of one long integer, and the crawl's process stays small.
"""

from __future__ import annotations

import re
import struct
from array import array
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from random import Random

from nlp.alphabets import folded
from nlp.cites import formulas
from nlp.extent import LONGEST, beginning
from sholu.store import Sketch

BINS = 128
BANDS, ROWS = 20, 3
"""A band of three equal bins is looked up: found at similarity .5 with probability .93, at .65
.998."""
SHARED, SHARED_EACH = 1 / 2, 1 / 3
"""The share of numbers and names together, and of each, that copies have in common at least."""
MARKS = 64
"""Numbers and names kept of a text: nearly all of them."""
SHORTEST = 8
"""Words below which a text is not compared: chance makes them alike."""
_CACHED = 50_000
"""Words kept in a process, as they stand between spaces: about 15 MB."""


_BARE = re.compile(r"[\W_]+")
_ENDS = frozenset('.!?…:;—–-«“"„(')
_ODD = 0x9E3779B97F4A7C15  # 2^64 by the golden ratio: multiplying by it mixes (Knuth 6.4)
_LOW_BITS = BINS.bit_length() - 1
_BIN_OF = bytes(byte % BINS for byte in range(256))
"""The bin of a hash by its lowest byte."""
_TOP = int.from_bytes(b"\x00\x80" * BINS, "little")
_BELOW_TOP = int.from_bytes(b"\xff\x7f" * BINS, "little")
_PROBES = tuple(tuple(Random(f"bin {number}").sample(range(BINS), BINS)) for number in range(BINS))
_LANE = 8
"""Bytes of a word: 32 bits of its hash; 16 of its mark, 0 but for a number (even) and a capital
(odd); and 16 that say whether it ends a sentence or opens a quotation, before a capital."""
_HASH = b"\xff\xff\xff\xff\0\0\0\0"
_PLACES = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)  # odd, of 32 bits: xxHash's primes
_words: dict[str, bytes] = {}


def sketch(text: str, most: int = LONGEST) -> Sketch | None:
    """The sketch of an article's text, of its beginning if it is longer than `most` characters;
    None for one too short to compare."""
    lanes = _lanes(_without_formulas(beginning(text, most)).split())
    count = len(lanes) // _LANE
    if count < SHORTEST:
        return None
    bins = _bins(_triples(lanes, count))
    parts = memoryview(lanes).cast("H")
    marks = _marks(parts[2::4].tolist(), parts[3::4].tolist())
    return Sketch(count, bins.tobytes(), marks, _bands(bins))


def _without_formulas(text: str) -> str:
    parts, at = [], 0
    for formula in formulas(text):
        parts.append(text[at : formula.start])
        at = formula.end
    parts.append(text[at:])
    return " ".join(parts) if at else text


def _lanes(chunks: list[str]) -> bytes:
    """The lanes of what stands between spaces; what has neither letter nor digit has none."""
    try:
        return b"".join(map(_words.__getitem__, chunks))
    except KeyError:
        if len(_words) > _CACHED:
            _words.clear()
        _words.update({chunk: _lane(chunk) for chunk in chunks if chunk not in _words})
        return b"".join(map(_words.__getitem__, chunks))


def _lane(chunk: str) -> bytes:
    word = folded(chunk if chunk.isalnum() else _BARE.sub("", chunk))
    if not word:
        return b""
    hashed, mark = struct.unpack("<IH", blake2b(word.encode(), digest_size=6).digest())
    if any(map(str.isdigit, word)):
        mark = mark & 0xFFFE or 2
    else:
        mark = mark | 1 if chunk[0].isupper() else 0
    return struct.pack("<IHH", hashed, mark, chunk[-1] in _ENDS)


def _triples(lanes: bytes, count: int) -> list[int]:
    """The 32-bit hash of every run of three words."""
    words = int.from_bytes(lanes, "little") & int.from_bytes(_HASH * count, "little")
    first, second, third = _PLACES  # a hash times a constant fits its lane: none runs over
    mixed = words * first ^ (words >> 64) * second ^ (words >> 128) * third
    raw = mixed.to_bytes(_LANE * count, "little")
    return memoryview(raw).cast("I")[1:-4:2].tolist()  # the upper halves mix better


def _bins(triples: list[int]) -> array[int]:
    """16 bits of the smallest hash in each bin.

    A dict keeps the last value of a key, so of hashes in falling order the smallest of each bin;
    an empty bin borrows.
    """
    falling = sorted(triples, reverse=True)
    bins = array("I", falling).tobytes()[::4].translate(_BIN_OF)
    smallest = dict(zip(bins, falling, strict=True))
    full = smallest.__contains__
    return array("H", [
        smallest[at if at in smallest else next(filter(full, _PROBES[at]))] >> _LOW_BITS & 0xFFFF
        for at in range(BINS)
    ])  # fmt: skip


def _bands(bins: array[int]) -> bytes:
    """Keys of 32 bits, each of a band's number and its bins."""
    raw, size = bins.tobytes(), ROWS * bins.itemsize
    numbers = [int.from_bytes(raw[at : at + size], "little") for at in range(0, BANDS * size, size)]
    keys = ((value + at * _ODD) * _ODD >> 20 & 0xFFFFFFFF for at, value in enumerate(numbers))
    return struct.pack(f"<{BANDS}I", *keys)


def _marks(marks: Sequence[int], ends: Sequence[int]) -> bytes:
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
    differ = int.from_bytes(one, "little") ^ int.from_bytes(other, "little")
    # A bin's top bit is set if any of its bits is: all bins at once.
    marked = ((differ & _BELOW_TOP) + _BELOW_TOP | differ) & _TOP
    return 1 - marked.bit_count() / BINS


def agree(one: bytes, other: bytes) -> bool:
    """Whether two texts speak of the same numbers and names: half of the fewer, a third of each.

    Weather, prices and schedules of two days or places are one sentence after another the same,
    and are told apart by this. What only one of the texts has says nothing.
    """
    kinds = list(zip(_by_kind(one), _by_kind(other), strict=True))
    both = [len(left & right) for left, right in kinds]
    fewer = [min(len(left), len(right)) for left, right in kinds]
    each = all(common >= SHARED_EACH * least for common, least in zip(both, fewer, strict=True))
    return each and sum(both) >= SHARED * sum(fewer)


@lru_cache(maxsize=1024)
def _by_kind(marks: bytes) -> tuple[frozenset[int], frozenset[int]]:
    """The numbers and the names among marks."""
    found = memoryview(marks).cast("H").tolist()
    names = frozenset(mark for mark in found if mark & 1)
    return frozenset(found) - names, names
