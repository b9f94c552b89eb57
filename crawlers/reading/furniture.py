"""Which lines and elements of a page are furniture: built-in lists and the profile's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from crawlers.site import Site
from nlp.tokens import normal_text
from sholu.yamlfile import load

FILE = Path(__file__).with_name("furniture.yml")
CREDIT_LENGTH = 200
"""A longer line that begins like a credit is a sentence."""
LABEL_WORDS, CREDIT_WORDS = 3, 6
"""Words of a shortest sentence behind a label, and of one that begins like a credit: `Фото из
открытых источников.` is none."""
Rule = Literal["keep", "end", "credits", "begins", "lines", "counter", "holds"]
"""The list that a line is on; `counter` is none: a number with little beside it."""
_COUNTER = re.compile(r"[\W_]*\d[\d\s.,:+°%$€₸/|-]*\D{0,2}")
_SENTENCE = re.compile(r"[^\W_][)\"]*[.!?…]*[.!?…\"]$")
_END = 16
"""Characters at a line's end that tell whether it ends like a sentence."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_CREDITED = ("фото", "сурет", "коллаж")
_TRAILING_CREDIT = re.compile(
    r"(?:(?![.!?]\s).){0,400}\b(?:фото|сурет|коллаж) ?: ?\S.{1,60}(?<![.!?])"
)


class _Lists(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    keep: tuple[str, ...]
    labels: tuple[str, ...]
    begins: tuple[str, ...]
    lines: tuple[str, ...]
    holds: tuple[str, ...]
    credits: tuple[str, ...]
    elements: str
    captions: str


@lru_cache(maxsize=8192)
def key(line: str) -> str:
    """What two lines are compared by: normalised text, small letters."""
    return normal_text(line).lower()


@cache
def lists() -> _Lists:
    """The built-in lists."""
    return load(FILE, _Lists)


@cache
def element_words(kind: Literal["elements", "captions"]) -> frozenset[str]:
    """Words that name furniture, or captions, in classes and ids."""
    return frozenset((lists().elements if kind == "elements" else lists().captions).split())


@dataclass(frozen=True, slots=True)
class Furniture:
    """What a line is. `keep` is asked first: it holds against every other list."""

    keep: tuple[str, ...]
    labels: tuple[str, ...]
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    lines: frozenset[str]
    holds: tuple[str, ...]
    credits: tuple[str, ...]

    def rule(self, line: str) -> Rule | None:
        """The list that a line is on, or None: an ordinary line."""
        text = key(line)
        if self.keeps(line):
            return "keep"
        if _begun(text, self.ends):
            return "end"
        if _is_credit(text, self.credits):
            return "credits"
        if text.rstrip(" :.") in self.lines or text in self.lines:
            return "lines"
        if _begun(text, self.begins) or _is_labelled(text, self.labels):
            return "begins"
        if _COUNTER.fullmatch(text):
            return "counter"
        if _is_held(text, self.holds):
            return "holds"
        return None

    def keeps(self, line: str) -> bool:
        """Whether a line is on the list `keep`."""
        return bool(_begun(key(line), self.keep))

    def credits_in(self, line: str) -> bool:
        """Whether a line is on the list `credits`."""
        return _is_credit(key(line), self.credits) and self.rule(line) == "credits"


def _begun(text: str, entries: tuple[str, ...]) -> str:
    """The entry that a line begins with, as whole words; empty where there is none."""
    if not text.startswith(entries or ("\n",)):
        return ""
    return next((entry for entry in entries if _begins(text, entry)), "")


def _begins(text: str, entry: str) -> bool:
    """Whether a line begins with an entry and no word goes on behind it."""
    if not text.startswith(entry):
        return False
    return not (entry[-1:].isalnum() and text[len(entry) :][:1].isalnum())


def _is_labelled(text: str, labels: tuple[str, ...]) -> bool:
    label = _begun(text, labels)
    return bool(label) and not is_sentence(text[len(label) :], LABEL_WORDS)


def is_sentence(text: str, words: int) -> bool:
    """Whether a text has so many words and ends like a sentence.

    >>> is_sentence("Айгүл Сәрсен", 2), is_sentence("«Я писал два года»", 3)
    (False, True)
    """
    return _SENTENCE.search(key(text)[-_END:]) is not None and len(_WORD.findall(text)) >= words


def _is_held(text: str, holds: tuple[str, ...]) -> bool:
    """Whether a line is a number with these words and no others."""
    words = next((words for words in holds if words in text), None)
    if words is None or not any(map(str.isdigit, text)):
        return False
    return not any(map(str.isalpha, text.replace(words, "")))


def _is_credit(text: str, begins: tuple[str, ...]) -> bool:
    entry = _begun(text, begins) if len(text) <= CREDIT_LENGTH else ""
    if entry and (entry.endswith(":") or not is_sentence(text, CREDIT_WORDS)):
        return True
    credited = any(word in text for word in _CREDITED)  # the pattern alone is slow
    return credited and _TRAILING_CREDIT.fullmatch(text) is not None


def is_credit(line: str) -> bool:
    """Whether a line is a caption or a photo credit by its words.

    >>> is_credit("Коллаж: Kazinform / Freepik"), is_credit("Сурет Ботагөз Ақиқат")
    (True, False)
    """
    return of_site(None).rule(line) == "credits"


def of_site(site: Site | None) -> Furniture:
    """The built-in lists with the profile's lines; a final | in a profile ends the article."""
    own = [line for lines in site.furniture.values() for line in lines] if site else []
    spared = [line for lines in site.not_furniture.values() for line in lines] if site else []
    built_in = lists()

    def keys(items: list[str] | tuple[str, ...]) -> tuple[str, ...]:
        return tuple(key(item) for item in items)

    begins = keys([line for line in own if not line.endswith("|")])
    return Furniture(
        keep=keys(built_in.keep) + keys(spared),
        labels=keys(built_in.labels) + tuple(line for line in begins if _is_word(line)),
        begins=keys(built_in.begins) + tuple(line for line in begins if not _is_word(line)),
        ends=keys([line[:-1] for line in own if line.endswith("|")]),
        lines=frozenset(keys(built_in.lines)),
        holds=keys(built_in.holds),
        credits=keys(built_in.credits),
    )


def _is_word(entry: str) -> bool:
    """Whether an entry is one word, or a mark as 18+: too little to know a line by."""
    return " " not in entry and not entry.endswith(":")


def entries(rule: Rule, line: str, site: Site | None) -> list[tuple[str, str]]:
    """(entry, where it is written) of a list's entries that a line meets; none for `counter`."""
    text = key(line)
    named = ("labels", "begins") if rule == "begins" else (rule,)
    own = _own_entries(rule, site)
    own += [(entry, f"{FILE.name} {name}") for name in named for entry in _built_in(name)]
    return [(entry, where) for entry, where in own if _meets(rule, text, key(entry.rstrip("|")))]


def _meets(rule: Rule, text: str, entry: str) -> bool:
    if rule == "lines":
        return entry in (text, text.rstrip(" :."))
    return entry in text if rule == "holds" else _begins(text, entry)


def _built_in(name: str) -> tuple[str, ...]:
    """The entries of a list as furniture.yml has them."""
    return getattr(lists(), name, ())


def _own_entries(rule: Rule, site: Site | None) -> list[tuple[str, str]]:
    """The lines of the profile that stand on a list: those with a final | on `end`."""
    if site is None or rule not in ("begins", "end", "keep"):
        return []
    name = "not_furniture" if rule == "keep" else "furniture"
    listed = site.not_furniture if rule == "keep" else site.furniture
    return [
        (line, f"profile {site.id}, {name}.{language}")
        for language, lines in listed.items()
        for line in lines
        if rule == "keep" or line.endswith("|") == (rule == "end")
    ]
