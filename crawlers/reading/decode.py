"""Bytes of a page to text: valid UTF-8 first, then what is declared, then what it looks like."""

from __future__ import annotations

import re

from w3lib.encoding import html_to_unicode, read_bom

CANDIDATES = ("cp1251", "kz1048", "koi8-r", "iso8859-5", "cp866")
"""Single-byte encodings of Russian and Kazakh pages that declare none (kz1048: cp1251 + Kazakh)."""
_SAMPLE = 20_000
_PLAIN = bytes(set(range(128)) - set(b" \n"))
"""Bytes that say nothing of an encoding."""
_CYRILLIC = re.compile("[а-яёәғқңөұүһі]")
_ODD = re.compile(
    r"[A-ZА-Я](?=[а-яё])|(?<=[а-яёa-z])[А-ЯЁ]|[\u0080-\u009f\u2500-\u259f¤ЂЃ‡‰ЉЊЌЋЏђ™љњћџ]"
)
_CONTROL = bytes((*range(9), 11, *range(14, 32)))
"""Control characters that no page means, each one byte in UTF-8."""
_CONTROLS = re.compile(f"[{re.escape(_CONTROL.decode())}]")
_SPACED = bytes.maketrans(b"\f", b" ")
"""A form feed is a space of HTML that the text of an element may not have."""
_START = 100
"""Bytes at the beginning where a zero says UTF-16."""
_GOOD = 50
"""Small Cyrillic letters to a broken byte in what still is UTF-8."""


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page. Never fails: bytes that fit nothing become U+FFFD.

    Cyrillic of a one-byte encoding is practically never valid UTF-8, so validity beats any
    declaration, and a few broken bytes do not end it; then byte order mark, HTTP header and meta
    by w3lib, then zeros or letter statistics.
    """
    if read_bom(body)[0] is None and b"\0" not in body[:_START]:
        text = body.translate(_SPACED, _CONTROL).decode("utf-8", "replace")
        broken = text.count("\ufffd")
        if not broken or broken * _GOOD <= len(_CYRILLIC.findall(text)):
            return _letters_only(text)
    text = html_to_unicode(content_type, body, auto_detect_fun=_guess)[1]
    if text.count("\ufffd") > max(3, len(text) // 200):
        guessed = body.decode(_guess(body), "replace")
        text = min(text, guessed, key=lambda tried: tried.count("\ufffd"))
    return _letters_only(_CONTROLS.sub("", text).replace("\f", " "))


def _letters_only(text: str) -> str:
    """The text without the two code points that Unicode keeps free and no element may have."""
    return text.replace("\ufffe", "").replace("\uffff", "")


def _guess(body: bytes) -> str:
    if b"\0" in body[:_START]:
        return "utf-16-be" if body[:1] == b"\0" else "utf-16-le"
    return _detect(body)


def _detect(body: bytes) -> str:
    """The encoding whose reading has most small Cyrillic letters in plausible places."""
    sample = body.translate(None, _PLAIN)[:_SAMPLE]
    valid = sample.decode("utf-8", "ignore")
    if len(valid.encode()) > 0.9 * len(sample) and len(_CYRILLIC.findall(valid)) > 10:
        return "utf-8"

    def score(name: str) -> int:
        text = sample.decode(name, "replace")
        return len(_CYRILLIC.findall(text)) - 2 * len(_ODD.findall(text))

    return max(CANDIDATES, key=score)
