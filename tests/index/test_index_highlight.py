"""Marks in the texts shown: by key, in the right places, around the best of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sholu.index.highlight import highlight, snippet
from tests.index.corpus import KK, RU, question

KAZAKH = "Дипфейктердің авторлары жауап береді.\n\nЖасанды интеллект туралы заң дипфейкке қатысты."
RUSSIAN = "Авторы дипфейков ответят по закону. Законом занят суд: искусственный интеллект — тема."


def marked(text: str, query: str, scope="any") -> list[str]:
    return [text[start:end] for start, end in highlight(text, question(query), scope)]


@pytest.mark.parametrize(
    ("text", "query", "words"),
    [
        (KAZAKH, "дипфейк", ["Дипфейктердің", "дипфейкке"]),
        (KAZAKH, "заң -дипфейк", ["заң"]),
        (KAZAKH, "lang:kk", []),
        (KAZAKH, "дипф*", ["Дипфейктердің", "дипфейкке"]),
        (KAZAKH, "зан~1 OR дипф", ["заң"]),
        (KAZAKH, '"жасанды интеллект"', ["Жасанды", "интеллект"]),
        (KAZAKH, '"интеллект жасанды"', []),
        (KAZAKH, '"береді жасанды"', []),  # not across paragraphs
        (KAZAKH, '"заң жасанды"~7', ["Жасанды", "заң"]),
        (KAZAKH, "жасанды-интеллект заң", ["Жасанды", "интеллект", "заң"]),
        (RUSSIAN, "дипфейк закон", ["дипфейков", "закону", "Законом"]),
        (RUSSIAN, '"искусственного интеллекта"', ["искусственный", "интеллект"]),
        ("", "заң", []),
    ],
)
def test_what_is_asked_is_marked(text: str, query: str, words: list[str]) -> None:
    assert marked(text, query) == words


def test_what_is_asked_of_the_headline_is_marked_there() -> None:
    assert marked(KAZAKH, "title:дипфейк заң", "title") == ["Дипфейктердің", "заң", "дипфейкке"]
    assert marked(KAZAKH, "title:дипфейк заң", "text") == ["заң"]


def test_letters_of_two_characters_keep_their_place() -> None:
    text = "Бұл «и\u0306од» де\u00adп\u00adфейк пен дип\u00adфейк."
    assert marked(text, "дипфейк") == ["дип\u00adфейк"]


def test_a_short_text_is_its_own_snippet() -> None:
    text, spans = snippet(KAZAKH, question("заң"), 500)
    assert text == KAZAKH.replace("\n\n", " ")
    assert [text[start:end] for start, end in spans] == ["заң"]


def test_a_snippet_shows_where_most_words_stand() -> None:
    long = "дипфейк " * 3 + "бейне сот " * 60 + "министр заңы дипфейк " + "бейне сот " * 60
    text, spans = snippet(long, question("дипфейк заң министр"), 120)
    assert [text[start:end] for start, end in spans] == ["министр", "заңы", "дипфейк"]
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert len(text) <= 124


WORDS = st.sampled_from([*KK, *RU, "ұзақ" * 30])
TEXTS = st.lists(
    st.tuples(WORDS, st.sampled_from([" ", ", ", ". ", "\n\n", "-", "\n"])), max_size=40
).map(lambda pairs: "".join(word + gap for word, gap in pairs).strip())


@given(text=TEXTS, query=st.sampled_from(["дипфейк", "закон OR заң", '"жасанды интеллект"', "с*"]),
       width=st.integers(20, 200))  # fmt: skip
def test_a_snippet_is_of_the_text_and_shows_a_mark_if_there_is_one(text, query, width) -> None:
    spans = highlight(text, question(query))
    shown, inside = snippet(text, question(query), width)
    core = shown.removeprefix("… ").removesuffix(" …")
    assert core in text.replace("\n\n", " ")
    assert bool(inside) == bool(spans)
    assert {shown[start:end] for start, end in inside} <= {text[start:end] for start, end in spans}
