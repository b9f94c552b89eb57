"""The Kazakh search key: endings stripped right to left until nothing comes off.

`key(form) == key(lemma)` is the goal, so that a query and a text meet; a key need not be a word
and is never shown. Nominal endings only: verb endings cost more nouns than they win verbs
(4.6 points on UD_Kazakh-KTB), and derivation (-лық, -шы, -сыз) makes another word.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from nlp.kk.endings import ENDINGS, LEFT, LONGEST, NEVER_LAST, NOT_BEFORE, VOWELS, Ending, harmony
from nlp.tokens import unmixed
from nlp.wordlist import pairs, words

CACHE = 100_000
"""Words remembered, some 22 MB; 109,000 running words of KazNERD are 20,000 different ones."""

PROTECTED = words(__package__, "protected.txt")
IRREGULAR = pairs(__package__, "irregular.txt")
SHORT = words(__package__, "short.txt")
WHOLE = PROTECTED | SHORT | frozenset(IRREGULAR) | frozenset(IRREGULAR.values())
DEVOICE = {"б": "п", "г": "к", "ғ": "қ"}


@lru_cache(maxsize=CACHE)
def key(word: str) -> str:
    """The search key of a normalised word (`nlp.tokens.normal_word`); a key's key is itself.

    >>> key("дипфейктердің"), key("заңдарына"), key("заңнама"), key("теңгенің")
    ('дипфейк', 'заң', 'заңнама', 'теңге')
    """
    word = unmixed(word)
    shorter = _once(word)
    while shorter != word:
        word, shorter = shorter, _once(shorter)
    return word


def _once(word: str) -> str:
    """One pass over [plural][possessive][case]: the shortest acceptable stem."""
    if len(word) < 3 or word in WHOLE:
        return IRREGULAR.get(word, word)
    best = word
    for stem in _stems(word, "word"):
        if stem in WHOLE:
            return stem
        if len(stem) < len(best) and (len(stem) >= 3 or stem in SHORT):
            best = stem
    return best


def _stems(word: str, kind: str) -> Iterator[str]:
    """Every stem that endings allowed left of an ending of this kind may have been put on."""
    for size in range(1, min(LONGEST, len(word) - 2) + 1):
        text = word[-size:]
        ending = ENDINGS.get(text)
        if ending is None or ending.kind not in LEFT[kind]:
            continue
        stem = _base(word[:-size], text, ending)
        if stem:
            if ending.kind not in NEVER_LAST:
                yield stem
            yield from _stems(stem, ending.kind)


def _base(stem: str, text: str, ending: Ending) -> str | None:
    """The stem an ending was put on, a voiced last consonant undone; None if it cannot be."""
    if stem in WHOLE:
        return stem
    if stem[-1] not in ending.after or VOWELS.isdisjoint(stem):
        return None
    if ending.harmony and harmony(stem) not in (None, ending.harmony):
        return None
    if stem.endswith(NOT_BEFORE.get(text, ())):
        return None
    return _unvoiced(stem) if text[0] in "ыі" else stem


def _unvoiced(stem: str) -> str | None:
    """Before a vowel п к қ became б г ғ (кітап, кітабы), but not after a consonant (банкі)."""
    last, before = stem[-1], stem[-2]
    if before not in VOWELS and before != "й":
        return stem
    if last in "пкқ":
        return None if before in VOWELS else stem
    # No native word has г after о: it is a loan's own (блог, психолог).
    if last in DEVOICE and len(stem) > 2 and stem[-2:] != "ог":
        return stem[:-1] + DEVOICE[last]
    return stem
