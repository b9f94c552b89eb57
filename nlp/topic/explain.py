"""Why an article has a tag, and why not: every term that spoke, its sentence and its points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.topic.evidence import Hit, Miss, Reading
from nlp.topic.matcher import Matcher, Part
from nlp.topic.schema import Topic
from sholu.article import Level, Span

NO_RULE = "none"
"""The rule of a term that stands in the article and does not count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A term that stands in the article. `points` 0: its sentence counts by another term."""

    span: Span
    sentence: str
    rule: str
    points: float
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicExplanation:
    """One topic: whether it is a tag, what speaks for it, and what was missing."""

    topic: str
    kept: bool
    level: Level | None
    score: float
    keep_at: float
    why: tuple[Reason, ...]
    why_not: tuple[Reason, ...]
    verdict: str

    def lines(self) -> Iterator[str]:
        """Plain text, a line each."""
        mark = "yes" if self.kept else "no"
        yield f"{self.topic}: {mark}; {self.verdict}"
        for reason in self.why:
            yield f"  +{reason.points:g} {_line(reason)}"
        for reason in self.why_not:
            yield f"  -  {_line(reason)}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every topic of the matcher, tags first."""

    topics: tuple[TopicExplanation, ...]

    def lines(self) -> Iterator[str]:
        """Plain text, a line each."""
        for topic in self.topics:
            yield from topic.lines()


def explain(
    matcher: Matcher,
    title: str,
    text: str,
    parts: Sequence[Part] | None = None,
    title_lang: str | None = None,
) -> Explanation:
    """Why and why not, of each topic; the arguments as of `Matcher.read`."""
    fields = {"title": title, "text": text}
    found = [
        _explain(matcher.topics[name], reading, fields)
        for name, reading in matcher.read(title, text, parts, title_lang).items()
    ]
    return Explanation(tuple(sorted(found, key=lambda item: (not item.kept, item.topic))))


def _explain(topic: Topic, reading: Reading, fields: dict[str, str]) -> TopicExplanation:
    kept = reading.keeps(topic)
    return TopicExplanation(
        topic=topic.id,
        kept=kept,
        level=reading.level if reading.hits else None,
        score=reading.score,
        keep_at=topic.score.keep_at,
        why=tuple(_hit(hit, fields) for hit in reading.hits),
        why_not=tuple(dict.fromkeys(_miss(miss, fields) for miss in reading.misses)),
        verdict=_verdict(topic, reading, kept),
    )


def _hit(hit: Hit, fields: dict[str, str]) -> Reason:
    notes = []
    if hit.context is not None:
        notes.append(f"beside {hit.context.text!r}")
    if hit.recall:
        notes.append("recalls another story: weak at most")
    if not hit.points:
        notes.append("its sentence already counts")
    if hit.span.field == "title":
        notes.append("in the title")
    sentence = fields[hit.span.field][slice(*hit.sentence)]
    return Reason(
        span=hit.span, sentence=sentence, rule=hit.rule, points=hit.points, note=", ".join(notes)
    )


def _miss(miss: Miss, fields: dict[str, str]) -> Reason:
    sentence = fields[miss.span.field][slice(*miss.sentence)]
    return Reason(span=miss.span, sentence=sentence, rule=NO_RULE, points=0.0, note=miss.reason)


def _verdict(topic: Topic, reading: Reading, kept: bool) -> str:
    total = f"{reading.score:g} of {topic.score.keep_at:g} points"
    if kept:
        return f"{total}, {reading.level}"
    if not reading.hits:
        near = "its terms stand there, but none counts" if reading.misses else "none of its terms"
        return f"{total}: {near}"
    if reading.only_recall:
        return f"{total}, but only in sentences about another story"
    return f"{total}: too few sentences speak of it"


def _line(reason: Reason) -> str:
    span = reason.span
    note = f" ({reason.note})" if reason.note else ""
    rule = "" if reason.rule == NO_RULE else f"{reason.rule} "
    return (
        f"{span.field}[{span.start}:{span.end}] {span.text!r} by {rule}"
        f"term {span.term!r}{note}: {' '.join(reason.sentence.split())}"
    )
