"""The tokenizer: what is a word, where it stands, and that normalising twice changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.tokens import FILLER, LONGEST, normal_text, normal_word, paragraphs, sentences, tokens

LETTERS = st.text("аәғқңөұүһієжя АҒҚҰІЁёй01aZ.,!?-–«»\"'’\n\u0301\u00ad\u200b\u0306ـ😀ا")
ANY = st.text()

SPLIT = (
    ("Дипфейк-видео туралы заң, 2025 ж.", ["дипфейк", "видео", "туралы", "заң", "2025", "ж"]),
    ("ҚР-дағы 55-ші IT-компания", ["қр", "дағы", "55", "ші", "it", "компания"]),
    ("Sora 2 и ChatGPT-5", ["sora", "2", "и", "chatgpt", "5"]),
    ("Ёлка, ещё\u00adраз", ["елка", "ещераз"]),
    ("Zakon.kz тілшісі", ["zakon", "kz", "тілшісі"]),
    ("за\u0301мок Вои\u0306н", ["замок", "войн"]),
    ("снизил на 12,5%", ["снизил", "на", "12", "5"]),
    ("snake_case", ["snake", "case"]),
    ("", []),
)


@pytest.mark.parametrize(("text", "words"), SPLIT)
def test_words(text: str, words: list[str]) -> None:
    assert [token.word for token in tokens(text)] == words


@given(LETTERS | ANY)
def test_offsets_lead_back_to_the_word(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start < token.end <= len(text)
        assert normal_word(text[token.start : token.end]) == token.word
        end = token.end


def test_a_word_without_end_is_cut_but_its_place_is_whole() -> None:
    (token,) = tokens("Ы" * 1000)
    assert token == ("ы" * LONGEST, 0, 1000)
    assert normal_word(token.word) == token.word


@given(LETTERS | ANY)
def test_no_token_is_the_filler_or_has_a_space(text: str) -> None:
    for token in tokens(text):
        assert token.word != FILLER
        assert not any(letter.isspace() for letter in token.word)


@given(LETTERS | ANY)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normal_text(normal_text(text)) == normal_text(text)
    for token in tokens(text):
        assert normal_word(token.word) == token.word


@given(LETTERS | ANY)
def test_paragraphs_and_sentences_keep_every_letter(text: str) -> None:
    kept = "".join(
        text[a:b] for start, end in paragraphs(text) for a, b in sentences(text, start, end)
    )
    assert "".join(kept.split()) == "".join(text.split())


SENTENCES = (
    ("Заң қабылданды. Ол бүгін күшіне енеді.", 2),
    ("«Жауапкершілік болады!» – деді министр.", 1),
    ("2025 ж. 5 млн. теңге бөлінді.", 1),
    ("Закон принят в 2025 г. Министр доволен.", 2),
    ("А. Сейітов пен Б. Омаров келді.", 1),
    ("Живет в г. Алматы на ул. Абая.", 1),
    ("Не верьте видео... Проверьте источник. Это фейк?", 3),
)


@pytest.mark.parametrize(("text", "count"), SENTENCES)
def test_sentences(text: str, count: int) -> None:
    assert len(list(sentences(text))) == count
