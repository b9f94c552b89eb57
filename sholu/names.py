"""One sentence on a name nobody knows, with the nearest that are known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The sentence; without near names it lists those there are.

    >>> unknown("topic", "deepfakes", ["ai_regulation", "deepfake"])
    'unknown topic deepfakes; did you mean deepfake?'
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}"
    return f"unknown {kind} {name}; {hint}"
