"""Of a text that is far too long the beginning is annotated, and the same of it everywhere."""

from __future__ import annotations

from dataclasses import replace

from nlp.annotate import annotate
from nlp.extent import LONGEST, beginning
from nlp.rekey import with_current_keys
from sholu.article import Article
from sholu.link.sketch import sketch

PIECE = "Депутаттар жаңа заң жобасын екінші оқылымда қарап, қабылдады деді ол. "
FAR = "Дипфейк үшін жауапкершілік енгізіледі."
LONG = Article.from_text(PIECE * (LONGEST // len(PIECE) + 1) + FAR, title="Заң")


def test_a_beginning_ends_with_a_word() -> None:
    assert beginning("бір екі үш", 7) == "бір"
    assert beginning("бір екі үш", 9) == "бір екі"
    assert beginning("бір екі үш", 10) == "бір екі үш"
    assert beginning("біріншіден", 4) == "бірі"
    assert beginning("", 4) == ""


def test_what_stands_behind_it_is_neither_tagged_nor_searched() -> None:
    notes = annotate(LONG)
    assert len(LONG.text) > LONGEST
    assert notes.tags == ()
    assert "дипфейк" not in notes.keys.keys_kk
    assert "депутат" in notes.keys.keys_kk
    assert [tag.topic for tag in annotate(Article.from_text(FAR)).tags] != []


def test_keys_made_anew_are_of_the_same_beginning() -> None:
    notes = annotate(LONG)
    old = tuple((name, "0" if name == "keys" else value) for name, value in notes.versions)
    assert with_current_keys(LONG, replace(notes, versions=old)).keys == notes.keys


def test_fewer_characters_can_be_asked_for() -> None:
    text = f"{PIECE}{PIECE}{FAR}"
    assert annotate(Article.from_text(text), most=2 * len(PIECE)).tags == ()
    assert sketch(text, 2 * len(PIECE) + 1) == sketch(PIECE * 2)


def test_copies_are_told_by_the_beginning() -> None:
    other = LONG.text.removesuffix(FAR) + PIECE
    assert sketch(LONG.text) == sketch(beginning(LONG.text)) == sketch(other)
