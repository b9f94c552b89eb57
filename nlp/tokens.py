"""The one tokenizer of keys, words, topics, queries and highlighting. Standard library only.

A token is a run of letters and digits with their combining marks; everything else parts tokens,
hyphen and apostrophe too, so that a hyphenated word is the phrase of its parts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from sys import maxsize
from typing import NamedTuple

FILLER = "¶"
"""A token no text contains: it parts paragraphs in a key string."""
LONGEST = 127
"""Letters of a word that count; the rest of a longer one is cut off. Elasticsearch splits a token
at 255 UTF-16 units, and no word has so many: what has is an encoded file or a slip of the page."""
GAP = 8
"""Fillers between paragraphs: more than the largest slop, so no phrase crosses them."""

_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_DROP = dict.fromkeys(map(ord, _INVISIBLE))
_FOLD = str.maketrans({"ё": "е", "Ё": "Е"})
_FOLD_WORD = {**_FOLD, 0x300: None, 0x301: None}
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670"
_LATIN_LETTER = re.compile("[a-zə]")
_CYRILLIC_LETTER = re.compile("[а-яә-ӿіһғқңұү]")
_ALIKE = dict(zip("aceopxyikmtə", "асеорхуікмтә", strict=True))
_PLAIN = re.compile("[0-9a-zа-яәғқңөұүһі]+")
"""Lower-case letters that every fold leaves alone: nearly all words are of these."""
_LOOSE = re.compile("[\u0300-\u036f]")
_TOKEN = re.compile(rf"[^\W_][^\W_{_MARKS}]*(?:[{_INVISIBLE}{_MARKS}]+[^\W_]*)*")
_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]*)*")
_SENTENCE_END = re.compile(r"[.!?…]+[\"»”’)\]]*\s+(?=[\"«“(\[—–-]*\s*[^\W_a-zа-яёәғқңөұүһі])")
# A full stop after these ends no sentence: initials, abbreviations before a name or number.
_ABBREVIATION = re.compile(
    r"(?<!\w)(?:[^\W\d_]|гг|жж|им|млн|млрд|мкр|обл|пр|руб|ст|тг|тел|трлн|тыс|ул|чел|т\.[бекп])\.$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\d\s*(?:г|ж|гг|жж)\.$")
_ALIKE_SIGNS = {
    **dict.fromkeys("«»“”„‟″", '"'),
    **dict.fromkeys("‘’‚‛′`", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "ё": "е",
    "Ё": "Е",
}
_UNLIKE = re.compile(f"[{''.join(_ALIKE_SIGNS)}]")
_HIDDEN = re.compile(f"[{_INVISIBLE}]+")


class Token(NamedTuple):
    """A normalised word and the span of the text it was read from."""

    word: str
    start: int
    end: int


def normal_word(word: str) -> str:
    """NFC, lower case, ё as е, invisible characters and stress marks removed; `LONGEST` at most.

    >>> normal_word("Ёлка"), normal_word("за\\u0301мок")
    ('елка', 'замок')
    """
    low = word.lower()
    return (low if _PLAIN.fullmatch(low) else _settled(_word_once, word))[:LONGEST]


def normal_text(text: str) -> str:
    """Normalised text: NFC, white space folded, quotes, dashes and ё unified, case kept.

    >>> normal_text("«Ёлка»  – 2025")
    '"Елка" - 2025'
    """
    return " ".join(_settled(_text_once, text).split())


def _word_once(word: str) -> str:
    # A stress mark that NFC leaves loose stands on a Cyrillic vowel (за́мок).
    return unicodedata.normalize("NFC", word.translate(_DROP).lower()).translate(_FOLD_WORD)


def _text_once(text: str) -> str:
    # Patterns, for `translate` looks up every letter of a text, and few of them change.
    text = unicodedata.normalize("NFC", _HIDDEN.sub("", text))
    return _UNLIKE.sub(lambda found: _ALIKE_SIGNS[found[0]], text)


def _settled(fold: Callable[[str], str], text: str) -> str:
    """Folded until nothing changes: with loose marks a fold may leave something to compose."""
    folded = fold(text)
    while _LOOSE.search(folded) and folded != text:
        text, folded = folded, fold(folded)
    return folded


def unmixed(word: str) -> str:
    """A normalised Cyrillic word with the Latin look-alikes in it made Cyrillic, else the word.

    Kazakh typed without a Kazakh keyboard has them for і; scanners and copyists add the rest.

    >>> unmixed("б" + "i" + "рінші"), unmixed("it"), unmixed("телеgram")
    ('бірінші', 'it', 'телеgram')
    """
    if word.isascii():
        return word
    latin = set(_LATIN_LETTER.findall(word))
    if not latin or not latin <= _ALIKE.keys() or not _CYRILLIC_LETTER.search(word):
        return word
    return "".join(_ALIKE.get(letter, letter) for letter in word)


def tokens(text: str, start: int = 0, end: int = maxsize) -> Iterator[Token]:
    """The tokens of text[start:end], in order, with their offsets in `text`.

    >>> [t.word for t in tokens("Дипфейк-видео туралы заң, 2025 ж.")]
    ['дипфейк', 'видео', 'туралы', 'заң', '2025', 'ж']
    """
    for match in _TOKEN.finditer(text, start, end):
        yield Token(normal_word(match[0]), match.start(), match.end())


def spans(text: str, start: int = 0, end: int = maxsize) -> list[tuple[int, int]]:
    """(start, end) of each token, for who does not need its word."""
    return [match.span() for match in _TOKEN.finditer(text, start, end)]


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each paragraph; blank lines part them."""
    for match in _PARAGRAPH.finditer(text):
        yield match.start(), match.start() + len(match[0].rstrip())


def sentences(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence of text[start:end], offsets in `text`."""
    stop = len(text) if end is None else end
    for match in _SENTENCE_END.finditer(text, start, stop):
        if _abbreviated(
            text[max(start, match.start() - 8) : match.end()].rstrip(), text[match.end()]
        ):
            continue
        yield start, start + len(text[start : match.end()].rstrip())
        start = match.end()
    if text[start:stop].strip():
        yield start, start + len(text[start:stop].rstrip())


def _abbreviated(before: str, following: str) -> bool:
    """Is the stop before `following` an abbreviation's? A year's ends a sentence (2025 г. Он)."""
    if following.isalpha() and _YEAR.search(before):
        return False
    return _ABBREVIATION.search(before) is not None
