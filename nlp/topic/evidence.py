"""What counts as evidence, and how much: hits (they count) and misses (they nearly did)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nlp.topic.automaton import Found, Row
from nlp.topic.schema import Topic
from sholu.article import Level, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Evidence that counts.

    `rule` is the role of the term, `level` the same, lowered to weak where the sentence recalls
    another story. `points` is what the sentence brings by it: 0 if another hit brings more.
    `sentence` are its offsets in the span's field.
    """

    span: Span
    sentence: tuple[int, int]
    rule: Level
    level: Level
    points: float
    recall: bool = False
    context: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A term that stands there and does not count, and why."""

    span: Span
    sentence: tuple[int, int]
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a topic found in an article."""

    hits: tuple[Hit, ...] = ()
    misses: tuple[Miss, ...] = ()

    @property
    def score(self) -> float:
        """The points of all sentences."""
        return round(sum(hit.points for hit in self.hits), 3)

    @property
    def only_recall(self) -> bool:
        """Whether all it has stands in sentences about another story."""
        return all(hit.recall for hit in self.hits)

    @property
    def level(self) -> Level:
        """That of the strongest hit."""
        return "strong" if any(hit.level == "strong" for hit in self.hits) else "weak"

    def keeps(self, topic: Topic) -> bool:
        """Whether it makes a tag."""
        return not self.only_recall and self.score >= topic.score.keep_at


@dataclass(frozen=True, slots=True)
class Sightings:
    """The terms of one topic in one sentence: all of them, and those `not` leaves."""

    every: list[Found]
    free: list[Found]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One topic's sightings in a paragraph of `source`, the text of `field`; `told`: recalling."""

    field: str
    source: str
    rows: list[Row]
    sights: list[Sightings]
    told: list[bool]

    def span(self, row: Row, found: Found) -> Span:
        """The words of a match."""
        start, end = row.spans[found.at[0]][0], row.spans[found.at[-1]][1]
        return Span(
            field=self.field,
            start=start,
            end=end,
            text=self.source[start:end],
            term=found.rule.term,
        )


@dataclass(frozen=True, slots=True)
class Context:
    """A context term that stands somewhere."""

    row: Row
    found: Found
    span: Span


def weigh(
    topic: Topic, paragraph: Paragraph, beside: Paragraph | None = None
) -> tuple[list[Hit], list[Miss]]:
    """The hits and misses of a topic in a paragraph, in the order of the text.

    `beside`: the title and the first paragraph are read together where context may stand in the
    whole paragraph.
    """
    hits: list[Hit] = []
    misses: list[Miss] = []
    wide = topic.within == "paragraph"
    contexts = list(_contexts(paragraph))
    if wide and beside is not None:
        contexts += _contexts(beside)
    for row, sights, told in zip(paragraph.rows, paragraph.sights, paragraph.told, strict=True):
        near = [context for context in contexts if wide or context.row is row]
        found, missed = _sentence(topic, paragraph, row, sights, near)
        hits += _pointed(topic, paragraph.field, found, told)
        misses += [*missed, *_swallowed(paragraph, row, sights)]
    return hits, misses


def _sentence(
    topic: Topic,
    paragraph: Paragraph,
    row: Row,
    sights: Sightings,
    near: list[Context],
) -> tuple[list[Hit], list[Miss]]:
    """Hits without points, and misses, of one sentence."""
    place = (row.start, row.end)
    hits: list[Hit] = []
    misses: list[Miss] = []
    killer = next(_of(sights.free, "not_beside"), None)
    for item in _of(sights.free, "strong", "weak"):
        span = paragraph.span(row, item)
        level: Level = "strong" if item.rule.role == "strong" else "weak"
        context = _beside(row, item, near) if level == "weak" else None
        if killer is not None:
            words = paragraph.span(row, killer).text
            reason = f"the sentence has {words!r} (not_beside)"
        elif level == "weak" and context is None:
            reason = f"weak, and no context term in its {topic.within}"
        else:
            term = f"{span.term} + {context.term}" if context else span.term
            span = replace(span, term=term)
            hits.append(
                Hit(span=span, sentence=place, rule=level, level=level, points=0.0, context=context)
            )
            continue
        misses.append(Miss(span=span, sentence=place, reason=reason))
    kept = _longest(hits)
    return kept, [miss for miss in misses if all(_apart(miss.span, hit.span) for hit in kept)]


def _beside(row: Row, item: Found, near: list[Context]) -> Span | None:
    """The context a weak term stands beside: other words than its own."""
    for context in near:
        if context.row is not row or not set(item.at) & set(context.found.at):
            return context.span
    return None


def _pointed(topic: Topic, field: str, hits: list[Hit], told: bool) -> Iterator[Hit]:
    """The hits of a sentence with their points: it counts once, by its best."""
    best: Level = "strong" if any(hit.rule == "strong" for hit in hits) and not told else "weak"
    points = topic.score.strong if best == "strong" else topic.score.weak
    points *= topic.score.in_title if field == "title" else 1
    for hit in hits:
        level: Level = "weak" if told else hit.rule
        counts = level == best and points > 0
        yield replace(hit, level=level, recall=told, points=points if counts else 0.0)
        if counts:
            points = 0.0


def _swallowed(paragraph: Paragraph, row: Row, sights: Sightings) -> Iterator[Miss]:
    """Terms that a `not` phrase took the words of."""
    eaters = [paragraph.span(row, item) for item in _of(sights.every, "not")]
    free = {(item.rule.term, item.at) for item in sights.free}
    for item in _of(sights.every, "strong", "weak"):
        span = paragraph.span(row, item)
        eater = next((other for other in eaters if not _apart(span, other)), None)
        if eater is not None and (item.rule.term, item.at) not in free:
            reason = f"part of {eater.text!r} (not)"
            yield Miss(span=span, sentence=(row.start, row.end), reason=reason)


def _longest(hits: list[Hit]) -> list[Hit]:
    """Of hits that overlap, the strong one, then the longest; in the order of the text."""
    kept: list[Hit] = []
    order = sorted(hits, key=lambda hit: (hit.rule, hit.span.start - hit.span.end, hit.span.start))
    for hit in order:
        if all(_apart(hit.span, other.span) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.span.start)


def _contexts(paragraph: Paragraph) -> Iterator[Context]:
    for row, sights in zip(paragraph.rows, paragraph.sights, strict=True):
        for item in _of(sights.free, "context"):
            yield Context(row, item, paragraph.span(row, item))


def _of(items: Iterable[Found], *roles: str) -> Iterator[Found]:
    return (item for item in items if item.rule.role in roles)


def _apart(one: Span, other: Span) -> bool:
    return one.end <= other.start or other.end <= one.start
