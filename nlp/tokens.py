"""The one tokenizer of keys, words, topics, queries and highlighting. Standard library only.

A token is a run of letters and digits with their combining marks; everything else parts tokens,
hyphen and apostrophe too, so that a hyphenated word is the phrase of its parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

FILLER = "¶"
"""A token no text contains: it parts paragraphs in a key string."""
GAP = 8
"""Fillers between paragraphs: more than the largest slop, so no phrase crosses them."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DROP = dict.fromkeys(map(ord, _INVISIBLE))
_FOLD = str.maketrans({"ё": "е", "Ё": "Е"})
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670"
_TOKEN = re.compile(rf"[^\W_][^\W_{_MARKS}]*(?:[{_INVISIBLE}{_MARKS}]+[^\W_]*)*")
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]*)*")
_SENTENCE_END = re.compile(r"[.!?…]+[\"»”’)\]]*\s+(?=[\"«“(\[—–-]*\s*[^\W_a-zа-яёәғқңөұүһі])")
_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟″", '"') | dict.fromkeys("‘’‚‛′`", "'"))
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))


class Token(NamedTuple):
    """A normalised word and the span of the text it was read from."""

    word: str
    start: int
    end: int


def normal_word(word: str) -> str:
    """NFC, lower case, ё as е, invisible characters removed.

    >>> normal_word("Ёлка")
    'елка'
    """
    return unicodedata.normalize("NFC", word.translate(_DROP)).lower().translate(_FOLD)


def normal_text(text: str) -> str:
    """Normalised text: NFC, white space folded, quotes, dashes and ё unified, case kept.

    >>> normal_text("«Ёлка»  – 2025")
    '"Елка" - 2025'
    """
    text = unicodedata.normalize("NFC", text.translate(_DROP))
    text = text.translate(_FOLD).translate(_QUOTES).translate(_DASHES)
    return " ".join(text.split())


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, in order, with their offsets in it.

    >>> [t.word for t in tokens("Дипфейк-видео туралы заң, 2025 ж.")]
    ['дипфейк', 'видео', 'туралы', 'заң', '2025', 'ж']
    """
    for match in _TOKEN.finditer(text):
        yield Token(normal_word(match[0]), match.start(), match.end())


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each paragraph; blank lines part them."""
    for match in _PARAGRAPH.finditer(text):
        yield match.start(), match.start() + len(match[0].rstrip())


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence of text[start:end], offsets in `text`."""
    stop = len(text) if end is None else end
    for match in _SENTENCE_END.finditer(text, start, stop):
        yield start, start + len(text[start : match.end()].rstrip())
        start = match.end()
    if text[start:stop].strip():
        yield start, start + len(text[start:stop].rstrip())
