"""The six key strings: which words are where, and that no phrase crosses a paragraph."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nlp.keys import KEYS_VERSION, RULES, keyed, text_keys, word_keys
from nlp.tokens import FILLER, GAP, paragraphs

PARTING = " ".join(["", *[FILLER] * GAP, ""])
KK = "Дипфейктер үшін жауапкершілік енгізіледі."
RU = "За дипфейки введут ответственность."
EN = "Sora 2 is here."
TEXT = f"{KK}\n\n{RU}\n\n{EN}\n\n{KK}"
LANGUAGES = [
    (start, end, lang)
    for (start, end), lang in zip(paragraphs(TEXT), ("kk", "ru", "en", "kk"), strict=True)
]


def test_each_paragraph_is_in_the_field_of_its_language() -> None:
    keys = text_keys("Дипфейк: заңға өзгеріс", TEXT, LANGUAGES, "kk")
    kk = "дипфейк үшін жауапкершілік енгізілед"
    assert keys.keys_kk == f"{kk}{PARTING}{kk}"
    assert keys.keys_ru == "за дипфейк ввести ответственность"
    assert keys.words.split(PARTING)[2] == "sora 2 is here"
    assert keys.words.count(PARTING) == 3
    assert keys.title_keys_kk == "дипфейк заң өзгеріс"
    assert keys.title_keys_ru == ""
    assert keys.title_words == "дипфейк заңға өзгеріс"


def test_a_paragraph_without_words_parts_nothing_twice() -> None:
    keys = text_keys("", "Заң.\n\n***\n\nЗаң.", [(0, 4, "kk"), (6, 9, "kk"), (11, 15, "kk")])
    assert keys.keys_kk == f"заң{PARTING}заң"
    assert keys.title_words == ""


def test_capitals_are_abbreviations_unless_all_is_shouted() -> None:
    assert text_keys("", "Закон об ИИ", [(0, 11, "ru")]).keys_ru.endswith(" ии")
    assert text_keys("ДИПФЕЙКИ В РОССИИ", "", [], "ru").title_keys_ru == "дипфейк в россия"


MEET = (
    ("дипфейк", "Волна дипфейков после выхода", "ru"),
    ("ИИ", "закон об ИИ подписан", "ru"),
    ("ии", "закон об ИИ подписан", "ru"),
    ("дипфейк", "дипфейктердің таралуы", "kk"),
    ("ЖИ", "ЖИ-ді реттеу туралы", "kk"),
    ("Қазақстан", "ҚАЗАҚСТАНДА ДИПФЕЙК ҮШІН ЖАУАПКЕРШІЛІК", "kk"),
)


@pytest.mark.parametrize(("query", "text", "lang"), MEET)
def test_query_and_text_meet(query: str, text: str, lang: str) -> None:
    keys = text_keys("", text, [(0, len(text), lang)])
    asked = word_keys(query)
    assert asked.kk in keys.keys_kk.split() or asked.ru in keys.keys_ru.split()


@pytest.mark.parametrize("text", [TEXT, "ДИПФЕЙКИ В РОССИИ", "", " \n\n 1 \n\n"])
def test_highlighting_names_the_tokens_that_are_indexed(text: str) -> None:
    spans = list(paragraphs(text))
    for lang in ("kk", "ru"):
        keys = text_keys("", text, [(*span, lang) for span in spans])
        named = [getattr(names, lang) for _, names in keyed(text)]
        indexed = (keys.keys_kk if lang == "kk" else keys.keys_ru).split()
        assert [key for key in indexed if key != FILLER] == named
    assert all(text[token.start : token.end].lower() == names.word for token, names in keyed(text))


@pytest.mark.parametrize("word", ["ж" * 400, "𐌰" * 300, "ab0" * 200, "А\u0301" * 300])
def test_no_key_is_too_long_for_an_engine(word: str) -> None:
    """Elasticsearch splits a token at 255 units of UTF-16; query and text are cut the same way."""
    text = f"Тут {word} ещё"
    asked = word_keys(word)
    for lang, key in (("kk", asked.kk), ("ru", asked.ru)):
        keys = text_keys("", text, [(0, len(text), lang)])
        assert key in (keys.keys_kk or keys.keys_ru).split()
        assert asked.word in keys.words.split()
        assert len(keys.words.split()) == 3
        for token in (*keys.words.split(), *keys.keys_kk.split(), *keys.keys_ru.split()):
            assert len(token.encode("utf-16-le")) // 2 <= 255


def test_the_version_names_rules_data_and_dictionary() -> None:
    rules, data, dictionary = KEYS_VERSION.split("-", 2)
    assert rules == RULES
    assert len(data) == 8
    assert dictionary


SAMPLE = (
    "Қазақстанда дипфейктер үшін жауапкершілік енгізіледі: кітабымыздан, халқының, еліміздегі, "
    "жұмысы, болғаны, банкінің, Тоқаевқа. В Казахстане об ИИ, главное, статей, замо\u0301к, ёлки."
)
KNOWN = {"2": (
    "қазақстан дипфейк үшін жауапкершілік енгізілед кітап халық ел жұмыс болған банк тоқаев в "
    "казахстане об ии главное статей замок елки",
    "қазақстанда дипфейктер үшін жауапкершілік енгізіледі кітабымыздан халқының еліміздегі жұмысы "
    "болғаны банкінің тоқаевқа в казахстан о ии главный статья замок елка",
)}  # fmt: skip


def test_changed_rules_have_a_new_version() -> None:
    """When this fails, raise `RULES` and write the new keys down: texts must be keyed anew."""
    names = [names for _, names in keyed(SAMPLE)]
    assert (" ".join(n.kk for n in names), " ".join(n.ru for n in names)) == KNOWN[RULES]


def test_keys_import_nothing_heavy() -> None:
    code = (
        "import sys, nlp.keys as k; k.word_keys('дипфейков'); list(k.keyed('заң туралы'));"
        "k.text_keys('а', 'б', [(0, 1, 'ru')], 'kk');"
        "print(sorted({'spacy', 'py3langid', 'numpy', 'pydantic', 'scrapy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
