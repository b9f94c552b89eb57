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
HOLDS_LENGTH = 45
Rule = Literal["keep", "end", "credits", "begins", "lines", "counter", "holds"]
"""The list that a line is on; `counter` is none: a number with little beside it."""
_COUNTER = re.compile(r"[\W_]*\d[\d\s.,:+°%$€₸/|-]*\D{0,2}")
_TRAILING_CREDIT = re.compile(
    r"(?:(?![.!?]\s).){0,400}\b(?:фото|сурет|коллаж) ?: ?\S.{1,60}(?<![.!?])"
)


class _Lists(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    keep: tuple[str, ...]
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
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    lines: frozenset[str]
    holds: tuple[str, ...]
    credits: tuple[str, ...]

    def rule(self, line: str) -> Rule | None:
        """The list that a line is on, or None: an ordinary line."""
        text = key(line)
        if text.startswith(self.keep):
            return "keep"
        if text.startswith(self.ends):
            return "end"
        if _is_credit(text, self.credits):
            return "credits"
        if text.rstrip(" :.") in self.lines or text in self.lines:
            return "lines"
        if text.startswith(self.begins):
            return "begins"
        if _COUNTER.fullmatch(text):
            return "counter"
        if len(text) < HOLDS_LENGTH and any(words in text for words in self.holds):
            return "holds"
        return None


def _is_credit(text: str, begins: tuple[str, ...]) -> bool:
    begun = text.startswith(begins) and len(text) <= CREDIT_LENGTH
    return begun or _TRAILING_CREDIT.fullmatch(text) is not None


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

    return Furniture(
        keep=keys(built_in.keep) + keys(spared),
        begins=keys(built_in.begins) + keys([line for line in own if not line.endswith("|")]),
        ends=keys([line[:-1] for line in own if line.endswith("|")]),
        lines=frozenset(keys(built_in.lines)),
        holds=keys(built_in.holds),
        credits=keys(built_in.credits),
    )


def entries(rule: Rule, line: str, site: Site | None) -> list[tuple[str, str]]:
    """(entry, where it is written) of a list's entries that a line meets; none for `counter`."""
    text = key(line)
    own = _own_entries(rule, site) + [(entry, f"{FILE.name} {rule}") for entry in _built_in(rule)]
    return [(entry, where) for entry, where in own if _meets(rule, text, key(entry.rstrip("|")))]


def _meets(rule: Rule, text: str, entry: str) -> bool:
    if rule == "lines":
        return entry in (text, text.rstrip(" :."))
    return entry in text if rule == "holds" else text.startswith(entry)


def _built_in(rule: Rule) -> tuple[str, ...]:
    """The entries of a list as furniture.yml has them."""
    return getattr(lists(), rule, ())


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
