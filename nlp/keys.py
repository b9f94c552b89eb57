"""Search keys: what a word is indexed and asked by, in text and query alike.

Positions: each of the six strings of `sholu.article.Keys` is tokens joined by single spaces, so a
token's position is its place in the string. `words` and `title_words` hold every token; `keys_kk`
and `keys_ru` those of the paragraphs in their language, in the same order, so that a phrase keeps
its distances inside a paragraph. Between two paragraphs of one string stand `GAP` fillers, more
than the largest slop: no phrase crosses them. Paragraphs in a third language are in `words` only.

Imports neither spaCy nor py3langid: queries stay light.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from typing import NamedTuple

from nlp.kk import stem
from nlp.ru import lemma
from nlp.tokens import FILLER, GAP, Token, normal_word, paragraphs, tokens
from nlp.wordlist import raw
from sholu.article import Keys

RULES = "2"
"""Rises with every change of the tokenizer, the stemmer or the lemma rules; data is hashed."""

_DATA = (
    ("nlp.kk", "protected.txt"),
    ("nlp.kk", "short.txt"),
    ("nlp.kk", "irregular.txt"),
    ("nlp.ru", "overrides.txt"),
)
_PARTING = " ".join(["", *[FILLER] * GAP, ""])
_SHOUT = 3
"""Words a line in capitals needs to be a shouted headline rather than a row of abbreviations."""


def _version() -> str:
    digest = hashlib.sha256()
    for package, name in _DATA:
        digest.update(raw(package, name))
    return f"{RULES}-{digest.hexdigest()[:8]}-{version('pymorphy3-dicts-ru')}"


KEYS_VERSION = _version()
"""Rules, word lists and Russian dictionary: another version means that texts are keyed anew."""


class WordKeys(NamedTuple):
    """The three names of one word: Kazakh key, Russian key, normalised form."""

    kk: str
    ru: str
    word: str


def word_keys(surface: str) -> WordKeys:
    """The keys of one token as written, its language unknown: what a query asks for.

    >>> word_keys("Дипфейктердің").kk, word_keys("дипфейков").ru, word_keys("ИИ").ru
    ('дипфейк', 'дипфейк', 'ии')
    """
    word = normal_word(surface)
    return WordKeys(stem.key(word), lemma.key(word, surface), word)


def keyed(text: str) -> Iterator[tuple[Token, WordKeys]]:
    """Every token of a text with its keys, in order: highlighting marks those a query asks for."""
    for start, end in paragraphs(text):
        for token, surface in _written(text, start, end):
            ru = lemma.key(token.word, surface)
            yield token, WordKeys(stem.key(token.word), ru, token.word)


def text_keys(
    title: str,
    text: str,
    languages: Sequence[tuple[int, int, str]],
    title_lang: str = "",
) -> Keys:
    """The six key strings of an article.

    `languages` gives (start, end, language) of each paragraph of `text`, in order; `title_lang`
    is the headline's. Text outside the given paragraphs is in none of the strings.
    """
    body = _strings(text, languages)
    head = _strings(title, ((0, len(title), title_lang),))
    return Keys(
        keys_kk=body.kk,
        keys_ru=body.ru,
        words=body.word,
        title_keys_kk=head.kk,
        title_keys_ru=head.ru,
        title_words=head.word,
    )


def _strings(text: str, parts: Iterable[tuple[int, int, str]]) -> WordKeys:
    """The three strings of a field; paragraphs without a token are left out."""
    kk: list[str] = []
    ru: list[str] = []
    words: list[str] = []
    for start, end, lang in parts:
        found = list(_written(text, start, end))
        if not found:
            continue
        words.append(" ".join(token.word for token, _ in found))
        if lang == "kk":
            kk.append(" ".join(stem.key(token.word) for token, _ in found))
        elif lang == "ru":
            ru.append(" ".join(lemma.key(token.word, surface) for token, surface in found))
    return WordKeys(_PARTING.join(kk), _PARTING.join(ru), _PARTING.join(words))


def _written(text: str, start: int, end: int) -> Iterator[tuple[Token, str | None]]:
    """The tokens of text[start:end] with their spelling; None where all is shouted in capitals.

    A headline in capitals says nothing of which words are abbreviations.
    """
    part = text[start:end]
    found = list(tokens(text, start, end))
    shouted = len(found) >= _SHOUT and part.isupper()
    for token in found:
        yield token, None if shouted else text[token.start : token.end]
