"""A query's tree as a tantivy query. Never its own parser: ours has said what everything means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

from tantivy import FieldType, Occur, Query, Schema

from sholu.fields import BY_NAME, day_number
from sholu.query import (
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
)
from sholu.query.ast import Scope, Value

KEYS = ("kk", "ru", "word")
_STRINGS = {"kk": "keys_kk", "ru": "keys_ru", "word": "words"}
_PREFIXES: dict[Scope, tuple[str, ...]] = {
    "any": ("title_", ""),
    "title": ("title_",),
    "text": ("",),
}


def emit(node: Node, schema: Schema) -> Query:
    """The same question to tantivy."""
    again = partial(emit, schema=schema)
    match node:
        case All():
            return Query.all_query()
        case Word():
            return _any(
                Query.term_query(schema, name, getattr(node, key))
                for key in KEYS
                for name in names(key, node.scope)
            )
        case Phrase():
            return _any(
                _phrase(schema, name, [getattr(part, key) for part in node.parts], node.slop)
                for key in KEYS
                for name in names(key, node.scope)
            )
        case Prefix():
            pattern = re.escape(node.word) + ".*"
            return _any(
                Query.regex_query(schema, name, pattern) for name in names("word", node.scope)
            )
        case Fuzzy():
            return _any(
                Query.fuzzy_term_query(schema, name, node.word, distance=node.distance)
                for name in names("word", node.scope)
            )
        case Field():
            return Query.term_query(schema, node.name, _bound(node.name, node.value))
        case Range():
            return _range(node, schema)
        case Not():
            return Query.boolean_query(
                [(Occur.Must, Query.all_query()), (Occur.MustNot, again(node.node))]
            )
        case And():
            parts = [_must(part, schema) for part in node.nodes]
            if all(occur == Occur.MustNot for occur, _ in parts):  # from nothing, none is left
                parts.append((Occur.Must, Query.all_query()))
            return Query.boolean_query(parts)
        case Or():
            return _any(again(part) for part in node.nodes)


def names(key: str, scope: Scope) -> list[str]:
    """The index fields that hold a kind of key, for the headline, the text or both."""
    return [prefix + _STRINGS[key] for prefix in _PREFIXES[scope]]


def _any(queries: Iterable[Query]) -> Query:
    parts = [(Occur.Should, query) for query in queries]
    return Query.boolean_query(parts, minimum_number_should_match=1)


def _must(node: Node, schema: Schema) -> tuple[Occur, Query]:
    if isinstance(node, Not):
        return Occur.MustNot, emit(node.node, schema)
    return Occur.Must, emit(node, schema)


def _phrase(schema: Schema, name: str, words: Sequence[str], slop: int) -> Query:
    """The words side by side; with slop, each two neighbours near each other.

    tantivy and Lucene count slop alike for two different words alone: of sloppy phrases of three,
    most gave other articles than brute force. So such a phrase is asked pair by pair.
    """
    if not slop:
        return Query.phrase_query(schema, name, list(words))
    pairs = dict.fromkeys(pairwise(words))
    near = [(Occur.Must, _near(schema, name, *pair, slop)) for pair in pairs]
    return near[0][1] if len(near) == 1 else Query.boolean_query(near)


def _near(schema: Schema, name: str, first: str, second: str, slop: int) -> Query:
    """Two words within `slop` moves; the same word twice must stand there twice."""
    if first != second:
        return Query.phrase_query(schema, name, [first, second], slop=slop)
    return _any(
        Query.phrase_query(schema, name, [(0, first), (step, first)]) for step in range(1, slop + 2)
    )


def _bound(name: str, value: Value | None) -> Any:
    """A value as the field holds it: days are numbers."""
    return day_number(str(value)) if value and BY_NAME[name].kind == "day" else value


def _range(node: Range, schema: Schema) -> Query:
    low, high = _bound(node.name, node.low), _bound(node.name, node.high)
    if low is None and high is None:
        return Query.all_query()
    return Query.range_query(
        schema,
        node.name,
        FieldType.Integer,
        low,
        high,
        include_lower=low is None or node.include_low,
        include_upper=high is None or node.include_high,
    )
