"""The field table: one flat object for commands, exports and indexes."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from sholu.article import (
    Annotations,
    Article,
    Cite,
    Entity,
    Keys,
    Moment,
    Raw,
    Record,
    Span,
    Tag,
)
from sholu.fields import (
    BY_NAME,
    BY_QUERY,
    INDEXED,
    TABLE,
    day_number,
    day_of,
    flat,
    flat_article,
    zone,
)
from sholu.index.document import document

AT = datetime(2025, 10, 29, 9, 0, tzinfo=UTC)
MINUTE = Moment(instant=AT, zone="+05:00", precision="minute", source="ld", raw="29.10.2025 14:00")
DAY = Moment(
    instant=datetime(2025, 10, 28, 19, tzinfo=UTC), zone="Asia/Almaty", precision="day",
    source="text", raw="29 қазан",
)  # fmt: skip
RECORD = Record(
    id="00000000000000aa",
    article=Article(
        url="https://kaz.zakon.kz/1.html", site="zakon_kz", edition="kk", title="Тақырып",
        text="Мәтін.", authors=("Ботагөз Ақиқат",), section="Қоғам", published=MINUTE,
        modified=DAY, alternates=(("ru", "https://www.zakon.kz/1.html"),),
        how=(("title", "ld:headline"),),
    ),
    annotations=Annotations(
        lang="kk", script="Cyrl", languages=(("kk", 0.9), ("ru", 0.1)),
        tags=(Tag(topic="deepfake", score=1.0, level="strong", engine="rules", evidence=(
            Span(field="text", start=0, end=5, text="Мәтін", term="мәтін"),)),),
        entities=(
            Entity(id="org:1", label="ORG", norm="Мәжіліс", text="Мәжілісте", field="text",
                   start=0, end=9),
            Entity(id=None, label="PER", norm="Мун", text="Мун", field="text", start=0, end=3),
        ),
        cites=(Cite(text="КазТАГ"),), keys=Keys(words="мәтін", keys_kk="мәтін"),
        versions=(("keys", "1"),),
    ),
    first_seen=AT, fetched=AT, day="2025-10-29", day_estimated=False, year=2025, sort_key=5,
    change=9, raw=Raw(file="a.warc.gz", offset=3, sha256="ab"),
)  # fmt: skip


def test_every_part_of_a_record_is_in_the_table() -> None:
    known = {field.source.partition("[]")[0] for field in TABLE}
    parts = {field.name for field in fields(Record)} - {"article", "annotations"}
    parts |= {f"article.{field.name}" for field in fields(Article)}
    parts |= {f"annotations.{field.name}" for field in fields(Annotations)} - {"annotations.keys"}
    parts |= {f"annotations.keys.{field.name}" for field in fields(Keys)}
    assert parts - known == set()


def test_names_are_given_once_and_described() -> None:
    assert len(BY_NAME) == len(TABLE)
    assert len(BY_QUERY) == len([field for field in TABLE if field.query])
    assert all(field.about for field in TABLE)


def test_the_flat_object() -> None:
    row = flat(RECORD)
    assert json.loads(json.dumps(row)) == row
    shown = {
        "published": "2025-10-29T14:00:00+05:00",
        "published_instant": "2025-10-29T09:00:00Z",
        "published_zone": "+05:00",
        "published_precision": "minute",
        "published_source": "ld",
        "published_raw": "29.10.2025 14:00",
        "modified": "2025-10-29",
        "modified_instant": "2025-10-28T19:00:00Z",
        "topics": ["deepfake"],
        "authors": ["Ботагөз Ақиқат"],
        "alternates": {"ru": "https://www.zakon.kz/1.html"},
        "how": {"title": "ld:headline"},
        "languages": {"kk": 0.9, "ru": 0.1},
        "raw": {"file": "a.warc.gz", "offset": 3, "sha256": "ab"},
        "cites": [{"text": "КазТАГ", "id": None}],
        "first_seen": "2025-10-29T09:00:00Z",
        "duplicate_of": None,
        "state": "live",
    }
    assert {name: row[name] for name in shown} == shown
    assert row["tags"][0]["evidence"] == [
        {"field": "text", "start": 0, "end": 5, "text": "Мәтін", "term": "мәтін"}
    ]


def test_keys_are_never_shown() -> None:
    assert not [name for name in flat(RECORD) if "keys_" in name or name == "words"]


def test_an_article_alone_gives_the_keys_it_can() -> None:
    row = flat(RECORD)
    assert flat_article(RECORD.article, RECORD.annotations).items() <= row.items()
    alone = flat_article(Article(url="", site=""))
    assert alone["published"] is None
    assert "lang" not in alone
    assert "id" not in alone


def test_the_document_of_an_index() -> None:
    found = document(RECORD)
    assert set(found) <= {field.name for field in INDEXED}
    assert found["author_names"] == ["ботагөз ақиқат", "ботагөз", "ақиқат"]
    assert found["entity_names"] == ["мәжіліс", "мун"]
    assert found["entity_ids"] == ["org:1"]
    assert found["duplicate"] is False
    assert document(replace(RECORD, duplicate_of="ab"))["duplicate"] is True
    assert "title" not in found


@pytest.mark.parametrize(
    ("name", "hours"), [("Asia/Almaty", 5), ("UTC", 0), ("Z", 0), ("+06:00", 6), ("UTC+5", 5),
                        ("-0330", -3.5)]
)  # fmt: skip
def test_zones_as_printed(name: str, hours: float) -> None:
    offset = AT.astimezone(zone(name)).utcoffset()
    assert offset is not None
    assert offset.total_seconds() == hours * 3600


def test_days_as_numbers() -> None:
    assert day_of(day_number("0987-01-02")) == "0987-01-02"
