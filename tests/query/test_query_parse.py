"""What queries mean: words, phrases, operators in three languages, fields and days."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sholu.query import (
    All,
    And,
    Field,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Word,
    name_keys,
    parse,
    wanted,
)
from tests.query.plain import plain_keys

NOW = datetime(2025, 10, 29, 21, 30, tzinfo=UTC)  # in Almaty it is the 30th, 02:30


def read(query: str, zone: str = "Asia/Almaty"):
    return parse(query, now=NOW, zone=ZoneInfo(zone), keys=plain_keys)


def word(text: str, scope: str = "any") -> Word:
    return Word(*plain_keys(text), scope)


A, B, C = word("a"), word("b"), word("c")


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ("дипфейк", word("дипфейк")),
        ("*", All()),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a И b", And((A, B))),
        ("a ЖӘНЕ b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a ИЛИ b", Or((A, B))),
        ("a НЕМЕСЕ b", Or((A, B))),
        ("a NOT b", And((A, Not(B)))),
        ("a НЕ b", And((A, Not(B)))),
        ("a ЕМЕС b", And((A, Not(B)))),
        ("a -b", And((A, Not(B)))),
        ("a и b", And((A, word("и"), B))),  # operators are in capitals
        ("-a", And((All(), Not(A)))),
        ("-a -b", And((All(), Not(A), Not(B)))),
        ("NOT NOT a", A),
        ("-a OR b", Or((And((All(), Not(A))), B))),
        ("a OR b c", Or((A, And((B, C))))),
        ("a b OR c", Or((And((A, B)), C))),
        ("(a OR b) c", And((Or((A, B)), C))),
        ("NOT a b", And((B, Not(A)))),
        ("NOT (a OR b)", And((All(), Not(Or((A, B)))))),
        ("((a))", A),
        ("жи-ді", Phrase((word("жи"), word("ді")))),
        ("12:30", Phrase((word("12"), word("30")))),
        ('"a b"', Phrase((A, B))),
        ("«a b»", Phrase((A, B))),
        ("“a b”", Phrase((A, B))),
        ("„a b“", Phrase((A, B))),
        ('«a "b"»', Phrase((A, B))),
        ('"a b"~3', Phrase((A, B), 3)),
        ('"a"~3', A),
        ('"AND"', word("AND")),
        ("дипф*", Prefix("дипф")),
        ("Дипф*", Prefix("дипф")),
        ("дипфейк~", Fuzzy("дипфейк", 1)),
        ("дипфейк~2", Fuzzy("дипфейк", 2)),
        ("title:a", word("a", "title")),
        ("Title: a", word("a", "title")),
        ("text:дипф*", Prefix("дипф", "text")),
        ("title:(a OR b)", Or((word("a", "title"), word("b", "title")))),
        ('title:"a b"', Phrase((word("a", "title"), word("b", "title")), 0, "title")),
        ("закон: a", And((word("закон"), A))),
        ("site:zakon_kz", Field("site", "zakon_kz")),
        ("site:Zakon_KZ", Field("site", "zakon_kz")),
        ("-site:zakon_kz a", And((A, Not(Field("site", "zakon_kz"))))),
        ("site:(a OR b)", Or((Field("site", "a"), Field("site", "b")))),
        ("topic:deepfake", Field("topics", "deepfake")),
        ("lang:kk", Field("lang", "kk")),
        ("edition:ru", Field("edition", "ru")),
        ("id:00000000000000AA", Field("id", "00000000000000aa")),
        ("url:https://x.kz/A?b=1", Field("url", "https://x.kz/A?b=1")),
        ('url:"https://x.kz/(A)"', Field("url", "https://x.kz/(A)")),
        ("story:ab", Field("story", "ab")),
        ("author:Ақиқат", Field("author_names", "ақиқат")),
        ('author:"Ботагөз  Ақиқат"', Field("author_names", "ботагөз ақиқат")),
        ('section:"Право и закон"', Field("section_names", "право и закон")),
        ("entity:Мәжіліс", Field("entity_names", "мәжіліс")),
        ("duplicate:no", Field("duplicate", False)),
        ("year:2025", Range("year", 2025, 2025)),
        ("revision:>1", Range("revision", 1, None, include_low=False)),
        ("revision:2..5", Range("revision", 2, 5)),
        ("date:2025-10-29", Range("day", "2025-10-29", "2025-10-29")),
        ("date:29.10.2025", Range("day", "2025-10-29", "2025-10-29")),
        ("date:2025-10", Range("day", "2025-10-01", "2025-10-31")),
        ("date:2024-02", Range("day", "2024-02-01", "2024-02-29")),
        ("date:2025", Range("day", "2025-01-01", "2025-12-31")),
        ("date:2025-10-01..2025-10-31", Range("day", "2025-10-01", "2025-10-31")),
        ("date:2025-09..2025-10", Range("day", "2025-09-01", "2025-10-31")),
        ("date:..2025-10", Range("day", None, "2025-10-31")),
        ("date:2025-10..", Range("day", "2025-10-01", None)),
        ("date:>=2025-10", Range("day", "2025-10-01", None)),
        ("date:>2025-10", Range("day", "2025-10-31", None, include_low=False)),
        ("date:<2025-10", Range("day", None, "2025-10-01", include_high=False)),
        ("date:<=2025-10", Range("day", None, "2025-10-31")),
        ("since:30d", Range("day", "2025-09-30", None)),
        ("since:2w", Range("day", "2025-10-16", None)),
        ("since:2025-10-01", Range("day", "2025-10-01", None)),
    ],
)  # fmt: skip
def test_a_query_means(query: str, meaning) -> None:
    assert read(query) == meaning


def test_days_are_those_of_the_zone() -> None:
    assert read("since:1d") == Range("day", "2025-10-29", None)
    assert read("since:1d", "UTC") == Range("day", "2025-10-28", None)


def test_hours_count_from_the_instant_and_take_whole_days_along() -> None:
    start = datetime(2025, 10, 29, 15, 30, tzinfo=UTC)
    assert read("since:6h") == Or(
        (
            Range("sort_key", int(start.timestamp()) << 31, None),
            And((Field("published_precision", "day"), Range("day", "2025-10-29", None))),
        )
    )


def test_what_is_excluded_is_not_to_be_seen() -> None:
    assert list(wanted(read('a -b ("c a" OR site:x) d*'))) == [A, Phrase((C, A)), Prefix("d")]


def test_a_name_is_found_whole_or_by_a_word() -> None:
    assert name_keys("Ботагөз АҚИҚАТ") == ("ботагөз ақиқат", "ботагөз", "ақиқат")
    assert name_keys(" — ") == ()


def test_words_get_real_keys() -> None:
    found = parse("дипфейктердің")
    assert isinstance(found, Word)
    assert (found.kk, found.word) == ("дипфейк", "дипфейктердің")
    russian = parse("дипфейков")
    assert isinstance(russian, Word)
    assert russian.ru == "дипфейк"


def test_reading_a_query_loads_no_spacy_and_importing_loads_no_lark() -> None:
    code = (
        "import sys, sholu.query\n"
        "assert 'lark' not in sys.modules\n"
        "sholu.query.parse('дипфейк заңы')\n"
        "loaded = {'spacy', 'scrapy', 'tantivy', 'trafilatura'} & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
