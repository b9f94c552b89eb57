"""The query language: text -> a tree that means the same to every engine.

`parse` loads its grammar when first called; nothing here imports spaCy.
"""

from __future__ import annotations

from sholu.query.ast import (
    All,
    And,
    Field,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Word,
    both,
    either,
    negation,
    wanted,
)
from sholu.query.errors import QueryError
from sholu.query.names import name_keys
from sholu.query.parser import parse
from sholu.query.values import FIELDS, MAX_SLOP

__all__ = [
    "FIELDS",
    "MAX_SLOP",
    "All",
    "And",
    "Field",
    "Fuzzy",
    "Node",
    "Not",
    "Or",
    "Phrase",
    "Prefix",
    "QueryError",
    "Range",
    "Word",
    "both",
    "either",
    "name_keys",
    "negation",
    "parse",
    "wanted",
]
