"""What a query means, free of any engine: frozen nodes.

A word is three keys. It matches where its Kazakh key is in `keys_kk`, or its Russian key in
`keys_ru`, or its normalised form in `words`, of the headline or the text as its scope says.
`parse` leaves a Not only inside an And that also holds something positive.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Scope = Literal["any", "title", "text"]
Value: TypeAlias = str | int | bool


@dataclass(frozen=True, slots=True)
class All:
    """Every article."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word by its search keys."""

    kk: str
    ru: str
    word: str
    scope: Scope = "any"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, all of them by the same kind of key, within one paragraph.

    `slop` 0: exactly in this order, nothing between. Else every two neighbours of the phrase
    stand somewhere near each other: turned into place by at most `slop` moves of one position,
    as both engines count it (one word between costs 1, changed places cost 2).
    """

    parts: tuple[Word, ...]
    slop: int = 0
    scope: Scope = "any"


@dataclass(frozen=True, slots=True)
class Prefix:
    """Surface forms that begin so, normalised."""

    word: str
    scope: Scope = "any"


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Surface forms at most `distance` edits away; two letters changing places are one edit."""

    word: str
    distance: int = 1
    scope: Scope = "any"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of `sholu.fields` that has exactly this value, among others if it holds many."""

    name: str
    value: Value


@dataclass(frozen=True, slots=True)
class Range:
    """A field between two values; a side that is None is open. Days are ISO dates."""

    name: str
    low: str | int | None = None
    high: str | int | None = None
    include_low: bool = True
    include_high: bool = True


@dataclass(frozen=True, slots=True)
class Not:
    """Everything else."""

    node: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them."""

    nodes: tuple[Node, ...]


Node: TypeAlias = All | Word | Phrase | Prefix | Fuzzy | Field | Range | Not | And | Or


def both(*nodes: Node) -> Node:
    """All of the nodes, flattened, with All added where each of them only excludes."""
    flat: list[Node] = []
    for node in nodes:
        flat += node.nodes if isinstance(node, And) else (node,)
    excluded: list[Node] = [node for node in flat if isinstance(node, Not)]
    positive: list[Node] = [node for node in flat if not isinstance(node, Not | All)]
    together = (positive or [All()]) + excluded
    return together[0] if len(together) == 1 else And(tuple(together))


def either(*nodes: Node) -> Node:
    """Any of the nodes, flattened."""
    flat: list[Node] = []
    for node in nodes:
        flat += node.nodes if isinstance(node, Or) else (node,)
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def negation(node: Node) -> Node:
    """All but the node; two of them are none."""
    if isinstance(node, And) and len(node.nodes) == 2:
        first, second = node.nodes
        if isinstance(first, All) and isinstance(second, Not):
            return second.node
    return both(Not(node))


def wanted(node: Node) -> Iterator[Word | Phrase | Prefix | Fuzzy]:
    """What the query asks to see in the text, in its order: nothing that is excluded."""
    match node:
        case Word() | Phrase() | Prefix() | Fuzzy():
            yield node
        case And(nodes=nodes) | Or(nodes=nodes):
            for inner in nodes:
                yield from wanted(inner)
        case _:
            return
