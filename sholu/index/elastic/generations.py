"""Generations of indices: which one is in use, the next one beside it, and putting it in use.

A generation is all that sholu has on the server at a time: the articles' years and what goes with
them. One call moves every alias to the next, so a reader sees the old or the new, never a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sholu.index.companions import COMPANIONS
from sholu.index.elastic.calls import Door
from sholu.index.elastic.names import FIRST, alias, generation_order

KINDS = ("articles", *COMPANIONS)


def indices(door: Door) -> dict[str, set[str]]:
    """Generation -> the names of its indices, of all generations there are."""
    patterns = ",".join(f"{alias(door.prefix, kind)}-v*" for kind in KINDS)
    _, found = door.ask("GET", f"/{patterns}/_alias")
    generations: dict[str, set[str]] = {}
    for name in found:
        if generation := _parts(door, name)[1]:
            generations.setdefault(generation, set()).add(name)
    return generations


def all_of(door: Door, kind: str) -> list[str]:
    """The names of the indices of a kind, of all generations there are."""
    found = (name for names in indices(door).values() for name in names)
    return sorted(name for name in found if _parts(door, name)[0] == kind)


def in_use(door: Door) -> str | None:
    """The generation that is read; None if there is none."""
    status, found = door.ask("GET", f"/_alias/{alias(door.prefix)}", fine=(404,))
    named = (_parts(door, name)[1] for name in found if status == 200)
    return max(filter(None, named), key=generation_order, default=None)


def fresh(door: Door) -> str:
    """A name that no generation has."""
    numbers = [
        int(number or 0)
        for base, _, number in (name.partition(".") for name in indices(door))
        if base == FIRST
    ]
    return f"{FIRST}.{max(numbers) + 1}" if numbers else FIRST


def put_in_use(door: Door, generation: str) -> None:
    """Let a generation be read instead of any other, at once."""
    actions: list[dict[str, Any]] = []
    for name, names in indices(door).items():
        for index in sorted(names):
            kind = alias(door.prefix, _parts(door, index)[0])
            if name == generation:
                actions.append({"add": {"index": index, "alias": kind}})
            else:
                actions.append({"remove": {"index": index, "alias": kind, "must_exist": False}})
    door.ask("POST", "/_aliases", {"actions": actions})


def remove(door: Door, keep: Iterable[str | None]) -> list[str]:
    """Remove all generations but those to keep; gives the names of what was removed."""
    kept = set(keep)
    gone = [names for generation, names in sorted(indices(door).items()) if generation not in kept]
    for names in gone:
        door.ask("DELETE", f"/{','.join(sorted(names))}", params={"ignore_unavailable": "true"})
    return sorted(name for names in gone for name in names)


def _parts(door: Door, name: str) -> tuple[str, str | None]:
    """Kind and generation of an index; the generation is None if it is not one of them."""
    kinds = "|".join(KINDS)
    match = re.fullmatch(rf"{re.escape(door.prefix)}-({kinds})-(v\d[\w.]*)(?:-\d+)?", name)
    return (match[1], match[2]) if match else ("", None)
