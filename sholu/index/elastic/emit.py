"""A query's tree as an Elasticsearch query; means what `sholu.index.emit` means to tantivy.

Never its query_string: ours has said what everything means. Nothing is scored.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import msgspec

from sholu.index.elastic.mapping import TOKEN
from sholu.index.emit import KEYS, names
from sholu.query import All, And, Field, Fuzzy, Node, Not, Or, Phrase, Prefix, Range, Word

Query = dict[str, Any]
ALL: Query = {"match_all": {}}
NONE: Query = {"match_none": {}}
DEEPEST = 25
"""Levels of a query in one piece: a server reads no more than 30."""


def emit(node: Node) -> Query:
    """The same question to Elasticsearch."""
    return _shallow(_emit(node))[0]


def _emit(node: Node) -> Query:
    match node:
        case All():
            return ALL
        case Word():
            return _any(
                {"term": {name: _cut(getattr(node, key))}}
                for key in KEYS
                for name in names(key, node.scope)
            )
        case Phrase():
            return _any(
                _phrase(name, [_cut(getattr(part, key)) for part in node.parts], node.slop)
                for key in KEYS
                for name in names(key, node.scope)
            )
        case Prefix():
            return _any({"prefix": {name: _cut(node.word)}} for name in names("word", node.scope))
        case Fuzzy():
            return _any(_fuzzy(name, node) for name in names("word", node.scope))
        case Field():
            return {"term": {node.name: node.value}}
        case Range():
            return _range(node)
        case Not():
            return {"bool": {"must_not": [_emit(node.node)]}}
        case And():
            return _all(node.nodes)
        case Or():
            return _any(_emit(part) for part in node.nodes)


def _cut(token: str) -> str:
    """As the index holds it."""
    return token[:TOKEN]


def _all(nodes: Sequence[Node]) -> Query:
    """Where all of them exclude, the server takes what is left of everything."""
    wanted = [_emit(part) for part in nodes if not isinstance(part, Not)]
    excluded = [_emit(part.node) for part in nodes if isinstance(part, Not)]
    parts = {"filter": wanted, "must_not": excluded}
    return {"bool": {name: queries for name, queries in parts.items() if queries}}


def _any(queries: Iterable[Query]) -> Query:
    parts = list(queries)
    if not parts:
        return NONE
    return {"bool": {"should": parts, "minimum_should_match": 1}}


def _fuzzy(name: str, node: Fuzzy) -> Query:
    """Without this rewriting only the nearest 50 forms would be taken."""
    return {
        "fuzzy": {
            name: {
                "value": _cut(node.word),
                "fuzziness": node.distance,
                "transpositions": True,
                "rewrite": "constant_score",
            }
        }
    }


def _phrase(name: str, words: Sequence[str], slop: int) -> Query:
    """The words side by side; with slop, each two neighbours near each other."""
    if not all(words):
        return NONE
    if not slop:
        return _near(name, words, 0)
    pairs = dict.fromkeys(pairwise(words))
    near = [_near(name, pair, slop) for pair in pairs]
    return near[0] if len(near) == 1 else {"bool": {"filter": near}}


def _near(name: str, words: Sequence[str], slop: int) -> Query:
    return {"match_phrase": {name: {"query": " ".join(words), "slop": slop}}}


def _range(node: Range) -> Query:
    if node.low is None and node.high is None:
        return ALL
    sides: dict[str, Any] = {}
    if node.low is not None:
        sides["gte" if node.include_low else "gt"] = node.low
    if node.high is not None:
        sides["lte" if node.include_high else "lt"] = node.high
    return {"range": {node.name: sides}}


def _shallow(query: Query) -> tuple[Query, int]:
    """The query with what lies too deep wrapped up, to be read by itself; and how deep it is."""
    inside = query.get("bool")
    if inside is None:
        return query, 1
    deepest, parts = 0, dict(inside)
    for clause in inside.keys() & {"filter", "must_not", "should"}:
        inner = [_shallow(part) for part in inside[clause]]
        parts[clause] = [part for part, _ in inner]
        deepest = max(deepest, *(depth for _, depth in inner))
    if deepest + 1 < DEEPEST:
        return {"bool": parts}, deepest + 1
    return {"wrapper": {"query": b64encode(msgspec.json.encode({"bool": parts})).decode()}}, 1
