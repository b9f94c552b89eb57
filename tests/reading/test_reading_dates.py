"""Every printed form of a date, in the site's zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.reading.dates import BadDate, day_in_address, month, read_date
from sholu.article import Moment

FETCHED = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)  # 14:00 in Almaty


def read(text: str, zone: str = "Asia/Almaty", fetched: datetime = FETCHED) -> Moment | None:
    return read_date(text, zone=zone, fetched=fetched, source="test")


def utc(text: str, zone: str = "Asia/Almaty") -> str:
    moment = read(text, zone)
    assert moment is not None, text
    return f"{moment.instant:%Y-%m-%d %H:%M:%S} {moment.precision}"


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("1761722791", "2025-10-29 07:26:31 second"),
        ("29.10.2025 12:26", "2025-10-29 07:26:00 minute"),
        ("05.10.2025, 10:09", "2025-10-05 05:09:00 minute"),
        ("13:39, 23 қазан 2025", "2025-10-23 08:39:00 minute"),
        ("14:16, Бүгін", "2026-03-10 09:16:00 minute"),
        ("Кеше, 23:05", "2026-03-09 18:05:00 minute"),
        ("15:00, 23 Ноябрь 2025", "2025-11-23 10:00:00 minute"),
        ("13:51, 15 августа 2025", "2025-08-15 08:51:00 minute"),
        ("сегодня, 13:51", "2026-03-10 08:51:00 minute"),
        ("Вчера, 2025 17:02", "2026-03-09 12:02:00 minute"),
        ("21 Ақпан, 2025", "2025-02-20 19:00:00 day"),
        ("5 декабря 2025 11:00 271", "2025-12-05 06:00:00 minute"),
        ("27 марта 2024 | 20:10", "2024-03-27 15:10:00 minute"),
        ("30.03.2023 · 14:05", "2023-03-30 08:05:00 minute"),
        ("19 сентября 2025 года", "2025-09-18 19:00:00 day"),
        ("Пятница, 04 Июл 2025, 12:00", "2025-07-04 07:00:00 minute"),
        ("2025 жылғы 29 қазанда", "2025-10-28 19:00:00 day"),
        ("2025 жылдың 17 қарашасында", "2025-11-16 19:00:00 day"),
        ("3 января 2023 года", "2023-01-02 18:00:00 day"),
        ("12 сентября 2017 г. 9:50", "2017-09-12 03:50:00 minute"),
        ("Сұхбат • 21 Ақпан, 2025", "2025-02-20 19:00:00 day"),
        ("06.03.2026, 21:55 1691", "2026-03-06 16:55:00 minute"),
        ("2 наурызда 2026, 08:00", "2026-03-02 03:00:00 minute"),
        ("1 мамыр 2025", "2025-04-30 19:00:00 day"),
        ("1 маусымда 2025", "2025-05-31 19:00:00 day"),
        ("9 мая 2025 г.", "2025-05-08 19:00:00 day"),
        ("4 қыр. 2025, 10:15", "2025-09-04 05:15:00 minute"),
        ("09 Sáýir, 2023", "2023-04-08 18:00:00 day"),
        ("16 Qazan 2025", "2025-10-15 19:00:00 day"),
        ("01 Naýryz, 2024", "2024-02-29 19:00:00 day"),
        ("30 جەلتوقسان, 2025", "2025-12-29 19:00:00 day"),
        ("06 ناۋرىز, 2026", "2026-03-05 19:00:00 day"),
        ("13:39، 4 ءساۋىر 2025", "2025-04-04 08:39:00 minute"),
        ("May 14, 2025", "2025-05-13 19:00:00 day"),
        ("15 августа, 13:51", "2025-08-15 08:51:00 minute"),
        ("10 марта 13:51", "2026-03-10 08:51:00 minute"),
        ("2025-10-29", "2025-10-28 19:00:00 day"),
        ("2025-10-29T14:00+05:00", "2025-10-29 09:00:00 minute"),
        ("2025-10-29T14:00:07+0500", "2025-10-29 09:00:07 second"),
        ("2025-10-29T14:00:07.467Z", "2025-10-29 14:00:07 second"),
        ("2025-10-29 14:00:07", "2025-10-29 09:00:07 second"),
        ("2025-10-29T14:00:00+00", "2025-10-29 14:00:00 minute"),
        ("2025-10-29 14:00 +05", "2025-10-29 09:00:00 minute"),
        ("Wed Oct 29 2025 14:00:00 GMT+0500", "2025-10-29 09:00:00 minute"),
        ("October 29, 2025 9:05 p.m.", "2025-10-29 16:05:00 minute"),
        ("October 29, 2025 12:05 AM", "2025-10-28 19:05:00 minute"),
        ("29.10.2025 14:00 +5°", "2025-10-29 09:00:00 minute"),
        ("1761722791000", "2025-10-29 07:26:31 second"),
        ("29-10-2025", "2025-10-28 19:00:00 day"),
        ("Wed, 14 May 2025 20:28:12 +0300", "2025-05-14 17:28:12 second"),
        (
            "Искусство, ИИ , сурет - Zakon.kz жаңалық 29.10.2025 14:00 Фото: x",
            "2025-10-29 09:00:00 minute",
        ),
    ],
)
def test_printed_forms(printed: str, expected: str) -> None:
    assert utc(printed) == expected


@pytest.mark.parametrize("zone", ["Asia/Almaty", "Asia/Aqtau"])
@pytest.mark.parametrize(
    ("printed", "local"),
    [
        ("29.10.2025 12:26", "2025-10-29 12:26"),
        ("05.10.2025, 10:09", "2025-10-05 10:09"),
        ("13:39, 23 қазан 2025", "2025-10-23 13:39"),
        ("15:00, 23 Ноябрь 2025", "2025-11-23 15:00"),
        ("5 декабря 2025 11:00 271", "2025-12-05 11:00"),
        ("27 марта 2024 | 20:10", "2024-03-27 20:10"),
        ("30.03.2023 · 14:05", "2023-03-30 14:05"),
        ("Пятница, 04 Июл 2025, 12:00", "2025-07-04 12:00"),
        ("14:16, Бүгін", "2026-03-10 14:16"),
        ("сегодня, 13:51", "2026-03-10 13:51"),
        ("Вчера, 2025 17:02", "2026-03-09 17:02"),
        ("21 Ақпан, 2025", "2025-02-21"),
        ("19 сентября 2025 года", "2025-09-19"),
        ("2025 жылғы 29 қазанда", "2025-10-29"),
        ("09 Sáýir, 2023", "2023-04-09"),
        ("30 جەلتوقسان, 2025", "2025-12-30"),
    ],
)
def test_the_printed_day_and_hour_are_kept_in_the_sites_zone(
    printed: str, local: str, zone: str
) -> None:
    moment = read(printed, zone)
    assert moment is not None
    there = moment.instant.astimezone(ZoneInfo(zone))
    assert f"{there:%Y-%m-%d %H:%M}" == local if " " in local else f"{there:%Y-%m-%d}" == local
    assert moment.precision == ("minute" if " " in local else "day")
    assert moment.zone == zone


def test_naive_time_is_the_sites_own() -> None:
    # Almaty was six hours ahead of UTC until 1 March 2024, Aqtau five all along.
    assert utc("29.02.2024 12:00").startswith("2024-02-29 06:00")
    assert utc("01.03.2024 12:00").startswith("2024-03-01 07:00")
    assert utc("29.02.2024 12:00", "Asia/Aqtau").startswith("2024-02-29 07:00")


def test_today_is_the_sites_day_at_the_fetch() -> None:
    late = datetime(2026, 3, 9, 20, 0, tzinfo=UTC)  # already the 10th in Almaty
    moment = read("Бүгін", fetched=late)
    assert moment is not None
    assert moment.instant == datetime(2026, 3, 9, 19, 0, tzinfo=UTC)
    assert moment.precision == "day"


def test_the_zone_is_the_printed_one_or_the_sites() -> None:
    printed, naive = read("2025-10-29T14:00:00+03:00"), read("29.10.2025")
    assert printed is not None
    assert printed.zone == "+03:00"
    assert naive is not None
    assert (naive.zone, naive.raw, naive.source) == ("Asia/Almaty", "29.10.2025", "test")


@pytest.mark.parametrize(
    ("printed", "slug"),
    [
        ("31.02.2025 10:00", "date.impossible"),
        ("2025-13-01", "date.impossible"),
        ("29.10.2025 25:10", "date.impossible"),
        ("01.01.1970", "date.impossible"),
        ("0001-01-01T00:00:00", "date.impossible"),
        ("2025-10-29T10:00:00+29:00", "date.impossible"),
        ("12.03.2026 10:00", "date.future"),
        ("Сегодня, 23:50", "date.future"),
        ("2027 жылғы 1 қаңтар", "date.future"),
    ],
)
def test_impossible_and_future_dates_are_refused(printed: str, slug: str) -> None:
    with pytest.raises(BadDate) as caught:
        read(printed)
    assert caught.value.slug == slug


@pytest.mark.parametrize(
    "text", ["", "Қазан қаласы", "27 маршрутов", "в 2025 году", "5754", "12:30", "20 қазан сатылды"]
)
def test_what_is_no_date(text: str) -> None:
    assert read(text) is None


def test_month_names_and_words_like_them() -> None:
    assert [month(word) for word in ("қаңтарда", "наурызындағы", "июня", "Март", "сент.")] == [
        1,
        3,
        6,
        3,
        9,
    ]
    assert [month(word) for word in ("маршрут", "майор", "мартышками", "қар")] == [
        None,
        None,
        None,
        11,
    ]


def test_the_day_in_an_address() -> None:
    moment = day_in_address("/2025/10/29/slug", zone="Asia/Almaty", fetched=FETCHED)
    assert moment is not None
    assert moment.precision == "day"
    assert day_in_address("/kz/6070001-slug", zone="Asia/Almaty", fetched=FETCHED) is None


_DATEISH = st.text(alphabet="0123456789.:/-,T +Zжғыл ақпанмрзcегодвчБүін2025", max_size=40)


@given(st.one_of(st.text(max_size=60), _DATEISH))
def test_no_text_breaks_it_and_no_moment_is_naive(text: str) -> None:
    try:
        moment = read(text)
    except BadDate:
        return
    if moment is not None:
        assert moment.instant.tzinfo is UTC
        assert moment.instant <= FETCHED + timedelta(days=1)


@given(st.integers(0, 10_000_000))
def test_a_printed_minute_comes_back(minutes: int) -> None:
    local = datetime(2006, 1, 1, tzinfo=ZoneInfo("Asia/Aqtau")) + timedelta(minutes=minutes)
    moment = read(f"{local:%d.%m.%Y, %H:%M}", "Asia/Aqtau")
    assert moment is not None
    assert (moment.instant, moment.precision) == (local.astimezone(UTC), "minute")
