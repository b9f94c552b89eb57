"""Russian keys: forms meet their lemma, abbreviations stay what they are."""

from __future__ import annotations

import pytest

from nlp.ru.lemma import OVERRIDES, key
from nlp.tokens import normal_word, tokens

SAME = (
    "дипфейк дипфейки дипфейков дипфейка дипфейком дипфейками дипфейке дипфейкам",
    "нейросеть нейросети нейросетей нейросетью нейросетями",
    "искусственный искусственного искусственному искусственным искусственная",
    "интеллект интеллекта интеллекту интеллектом",
    "закон закона законом законы законов",
    "законопроект законопроекта законопроектов законопроектом",
    "ответственность ответственности ответственностью",
    "платформа платформы платформ платформами",
    "мажилис мажилиса мажилисе мажилисом",
    "аким акима акиму акимов",
    "маслихат маслихата маслихате маслихату",
    "Токаев Токаева Токаеву Токаевым Токаеве",
    "данные данных данным данными",
    "главный главное главного главном",
    "устав устава уставу уставом",
    "тенге",
    "закон з\u0061к\u006fна",
    "чёрный черный чёрного",
)
ABBREVIATIONS = ("ИИ", "РК", "США", "МИОР", "МЦРИАП", "СМИ", "МВД", "ОАЭ", "СИЗО", "ИД", "РВСН")
UNCHANGED = ("sora", "2025", "chatgpt", "дипфейктердің", "қазақстан", "а", "рвсн", "")


@pytest.mark.parametrize("forms", SAME, ids=lambda forms: forms.split()[0])
def test_forms_meet(forms: str) -> None:
    keys = {form: key(normal_word(form), form) for form in forms.split()}
    assert len(set(keys.values())) == 1, keys


@pytest.mark.parametrize("surface", ABBREVIATIONS)
def test_abbreviations_stay(surface: str) -> None:
    assert key(normal_word(surface), surface) == surface.lower()


@pytest.mark.parametrize("surface", [a for a in ABBREVIATIONS if a != "ОАЭ"])
def test_a_query_in_lower_case_meets_the_abbreviation(surface: str) -> None:
    assert key(surface.lower()) == key(surface.lower(), surface)


@pytest.mark.parametrize("word", UNCHANGED)
def test_what_is_not_russian_stays(word: str) -> None:
    assert key(word) == word


@pytest.mark.parametrize(("form", "lemma"), sorted(OVERRIDES.items()))
def test_overrides_are_normal_and_settled(form: str, lemma: str) -> None:
    assert (normal_word(form), normal_word(lemma)) == (form, lemma)
    assert key(lemma) == lemma


@pytest.mark.shared
def test_a_lemma_finds_its_forms(gsd: list[tuple[str, list[tuple[str, str, str]]]]) -> None:
    content = ("NOUN", "PROPN", "ADJ", "VERB", "ADV", "NUM", "DET", "PRON")
    pairs = [
        (form, lemma)
        for _, words in gsd
        for form, lemma, kind in words
        if kind in content and any(letter.isalpha() for letter in form)
    ]
    met = sum(_keys(form) == _keys(lemma) for form, lemma in pairs)
    assert len(pairs) > 6000
    assert met / len(pairs) >= 0.96


def _keys(text: str) -> list[str]:
    return [key(token.word, text[token.start : token.end]) for token in tokens(text)]
