"""Whom a text quotes: the formulas of both languages, and what only looks like one."""

from __future__ import annotations

from itertools import pairwise

import pytest

from nlp.annotate import annotate
from nlp.cites import cites, formulas
from sholu.article import Article

FORMULAS = [
    ("Дорогу открыли, сообщает Lada.kz.", "Lada.kz"),
    ("Дорогу открыли, сообщает Lada.kz со ссылкой на акимат города .", "Lada.kz|акимат города"),
    ("Рейс отложили, передает корреспондент Zakon.kz.", "Zakon.kz"),
    ("Рейс отложили, передает корреспондент агентства «Казинформ».", "агентства «Казинформ»"),
    ("Об этом сообщает Zakon.kz.", "Zakon.kz"),
    ("Школу построят, передаёт BAQ.kz со ссылкой на пресс-службу ведомства.",
     "BAQ.kz|пресс-службу ведомства"),
    ("Цены выросли, пишет Lada.", "Lada"),
    ("Суд вынес приговор, передает NUR.KZ со ссылкой на Polisia.kz.", "NUR.KZ|Polisia.kz"),
    ("АКТАУ. 5 ноября. KAZAKHSTAN TODAY - Движение открыли.", "KAZAKHSTAN TODAY"),
    ("АСТАНА. KAZINFORM — Документ подписан.", "KAZINFORM"),
    ("АЛМАТЫ. КазТАГ - Торги закрылись.", "КазТАГ"),
    ("Как сообщает пресс-служба акимата области, мост закрыт.", "пресс-служба акимата области"),
    ("Задержаны двое, сообщили в Центре по борьбе с дезинформацией.",
     "Центре по борьбе с дезинформацией"),
    ("Задержаны двое, сообщили в полиции города.", "полиции города"),
    ("Об этом сообщает The Guardian.", "The Guardian"),
    ("Препарат одобрен, пишет New Scientist.", "New Scientist"),
    ("Дом сдадут, сообщает официальный сайт клуба.", "официальный сайт клуба"),
    ("Договор подписан, сообщает агентство Associated Press в четверг.",
     "агентство Associated Press"),
    ("Об этом сообщило агентство «Интерфакс-Казахстан» 5 ноября.",
     "агентство «Интерфакс-Казахстан»"),
    ("«Мы готовы», – сообщает Tengrinews.kz.", "Tengrinews.kz"),
    ("Передает Zakon.kz. Дорогу открыли.", "Zakon.kz"),
    ("Новость вышла утром.\n\nСообщает Lada.kz.", "Lada.kz"),
    ("Суд отложен, информирует Sputnik Казахстан.", "Sputnik Казахстан"),
    ("Заң қабылданды, деп хабарлайды Zakon.kz.", "Zakon.kz"),
    ("Заң қабылданды, деп хабарлайды Zakon.kz тілшісі.", "Zakon.kz"),
    ("Заң қабылданды, деп хабарлайды BAQ.KZ Ақордаға сілтеме жасап.", "BAQ.KZ|Ақордаға"),
    ("Жол жабылды, деп жазады Egemen.kz Polisia.kz-ке сілтеме жасап.", "Egemen.kz|Polisia.kz"),
    ("Өрт сөндірілді, деп хабарлайды облыстық прокуратураның баспасөз қызметі.",
     "облыстық прокуратураның баспасөз қызметі"),
    ("«Жол дайын», – деп хабарлады ҚазАқпарат.", "ҚазАқпарат"),
    ("Zań qabyldandy, dep habarlaıdy Zakon.kz.", "Zakon.kz"),
    ("Полиция департаментінің хабарлауынша, бір адам жарақат алды.", "Полиция департаментінің"),
    ("Бұл туралы Tengrinews.kz хабарлады.", "Tengrinews.kz"),
    ("Бұл туралы Tengrinews.kz Reuters-ке сілтеме жасап жазды.", "Tengrinews.kz|Reuters"),
    ("Мұны еліміздің Сыртқы істер министрлігі хабарлады.",
     "еліміздің Сыртқы істер министрлігі"),
]  # fmt: skip

NONE = [
    "Он пишет письмо матери.",
    "Министр сообщает о пожаре в степи.",
    "Школьник передает привет одноклассникам.",
    "Ранее «Главред» сообщал, что адвокат получил разрешение.",
    "Как сообщалось ранее, дело передали в суд.",
    "Об этом она пишет в своей книге.",
    "Как сообщил министр, дорога готова.",
    "Сайты Polisia.kz пишут про аварии.",
    "Радио передает музыку весь день.",
    "Датчик передает данные на пульт, а дежурный сообщает их спасателям.",
    "Жители, пишут они, ждут ответа.",
    "Об этом сообщили вчера.",
    "Ссылкой на закон он пользуется редко.",
    "Суд пришёл к выводу, передает дело прокурору и ждёт.",
    "Г. Иванов пишет картины.",
    "Дело передали. 5 ноября - выходной.",
    "Ол досына хат жазды.",
    "Министр 38 ресурсты бұғаттады деп хабарлады.",
    "Жылдам өтетін 38 сілтемесі бұғатталды.",
    "Келісімшартта «қызмет көрсету» дегеннің орнына «жұмыс» деп жазылып кеткен.",
    "Тұрғындар желіге тегін хабарласып, көмек сұрайды.",
    "Жол дайын, деп хабарлады ол.",
    "Бұл туралы кеше жазды.",
    "Бүгін екі адам емделіп шыққаны хабарланды.",
    "Шенеуніктердің айтуынша, жанармай қоры жеткілікті.",
]


@pytest.mark.parametrize(("text", "names"), FORMULAS)
def test_a_formula_names_whom_the_text_quotes(text, names):
    assert [cite.text for cite in cites(text)] == names.split("|")


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_a_formula_names_nobody(text):
    assert cites(text) == ()


@pytest.mark.parametrize(
    ("own", "text"),
    [
        ("lada_kz", "Дорогу открыли, сообщает Lada."),
        ("zakon_kz", "Заң қабылданды, деп хабарлайды Zakon.kz тілшісі."),
        ("inform_kz", "АСТАНА. KAZINFORM — Документ подписан."),
        ("kt.kz", "АКТАУ. 5 ноября. KAZAKHSTAN TODAY - Движение открыли."),
        ("www.nur.kz", "Суд отложен, передает NUR.KZ."),
    ],
)
def test_the_outlets_own_name_is_no_cite(own, text):
    assert cites(text, own) == ()
    assert cites(text, "egemen_kz") != ()


def test_each_is_named_once_and_in_order():
    text = "Мост закрыт, сообщает Reuters.\n\nОб этом пишет Lada.kz. Об этом сообщает Reuters."
    assert [cite.text for cite in cites(text)] == ["Reuters", "Lada.kz"]
    assert all(cite.id is None for cite in cites(text))


def test_formulas_are_spans_of_the_text_apart_from_each_other():
    text = "\n\n".join(text for text, _names in FORMULAS)
    found = formulas(text)
    assert len(found) >= len(FORMULAS)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize("text", ["", " ", ", сообщает", "деп хабарлайды", "со ссылкой на", "—"])
def test_scraps_do_no_harm(text):
    assert formulas(text) == ()


def test_annotations_carry_cites():
    article = Article(
        url="https://www.lada.kz/1",
        site="lada_kz",
        title="Дорогу открыли",
        text="Дорогу открыли, сообщает Lada.kz со ссылкой на акимат города.",
    )
    notes = annotate(article)
    assert [cite.text for cite in notes.cites] == ["акимат города"]
    assert dict(notes.versions)["cites"]
