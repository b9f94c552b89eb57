"""Generated articles in Kazakh and Russian, and what a query asks of them by brute force."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from nlp.keys import text_keys
from nlp.tokens import paragraphs
from sholu.article import Annotations, Article, Entity, Moment, Record, Tag
from sholu.fields import flat
from sholu.index import Bucket, Hit
from sholu.query import (
    All,
    And,
    Field,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Word,
    name_keys,
    parse,
)
from sholu.store.ordering import sort_key

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2025, 10, 29, 9, 0, tzinfo=UTC)
KK = """
    дипфейк дипфейктер дипфейктердің заң заңы заңда жасанды интеллект интеллекттің
    жауапкершілік министр министрі сот бейне бейнелер жалған Sora ЖИ туралы
""".split()  # noqa: SIM905
RU = """
    дипфейк дипфейки дипфейков закон закона законом искусственный искусственного интеллект
    ответственность министр министра суд видео ложный Sora ИИ о сеть сетей
""".split()  # noqa: SIM905
TOPICS = ("deepfake", "ai_regulation", "platform_regulation")
AUTHORS = ("Ботагөз Ақиқат", "Иван Петров", "Айгүл Серік")
SITES = (("zakon_kz", "kk"), ("zakon_kz", "ru"), ("lada_kz", "ru"), ("inform_kz", "kk"))


class Corpus(list[Record]):
    """Records whose repr is short: a failing test prints it."""

    def __repr__(self) -> str:
        return f"{len(self)} records"


def corpus(size: int, seed: int = 7) -> Corpus:
    """Records over 60 days; one text in four has a paragraph in the other language."""
    chance = random.Random(seed)
    return Corpus(make(chance, number) for number in range(size))


def make(chance: random.Random, number: int) -> Record:
    """One record of that number."""
    site, lang = chance.choice(SITES)
    words = KK if lang == "kk" else RU
    title = " ".join(chance.choices(words, k=chance.randint(1, 5)))
    parts = [(" ".join(chance.choices(words, k=chance.randint(1, 8))), lang)]
    if chance.random() < 0.25:
        other, its = (RU, "ru") if lang == "kk" else (KK, "kk")
        parts.append((" ".join(chance.choices(other, k=chance.randint(1, 6))), its))
    text = "\n\n".join(part for part, _ in parts)
    places = zip(paragraphs(text), parts, strict=True)
    keys = text_keys(title, text, [(*place, its) for place, (_, its) in places], lang)
    at = NOW - timedelta(minutes=chance.randrange(60 * 24 * 60))
    id = f"{chance.getrandbits(64):016x}"
    published = _moment(at, chance)
    author = chance.choice(AUTHORS)
    later = random.Random(number)  # what was added later leaves the rest as it was
    return Record(
        id=id,
        article=Article(
            url=f"https://{site.replace('_', '.')}/{number}", site=site, edition=lang, title=title,
            text=text, authors=(author,) if chance.random() < 0.6 else (), published=published,
            section=chance.choice((None, "Қоғам", "Право и закон")),
        ),
        annotations=Annotations(
            lang=lang, script=later.choice(("Cyrl", "Cyrl", "Cyrl", "Latn")), keys=keys,
            tags=tuple(
                Tag(topic=topic, score=1.0, level="strong", evidence=(), engine="test")
                for topic in chance.sample(TOPICS, chance.choice((0, 0, 1, 2)))
            ),
            entities=(
                Entity(id="org:majilis", label="ORG", norm="Мәжіліс", text="", field="text",
                       start=0, end=0),
            ) if chance.random() < 0.3 else (),
        ),
        first_seen=at, fetched=at, day=at.astimezone(ALMATY).date().isoformat(),
        day_estimated=False, year=2025, sort_key=sort_key(id, published, at), change=1,
        revision=chance.choice((1, 1, 1, 2, 3)), state=chance.choice(("live", "live", "gone")),
        duplicate_of=f"{number:016x}" if chance.random() < 0.2 else None,
        story=later.choice((None, "s1", "s2", "s3")),
        twin=f"{number + 1:016x}" if later.random() < 0.1 else None,
    )  # fmt: skip


def _moment(at: datetime, chance: random.Random) -> Moment:
    if chance.random() < 0.8:
        return Moment(instant=at, zone="+05:00", precision="minute", source="test", raw="")
    midnight = at.astimezone(ALMATY).replace(hour=0, minute=0)
    return Moment(instant=midnight.astimezone(UTC), zone="Asia/Almaty", precision="day",
                  source="test", raw="")  # fmt: skip


def question(text: str) -> Node:
    """A query of the tests' present."""
    return parse(text, now=NOW, zone=ALMATY)


def asked(records: list[Record], node: Node) -> list[Hit]:
    """The hits by brute force, newest first."""
    found = [Hit(record.id, record.sort_key) for record in records if holds(record, node)]
    return sorted(found, key=lambda hit: -hit.sort_key)


def counted(records: list[Record], node: Node, by: tuple[str, ...]) -> list[Bucket]:
    """The counts by brute force."""
    counts: dict[tuple[str, ...], int] = {}
    for record in records:
        if not holds(record, node):
            continue
        rows: list[tuple[str, ...]] = [()]
        for name in by:
            rows = [(*row, value) for row in rows for value in values(record, name)]
        for row in set(rows):
            counts[row] = counts.get(row, 0) + 1
    return sorted(Bucket(key, count) for key, count in counts.items())


@cache
def values(record: Record, name: str) -> list[str]:
    """The values of a field as the index tells them."""
    if name == "duplicate":
        return ["true" if record.duplicate_of else "false"]
    if name == "entity_ids":
        return [entity.id for entity in record.annotations.entities if entity.id]
    names = {
        "author_names": record.article.authors,
        "section_names": (record.article.section,),
        "entity_names": tuple(entity.norm for entity in record.annotations.entities),
    }
    if name in names:
        return [key for one in names[name] if one for key in name_keys(one)]
    shown = {**flat(record), "topics": [tag.topic for tag in record.annotations.tags]}[name]
    many = shown if isinstance(shown, list) else [shown]
    return [str(value) for value in many if value is not None]


def holds(record: Record, node: Node) -> bool:
    """Whether a record is asked for: the query language, spelled out."""
    match node:
        case All():
            return True
        case Not(inner):
            return not holds(record, inner)
        case And(nodes):
            return all(holds(record, inner) for inner in nodes)
        case Or(nodes):
            return any(holds(record, inner) for inner in nodes)
        case Field(name, value):
            wanted = str(value).lower() if isinstance(value, bool) else value
            return wanted in values(record, name)
        case Range():
            return any(_between(value, node) for value in values(record, node.name))
    rows = _rows(record, node.scope)
    if isinstance(node, Word):
        return any(getattr(node, kind) in row for kind, row in rows)
    if isinstance(node, Phrase):
        return any(
            _phrase(row, [getattr(part, kind) for part in node.parts], node.slop)
            for kind, row in rows
        )
    surface = [word for kind, row in rows if kind == "word" for word in row]
    if isinstance(node, Prefix):
        return any(word.startswith(node.word) for word in surface)
    assert isinstance(node, Fuzzy)
    return any(edits(word, node.word) <= node.distance for word in set(surface))


@cache
def _rows(record: Record, scope: str) -> list[tuple[str, list[str]]]:
    keys, rows = record.annotations.keys, []
    if scope != "text":
        rows += [("kk", keys.title_keys_kk), ("ru", keys.title_keys_ru), ("word", keys.title_words)]
    if scope != "title":
        rows += [("kk", keys.keys_kk), ("ru", keys.keys_ru), ("word", keys.words)]
    return [(kind, row.split()) for kind, row in rows]


def _between(value: str, node: Range) -> bool:
    kind = type(node.low if node.low is not None else node.high)
    one = kind(value)
    low = node.low is None or (one >= node.low if node.include_low else one > node.low)
    high = node.high is None or (one <= node.high if node.include_high else one < node.high)
    return low and high


def _phrase(row: list[str], words: list[str], slop: int) -> bool:
    if not slop:
        size = len(words)
        return any(row[i : i + size] == words for i in range(len(row) - size + 1))
    return all(
        any(
            row[i] == first and row[j] == second and i != j
            for i in range(len(row))
            for j in range(max(0, i + 1 - slop), min(len(row), i + 2 + slop))
        )
        for first, second in pairwise(words)
    )


@cache
def edits(one: str, other: str) -> int:
    """Edits between two words; two neighbours that changed places are one."""
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            same = one[i - 1] == other[j - 1]
            table[i, j] = min(
                table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (not same)
            )
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 1] + other[j - 2]:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one), len(other)]


def changed(record: Record, title: str, change: int) -> Record:
    """The record after an edit of its headline."""
    article = replace(record.article, title=title)
    keys = text_keys(title, "", [], record.annotations.lang)
    return replace(
        record, article=article, annotations=replace(record.annotations, keys=keys), change=change
    )
