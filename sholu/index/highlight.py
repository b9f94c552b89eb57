"""Marking what a query asks for in the texts shown: by key, as it was found. Keys stay hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from nlp.keys import WordKeys, keyed
from nlp.tokens import Token
from sholu.query import Fuzzy, Node, Phrase, Prefix, Word, wanted

Spans = tuple[tuple[int, int], ...]
Marked = tuple[Token, WordKeys]
Asked: TypeAlias = Word | Phrase | Prefix | Fuzzy
_PARTING = "\n\n"


def highlight(text: str, query: Node) -> Spans:
    """(start, end) of the words of a text that the query asks for, in order.

    The words of a phrase are marked only where they stand as the phrase; with slop, each of them.
    """
    row = list(keyed(text))
    found = {span for asked in wanted(query) for span in _spans(asked, row)}
    return tuple(sorted(found))


def snippet(text: str, query: Node, width: int = 240) -> tuple[str, Spans]:
    """The part of a text that shows most of what was asked, and the spans to mark in it."""
    spans = highlight(text, query)
    start = _best(spans, width)
    start = _word_start(text, start)
    end = _word_end(text, min(len(text), start + width))
    shown = text[start:end]
    before, after = "… " if start else "", " …" if end < len(text) else ""

    def moved(position: int) -> int:
        return len(before) + position - start - text.count(_PARTING, start, position)

    inside = tuple((moved(a), moved(b)) for a, b in spans if a >= start and b <= end)
    return before + shown.replace(_PARTING, " ") + after, inside


def _spans(asked: Asked, row: Sequence[Marked]) -> Iterable[tuple[int, int]]:
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
            places = [
                place
                for place in range(len(row) - size + 1)
                if all(_is(row[place + i], part) for i, part in enumerate(asked.parts))
            ]
            return [_span(row[place + i]) for place in places for i in range(size)]


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


def _best(spans: Spans, width: int) -> int:
    """Where a window of that width shows most spans: a little before the first of them."""
    if not spans:
        return 0
    counts = [sum(start <= a and b <= start + width for a, b in spans) for start, _ in spans]
    first = spans[counts.index(max(counts))][0]
    return max(0, first - width // 4)


def _word_start(text: str, position: int) -> int:
    if position == 0:
        return 0
    space = text.find(" ", max(0, position - 1))
    return space + 1 if space >= 0 else position


def _word_end(text: str, position: int) -> int:
    if position >= len(text):
        return len(text)
    space = text.rfind(" ", 0, position)
    return space if space > 0 else position
