"""One sentence on a name nobody knows, with the nearest that are known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was very probably meant, or None.

    >>> nearest("deepfakes", ["ai_regulation", "deepfake"]), nearest("Sora", ["deepfake"])
    ('deepfake', None)
    """
    return next(iter(get_close_matches(name, sorted(known), n=1, cutoff=0.8)), None)


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The sentence; without near names it lists those there are.

    >>> unknown("topic", "deepfakes", ["ai_regulation", "deepfake"])
    'unknown topic deepfakes; did you mean deepfake?'
    """
    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(names)}"
    return f"unknown {kind} {name}; {hint}"
