"""Edits: whether an outlet changed an article, of which class, and word by word. Pure functions.

An edit is a change of the normalised title or text (design, section 10). What only our own
reader changed never comes here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Literal, NamedTuple

from nlp.tokens import normal_text, paragraphs, tokens

EditClass = Literal["headline", "number", "quote", "cosmetic", "substance"]
Side = Literal["same", "out", "in"]

_LARGE = 1_000_000
"""Product of the lengths above which difflib may begin no match at very frequent words."""
_DIALOGUE = re.compile(r"\s*[-‐‑‒–—―−]\s")
_DIGIT = re.compile(r"\d")
_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
_PARAGRAPH = re.compile(r"[^\n]+\n*|\n+")


class Piece(NamedTuple):
    """A stretch of a diff: in both versions, in the old one only, in the new one only."""

    side: Side
    text: str


class _Word(NamedTuple):
    word: str
    quoted: bool


def fingerprint(title: str, text: str) -> str:
    """A hash of what an outlet's edit would change: normalised title and text, 32 hex digits."""
    whole = f"{normal_text(title)}\n{normal_text(text)}"
    return sha256(whole.encode()).hexdigest()[:32]


def edit_class(old_title: str, old_text: str, title: str, text: str) -> EditClass:
    """The class of an edit: the first that holds, in the order of design, section 10.

    Paragraphs that both texts have are set aside first, so that one that only moved makes
    neither a number nor a quote.

    >>> edit_class("Мост", "Движение закроют 5 мая.", "Мост", "Движение закроют 6 мая.")
    'number'
    >>> edit_class("Мост", "Движение закроют.", "Мост", "Движение, закроют.")
    'cosmetic'
    """
    if normal_text(old_title) != normal_text(title):
        return "headline"
    old, new = _apart(old_text, text)
    if _numbers(old) != _numbers(new):
        return "number"
    changed = list(_changed(old, new))
    if any(word.quoted for pair in changed for part in pair for word in part):
        return "quote"
    if not old and not new and _all_words(old_text) != _all_words(text):
        return "substance"  # the same paragraphs in another order
    return "cosmetic" if all(_slight(*pair) for pair in changed) else "substance"


def word_diff(old: str, new: str) -> list[Piece]:
    """Old and new text as stretches, by words and punctuation marks; joined they give both.

    >>> [tuple(piece) for piece in word_diff("в среду, утром", "в четверг, утром")]
    [('same', 'в '), ('out', 'среду'), ('in', 'четверг'), ('same', ', утром')]
    """
    before, after = _PARAGRAPH.findall(old), _PARAGRAPH.findall(new)
    found: list[Piece] = []
    for tag, a, b, c, d in _opcodes(before, after):
        out, come = "".join(before[a:b]), "".join(after[c:d])
        found += _fine_diff(out, come) if tag == "replace" else _coarse(tag, out, come)
    return _joined(found)


def _fine_diff(old: str, new: str) -> Iterator[Piece]:
    before, after = _PIECE.findall(old), _PIECE.findall(new)
    for tag, a, b, c, d in _opcodes(before, after):
        yield from _coarse(tag, "".join(before[a:b]), "".join(after[c:d]))


def _coarse(tag: str, old: str, new: str) -> Iterator[Piece]:
    if tag == "equal":
        yield Piece("same", old)
        return
    if old:
        yield Piece("out", old)
    if new:
        yield Piece("in", new)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with neighbours of one side made one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].side == piece.side:
            found[-1] = Piece(piece.side, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found


def _apart(old: str, new: str) -> tuple[list[_Word], list[_Word]]:
    """The words of the paragraphs that only one of the texts has."""
    before, after = _paragraphs(old), _paragraphs(new)
    shared = Counter(map(normal_text, before)) & Counter(map(normal_text, after))
    return _rest(before, shared.copy()), _rest(after, shared.copy())


def _rest(parts: list[str], shared: Counter[str]) -> list[_Word]:
    words: list[_Word] = []
    for part in parts:
        key = normal_text(part)
        if shared[key] > 0:
            shared[key] -= 1
        else:
            words += _words(part)
    return words


def _paragraphs(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text)]


def _all_words(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


def _numbers(words: Sequence[_Word]) -> list[str]:
    return [item.word for item in words if _DIGIT.search(item.word)]


def _words(paragraph: str) -> Iterator[_Word]:
    """The words of a paragraph, and which of them somebody is quoted with."""
    spoken = _DIALOGUE.match(paragraph) is not None
    inside = _inside_quotes(paragraph)
    for token in tokens(paragraph):
        yield _Word(token.word, spoken or inside[token.start])


def _inside_quotes(paragraph: str) -> list[bool]:
    """Of each character whether it stands between quotation marks; they may be nested."""
    inside, open_marks, straight = [], "", False
    for char in paragraph:
        if char == '"':
            straight = not straight
        elif char in "«„" or (char == "“" and not open_marks.endswith("„")):
            open_marks += char
        elif char in "»”“‟":
            open_marks = open_marks[:-1]
        inside.append(straight or bool(open_marks))
    return inside


def _changed(
    old: Sequence[_Word], new: Sequence[_Word]
) -> Iterator[tuple[Sequence[_Word], Sequence[_Word]]]:
    before, after = [item.word for item in old], [item.word for item in new]
    for tag, a, b, c, d in _opcodes(before, after):
        if tag != "equal":
            yield old[a:b], new[c:d]


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    large = len(old) * len(new) > _LARGE
    return SequenceMatcher(str.isspace, old, new, autojunk=large).get_opcodes()


def _slight(old: Sequence[_Word], new: Sequence[_Word]) -> bool:
    """Whether words changed by a letter each, or were only joined or parted."""
    before, after = [item.word for item in old], [item.word for item in new]
    if "".join(before) == "".join(after):
        return True
    return len(before) == len(after) and all(map(_near, before, after))


def _near(old: str, new: str) -> bool:
    """Whether one letter more, less or other makes one word of the other (Levenshtein, 1)."""
    if len(old) > len(new):
        old, new = new, old
    if len(new) - len(old) > 1:
        return False
    at = next((i for i, char in enumerate(old) if char != new[i]), len(old))
    return old[at + (len(old) == len(new)) :] == new[at + 1 :]
