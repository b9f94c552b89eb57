"""All terms of all topics in one structure: linear in the tokens of a sentence. No spaCy.

A token is looked up once and becomes the few *atoms* that any term asks for (most become none);
a slot is a set of atoms, a rule starts where an atom of its first slot stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from nlp.tokens import normal_text, normal_word, spans
from nlp.topic.terms import STEM, KeyOf, Sequence, Word, endings

Atoms = frozenset[str]
CACHE = 100_000
"""Surfaces remembered with their atoms, most of them none: some 10 MB."""
_NEAR, _FAR = "{lang}:{key}", "{lang}~{key}"
_GATE = 2
"""Letters a word shares with its key: only such words are keyed in the other language."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A sequence of a term: whose it is, in which role, and the term as written."""

    topic: str
    role: str
    term: str
    sequence: Sequence


@dataclass(frozen=True, slots=True)
class Found:
    """A rule's match: the numbers of its tokens in the sentence."""

    rule: Rule
    at: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence as the matcher sees it: offsets in the field, and the atoms of each token."""

    start: int
    end: int
    spans: tuple[tuple[int, int], ...]
    atoms: tuple[Atoms, ...]


class Automaton:
    """Rules ready to run. `keys` gives the search key of a word in each language."""

    def __init__(self, rules: Iterable[Rule], keys: KeyOf) -> None:
        self._keys = keys
        self._words: dict[str, str] = {}
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._beginnings: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._stems: dict[str, dict[str, tuple[str, ...]]] = {lang: {} for lang in keys}
        self._gate: dict[str, set[str]] = {lang: set() for lang in keys}
        self._first: dict[str, list[tuple[Rule, tuple[tuple[Atoms, int], ...]]]] = defaultdict(list)
        for rule in rules:
            slots = tuple(
                (frozenset(atom for word in slot.words for atom in self._learn(word)), slot.skip)
                for slot in rule.sequence
            )
            for atom in slots[0][0]:
                self._first[atom].append((rule, slots))
        self.atoms = lru_cache(maxsize=CACHE)(self._atoms)

    def row(self, text: str, start: int, end: int, lang: str | None) -> Row:
        """The sentence text[start:end], in a paragraph of that language (None: unknown)."""
        at = tuple(spans(text, start, end))
        return Row(start, end, at, tuple([self.atoms(text[a:b], lang) for a, b in at]))

    def find(self, row: Row, roles: Container[str], closed: Container[int] = ()) -> Iterator[Found]:
        """Matches of rules of these roles, passing by the tokens that are closed."""
        for number, atoms in enumerate(row.atoms):
            if number in closed:
                continue
            for atom in sorted(atoms):  # else the term that is shown hangs on the process
                for rule, slots in self._first.get(atom, ()):
                    if rule.role in roles:
                        rest = _walk(row.atoms, slots, 1, number + 1, closed)
                        if rest is not None:
                            yield Found(rule, (number, *rest))

    def _learn(self, word: Word) -> Iterator[str]:
        """The atoms of a term's word, entered into the look-up tables."""
        if word.kind == "word":
            yield self._words.setdefault(word.value, word.value)
        elif word.kind == "exact":
            atom = f"={word.value}"
            self._exact[word.value.lower()].add(atom)
            yield atom
        elif word.kind == "prefix":
            for beginning in endings(word):
                entry = (beginning, f"{beginning}*")
                if entry not in self._beginnings[beginning[:STEM]]:
                    self._beginnings[beginning[:STEM]].append(entry)
                yield entry[1]
        else:
            near = _NEAR.format(lang=word.lang, key=word.value)
            far = _FAR.format(lang=word.lang, key=word.value)
            atoms = (near, far) if word.portable else (near,)
            self._stems[word.lang][word.value] = atoms
            if word.portable:
                self._gate[word.lang].add(word.value[:_GATE])
            yield from atoms

    def _atoms(self, surface: str, lang: str | None) -> Atoms:
        word = normal_word(surface)
        found = [self._words[word]] if word in self._words else []
        if word in self._exact:
            found += self._exact[word] & {f"={normal_text(surface)}"}
        for beginning, atom in self._beginnings.get(word[:STEM], ()):
            if word.startswith(beginning):
                found.append(atom)
        for other, stems in self._stems.items():
            near = lang is None or lang == other
            if near or word[:_GATE] in self._gate[other]:
                atoms = stems.get(self._keys[other](word, surface), ())
                found += atoms[:1] if near else atoms[1:]
        return frozenset(found)


def _walk(
    row: tuple[Atoms, ...],
    slots: tuple[tuple[Atoms, int], ...],
    slot: int,
    number: int,
    closed: Container[int],
) -> tuple[int, ...] | None:
    """The tokens that fill the slots from `slot` on, the nearest ones; None if there are none."""
    if slot == len(slots):
        return ()
    wanted, skip = slots[slot]
    for at in range(number, min(number + skip + 1, len(row))):
        if at not in closed and not wanted.isdisjoint(row[at]):
            rest = _walk(row, slots, slot + 1, at + 1, closed)
            if rest is not None:
                return (at, *rest)
    return None
