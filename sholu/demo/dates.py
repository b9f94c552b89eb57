"""Dates as the three sites print them, and the day in words for the texts."""

from __future__ import annotations

from datetime import datetime

_RU = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_RU_NAMES = (
    "Январь", "Февраль", "Март", "Апрель", "Май", "Июнь",
    "Июль", "Август", "Сентябрь", "Октябрь", "Ноябрь", "Декабрь",
)  # fmt: skip
_KK = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
    "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
)  # fmt: skip
_KK_IN = (
    "қаңтарда", "ақпанда", "наурызда", "сәуірде", "мамырда", "маусымда",
    "шілдеде", "тамызда", "қыркүйекте", "қазанда", "қарашада", "желтоқсанда",
)  # fmt: skip


def words(at: datetime, lang: str) -> dict[str, str]:
    """What `{date}`, `{date_in}` ("on the ...") and `{year}` stand for in a text.

    >>> words(datetime(2025, 10, 29), "kk")["date_in"]
    '29 қазанда'
    """
    month = at.month - 1
    name, within = (_RU[month],) * 2 if lang == "ru" else (_KK[month], _KK_IN[month])
    return {"date": f"{at.day} {name}", "date_in": f"{at.day} {within}", "year": str(at.year)}


def dotted(at: datetime) -> str:
    """`29.10.2025 12:26`, as in zakon.kz's captions."""
    return f"{at:%d.%m.%Y %H:%M}"


def comma(at: datetime) -> str:
    """`05.10.2025, 10:09`, as on lada.kz."""
    return f"{at:%d.%m.%Y, %H:%M}"


def card(at: datetime, now: datetime, lang: str) -> str:
    """A listing card of zakon.kz: `сегодня, 13:51`, `13:39, 23 қазан 2025`."""
    today = at.date() == now.astimezone(at.tzinfo).date()
    if lang == "kk":
        return f"{at:%H:%M}, {'Бүгін' if today else f'{at:%d} {_KK[at.month - 1]} {at.year}'}"
    return (
        f"сегодня, {at:%H:%M}" if today else f"{at:%H:%M}, {at.day} {_RU[at.month - 1]} {at.year}"
    )


def capital(at: datetime, lang: str) -> str:
    """`15:00, 23 Ноябрь 2025`, as on inform.kz: month in the nominative, with a capital."""
    name = _KK[at.month - 1].capitalize() if lang == "kk" else _RU_NAMES[at.month - 1]
    return f"{at:%H:%M}, {at.day} {name} {at.year}"
