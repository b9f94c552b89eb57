"""Kazakh words that say how, not what: pronouns, postpositions, particles, auxiliaries."""

from __future__ import annotations

from nlp.wordlist import words

STOP_WORDS = set(words(__package__, "stop_words.txt"))
