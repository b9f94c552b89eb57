"""How names of people, sections and places are found: whole, or by any of their words."""

from __future__ import annotations

from nlp.tokens import tokens


def name_key(name: str) -> str:
    """A name as it is asked for: its normalised words, a space between.

    >>> name_key("Ботагөз  АҚИҚАТ")
    'ботагөз ақиқат'
    """
    return " ".join(token.word for token in tokens(name))


def name_keys(name: str) -> tuple[str, ...]:
    """Everything a name is found by: the whole of it and each of its words.

    >>> name_keys("Ботагөз Ақиқат")
    ('ботагөз ақиқат', 'ботагөз', 'ақиқат')
    """
    words = [token.word for token in tokens(name)]
    return tuple(dict.fromkeys([" ".join(words), *words])) if words else ()
