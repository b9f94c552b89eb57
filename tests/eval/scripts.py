"""Kazakh in the other scripts of live sites: Latin with acutes, and Arabic. Letter by letter."""

from __future__ import annotations

_LETTERS = "а б в г ғ д е ё ж з и й к қ л м н ң о ө п р с т у ұ ү ф х һ ц ч ш щ ы і э ю я ә"
_LATIN = """a b v g ǵ d e e j z ı ı k q l m n ń o ó p r s t ý u ú f h h ts ch sh sh y i e ıý ıa á"""
_ARABIC = """ا ب ۆ گ ع د ە ە ج ز ي ي ك ق ل م ن ڭ و و پ ر س ت ۋ ۇ ۇ ف ح ھ تس چ ش ش ى ى ە يۋ يا ا"""
_TABLES = {
    script: dict(zip(_LETTERS.split(), table.split(), strict=True)) | {"ъ": "", "ь": ""}
    for script, table in (("Latn", _LATIN), ("Arab", _ARABIC))
}
_POINTS = {",": "،", ";": "؛", "?": "؟"}


def in_script(text: str, script: str) -> str:
    """A Kazakh text in `Latn` or `Arab`; what is no Kazakh letter stays."""
    table = _TABLES[script]
    if script == "Latn":
        return "".join(_cased(letter, table.get(letter.lower())) for letter in text)
    letters = (_POINTS.get(letter, table.get(letter.lower(), letter)) for letter in text)
    return "".join(letters)


def _cased(letter: str, written: str | None) -> str:
    if written is None:
        return letter
    return written.capitalize() if letter.isupper() else written
