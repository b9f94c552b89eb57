"""Word lists kept as text files beside the code: one entry a line, `#` opens a comment."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def lines(package: str, name: str) -> Iterator[str]:
    """The entries of a list file of a package, without comments and empty lines."""
    for line in (files(package) / name).read_text(encoding="utf-8").splitlines():
        entry = line.partition("#")[0].strip()
        if entry:
            yield entry


def words(package: str, name: str) -> frozenset[str]:
    """A list of words; several may share a line, parted by spaces."""
    return frozenset(word for line in lines(package, name) for word in line.split())


def pairs(package: str, name: str) -> dict[str, str]:
    """A list of `from to` lines.

    Raises ValueError for a line that is not two words.
    """
    found: dict[str, str] = {}
    for line in lines(package, name):
        source, _, target = line.partition(" ")
        if not target.strip() or " " in target.strip():
            raise ValueError(f"{package}/{name}: expected two words, got {line!r}")
        found[source] = target.strip()
    return found


def raw(package: str, name: str) -> bytes:
    """The file as it is, for version hashes."""
    return (files(package) / name).read_bytes()
