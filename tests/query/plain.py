"""Keys without a language: what a test can tell by eye."""

from __future__ import annotations

from nlp.keys import WordKeys
from nlp.tokens import normal_word


def plain_keys(surface: str) -> WordKeys:
    word = normal_word(surface)
    return WordKeys(word, word, word)
