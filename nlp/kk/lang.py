"""Kazakh for spaCy, which has none: `spacy.blank("kk")` finds it through the entry point."""

from __future__ import annotations

from spacy.language import BaseDefaults, Language

from nlp.kk.lex_attrs import LEX_ATTRS
from nlp.kk.punctuation import TOKENIZER_INFIXES, TOKENIZER_PREFIXES, TOKENIZER_SUFFIXES
from nlp.kk.stop_words import STOP_WORDS
from nlp.kk.tokenizer_exceptions import TOKENIZER_EXCEPTIONS


class KazakhDefaults(BaseDefaults):
    """Tokenizer rules, stop words and lexical attributes of Kazakh."""

    tokenizer_exceptions = TOKENIZER_EXCEPTIONS
    prefixes = TOKENIZER_PREFIXES
    suffixes = TOKENIZER_SUFFIXES
    infixes = TOKENIZER_INFIXES
    lex_attr_getters = LEX_ATTRS
    stop_words = STOP_WORDS


class Kazakh(Language):  # type: ignore[no-untyped-call]
    """The Kazakh language; NORM is the search key, so matchers see through endings."""

    lang = "kk"
    Defaults = KazakhDefaults
