"""One spelling for the three alphabets of Kazakh, to tell that two editions say the same.

The fold is coarse and only for comparing: the Latin alphabets of 2018 and 2021 share letters with
different values (ı and i), and the Arabic one leaves the softness of vowels to a sign, so hard and
soft vowels fall together. Russian words pass through the same fold and stay apart as words.
"""

from __future__ import annotations

import re

from nlp.tokens import normal_word

_CYRILLIC = {
    "ә": "а", "ө": "о", "ұ": "у", "ү": "у", "ы": "и", "і": "и", "й": "и", "э": "е",
    "һ": "х", "щ": "ш", "ч": "ш", "ц": "с", "ъ": "", "ь": "", "ё": "е", "я": "иа", "ю": "иу",
}  # fmt: skip
_LATIN = {
    "a": "а", "á": "а", "ä": "а", "ə": "а", "b": "б", "c": "с", "ç": "ш", "d": "д", "e": "е",
    "f": "ф", "g": "г", "ǵ": "ғ", "ğ": "ғ", "h": "х", "i": "и", "ı": "и", "ï": "и", "í": "и",
    "j": "ж", "k": "к", "l": "л", "m": "м", "n": "н", "ń": "ң", "ñ": "ң", "o": "о", "ó": "о",
    "ö": "о", "p": "п", "q": "қ", "r": "р", "s": "с", "ş": "ш", "t": "т", "u": "у", "ú": "у",
    "ü": "у", "ū": "у", "v": "в", "w": "у", "x": "х", "y": "и", "ý": "у", "z": "з",
}  # fmt: skip
_ARABIC = {
    "ا": "а", "ە": "е", "ب": "б", "پ": "п", "ت": "т", "ج": "ж", "چ": "ш", "ح": "х", "د": "д",
    "ر": "р", "ز": "з", "س": "с", "ش": "ш", "ع": "ғ", "ف": "ф", "ق": "қ", "ك": "к", "ک": "к",
    "گ": "г", "ڭ": "ң", "ل": "л", "م": "м", "ن": "н", "ه": "х", "ھ": "х", "و": "о", "ۇ": "у",
    "ۋ": "у", "ۆ": "в", "ى": "и", "ي": "и", "ی": "и", "ء": "", "ٴ": "",
}  # fmt: skip
_DIGITS = {chr(zero + n): str(n) for zero in (0x660, 0x6F0) for n in range(10)}
_TABLE = str.maketrans({**_CYRILLIC, **_LATIN, **_ARABIC, **_DIGITS})
_PAIRS = re.compile("sh|ch|сh")
_DOUBLED = re.compile(r"([иу])\1+")


def folded(word: str) -> str:
    """A word in the common spelling, lower-case; Kazakh's three alphabets give the same, mostly.

    >>> folded("Қазақстандағы"), folded("Qazaqstandaǵy"), folded("قازاقستانداعى")
    ('қазақстандағи', 'қазақстандағи', 'қазақстандағи')
    """
    low = normal_word(word)
    if low.isdigit() and low.isascii():
        return low
    word = _PAIRS.sub("ш", low.replace("ı", "i")).translate(_TABLE)
    return _DOUBLED.sub(r"\1", word) if "ии" in word or "уу" in word else word
