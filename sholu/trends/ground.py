"""What a share is a share of: everything published in the same places."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sholu.query import All, And, Field, Node, Not, Or, Range, both

FIELD_OF: Mapping[str, str] = MappingProxyType(
    {
        "topic": "topics",
        "lang": "lang",
        "site": "site",
        "edition": "edition",
        "entity": "entity_ids",
        "story": "story",
    }
)
"""What articles can be grouped by -> the field of the index."""
PLACES = frozenset({"site", "edition", "lang"})
"""What says where an article stands, not what it says. Shares are taken within a place."""
_TIMES = frozenset({"day", "year", "sort_key", "published_precision"})
_KEPT = PLACES | _TIMES | {"script", "duplicate", "state"}


def ground(node: Node) -> Node:
    """What of a query says where and when; what asks for words, topics or names is dropped.

    >>> from sholu.query import parse
    >>> ground(parse("topic:deepfake lang:kk"))
    Field(name='lang', value='kk')
    """
    parts = node.nodes if isinstance(node, And) else (node,)
    return both(All(), *(part for part in parts if _is_ground(part)))


def _is_ground(node: Node) -> bool:
    match node:
        case Field(name=name) | Range(name=name):
            return name in _KEPT
        case Not(node=inner):
            return _is_ground(inner)
        case And(nodes=nodes) | Or(nodes=nodes):
            return all(map(_is_ground, nodes))
        case All():
            return True
        case _:
            return False


def named_sites(node: Node) -> frozenset[str] | None:
    """The sites that a query is confined to; None: it is not.

    >>> from sholu.query import parse
    >>> sorted(named_sites(parse("site:(zakon_kz OR lada_kz) заң")))
    ['lada_kz', 'zakon_kz']
    """
    match node:
        case Field(name="site", value=value):
            return frozenset([str(value)])
        case And(nodes=nodes) | Or(nodes=nodes):
            found = [named_sites(inner) for inner in nodes]
            confined = [one for one in found if one is not None]
            if isinstance(node, Or):
                return frozenset().union(*confined) if len(confined) == len(found) else None
            return frozenset.intersection(*confined) if confined else None
        case _:
            return None
