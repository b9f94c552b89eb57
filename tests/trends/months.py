"""3,000 generated articles around 2024-03-01, when Almaty went from +06:00 to +05:00."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from sholu.article import Entity, Moment, Record
from sholu.store.ordering import day_of, sort_key
from tests.index.corpus import corpus

CHANGE = datetime(2024, 2, 29, 18, tzinfo=UTC)
"""The first of March in Almaty, by its old time: from here its clocks are an hour back."""
BEGIN = datetime(2024, 1, 10, tzinfo=UTC)
FIRST, LAST = date(2024, 1, 8), date(2024, 4, 20)
ENTITIES = ("org:majilis", "person:minister", "law:ai")
STORIES = ("s1", "s2", "s3", "s4")


def articles(size: int, zone: ZoneInfo) -> list[Record]:
    """The same articles in each zone; a third of them within two days of the change."""
    chance = random.Random(2024)
    return [_moved(record, chance, zone) for record in corpus(size, seed=2024)]


def _moved(record: Record, chance: random.Random, zone: ZoneInfo) -> Record:
    if chance.random() < 1 / 3:
        at = CHANGE + timedelta(minutes=chance.randrange(-2 * 1440, 2 * 1440))
    else:
        at = BEGIN + timedelta(minutes=chance.randrange(96 * 1440))
    kind = chance.choice(("minute", "minute", "day", "none"))
    published = None
    if kind != "none":
        published = Moment(instant=at, zone="+05:00", precision="minute", source="test", raw="")
    if kind == "day":
        midnight = (at + timedelta(hours=5)).replace(hour=0, minute=0) - timedelta(hours=5)
        published = replace(published, instant=midnight, precision="day")
    names = chance.sample(ENTITIES, chance.choice((0, 1, 1, 2)))
    entities = tuple(
        Entity(id=id, label="ORG", norm=id, text="", field="text", start=0, end=0)
        for id in (*names, *names)
    )
    day = day_of(published, at, zone)
    return replace(
        record,
        article=replace(record.article, published=published),
        annotations=replace(record.annotations, entities=entities),
        first_seen=at,
        day=day.day,
        day_estimated=day.estimated,
        year=2024,
        sort_key=sort_key(record.id, published, at),
        story=chance.choice((*STORIES, None)),
    )


def day_in(record: Record, zone: str) -> date:
    """The calendar day by the offsets that the law gave, without a table of zones."""
    published = record.article.published
    if published and published.precision == "day":
        return (published.instant + timedelta(hours=5)).date()
    at = published.instant if published else record.first_seen
    late = zone == "Asia/Almaty" and at < CHANGE
    return (at + timedelta(hours=6 if late else 5)).date()


def period_of(day: date, by: str) -> str:
    """What a period is called, by its number in the calendar."""
    if by == "day":
        return day.isoformat()
    if by == "month":
        return f"{day:%Y-%m}-01"
    year, week, _ = day.isocalendar()
    return date.fromisocalendar(year, week, 1).isoformat()


def values_of(record: Record, name: str) -> list[str | None]:
    """The groups an article is in."""
    if name == "topic":
        return [tag.topic for tag in record.annotations.tags]
    if name == "entity":
        return sorted({entity.id for entity in record.annotations.entities})
    if name == "story":
        return [record.story] if record.story else []
    if name == "lang":
        return [record.annotations.lang]
    return [getattr(record.article, name)]


def counted(
    records: Iterable[Record], by: str, names: tuple[str, ...], zone: str
) -> dict[tuple[tuple[str, ...], str], int]:
    """(values of the groups, period) -> articles, by going through them."""
    found: dict[tuple[tuple[str, ...], str], int] = {}
    for record in records:
        day = day_in(record, zone)
        if not FIRST <= day <= LAST:
            continue
        for values in product(*(values_of(record, name) for name in names)):
            key = (values, period_of(day, by))
            found[key] = found.get(key, 0) + 1
    return found
