"""What is wrong with a topic that its schema cannot see: sentences for its author."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from nlp.tokens import paragraphs, tokens
from nlp.topic.matcher import Matcher, shipped_keys, tag_text
from nlp.topic.schema import ROLES, Example, Topic
from nlp.topic.terms import KeyOf, Lang, Sequence, Word, endings, parse, words_of


class Listed(NamedTuple):
    """A term where it stands in the file; `role` is a group's name for one of a group."""

    role: str
    lang: Lang
    number: int
    term: str

    @property
    def key(self) -> str:
        """Its place, such as `strong.ru.0`."""
        return f"{self.role}.{self.lang}.{self.number}"


class _Stretch(NamedTuple):
    """A paragraph of an example, in the example's language."""

    start: int
    end: int
    lang: str


def check_topic(topic: Topic) -> list[str]:
    """The faults, a sentence each: file, key, what was expected."""
    keys = shipped_keys()
    faults = [*_mixed(topic), *_covered(topic, keys), *_misbehaving(topic)]
    return [f"{topic.file}: {fault}" for fault in faults]


def unused_terms(topic: Topic) -> list[str]:
    """Strong and weak terms that no example has: not wrong, but untested. A sentence each."""
    matcher = Matcher({topic.id: topic})
    used = {
        hit.span.term.partition(" + ")[0]
        for example in topic.examples
        for hit in matcher.read(*_arguments(example))[topic.id].hits
    }
    return [
        f"{topic.file}: {item.key}: no example has the term {item.term!r}"
        for item in _listed(topic)
        if item.role in ("strong", "weak") and item.term not in used
    ]


def level_of(matcher: Matcher, topic: Topic, example: Example) -> str:
    """What an example gets: strong, weak or none."""
    tags = tag_text(matcher, *_arguments(example))
    return next((tag.level for tag in tags if tag.topic == topic.id), "none")


def _arguments(example: Example) -> tuple[str, str, list[_Stretch], str]:
    parts = [_Stretch(start, end, example.lang) for start, end in paragraphs(example.text)]
    return example.title, example.text, parts, example.lang


def _listed(topic: Topic) -> Iterator[Listed]:
    for role in ROLES:
        for lang, terms in topic.terms(role).items():
            for number, term in enumerate(terms):
                yield Listed(role, lang, number, term)


def _misbehaving(topic: Topic) -> Iterator[str]:
    matcher = Matcher({topic.id: topic})
    for number, example in enumerate(topic.examples):
        level = level_of(matcher, topic, example)
        if level != example.expect:
            shown = (example.title or example.text)[:60]
            yield f"examples.{number}: expected {example.expect}, it is {level}: {shown!r}"


def _mixed(topic: Topic) -> Iterator[str]:
    for item in (*_grouped(topic), *_listed(topic)):
        for word in words_of(item.term):
            for token in tokens(word):
                latin, cyrillic = _letters(token.word, "LATIN"), _letters(token.word, "CYRILLIC")
                if latin and cyrillic:
                    few, script = min((latin, "Latin"), (cyrillic, "Cyrillic"), key=_size)
                    yield (
                        f"{item.key}: {word!r} mixes scripts ({script} {', '.join(few)}); "
                        "expected one script in a word"
                    )


def _grouped(topic: Topic) -> Iterator[Listed]:
    for name, group in topic.groups.items():
        for lang, terms in group.items():
            for number, term in enumerate(terms):
                yield Listed(f"groups.{name}", lang, number, term)


def _letters(word: str, script: str) -> list[str]:
    return [letter for letter in word if unicodedata.name(letter, "?").startswith(script)]


def _size(letters: tuple[list[str], str]) -> int:
    return len(letters[0])


def _covered(topic: Topic, keys: KeyOf) -> Iterator[str]:
    """Terms that never get a turn: another says the same, or `not` swallows them."""
    listed = [
        (item, parse(item.term, item.lang, keys, topic.named(item.lang))) for item in _listed(topic)
    ]
    for place, (item, sequences) in enumerate(listed):
        for other_place, (other, others) in enumerate(listed):
            if other_place == place or other.lang != item.lang or not _rules(other, item):
                continue
            same = other.role == item.role
            if same and other_place > place and _all_covered(others, sequences):
                continue  # each says what the other says: the later one is told
            if _all_covered(sequences, others):
                yield (
                    f"{item.key}: {item.term!r} never gets a turn, {other.key} "
                    f"{other.term!r} takes its words; expected one of them"
                )
                break


def _rules(other: Listed, item: Listed) -> bool:
    """Whether the other's role goes before, or is the same."""
    if other.role == item.role:
        return True
    return other.role == "not" or (other.role == "strong" and item.role == "weak")


def _all_covered(sequences: tuple[Sequence, ...], others: tuple[Sequence, ...]) -> bool:
    return all(any(_inside(other, sequence) for other in others) for sequence in sequences)


def _inside(short: Sequence, long: Sequence) -> bool:
    """Whether wherever `long` stands, `short` stands."""
    return any(
        all(
            (not number or slot.skip >= long[start + number].skip)
            and all(
                any(_covers(wide, word) for wide in slot.words)
                for word in long[start + number].words
            )
            for number, slot in enumerate(short)
        )
        for start in range(len(long) - len(short) + 1)
    )


def _covers(wide: Word, word: Word) -> bool:
    if wide.kind == "prefix":
        return any(word.value.lower().startswith(beginning) for beginning in endings(wide))
    if wide.kind == "word" and word.kind == "exact":
        return word.value.lower() == wide.value
    return (wide.kind, wide.value) == (word.kind, word.value)
