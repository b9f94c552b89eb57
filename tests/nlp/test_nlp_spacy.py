"""Kazakh for spaCy, found by its entry point, and the components that wrap the core."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.matcher import PhraseMatcher

from nlp.keys import word_keys
from nlp.kk.examples import sentences
from nlp.kk.lex_attrs import like_num
from nlp.kk.stop_words import STOP_WORDS
from nlp.tokens import normal_word

SPLIT = (
    ("Бұл алаяқтық.", ["Бұл", "алаяқтық", "."]),
    ("Жақ. Тұғ. Жаңғақ!", ["Жақ", ".", "Тұғ", ".", "Жаңғақ", "!"]),
    ("ҚР-дағы 55-ші IT-компания", ["ҚР-дағы", "55-ші", "IT-компания"]),
    ("2022-2027 жылдар", ["2022-2027", "жылдар"]),
    ("«Цифрлық Қазақстан»,", ["«", "Цифрлық", "Қазақстан", "»", ","]),
    ("5,5 млн. тг. және т.б.", ["5,5", "млн.", "тг.", "және", "т.б."]),
    ("А.Ж. Омаров", ["А.Ж.", "Омаров"]),
    ("– деді ұйым.Соңғы", ["–", "деді", "ұйым", ".", "Соңғы"]),
    ("https://example.org/a.html Zakon.kz", ["https://example.org/a.html", "Zakon.kz"]),
)
KK = "Мәжіліс жасанды интеллектіні реттеу туралы заң жобасын қарады. Дипфейктер көбейді."
RU = "Волна дипфейков после выхода Sora 2: в Мажилисе обсудили закон об ИИ."


@pytest.mark.parametrize(("text", "words"), SPLIT)
def test_kazakh_tokens(text: str, words: list[str]) -> None:
    assert [token.text for token in spacy.blank("kk")(text)] == words


@pytest.mark.parametrize("sentence", sentences)
def test_examples_keep_every_character(sentence: str) -> None:
    doc = spacy.blank("kk")(sentence)
    assert "".join(token.text_with_ws for token in doc) == sentence
    assert doc[-1].text in ".?"


def test_norm_is_the_key_and_matchers_see_through_endings() -> None:
    nlp = spacy.blank("kk")
    matcher = PhraseMatcher(nlp.vocab, attr="NORM")
    matcher.add("AI", [nlp("жасанды интеллект")])
    doc = nlp(KK)
    assert [doc[start:end].text for _, start, end in matcher(doc)] == ["жасанды интеллектіні"]


@pytest.mark.parametrize("text", ["5,5", "1/2", "Жиырма", "2025", "−7"])
def test_numbers(text: str) -> None:
    assert like_num(text)
    assert spacy.blank("kk")(text)[0].like_num


@pytest.mark.parametrize("text", ["заң", "1/", "", "ж."])
def test_no_numbers(text: str) -> None:
    assert not like_num(text)


def test_stop_words_are_normal_words() -> None:
    assert all(normal_word(word) == word for word in STOP_WORDS)
    assert spacy.blank("kk").vocab["және"].is_stop
    assert not STOP_WORDS & {"заң", "дипфейк", "интеллект", "министр"}


@pytest.mark.parametrize(("lang", "text"), [("kk", KK), ("ru", RU)])
def test_components_come_back_from_disk(lang: str, text: str, tmp_path: Path) -> None:
    nlp = spacy.blank(lang)
    nlp.add_pipe("sholu_keys")
    nlp.add_pipe("sholu_topics", config={"topics": ["deepfake", "ai_regulation"]})
    doc = nlp(text)
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")(text)
    assert [token.norm_ for token in again] == [token.norm_ for token in doc]
    assert again._.sholu_keys == doc._.sholu_keys
    assert again._.sholu_tags == doc._.sholu_tags
    assert [tag.topic for tag in doc._.sholu_tags] == ["ai_regulation", "deepfake"]
    copy = spacy.util.load_model_from_config(nlp.config).from_bytes(nlp.to_bytes())
    assert copy(text)._.sholu_tags == doc._.sholu_tags


def test_keys_in_a_doc_are_those_of_the_index() -> None:
    nlp = spacy.blank("ru")
    nlp.add_pipe("sholu_keys")
    doc = nlp(RU)
    norms = {token.text: token.norm_ for token in doc}
    assert norms["дипфейков"] == word_keys("дипфейков").ru
    assert norms["ИИ"] == "ии"
    assert norms[":"] == ":"
    assert doc._.sholu_keys.keys_ru.startswith("волна дипфейк")
    assert [token.lemma_ for token in doc] == [""] * len(doc)


def test_spans_prove_the_tags() -> None:
    nlp = spacy.blank("kk")
    nlp.add_pipe("sholu_topics")
    doc = nlp(KK)
    labels = {span.text: span.label_ for span in doc.spans["sholu_topics"]}
    assert labels["Дипфейктер"] == "deepfake"
    evidence = [span.text for tag in doc._.sholu_tags for span in tag.evidence]
    assert [span.text for span in doc.spans["sholu_topics"]] == evidence


def test_a_pipeline_on_disk_needs_no_topic_files(tmp_path: Path) -> None:
    from nlp.topic import FOLDER

    own = tmp_path / "topics"
    own.mkdir()
    text = (FOLDER / "deepfake.yml").read_text(encoding="utf-8")
    (own / "fakes.yml").write_text(text, encoding="utf-8")
    nlp = spacy.blank("kk")
    nlp.add_pipe("sholu_topics", config={"topics": ["fakes"], "folders": [str(own)]})
    nlp.to_disk(tmp_path / "pipeline")
    (own / "fakes.yml").unlink()
    doc = spacy.load(tmp_path / "pipeline")(KK)
    assert [tag.topic for tag in doc._.sholu_tags] == ["fakes"]


def test_other_languages_are_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError, match="no search keys for 'en'"):
        spacy.blank("en").add_pipe("sholu_keys")
    keyed = spacy.blank("en")
    keyed.add_pipe("sholu_keys", config={"language": "ru"})
    assert keyed("дипфейков")[0].norm_ == "дипфейк"
