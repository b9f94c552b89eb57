"""What the letters alone say of a text: its script, and its language where they decide.

ғ қ ұ і are 11 % of a Kazakh sentence's letters and absent from Russian, Kyrgyz and Tatar. But і
is Ukrainian and Belarusian too, қ and ғ Uzbek, Tajik and Karakalpak: a letter decides in company.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

FOREIGN = frozenset("їєґўҳҷӣӯҗҡҙҫӊӷ")
"""Ukrainian, Belarusian, Uzbek, Karakalpak, Tajik, Tatar, Bashkir: never Kazakh."""
TURKIC = frozenset("әңөүһ")
"""Kazakh, and Kyrgyz, Tatar or Bashkir as well."""
EXTRA = {
    "kk": frozenset("әғқңөұүһі"),
    "ru": frozenset(),
    "ky": frozenset("ңөү"),
    "tt": frozenset("әҗңөүһ"),
    "ba": frozenset("әғҙҡңөҫүһ"),
    "uz": frozenset("ғқўҳ"),
    "tg": frozenset("ғқӣӯҳҷ"),
    "kaa": frozenset("әғқңөүўҳ"),
    "uk": frozenset("іїєґ"),
    "be": frozenset("іў"),
}
"""Each language's letters beyond the Russian alphabet."""
LACKING = {
    "uk": frozenset("ыэъ"),
    "be": frozenset("ищъ"),
    "uz": frozenset("ыщ"),
    "tg": frozenset("ыщц"),
}
"""Russian letters that a language does without."""
_EXTRA = frozenset().union(*EXTRA.values(), FOREIGN)
_NAMES = 0.06
"""The share of extra letters that Kazakh names may bring into a Russian line; Kazakh has 20 %."""
_NEEDED = {"ba": frozenset("ҡҙҫ"), "kaa": frozenset("ўҳ")}
"""Of these a line has at least one: else it is Tatar, or Kazakh or Uzbek."""
_NOISE = 0.1
"""The share of foreign letters a text may have from names it quotes."""
PLAIN = frozenset({"ru", "kk", "ky"})
"""Languages a text without any extra letter may be in: some Kyrgyz and Kazakh headlines."""
_RUSSIAN, _ENOUGH = 0.065, 40
"""The share of в ь щ ц in half of all Russian sentences, and in no Kyrgyz one of 1,222 (.059)."""
_NO_I = 120
"""Letters in which Kazakh cannot do without і and ұ (11 % of its letters): then it is another."""

_SCRIPTS = (
    ("Cyrl", re.compile(r"[\u0400-\u052f]")),
    ("Latn", re.compile(r"[a-zà-öø-ÿ\u0100-\u024f\u0259\u1e00-\u1eff]")),
    ("Arab", re.compile(r"[\u0620-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")),
)
_NO_SCRIPT = "Zyyy"
_LATIN_WORD = re.compile(rf"{_SCRIPTS[1][1].pattern}+")
# Old keyboards lacked і, ә and һ: Latin letters inside Cyrillic words stand for them.
_LATIN_I = re.compile(r"(?<=[\u0400-\u052f])i|i(?=[\u0400-\u052f])")
_LATIN_SCHWA = re.compile(r"(?<=[\u0400-\u052f])ə|ə(?=[\u0400-\u052f])")

# The Latin alphabets of 2018 (ǵ ı ń) and 2021 (ä ğ ñ ū); ç is Turkish, Tatar and Crimean Tatar,
# w and x Karakalpak, ə Azerbaijani, ň Turkmen.
_LATIN_KAZAKH = frozenset("áǵıńóúýäğñöşūü")
_LATIN_ACUTE = frozenset("áǵńóú")
_LATIN_SURE = frozenset("ǵńñūäq")
_LATIN_OTHER = frozenset("wxçəłňê")
# Kazakh in Arabic letters writes ە and has neither the Uyghur nor the Persian ones.
_ARABIC_KAZAKH = "ە"
_ARABIC_OTHER = frozenset("ئېۆۈۅۉیةڵێ")


def letters(text: str) -> Counter[str]:
    """How often each letter stands in it, lower case, look-alikes in Cyrillic words undone."""
    low = text.lower()
    if "i" in low:
        low = _LATIN_I.sub("і", low)
    if "ə" in low:
        low = _LATIN_SCHWA.sub("ә", low)
    return Counter({letter: n for letter, n in Counter(low).items() if letter.isalpha()})


def script(found: Counter[str]) -> str:
    """The ISO 15924 code of most letters: Cyrl, Latn, Arab; Zyyy without any of these.

    Cyrillic letters count double: a Cyrillic line is full of Latin names, never the reverse.
    """
    counts = {"Cyrl": 0}
    for letter, n in found.items():
        name = _script_of(letter)
        counts[name] = counts.get(name, 0) + n
    counts["Cyrl"] *= 2
    counts.pop(_NO_SCRIPT, None)
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else _NO_SCRIPT


@lru_cache(maxsize=2048)
def _script_of(letter: str) -> str:
    return next((name for name, pattern in _SCRIPTS if pattern.match(letter)), _NO_SCRIPT)


def without_latin(text: str) -> str:
    """Only what is not Latin: the names in a Cyrillic line say nothing of its language."""
    return _LATIN_WORD.sub(" ", text.lower())


def russian(found: Counter[str]) -> bool:
    """Whether a line without any extra letter can only be Russian: it is full of в ь щ ц."""
    if not _EXTRA.isdisjoint(found):
        return False
    return sum(found[letter] for letter in "вьщц") > _RUSSIAN * max(found.total(), _ENOUGH)


def cyrillic(found: Counter[str]) -> str | None:
    """kk or ru where only these have such letters, kaa where only Karakalpak has; or None.

    >>> cyrillic(letters("Қазақстанда дипфейк үшін жауапкершілік енгізіледі"))
    'kk'
    """
    if russian(found):
        return "ru"
    if _EXTRA.isdisjoint(found):
        return None
    i, u, guttural = found["і"], found["ұ"], found["қ"] + found["ғ"]
    turkic = sum(found[letter] for letter in TURKIC)
    foreign = sum(found[letter] for letter in FOREIGN)
    if foreign > (i + u) // 10:
        return None
    if u or (i and (guttural or turkic)):
        return "kk" if i + u + guttural + turkic > _NAMES * found.total() else None
    if guttural and turkic and not i and found.total() >= _NO_I:
        return "kaa"
    return None


def possible(found: Counter[str]) -> set[str]:
    """The languages in Cyrillic that these letters allow; all of them if they allow none."""
    extra = Counter({letter: n for letter, n in found.items() if letter in _EXTRA})
    if not extra:
        return set(PLAIN)
    allowed = set()
    for lang, own in EXTRA.items():
        strange = sum(n for letter, n in extra.items() if letter not in own)
        missing = sum(found[letter] for letter in LACKING.get(lang, ()))
        if lang in _NEEDED and not any(found[letter] for letter in _NEEDED[lang]):
            continue
        if strange <= _NOISE * extra.total() and missing <= _NOISE / 2 * found.total():
            allowed.add(lang)
    if extra.total() <= _NAMES * found.total():
        allowed.add("ru")
    return allowed or set(EXTRA)


def latin(found: Counter[str]) -> str | None:
    """kk where the letters are those of a Kazakh Latin alphabet; None: undecided."""
    if any(found[letter] for letter in _LATIN_OTHER):
        return None
    # Karakalpak has the acute letters too, but writes ы as ı, Kazakh as y.
    if any(found[letter] for letter in _LATIN_ACUTE) and not found["y"]:
        return None
    special = sum(found[letter] for letter in _LATIN_KAZAKH)
    sure = any(found[letter] for letter in _LATIN_SURE)
    return "kk" if special >= 2 and sure and (found["ı"] or found["ǵ"]) else None


def arabic(found: Counter[str]) -> str | None:
    """kk where the letters are those of Kazakh in China; None: undecided."""
    other = any(found[letter] for letter in _ARABIC_OTHER)
    return "kk" if found[_ARABIC_KAZAKH] and not other else None
