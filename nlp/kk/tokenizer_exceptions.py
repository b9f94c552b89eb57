"""Kazakh abbreviations and initials that keep their full stop."""

from __future__ import annotations

from spacy.lang.tokenizer_exceptions import BASE_EXCEPTIONS
from spacy.symbols import ORTH  # type: ignore[import-not-found]
from spacy.util import update_exc

ABBREVIATIONS = (
    "т.б.",  # тағы басқа
    "т.с.с.",  # тағы сол сияқты
    "т.т.",  # тағы тағылар
    "ж.",  # жылы
    "жж.",
    "ғ.",  # ғасыр
    "б.з.",  # біздің заманымыз
    "б.з.д.",
    "мың.",
    "млн.",
    "млрд.",
    "трлн.",
    "тг.",
    "руб.",
    "обл.",
    "қ.",  # қаласы
    "ш.",  # шамамен, шақырым
    "мкр.",
    "көш.",
    "даң.",  # даңғылы
    "проф.",
    "акад.",
    "мыс.",  # мысалы
)
_INITIALS = "АӘБВГҒДЕЖЗИКҚЛМНОӨПРСТУҰҮФХЦЧШЫІЭЮЯ"

TOKENIZER_EXCEPTIONS = update_exc(
    BASE_EXCEPTIONS,
    {text: [{ORTH: text}] for text in ABBREVIATIONS},
    {f"{letter}.": [{ORTH: f"{letter}."}] for letter in _INITIALS},
)
