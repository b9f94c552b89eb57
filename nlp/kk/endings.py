"""Kazakh nominal endings: which there are, after which letters each stands, and in which order.

Written from the grammar: a noun is stem + [plural] + [possessive] + [case]. A consonant at the
seam decides the variant (т after voiceless, н after nasals, д or л after the rest), so every
ending carries the letters it may follow.
"""

from __future__ import annotations

from typing import NamedTuple

VOWELS = frozenset("аәеиоөуұүыіэюя")
CONSONANTS = frozenset("бвгғджзйклмнңпрстфхһцчшщқъь")
NASAL = frozenset("мнң")
# б в г ғ д end loans (клуб, блог) and take the voiceless variants there.
VOICELESS = frozenset("пкқтсшщчцхфһбвгғд")
VOICED = (CONSONANTS | VOWELS) - VOICELESS
GLIDES = frozenset("иую")
"""Vowels that count as vowel + consonant: оқу, оқуды and оқудың, but оқуы."""


class Ending(NamedTuple):
    """One ending: its kind, the letters it may follow, and its harmony (None: not checked)."""

    kind: str
    after: frozenset[str]
    harmony: str | None


LEFT = {
    "word": ("case", "hard_case", "own_case", "his_case", "own", "his", "plural"),
    "case": ("own", "his", "plural"),
    "hard_case": ("own", "plural"),
    "own_case": ("own",),
    "his_case": ("his",),
    "own": ("plural",),
    "his": ("plural",),
    "plural": (),
}
"""The kinds of ending that may stand left of each kind; "word" is the end of the word.

`own`: possessive of the 1st and 2nd person, `his`: of the 3rd. `hard_case` (-да, -ға, -ды ...)
never follows a 3rd person possessive, which takes the н- variants of `his_case` instead.
"""

NEVER_LAST = frozenset({"own_case", "his_case"})
"""Endings only on top of a possessive: -а in заңым-а, -нда in заңы-нда."""

_AFTER_D = (VOICED - VOWELS - NASAL) | GLIDES

# kind, endings, letters they follow
_TABLE = (
    ("case", "ның нің нікі", VOWELS | NASAL),
    ("case", "дың дің дікі", _AFTER_D),
    ("case", "тың тің тікі", VOICELESS),
    ("case", "ны ні", VOWELS | NASAL),
    ("case", "нан нен", NASAL | frozenset("ыі")),
    ("case", "дан ден дағы дегі", VOICED),
    ("case", "тан тен тағы тегі", VOICELESS),
    ("case", "мен", VOWELS | NASAL | frozenset("рлй")),
    ("case", "бен", frozenset("зж")),
    ("case", "пен", VOICELESS),
    ("hard_case", "ға ге", VOICED),
    ("hard_case", "қа ке", VOICELESS),
    ("hard_case", "да де", VOICED),
    ("hard_case", "та те", VOICELESS),
    ("hard_case", "ды ді", (VOICED - VOWELS) | GLIDES),
    ("hard_case", "ты ті", VOICELESS),
    ("own_case", "а е", frozenset("мң")),
    ("his_case", "на не н нда нде ндағы ндегі", frozenset("ыі")),
    ("his", "ы і", CONSONANTS | frozenset("уи")),
    ("his", "сы сі", VOWELS - frozenset("у")),
    ("own", "ым ім ың ің ыңыз іңіз ымыз іміз", CONSONANTS | frozenset("уи")),
    ("own", "м ң ңыз ңіз мыз міз", VOWELS - frozenset("уи")),
    ("plural", "тар тер", VOICELESS),
    ("plural", "дар дер", frozenset("лмнңзж")),
    ("plural", "лар лер", VOWELS | frozenset("рй")),
)

_YS = tuple(f"{c}{v}" for c in sorted(CONSONANTS - frozenset("шғгқк")) for v in "ыі")
_PARTICIPLE = ("ға", "ге", "қа", "ке", "о")
NOT_BEFORE = {"сы": _YS, "сі": _YS, "ны": _PARTICIPLE, "ні": _PARTICIPLE}
"""What these endings do not follow, unless the stem is a listed word.

жұмысы is жұмыс + ы (a deverbal noun in -ыс), though басшысы and белгісі are ... + сы; болғаны is
болған + ы, чемпионы чемпион + ы. Where both readings exist, these are the frequent ones.
"""


def harmony(text: str) -> str | None:
    """`back` or `front` by the last vowel that decides (и, у, ю do not), or None.

    Surnames in -ев and -ов take either (Тоқаевқа, Тоқаевке), so do loans in -к and -г, which
    draw front endings whatever their vowels (банкі, Гонконгте).

    >>> harmony("заң"), harmony("мектеп"), harmony("би")
    ('back', 'front', None)
    """
    if text.endswith(("ев", "ов", "к", "г")):
        return None
    for letter in reversed(text):
        if letter in "аоұыя":
            return "back"
        if letter in "әеөүіэ":
            return "front"
    return None


def _endings() -> dict[str, Ending]:
    """Harmony is checked for one and two letters only: loans and names break it (Тоқаевтың)."""
    return {
        text: Ending(kind, after, harmony(text) if len(text) <= 2 else None)
        for kind, texts, after in _TABLE
        for text in texts.split()
    }


ENDINGS = _endings()
LONGEST = max(map(len, ENDINGS))
