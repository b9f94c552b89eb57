"""Languages: what must never be taken for Kazakh or Russian, mixed pages, short paragraphs."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

from nlp import language
from nlp.language import Guess, by_paragraph, identify, shares

# Our own sentences, one a line.
SPOKEN = {
    "kk": """
        Қазақстанда дипфейк үшін жауапкершілік енгізіледі
        Алматыда қар жауды
        Елімізде не бар?
        Президент Мәжіліске барды
        Бiрiншi оқиға
        Өзбекстанда жаңа зауыт ашылып, оған Қазақстан азаматтары да барған
    """,
    "ru": """
        Волна дипфейков после выхода Sora 2
        Что грозит за пересылку дипфейков
        Дмитрий Мун стал вице-министром
        TikTok и Instagram договорились с Минцифры
        Читайте также
        Кәсіпкерлер палатасы сообщила о новых правилах для малого и среднего бизнеса в стране
    """,
    "ky": """
        Кыргызстанда жасалма интеллект жөнүндө мыйзам кабыл алынды
        Бишкекте дипфейк үчүн жоопкерчилик киргизилет
        Президент бүгүн жаңы жарлыкка кол койду
    """,
    "tt": """
        Казанда ясалма фәһем турында закон кабул ителде
        Татарстан Рәисе яңа указга кул куйды
    """,
    "ba": "Башҡортостанда яһалма интеллект тураһында закон ҡабул ителде",
    "uk": """
        Верховна Рада прийняла закон про штучний інтелект
        У Києві обговорили проблему діпфейків
        Уряд схвалив новий проєкт закону
        Поліція затримала шахраїв, які телефонували пенсіонерам
    """,
    "be": """
        Урад ухваліў новы закон аб штучным інтэлекце
        У Мінску абмеркавалі праблему дыпфэйкаў
    """,
    "uz": """
        Ўзбекистонда сунъий интеллект тўғрисида қонун қабул қилинди
        Президент янги қарорга имзо чекди
        Oʻzbekistonda sunʼiy intellekt toʻgʻrisida qonun qabul qilindi
        Hukumat yig'ilishida raqamli texnologiyalar masalasi ko'rib chiqildi
    """,
    "kaa": """
        Қарақалпақстанда жасалма интеллект ҳаққында нызам қабыл етилди
        Нөкис қаласында жаңа мектеп ашылды ҳәм оқыўшылар сабақ баслады
        Бүгин ҳаўа райы суўық болады
    """,
    "tg": """
        Дар Тоҷикистон қонун дар бораи зеҳни сунъӣ қабул шуд
        Ҳукумат қарори нав қабул кард
    """,
    "en": """
        Kazakhstan adopts a law on artificial intelligence
        Sora 2 flooded the internet with deepfakes
    """,
    "tr": "Cumhurbaşkanı yeni kararnameyi imzaladı",
    "az": "Azərbaycanda süni intellekt haqqında qanun qəbul edildi",
    "ug": "شىنجاڭدا يېڭى مەكتەپ ئېچىلدى ۋە ئوقۇغۇچىلار دەرس باشلىدى",
    "fa": "قانون جدید هوش مصنوعی در تهران تصویب شد",
}
LINES = [(lang, line.strip()) for lang, text in SPOKEN.items() for line in text.split("\n")]


@pytest.mark.parametrize(("lang", "line"), [pair for pair in LINES if pair[1]])
@pytest.mark.parametrize("prior", [None, "kk", "ru"])
def test_each_language_is_told(lang: str, line: str, prior: str | None) -> None:
    """Whatever the site claims."""
    assert identify(line, prior).lang == lang


OTHER_SCRIPTS = (
    ("Qazaqstan Prezidenti jańa zańǵa qol qoıdy, dep habarlaıdy Aqorda", "Latn"),
    ("Jasandy ıntellekt týraly zań qabyldandy", "Latn"),
    ("Jasandı intellekt turalı zañ qabıldandı, osı jılı küşine enedi", "Latn"),
    ("قازاقستاندا جاساندى ينتەللەكت تۋرالى زاڭ قابىلداندى", "Arab"),
    ("ەلىمىزدە جاڭا مەكتەپتەر سالىنادى", "Arab"),
)


@pytest.mark.parametrize(("text", "script"), OTHER_SCRIPTS)
def test_kazakh_in_other_scripts(text: str, script: str) -> None:
    assert identify(text) == Guess("kk", script)


PRIORS = (
    ("Тоқаев Пекинде", "kk"),
    ("Астанада жаңа театр", "kk"),
    ("Министр не деді?", "kk"),
    ("Курс доллара", "ru"),
)


@pytest.mark.parametrize(("headline", "prior"), PRIORS)
def test_a_prior_decides_a_few_words(headline: str, prior: str) -> None:
    assert identify(headline, prior).lang == prior


@pytest.mark.parametrize(("declared", "code"), [("kz", "kk"), ("ru_RU", "ru"), ("", None)])
def test_declared_languages_are_codes(declared: str, code: str | None) -> None:
    assert language.language_code(declared) == code


@pytest.mark.parametrize("text", ["", "2025", "— 5 %", "\n\n"])
def test_without_letters_nothing_is_known(text: str) -> None:
    assert identify(text) == Guess("und", "Zyyy")
    assert identify(text, "kz").lang == "kk"
    assert shares(by_paragraph(text), text) == ()


MIXED = """Қазақстанда дипфейктер үшін жауапкершілік енгізіледі, деп хабарлайды министрлік.

Sora 2

В министерстве рассказали, что законопроект направлен в Мажилис.

Фото: pixabay

ЖИ туралы заң"""


def test_paragraphs_have_their_own_language() -> None:
    found = by_paragraph(MIXED)
    assert [part.lang for part in found] == ["kk", "kk", "ru", "ru", "kk"]
    assert [part.script for part in found] == ["Cyrl", "Latn", "Cyrl", "Cyrl", "Cyrl"]
    assert [MIXED[part.start : part.end] for part in found] == MIXED.split("\n\n")


def test_shares_are_of_letters() -> None:
    text = "Қазақстанда жаңа заң қабылданды.\n\nПринят новый закон о связи."
    assert shares(by_paragraph(text), text) == (("kk", 0.56), ("ru", 0.44))


def test_short_paragraphs_alone_are_guessed_with_the_prior() -> None:
    assert [part.lang for part in by_paragraph("Астана\n\nАлматы", "kk")] == ["kk", "kk"]
    assert [part.lang for part in by_paragraph("Астана\n\nАлматы", "ru")] == ["ru", "ru"]


def test_the_model_is_loaded_only_when_letters_leave_it_open() -> None:
    code = (
        "import sys; from nlp.language import by_paragraph;"
        "print([p.lang for p in by_paragraph('Қазақстанда жаңа заң қабылданды, деді ұйым')]);"
        "print('py3langid' in sys.modules, 'spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["['kk']", "False False"]


def treebank(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return re.findall(r"^# text = (.*\w.*)$", file.read(), re.MULTILINE)


def accuracy(texts: list[str], lang: str, prior: str | None = None) -> float:
    return sum(identify(text, prior).lang == lang for text in texts) / len(texts)


@pytest.mark.shared
def test_neighbours_are_not_taken_for_ours(shared: Path) -> None:
    ky = treebank(shared / "data/ud_ky_ktmu/ky_ktmu-ud-test.conllu.gz")
    tt = treebank(shared / "data/ud_tt_nmctt/tt_nmctt-ud-test.conllu.gz")
    for prior in (None, "kk", "ru"):
        assert accuracy(ky, "ky", prior) >= 0.98
        assert accuracy(tt, "tt", prior) >= 0.97


@pytest.mark.shared
def test_kazakh_and_russian(
    ktb: list[tuple[str, object]],
    gsd: list[tuple[str, object]],
    kaznerd: list[str],
    russian_news: list[str],
) -> None:
    """Sentences and five-word headlines, without a prior and with a wrong one."""
    for lang, wrong, sets in (
        ("kk", "ru", ([text for text, _ in ktb], kaznerd)),
        ("ru", "kk", ([text for text, _ in gsd], russian_news)),
    ):
        for texts in sets:
            assert accuracy(texts, lang) >= 0.99
            assert accuracy(texts, lang, wrong) >= 0.99
        words = [text.split() for texts in sets for text in texts]
        headlines = [" ".join(row[:5]) for row in words if len(row) > 5]
        assert accuracy(headlines, lang) >= 0.99
        assert accuracy(headlines, lang, lang) >= 0.995
