"""Classes of edits and the diff by words: pure functions on two versions of a text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.tokens import normal_text
from sholu.edits import edit_class, fingerprint, word_diff

TITLE = "Мост закроют на ремонт"
TEXT = (
    "Акимат сообщил о ремонте моста через канал.\n\n"
    "Движение ограничат на 14 дней, а автобусы пойдут в объезд.\n\n"
    "«Мы просим жителей выезжать раньше», — сказал заместитель акима.\n\n"
    "— Работать будут и ночью, — добавил он.\n\n"
    "Подрядчик уже завёз материалы."
)
CASES = {
    "a figure": ("14", "21", "number"),
    "a figure that goes": (" на 14 дней", "", "number"),
    "a figure that comes": ("в объезд", "в объезд с 1 мая", "number"),
    "a word of a quote": ("просим", "требуем", "quote"),
    "a letter of a quote": ("просим", "просиим", "quote"),
    "a word after a dialogue dash": ("ночью", "вечером", "quote"),
    "a whole quote": ("«Мы просим жителей выезжать раньше», — сказал заместитель акима.\n\n", "",
                      "quote"),
    "a letter": ("материалы", "материалы,", "cosmetic"),
    "a capital": ("Подрядчик", "ПОДРЯДЧИК", "cosmetic"),
    "one letter of a word": ("автобусы", "автобус", "cosmetic"),
    "a hyphen": ("заместитель акима", "заместитель-акима", "cosmetic"),
    "words parted": ("в объезд", "вобъезд", "cosmetic"),
    "another word": ("материалы", "технику", "substance"),
    "a word more": ("через канал", "через главный канал", "substance"),
    "a paragraph less": ("\n\nПодрядчик уже завёз материалы.", "", "substance"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "wanted"), CASES.values(), ids=CASES)
def test_the_first_class_that_holds(old: str, new: str, wanted: str) -> None:
    changed = TEXT.replace(old, new)
    assert changed != TEXT
    assert edit_class(TITLE, TEXT, TITLE, changed) == wanted
    assert edit_class(TITLE, changed, TITLE, TEXT) == wanted


def test_a_headline_comes_first_however_small() -> None:
    assert edit_class(TITLE, TEXT, TITLE.upper(), TEXT.replace("14", "21")) == "headline"


def test_kazakh_texts_have_the_same_classes() -> None:
    old = "Бүгін Алматыда жаңа мектеп ашылды."
    assert edit_class("", old, "", old.replace("жаңа", "үлкен")) == "substance"
    assert edit_class("", old, "", old.replace("Бүгін", "БҮГІН")) == "cosmetic"
    assert edit_class("", f"«{old}»", "", f"«{old.replace('жаңа', 'үлкен')}»") == "quote"


def test_a_paragraph_that_moved_is_neither_number_nor_quote() -> None:
    parts = TEXT.split("\n\n")
    moved = "\n\n".join([parts[1], parts[2], parts[0], *parts[3:]])
    assert edit_class(TITLE, TEXT, TITLE, moved) == "substance"
    fixed = moved.replace("материалы", "материал")
    assert edit_class(TITLE, TEXT, TITLE, fixed) == "cosmetic"


@pytest.mark.parametrize(
    ("quoted", "inside"),
    [("„Ждите“, — сказал он.", "„Жди“, — сказал он."), ('"Ждите", — сказал он.',) * 2],
)
def test_quotation_marks_of_every_kind(quoted: str, inside: str) -> None:
    changed = inside.replace("Ждите", "Жди")
    assert edit_class("", quoted, "", changed) == "quote"
    assert edit_class("", quoted, "", quoted.replace("сказал", "заявил")) == "substance"


def test_what_is_only_spelled_otherwise_is_no_edit() -> None:
    other = TEXT.replace("ё", "е").replace("«", "“").replace("»", "”").replace("—", "–")
    assert fingerprint(TITLE, other) == fingerprint(TITLE, TEXT)
    assert fingerprint(TITLE, TEXT.replace("14", "21")) != fingerprint(TITLE, TEXT)


words = st.lists(
    st.sampled_from(["мост", "14", "«", "»", ",", "— ", "закрыт", "\n\n"]), max_size=30
)


@given(words, words)
def test_a_diff_gives_back_both_texts(old: list[str], new: list[str]) -> None:
    before, after = " ".join(old), " ".join(new)
    pieces = word_diff(before, after)
    assert "".join(text for side, text in pieces if side != "in") == before
    assert "".join(text for side, text in pieces if side != "out") == after


@given(words, words)
def test_every_change_has_a_class(old: list[str], new: list[str]) -> None:
    before, after = " ".join(old), " ".join(new)
    found = edit_class("т", before, "т", after)
    assert found in ("number", "quote", "cosmetic", "substance")
    if normal_text(before) == normal_text(after):
        assert found == "cosmetic"


def test_a_long_rewrite_takes_no_seconds() -> None:
    old = "\n\n".join(f"Абзац {n} о ремонте моста через канал и о дороге." for n in range(400))
    new = old.replace("ремонте", "закрытии")
    begun = time.process_time()
    assert edit_class("т", old, "т", new) == "substance"
    assert time.process_time() - begun < 2.0
