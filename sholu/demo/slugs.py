"""Titles as address words, each site in its own transliteration."""

from __future__ import annotations

import re

_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
    "и": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_KAZAKH = {
    "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i",
}  # fmt: skip
_LADA = {"ю": "iu", "я": "ia", "й": "i"}
LENGTH = 70


def _slug(title: str, letters: dict[str, str]) -> str:
    text = "".join(
        letters.get(char, char if char.isascii() else "-" if char.isspace() else "")
        for char in title.lower()
    )
    return re.sub(r"[^a-z0-9]+", "-", text)[:LENGTH].strip("-") or "novost"


def zakon(title: str) -> str:
    """Kazakh letters are dropped, as on kaz.zakon.kz.

    >>> zakon("Қазақстанда дипфейк үшін жауапкершілік енгізіледі")
    'azastanda-dipfeyk-shn-zhauapkershlk-engzled'
    """
    return _slug(title, _LETTERS)


def lada(title: str) -> str:
    """`ia` and `iu` for я and ю."""
    return _slug(title, _LETTERS | _KAZAKH | _LADA)


def inform(title: str) -> str:
    """Kazakh letters become their Latin neighbours."""
    return _slug(title, _LETTERS | _KAZAKH)
