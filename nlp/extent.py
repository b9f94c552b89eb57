"""How much of a text is annotated and compared: a bound far above any article's length."""

from __future__ import annotations

LONGEST = 300_000
"""Characters of a text that are annotated: the longest of 495 articles has 53,000, a code of law a
few hundred thousand."""


def beginning(text: str, most: int = LONGEST) -> str:
    """The text; of one longer than `most` characters fewer than those, without a word that may be
    torn at the end.

    >>> beginning("Бір ұзақ мәтін", 10), beginning("Бір ұзақ мәтін")
    ('Бір ұзақ', 'Бір ұзақ мәтін')
    """
    if len(text) <= most:
        return text
    words = text[:most].rsplit(None, 1)
    return words[0] if len(words) == 2 else text[:most]
