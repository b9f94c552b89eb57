"""`Matcher`: topics over a title and a text -> tags with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from nlp.tokens import paragraphs as split_paragraphs
from nlp.tokens import sentences
from nlp.topic import recall
from nlp.topic.automaton import Automaton, Found, Row, Rule
from nlp.topic.evidence import Hit, Miss, Paragraph, Reading, Sightings, weigh
from nlp.topic.files import load_topics
from nlp.topic.schema import ROLES, Topic
from nlp.topic.terms import KeyOf, parse
from sholu.article import Tag

MATCHER = "terms-1"
"""Rises when the same topic files may give other tags."""
_NOTHING = Sightings([], [])


class Part(Protocol):
    """A paragraph with its language, such as nlp.language.ParagraphLanguage."""

    @property
    def start(self) -> int: ...  # noqa: D102

    @property
    def end(self) -> int: ...  # noqa: D102

    @property
    def lang(self) -> str: ...  # noqa: D102


class Matcher:
    """Topics compiled once, to read any number of articles.

    `keys`: the key function of each language, the shipped ones if None.
    """

    def __init__(self, topics: Mapping[str, Topic], keys: KeyOf | None = None) -> None:
        self.topics = dict(topics)
        self.version = f"{MATCHER}.{recall.version()}"
        keys = shipped_keys() if keys is None else keys
        self._automaton = Automaton([*_rules(topics, keys), *recall.rules(keys)], keys)

    def read(
        self, title: str, text: str, parts: Sequence[Part] | None, title_lang: str | None
    ) -> dict[str, Reading]:
        """Topic id -> what it found, in the order of the text; topics that found nothing too.

        `parts` are the paragraphs of the text with their languages; None: split, unknown.
        """
        hits: dict[str, list[Hit]] = {name: [] for name in self.topics}
        misses: dict[str, list[Miss]] = {name: [] for name in self.topics}
        whole = [self._seen(*part) for part in self._paragraphs(title, text, parts, title_lang)]
        for number, seen in enumerate(whole):
            beside = whole[1 - number] if title and number < 2 <= len(whole) else {}
            for name, paragraph in seen.items():
                found, missed = weigh(self.topics[name], paragraph, beside.get(name))
                hits[name] += found
                misses[name] += missed
        return {name: Reading(tuple(hits[name]), tuple(misses[name])) for name in self.topics}

    def _seen(self, field: str, source: str, rows: list[Row]) -> dict[str, Paragraph]:
        """A paragraph as each topic sees it; without those it says nothing to."""
        seen = [self._sightings(row) for row in rows]
        if not any(seen):
            return {}
        told = self._recalling(rows)
        return {
            name: Paragraph(field, source, rows, [row.get(name, _NOTHING) for row in seen], told)
            for name in dict.fromkeys(name for row in seen for name in row)
        }

    def _paragraphs(
        self, title: str, text: str, parts: Sequence[Part] | None, title_lang: str | None
    ) -> Iterator[tuple[str, str, list[Row]]]:
        if title:
            yield "title", title, self._rows(title, 0, len(title), title_lang)
        if parts is None:
            for start, end in split_paragraphs(text):
                yield "text", text, self._rows(text, start, end, None)
        else:
            for part in parts:
                yield "text", text, self._rows(text, part.start, part.end, part.lang)

    def _rows(self, text: str, start: int, end: int, lang: str | None) -> list[Row]:
        return [self._automaton.row(text, a, b, lang) for a, b in sentences(text, start, end)]

    def _sightings(self, row: Row) -> dict[str, Sightings]:
        """What stands in the sentence, by topic; words that `not` swallows are out of it."""
        found: dict[str, list[Found]] = defaultdict(list)
        for item in self._automaton.find(row, ROLES):
            found[item.rule.topic].append(item)
        sights = {}
        for name, items in found.items():
            closed = {at for item in items if item.rule.role == "not" for at in item.at}
            open_ = items
            if closed:
                rest = self._automaton.find(row, ROLES, closed)
                open_ = [item for item in rest if item.rule.topic == name]
            sights[name] = Sightings(items, open_)
        return sights

    def _recalling(self, rows: list[Row]) -> list[bool]:
        """Per sentence; a paragraph that opens with another story goes on with it."""
        told: list[bool] = []
        for row in rows:
            told.append((bool(told) and told[0]) or recall.recalls(self._automaton, row))
        return told


def _rules(topics: Mapping[str, Topic], keys: KeyOf) -> Iterator[Rule]:
    for name, topic in topics.items():
        for role in ROLES:
            for lang, terms in topic.terms(role).items():
                for term in terms:
                    for sequence in parse(term, lang, keys, topic.named(lang)):
                        yield Rule(name, role, term, sequence)


def shipped_keys() -> KeyOf:
    """The search keys of the two languages, as the index has them."""
    from nlp.kk import stem  # here: pymorphy3 is loaded with the Russian one
    from nlp.ru import lemma

    return {"kk": lambda word, surface: stem.key(word), "ru": lemma.key}


@cache
def get_matcher(*folders: Path) -> Matcher:
    """The matcher of all topics, shipped and in `folders`; made once. Raises FileError."""
    return Matcher(load_topics(*folders))


def tag_text(
    matcher: Matcher,
    title: str,
    text: str,
    parts: Sequence[Part] | None = None,
    title_lang: str | None = None,
) -> tuple[Tag, ...]:
    """The tags of an article, by topic id; the arguments as of `Matcher.read`."""
    readings = matcher.read(title, text, parts, title_lang)
    return tuple(
        Tag(
            topic=name,
            score=reading.score,
            level=reading.level,
            evidence=tuple(hit.span for hit in reading.hits),
            engine=matcher.version,
        )
        for name, reading in sorted(readings.items())
        if reading.keeps(matcher.topics[name])
    )
