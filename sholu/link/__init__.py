"""Near-duplicates: which records say what another said before, and which of them was the first.

Two records are copies when their texts are alike (`sholu.link.sketch`) and at most seven days lie
between them. Copies of copies are of one group, whose earliest by `sort_key` is the original;
all others name it in `duplicate_of`. The groups do not depend on the order of arrival.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sholu.link.sketch import agree, similarity
from sholu.store import Copies, Sketch, Sketched

ALIKE = 0.45
"""The similarity of texts from which on they are copies. A reprint with a sentence gone, a lead
added and 2 % of its words changed has .66 to .92, two articles on one event under .3."""
SIZES = 0.6
"""The length of the shorter of two copies to that of the longer: a flash and the long version
that begins with it are two texts, however often the flash was copied."""
WINDOW = timedelta(days=7)
"""How far apart two copies are at most."""

_WINDOW = int(WINDOW.total_seconds())


def link(
    store: Copies, id: str, sketch: Sketch | None, now: datetime, *, logged: bool = False
) -> None:
    """Put a record into the group it belongs to, within the transaction that keeps it.

    Every other record whose original changes gets a new `change` and a row in the log; this one
    too, unless the transaction has `logged` it. A record whose text or time is as it was stays
    where it is; one that is alike to nothing any more leaves its group.
    """
    at, known = store.known_sketch(id)
    if sketch is None:
        if known is None:
            return
        store.drop_sketch(id)
    elif known and known[2:] == (at, *sketch[:3]):
        return
    else:
        store.put_sketch(id, at, sketch)
    new = id if logged else None
    if known:
        _leave(store, known, now)
    heads = [other.head for other in _copies(store, id, at, sketch)] if sketch else []
    if not heads and not known:
        return  # as most articles: nothing says what this one says
    head = store.earliest([id, *heads])
    others = store.group({*heads} - {head})
    store.point([*others, id], head, now, logged=new)


def alike(one: Sketched, other: Sketched) -> bool:
    """Whether two texts are copies of each other, whichever came first."""
    return (
        abs(one.at - other.at) <= _WINDOW
        and min(one.words, other.words) >= SIZES * max(one.words, other.words)
        and similarity(one.bins, other.bins) >= ALIKE
        and agree(one.marks, other.marks)
    )


def _copies(store: Copies, id: str, at: int, sketch: Sketch) -> list[Sketched]:
    own = Sketched(id, id, at, *sketch[:3])
    near = store.near(sketch.bands, at - _WINDOW, at + _WINDOW)
    return [other for other in near if other.id != id and alike(own, other)]


def _leave(store: Copies, left: Sketched, now: datetime) -> None:
    """Part the rest of a group as it is without one of it."""
    rest = [member for member in store.group([left.head]) if member != left.id]
    if not rest:
        return
    for group in groups(store.sketched(rest)):
        ids = [member.id for member in group]
        store.point(ids, store.earliest(ids), now, logged=None)


def groups(members: Iterable[Sketched]) -> Sequence[Sequence[Sketched]]:
    """Records parted into groups of copies, and copies of copies."""
    found: list[list[Sketched]] = []
    for member in members:
        joined = [group for group in found if any(alike(member, other) for other in group)]
        found = [group for group in found if group not in joined]
        found.append([member, *(other for group in joined for other in group)])
    return found
