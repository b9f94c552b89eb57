"""The words of the formulas of attribution: verbs of reporting, bodies, what ends a name."""

from __future__ import annotations

import re

STEMS = (
    ("ообща", "report"),
    ("ообщи", "report"),
    ("ереда", "report"),
    ("ишет", "report"),
    ("ишут", "report"),
    ("нформиру", "report"),
    ("сылкой", "link"),
    ("абарла", "kk_report"),
    ("аянда", "kk_report"),
    ("әлімде", "kk_report"),
    ("азады", "kk_report"),
    ("азды", "kk_report"),
    ("abarla", "kk_report"),
    ("azady", "kk_report"),
    ("ілтеме", "kk_link"),
)
"""What a formula's verb has after its first letter, and how it is read."""

VERB = re.compile(
    r"[Сс]ообща(?:ет|ют)\b|[Сс]ообщил[аои]?\b(?:(?<=и)(?P<plural>))?|[Пп]ереда(?:[её]т|ют)\b"
    r"|[Пп]ереда(?:л[аои]?)\b|[Пп]иш(?:ет|ут)\b|[Ии]нформиру(?:ет|ют)\b"
)
KK_VERB = re.compile(
    r"[Хх]абарла(?:йды|ды)\b|(?P<noun>[Хх]абарлауынша\b)|[Бб]аянда(?:йды|ды)\b"
    r"|[Мм]әлімде(?:йді|ді)\b|[Жж]азады\b|[Жж]азды\b|[Hh]abarla(?:[ıiyj]dy|dy)\b|[Jj]azady\b"
)
LINK_KK = re.compile(r"[Сс]ілтеме\s+жаса(?:п|й\s+отырып|ды|йды)\b")

REPORTER = re.compile(r"корреспондент\w*|журналист\w*|спецкор\w*|собкор\w*|собственн\w+|наш\w*")
"""Passed over: the name is that of their outlet."""
KK_REPORT = re.compile(r"тілшісі|меншікті|журналисі|тілшіміз")

BODY = re.compile(
    r"(?:информ)?агентств|пресс|издани|портал|министерств|ведомств|газет|телеканал|радио|телерадио"
    r"|корпораци|сайт|журнал|департамент|управлени|(?:ген)?прокуратур|полици|акимат|комитет|центр"
    r"|служб|минздрав|минфин|минтруд|минцифр|источник|сми$|телеграм|посольств|суд$|компани|фонд"
)
"""Beginnings of common nouns that name a source."""
KK_BODY = re.compile(
    r"қызмет|министрл|департамент|басқармас|агентті|портал|комитет|орталы|прокуратур|әкімді"
    r"|полиция|басылым|арнасы|газет|телеарна|журнал|баспасөз"
)

_STOP = """
со об о обо что как в во на из для от до после при также ранее сегодня вчера накануне где который
которая которое которые и она он они мы автор кто то это этот эта так не ему ей им свои своей своим
нам вам мне
"""
STOP = frozenset(_STOP.split())
"""Words no name goes on with."""
AFTER = re.compile(r"\s+(?:январ|феврал|март|апрел|мая|июн|июл|август|сентябр|октябр|ноябр|декабр)")
"""A month: the number before it is a day and belongs to no name."""
