"""Kazakh lexical attributes: LIKE_NUM knows numerals, NORM is the search key."""

from __future__ import annotations

from collections.abc import Callable

from spacy.attrs import LIKE_NUM, NORM  # type: ignore[import-not-found]

from nlp.kk.endings import ENDINGS
from nlp.kk.stem import key
from nlp.tokens import normal_word, tokens
from nlp.wordlist import words

_NUMERALS = words(__package__, "numerals.txt")


def like_num(text: str) -> bool:
    """Whether it reads like a number: digits, fractions, numerals.

    >>> like_num("5,5"), like_num("Жиырма"), like_num("заң")
    (True, True, False)
    """
    text = text.lstrip("+-±~−").replace(",", "").replace(".", "")
    over, slash, under = text.partition("/")
    if over.isdigit() and (not slash or under.isdigit()):
        return True
    return text.lower() in _NUMERALS


def norm(text: str) -> str:
    """The search key of a spaCy token; a name keeps its key before a hyphened ending.

    >>> norm("Дипфейктердің"), norm("ҚР-дағы"), norm("онлайн-платформалар"), norm("!")
    ('дипфейк', 'қр', 'онлайн-платформа', '!')
    """
    first, *rest = [token.word for token in tokens(text)] or [""]
    parts = [first, *(word for word in rest if word not in ENDINGS)]
    return "-".join(map(key, parts)) or normal_word(text) or text


LEX_ATTRS: dict[int, Callable[[str], bool | str]] = {LIKE_NUM: like_num, NORM: norm}
