"""What is alike and what only looks so: attribution, alphabets, flashes, routine news."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations

import pytest

from nlp.alphabets import folded
from sholu.demo.newsroom import Newsroom
from sholu.link import alike
from sholu.link.sketch import BINS, similarity, sketch
from sholu.store import Sketched

RU = (
    "В Актау открыли мост через канал{}. Движение по нему разрешили легковым машинам и автобусам, "
    "грузовики поедут в объезд до конца месяца.\n\nМост строили два года, на работы ушло 640 млн "
    "тенге. Подрядчик обещает закончить тротуары и освещение к 15 октября, после чего комиссия "
    "проверит ограждения. Жители соседних улиц просили об этом переходе с 2019 года."
)
KK = (
    "Ақтауда арна үстінен өтетін көпір ашылды{}. Онымен жеңіл көліктер мен автобустар жүре алады, "
    "жүк көліктері ай соңына дейін айналма жолмен өтеді.\n\nКөпір екі жыл салынды, жұмысқа 640 млн "
    "теңге жұмсалды. Мердігер жаяу жүргіншілер жолын 15 қазанға дейін бітіреді, содан кейін "
    "комиссия қоршауларды тексереді."
)
LATIN = (
    "Aqtauda arna ústinen ótetin kópir ashyldy. Onymen jeńil kólikter men avtobýstar júre alady, "
    "júk kólikteri aı sońyna deıin aınalma jolmen ótedi.\n\nKópir eki jyl salyndy, jumysqa 640 mln "
    "teńge jumsaldy. Merdiger jaıaý júrginshiler jolyn 15 qazanǵa deıin bitiredi, sodan keıin "
    "komıssııa qorshaýlardy tekseredi."
)
WEATHER = (
    "В городе {} {} октября ожидается переменная облачность без осадков. Ветер северо-восточный, "
    "порывы до {} метров в секунду. Ночью воздух остынет до {} градусов, днём прогреется до {} "
    "градусов тепла. Водителей просят соблюдать дистанцию, а жителей домов закрепить кровлю."
)


def as_stored(text: str) -> Sketched:
    made = sketch(text)
    assert made is not None
    return Sketched("a", "a", 0, made.words, made.bins, made.marks)


def copies(one: str, other: str) -> bool:
    return alike(as_stored(one), as_stored(other))


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        (RU, ", сообщает Lada.kz", ", передает корреспондент Zakon.kz со ссылкой на акимат города"),
        (RU, "", ". Об этом пишет Tengrinews.kz"),
        (KK, ", деп хабарлайды Zakon.kz тілшісі", ", деп жазады BAQ.KZ Ақордаға сілтеме жасап"),
        (KK, "", ". Бұл туралы Tengrinews.kz хабарлады"),
    ],
)
def test_the_attribution_does_not_matter(text, one, other):
    left, right = as_stored(text.format(one)), as_stored(text.format(other))
    assert similarity(left.bins, right.bins) == 1
    assert left.marks == right.marks


def test_a_dateline_does_not_matter():
    text = RU.format("")
    assert as_stored("АКТАУ. KAZINFORM — " + text).bins == as_stored(text).bins


def test_case_punctuation_and_paragraphs_do_not_matter():
    text = RU.format("")
    other = text.replace("\n\n", " ").replace(",", " –").replace("ё", "е").upper()
    assert similarity(as_stored(text).bins, as_stored(other).bins) == 1


def test_editions_in_other_alphabets_are_copies():
    assert copies(KK.format(""), LATIN)


def test_one_story_in_two_languages_is_none():
    assert not copies(RU.format(""), KK.format(""))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("қазақстандағы", "qazaqstandaǵy"),
        ("жүйесі", "júıesi"),
        ("партия", "partııa"),
        ("ашылды", "aşyldy"),
        ("қазақстандағы", "قازاقستانداعى"),
        ("2025", "٢٠٢٥"),
    ],
)
def test_alphabets_fold_onto_one(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("text", "taken"), [(RU, 1), (RU, 2), (KK, 1)])
def test_a_flash_and_its_long_version_are_no_copies(text, taken):
    long = text.format("")
    flash = long[: long.index(". ", 0 if taken == 1 else 100) + 1]
    made = sketch(flash)
    assert made is None or not copies(flash, long)


def test_two_outlets_with_the_same_flash_are_copies():
    flash = "Движение по трассе Актау – Жанаозен закрыто из-за тумана до утра{}."
    one, other = flash.format(", сообщает Lada.kz"), flash.format(", передает Zakon.kz")
    assert copies(one, other)


def test_the_weather_of_other_days_and_places_is_no_copy():
    days = [("Актау", 4, 17, 3, 12), ("Актау", 5, 14, 2, 11), ("Семей", 4, 12, 1, 9),
            ("Семей", 6, 20, 5, 14), ("Тараз", 5, 9, 7, 19)]  # fmt: skip
    made = [as_stored(WEATHER.format(*day)) for day in days]
    assert not any(alike(one, other) for one, other in combinations(made, 2))
    assert alike(made[0], as_stored("Прогноз на завтра. " + WEATHER.format(*days[0])))


def test_nothing_in_the_newsroom_is_taken_for_a_copy_that_is_none():
    texts = Newsroom(datetime(2026, 11, 20, tzinfo=UTC)).expected()
    made = {text.text: as_stored(text.text) for text in texts if sketch(text.text)}
    wrong = [
        (one[:60], other[:60])
        for (one, left), (other, right) in combinations(made.items(), 2)
        if alike(left, right) and len(set(one.split()) & set(other.split())) < len(one.split()) / 3
    ]
    assert not wrong


def test_a_line_is_not_compared():
    assert sketch("Материал удалён по просьбе автора.") is None
    assert sketch("") is None
    assert sketch("— … —") is None


def test_a_sketch_is_small_and_always_the_same():
    made = sketch(RU.format(""))
    assert made == sketch(RU.format(""))
    assert len(made.bins) == 2 * BINS
    assert len(made.marks) <= 128
    assert len(made.bands) == 4 * 20
    assert made.bands[:4].hex() == "79f9c2f0"
