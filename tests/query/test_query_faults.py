"""Faults of queries: the place, what was expected, and never a traceback."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sholu.query import QueryError, parse
from sholu.query.parser import MAX_LENGTH
from tests.query.plain import plain_keys

NOW = datetime(2025, 10, 29, 9, 0, tzinfo=UTC)


def fault(query: str) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse(query, now=NOW, keys=plain_keys)
    return caught.value


# The caret of the second string is where the fault stands in the first.
@pytest.mark.parametrize(
    ("query", "caret", "said"),
    [
        ("", "^", "empty"),
        ("  ", "^", "empty"),
        ("(", " ^", "expected a word after ("),
        ("()", " ^", "nothing stands between these brackets"),
        ("a ( )", "    ^", "nothing stands between these brackets"),
        ("(a OR b", "^", "never closed"),
        ("x (a OR", "  ^", "never closed"),
        ("a)", " ^", "never opened"),
        ("(a OR)", "     ^", "expected a word after OR"),
        ('дипфейк "заң туралы', "        ^", "never closed"),
        ("«заң туралы", "^", "add a »"),
        ("заң»", "   ^", "never opened"),
        ('заң ""', "    ^", "nothing to search for"),
        ("заң —", "    ^", "no letter or digit"),
        ("заң - дипфейк", "    ^", "expected a word after -"),
        ("-", "^", "expected a word after -"),
        ("a --b", "  ^", "expected a word after -"),
        ("a AND", "     ^", "expected a word after AND"),
        ("AND a", "^", "expected a word before AND"),
        ("НЕМЕСЕ a", "^", "expected a word before НЕМЕСЕ"),
        ("a AND OR b", "      ^", "expected a word, not OR"),
        ("a НЕ", "    ^", "expected a word after НЕ"),
        ("*фейк", "^", "cannot begin"),
        ("д*фейк", " ^", "only end"),
        ("жи-д*", "^", "needs one word"),
        ('"заң туралы"*', "            ^", "not a phrase"),
        ('"a b"~8', "      ^", "1 to 7"),
        ('"a b"~', "      ^", "1 to 7"),
        ('"a b"~x', "      ^", "1 to 7"),
        ("дипфейк~3", "        ^", "1 to 2"),
        ("ЖИ~1", "^", "at least 3"),
        ("tittle:a", "^", "title:"),
        ("ab сайт:zakon_kz", "   ^", "there is no field сайт:"),
        ("https://zakon.kz", "^", "quotes"),
        ("site:", "     ^", "expected a value after site:"),
        ("title:", "      ^", "expected a value after title:"),
        ("site:AND b", "     ^", "not AND"),
        ("title:site:a", "      ^", "cannot stand within title:"),
        ("title:(site:a)", "       ^", "cannot stand within title:"),
        ("site:zakon*", "          ^", "does not work in site:"),
        ('site:"a b"~2', "          ^", "does not work in site:"),
        ("author:—", "       ^", "expected a name"),
        ("duplicate:maybe", "          ^", "yes or no"),
        ("year:x", "     ^", "takes a number"),
        ("revision:>1..2", "         ^", "takes a number"),
        ("date:кеше", "     ^", "no date"),
        ("date:2025-13", "     ^", "no day 2025-13"),
        ("date:2025-02-30", "     ^", "no day 2025-02-30"),
        ("date:2025-10..2025-99", "              ^", "no day 2025-99"),
        ("date:2025-11..2025-10", "     ^", "before it begins"),
        ("date:..", "     ^", "both ends"),
        ("date:>=", "       ^", "missing"),
        ("since:ever", "      ^", "30d"),
        ("since:99999999999w", "      ^", "30d"),
    ],
)
def test_a_fault_points_at_its_place(query: str, caret: str, said: str) -> None:
    error = fault(query)
    assert error.position == len(caret) - 1, error.pretty()
    assert said in error.pretty()


def test_the_caret_stands_under_the_fault() -> None:
    assert fault("заң\tдипф*ейк").pretty().splitlines()[1:] == [
        "заң дипф*ейк",
        "        ^",
        "* can only end a word",
        "put it at the end of a word: дипф*",
    ]


def test_a_long_query_is_shown_around_the_fault() -> None:
    _, shown, caret, *_ = fault("заң " * 100 + "tittle:x" + " заң" * 100).pretty().splitlines()
    assert len(shown) < 110
    assert shown[len(caret) - 1 :].startswith("tittle:x")


def test_depth_and_length_are_bounded() -> None:
    assert "nested" in fault("(" * 60 + "a" + ")" * 60).message
    assert "nested" in fault("NOT " * 500 + "a").message
    assert fault("a" * (MAX_LENGTH + 1)).position == MAX_LENGTH
    parse("(" * 30 + "a" + ")" * 30, keys=plain_keys)


PIECES = st.sampled_from(
    ["заң", "дипфейк", " ", "(", ")", '"', "«", "»", "“", "-", "*", "~", "~9", ":", "AND", "ИЛИ",
     "ЕМЕС", "title:", "date:", "since:", "year:", "author:", "duplicate:", "2025-10", "..", ">=",
     "30d", "\n", "\u0301", "\u200b", "’", "٣", "\x00"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=14).map("".join)))
def test_any_text_is_read_or_refused_with_its_place(query: str) -> None:
    error = None
    try:
        parse(query, now=NOW, keys=plain_keys)
    except QueryError as caught:
        error = caught
    assert error is None or 0 <= error.position <= len(query)
    assert error is None or error.message in error.pretty()
