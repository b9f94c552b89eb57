"""The Russian search key: the lemma of pymorphy3's first parse, ё as е.

First parse, because the rule "one lemma or none" leaves дипфейков and нейросетей inflected: 96.2
against 90.1 % of UD GSD's content words are met by their lemma. What the first parse gets wrong
in this press is listed in overrides.txt.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from nlp.tokens import unmixed
from nlp.wordlist import pairs

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer

CACHE = 100_000
"""Words remembered, some 28 MB."""
ABBREVIATION = 6
"""Letters an all-capitals word may have to pass for an abbreviation."""

OVERRIDES = pairs(__package__, "overrides.txt")
_CYRILLIC = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюя")
_VOWELS = frozenset("аеиоуыэюя")
# Nouns that are adjectives (главное, сборная, пограничные) take the adjective's lemma: which of
# the two a form's first parse is changes from case to case.
_ADJECTIVAL = ("ое", "ее", "ая", "яя", "ые", "ие")


def key(word: str, surface: str | None = None) -> str:
    """The search key of a normalised word (`nlp.tokens.normal_word`).

    `surface` is the word as written: ИИ in capitals is an abbreviation and stays ии, while its
    parse would be the name Ия. Words that are not plain Russian letters come back unchanged.

    >>> key("дипфейков"), key("ии", "ИИ"), key("sora")
    ('дипфейк', 'ии', 'sora')
    """
    if surface is not None and surface.isupper() and 1 < len(surface) <= ABBREVIATION:
        return word
    return _lemma(word)


@lru_cache(maxsize=CACHE)
def _lemma(word: str) -> str:
    word = unmixed(word)
    if word in OVERRIDES:
        return OVERRIDES[word]
    # Without a vowel it is an abbreviation, for which the parser invents a lemma (рвсн, рвсна).
    if not _CYRILLIC.issuperset(word) or _VOWELS.isdisjoint(word) or len(word) < 2:
        return word
    known = _known(word)
    if len(known) == 1:
        return known.pop()
    parses = _analyzer().parse(word)
    lemma: str = parses[0].normal_form
    if parses[0].tag.POS == "NOUN" and lemma.endswith(_ADJECTIVAL):
        lemma = next((p.normal_form for p in parses if p.tag.POS == "ADJF"), lemma)
    return lemma.replace("ё", "е")


def _known(word: str) -> set[str]:
    """The lemmas that a form of the dictionary may have, ё as е; none of another word.

    Most forms have one, and then it does not matter which parse is first: to order them takes
    thrice as long as to look the word up.
    """
    morph = _analyzer()
    dictionary = morph.dictionary
    return {
        dictionary.build_normal_form(paradigm, number, form).replace("ё", "е")
        for form, parses in dictionary.words.similar_items(word, morph.char_substitutes)
        for paradigm, number in parses
    }


@cache
def _analyzer() -> MorphAnalyzer:
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer(lang="ru")
