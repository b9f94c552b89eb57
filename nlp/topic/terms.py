"""The notation of topic terms: text of a YAML list -> sequences of slots the matcher walks.

A word is matched by the search key of its language, so inflected forms are found. `=ИИ` is that
token exactly, with its case; `слово*` any ending; `(a|b)` either; `<name>` any of the topic's
group of that name; ` .. ` up to `REACH` other words between. Words of a term follow each other in
one sentence; a hyphen parts words as a space does. Words in Latin script and numbers are matched
as they are, in text of any language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

from nlp.tokens import tokens

Lang = Literal["kk", "ru", "en"]
Groups = Mapping[str, tuple[str, ...]]
"""Name -> what `<name>` stands for, in one language."""
KeyOf = Mapping[str, Callable[[str, str], str]]
"""Language -> function of (normalised word, surface) that gives the search key."""

REACH = 4
"""Words that `..` may pass over: `закон Республики Казахстан «Об искусственном интеллекте»`."""
SEQUENCES = 200
"""A term that stands for more sequences is a mistake."""
STEM = 3
"""Letters before `*`, at least: fewer would match half the dictionary."""

_ITEM = re.compile(r"\(([^()]*)\)|([^\s()|]+)")
_GROUP = re.compile(r"<([^<>]*)>")
_VOICED = {"к": "г", "қ": "ғ", "п": "б"}
_OWN_LETTERS = {"kk": frozenset("әғқңөұүһі"), "ru": frozenset()}
_LONG = 5


class TermError(ValueError):
    """A term that breaks the notation; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Word:
    """One way to fill a slot: by normalised `word`, `exact` surface, `prefix` or search `key`."""

    kind: Literal["word", "exact", "prefix", "key"]
    value: str
    lang: Lang

    @property
    def portable(self) -> bool:
        """Whether it is safe to try in text of another language: long, or in letters of its own."""
        if self.kind != "key":
            return True
        return len(self.value) >= _LONG or bool(_OWN_LETTERS[self.lang] & set(self.value))


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a term: any of `words`, up to `skip` other tokens before it."""

    words: tuple[Word, ...]
    skip: int = 0


Sequence = tuple[Slot, ...]


def parse(term: str, lang: Lang, keys: KeyOf, named: Groups | None = None) -> tuple[Sequence, ...]:
    """The sequences a term of that language stands for. Raises TermError.

    `named` are the groups of that language; None: any name will do, for a look at the form alone.
    """
    groups: list[tuple[Sequence, ...]] = []
    skip = 0
    for item in _items(_fill(term, named)):
        if item == "..":
            if not groups or skip:
                raise TermError("`..` stands between two words")
            skip = REACH
            continue
        groups.append(tuple(_with_skip(choice, skip) for choice in _choices(item, lang, keys)))
        skip = 0
    if not groups or skip:
        raise TermError("`..` stands between two words" if skip else "expected a word")
    found = tuple(sum(parts, ()) for parts in product(*groups))
    if len(found) > SEQUENCES:
        raise TermError(
            f"stands for {len(found)} phrases; {SEQUENCES} at most, write several terms"
        )
    return found


def words_of(term: str) -> Iterator[str]:
    """The words of a term without its marks and groups, for lint."""
    for item in _items(_GROUP.sub(" ", term)):
        for word in re.split(r"[|\s]+", item):
            if word.strip("=*.|"):
                yield word.strip("=*")


def _fill(term: str, named: Groups | None) -> str:
    """The term with its groups written out."""

    def choices(match: re.Match[str]) -> str:
        words = ("слово",) if named is None else named.get(match[1], ())
        if not words:
            raise TermError(f"there is no group `{match[1]}` in this language")
        inside = term[: match.start()].count("(") > term[: match.start()].count(")")
        return "|".join(words) if inside else f"({'|'.join(words)})"

    return _GROUP.sub(choices, term)


def _items(term: str) -> Iterator[str]:
    """Words, `..`, and the inside of brackets with its bars."""
    rest = _ITEM.sub("", term).strip()
    if rest:
        raise TermError(f"expected words, (a|b) or word*, not {rest!r}; brackets do not nest")
    for match in _ITEM.finditer(term):
        yield match[1] if match[1] is not None else match[2]


def _choices(item: str, lang: Lang, keys: KeyOf) -> tuple[Sequence, ...]:
    """What one item stands for: its single-word alternatives share a slot."""
    single: list[Word] = []
    longer: list[Sequence] = []
    for text in item.split("|"):
        slots = tuple(
            Slot((word,)) for part in text.split() for word in _words(part, lang, keys)
        )  # fmt: skip
        if not slots:
            raise TermError("an alternative of (a|b) is empty")
        if len(slots) == 1:
            single += slots[0].words
        else:
            longer.append(slots)
    return ((Slot(tuple(single)),), *longer) if single else tuple(longer)


def _words(part: str, lang: Lang, keys: KeyOf) -> Iterator[Word]:
    """The words of a part without spaces: one, or several where hyphens part it."""
    exact, ending = part.startswith("="), part.endswith("*")
    surface = part[exact : len(part) - ending]
    found = list(tokens(surface))
    if not found or set("=*.") & set(surface):
        raise TermError(f"{part!r} is no word; = stands before a word, * after it")
    for number, token in enumerate(found, 1):
        word = token.word
        if exact:
            yield Word("exact", surface[token.start : token.end], lang)
        elif ending and number == len(found):
            if len(word) < STEM:
                raise TermError(f"{part!r}: {STEM} letters or more before *")
            yield Word("prefix", word, lang)
        elif lang == "en" or not _cyrillic(word):
            yield Word("word", word, lang)
        else:
            yield Word("key", keys[lang](word, surface[token.start : token.end]), lang)


def endings(word: Word) -> tuple[str, ...]:
    """The beginnings `слово*` stands for: in Kazakh a final к, қ, п is voiced before a vowel."""
    voiced = _VOICED.get(word.value[-1]) if word.lang == "kk" else None
    return (word.value, word.value[:-1] + voiced) if voiced else (word.value,)


def _with_skip(sequence: Sequence, skip: int) -> Sequence:
    return (Slot(sequence[0].words, skip), *sequence[1:]) if skip else sequence


def _cyrillic(word: str) -> bool:
    return any("\u0400" <= letter <= "\u04ff" for letter in word)
