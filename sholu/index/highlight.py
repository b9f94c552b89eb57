"""Marking what a query asks for in the texts shown: by key, as it was found. Keys stay hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from nlp.keys import WordKeys, keyed
from nlp.tokens import Token
from sholu.query import Fuzzy, Node, Phrase, Prefix, Word, wanted
from sholu.query.ast import Scope

Spans = tuple[tuple[int, int], ...]
Marked = tuple[Token, WordKeys]
Asked: TypeAlias = Word | Phrase | Prefix | Fuzzy
_PARTING = "\n\n"
KINDS = ("kk", "ru", "word")


def highlight(text: str, query: Node, scope: Scope = "any") -> Spans:
    """(start, end) of the words of a text that the query asks for, in order.

    `scope` says what the text is: what is asked of the headline alone is not marked in the text.
    The words of a phrase are marked only where they stand as the phrase; with slop, each of them.
    """
    row = list(keyed(text))
    found: set[tuple[int, int]] = set()
    for asked in wanted(query):
        if "any" in (scope, asked.scope) or asked.scope == scope:
            found.update(_spans(asked, row, text))
    return tuple(sorted(found))


def snippet(text: str, query: Node, width: int = 240) -> tuple[str, Spans]:
    """The part of an article's text that shows most of what was asked, and the spans to mark.

    About `width` characters, cut between words; paragraphs are joined by a space.
    """
    spans = highlight(text, query, "text")
    start, end = _window(text, spans, width)
    before, after = "… " if start else "", " …" if end < len(text) else ""

    def moved(position: int) -> int:
        return len(before) + position - start - text.count(_PARTING, start, position)

    inside = tuple((moved(a), moved(b)) for a, b in spans if a >= start and b <= end)
    return before + text[start:end].replace(_PARTING, " ") + after, inside


def _spans(asked: Asked, row: Sequence[Marked], text: str) -> Iterable[tuple[int, int]]:
    match asked:
        case Word():
            return [_span(mark) for mark in row if _is(mark, asked)]
        case Prefix():
            return [_span(mark) for mark in row if mark[0].word.startswith(asked.word)]
        case Fuzzy():
            return [_span(mark) for mark in row if _near(mark[0].word, asked.word, asked.distance)]
        case Phrase() if asked.slop:
            return [_span(mark) for mark in row if any(_is(mark, part) for part in asked.parts)]
        case Phrase():
            size = len(asked.parts)
            places = (row[place : place + size] for place in range(len(row) - size + 1))
            return [
                _span(mark) for marks in places if _stands(asked, marks, text) for mark in marks
            ]


def _stands(phrase: Phrase, marks: Sequence[Marked], text: str) -> bool:
    """Whether these words are the phrase, all by one kind of key, within one paragraph."""
    same = any(
        all(
            getattr(keys, kind) == getattr(part, kind)
            for (_, keys), part in zip(marks, phrase.parts, strict=True)
        )
        for kind in KINDS
    )
    return same and _PARTING not in text[marks[0][0].start : marks[-1][0].end]


def _span(mark: Marked) -> tuple[int, int]:
    return mark[0].start, mark[0].end


def _is(mark: Marked, word: Word) -> bool:
    _token, keys = mark
    return keys.kk == word.kk or keys.ru == word.ru or keys.word == word.word


def _near(word: str, other: str, distance: int) -> bool:
    """Whether two words are at most so many edits apart; a swap of neighbours is one edit."""
    if abs(len(word) - len(other)) > distance:
        return False
    older: list[int] = []
    last = list(range(len(other) + 1))
    for i, char in enumerate(word, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (char != against))
            if i > 1 and j > 1 and char == other[j - 2] and word[i - 2] == against:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        older, last = last, row
    return last[-1] <= distance


def _window(text: str, spans: Spans, width: int) -> tuple[int, int]:
    """Start and end of the part that shows most different words of the spans, then most spans."""
    if not spans:
        return 0, _word_end(text, 0, min(len(text), width))
    shown = [[(a, b) for a, b in spans if start <= a and b <= start + width] for start, _ in spans]
    counts = [(len({text[a:b].lower() for a, b in inside}), len(inside)) for inside in shown]
    first, first_end = spans[counts.index(max(counts))]
    begin = max(0, min(first - width // 4, len(text) - width))
    while 0 < begin < first and (text[begin].isspace() or not text[begin - 1].isspace()):
        begin += 1
    return begin, _word_end(text, first_end, min(len(text), max(begin + width, first_end)))


def _word_end(text: str, least: int, end: int) -> int:
    """The last end of a word from `least` to `end`; `end` itself if there is none."""
    if end == len(text):
        return end
    if not text[end].isspace():
        cut = max(text.rfind(" ", least, end), text.rfind("\n", least, end))
        end = cut if cut > least else end
    return max(least, len(text[:end].rstrip()))
