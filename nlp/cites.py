"""Whom a text names as its source: the formulas by which outlets credit each other.

`сообщает Zakon.kz со ссылкой на …`, `деп хабарлайды … сілтеме жасап`, `АСТАНА. KAZINFORM —`, in
Russian and in Kazakh of both alphabets. A formula is told by its place and by what follows:
after a comma, a quotation or at the head of a sentence a verb of reporting, and then a name, a
site or a body such as a press service. "Пишет письмо" and "сообщает о пожаре" are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from nlp.cite_words import (
    AFTER,
    BODY,
    KK_BODY,
    KK_REPORT,
    KK_VERB,
    LINK_KK,
    REPORTER,
    STEMS,
    STOP,
    VERB,
)
from nlp.tokens import normal_word
from sholu.article import Cite

CITES_VERSION = "1"
"""Rises when the same text may give other cites."""
_LONGEST = 12
"""Words of a name: "пресс-служба департамента полиции …" has eight."""


class Formula(NamedTuple):
    """An attribution, text[start:end], and the names in it as they are written there."""

    start: int
    end: int
    names: tuple[str, ...]


_UNIT = re.compile(
    r"(?P<site>[^\W_][\w-]*(?:\.[\w-]+)*\.(?:kz|ru|com|org|net|info|uz|kg|by|ua|asia|media|tv)\b"
    r"(?:-\w+)?)"
    r"|(?P<quoted>[«“\"„][^«»“”\"„\n]{2,60}[»”\"](?:-\w+)?)|(?P<word>[^\W_][\w’'-]*)|(?P<mark>\S)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:^|[\n.!?…,:»”\"]|\s[–—-])\s*$")
_LEAD_IN = re.compile(r"(?:\b(?:об этом|о ч[её]м|как|подробности)\s+)$", re.IGNORECASE)
_KK_LEAD_IN = re.compile(r"(?:Бұл|Ол|Осы) (?:туралы|жөнінде|жайында)|Мұны")
_DATELINE = re.compile(
    r"^[ \t]*[А-ЯЁӘҒҚҢӨҰҮҺІA-Z][\w-]+(?: [А-ЯЁӘҒҚҢӨҰҮҺІA-Z][\w-]+)?\.\s+"
    r"(?:\d{1,2}\s+\w+(?:\s+\d{4}(?:\s+\w+\.?)?)?\.\s+)?"
    r"(?P<name>[A-Z]{3,}(?: [A-Z]{3,})?|[А-ЯӘҚ][а-яәқ]+[А-ЯҚ][А-Яа-яқәA-Z]+)\s*[–—-]",
    re.MULTILINE,
)
_SUFFIX = re.compile(r"(?<=[\w»”\"])-[а-яәғқңөұүһі]{2,4}$")


def cites(text: str, own: str = "") -> tuple[Cite, ...]:
    """Whom a text quotes, once each, in its order; `own` is the outlet's host or id, left out.

    >>> cites("Дорогу открыли, сообщает Lada.kz со ссылкой на акимат города.", "lada_kz")
    (Cite(text='акимат города', id=None),)
    """
    found: dict[str, str] = {}
    for formula in formulas(text):
        for name in formula.names:
            if not _is_own(name, own):
                found.setdefault(name.casefold(), name)
    return tuple(Cite(text=name) for name in found.values())


@lru_cache(maxsize=1)  # an article's cites and its sketch ask for the same text, one after another
def formulas(text: str) -> tuple[Formula, ...]:
    """Every attribution in a text, by place; they do not overlap."""
    found = sorted(_all(text))
    apart: list[Formula] = []
    for one in found:
        if apart and one.start < apart[-1].end:
            last = apart.pop()
            names = dict.fromkeys(last.names + one.names)
            one = Formula(last.start, max(last.end, one.end), tuple(names))
        apart.append(one)
    return tuple(apart)


def _all(text: str) -> Iterator[Formula]:
    at = 0
    while at >= 0:  # line by line: a search for it would try every letter of the text
        if match := _DATELINE.match(text, at):
            yield Formula(match.start(), match.end(), (match["name"],))
        at = text.find("\n", match.end() if match else at) + 1 or -1
    for stem, kind in STEMS:
        at = text.find(stem)
        while at >= 0:
            formula = _KINDS[kind](text, at - 1)
            if formula:
                yield formula
            at = text.find(stem, at + len(stem))


def _report(text: str, at: int) -> Formula | None:
    """`, сообщает X`, `Об этом пишет X`, `Как сообщили в X`."""
    verb = VERB.match(text, max(at, 0))
    if verb is None or text[at - 1 : at].isalnum():
        return None
    lead = _LEAD_IN.search(text, max(0, at - 14), at)
    start = lead.start() if lead else at
    before = _BEFORE.search(text, max(0, start - 4), start)
    if before is None:
        return None
    name = _name(text, verb.end(), plural=verb["plural"] is not None)
    if name is None:
        return None
    start = before.start() if text[before.start()] in ",–—-" or before[0][:1] == " " else start
    return Formula(start, name[1], (text[slice(*name)],))


def _name(text: str, at: int, *, plural: bool) -> tuple[int, int] | None:
    """(start, end) of the name after a verb, if it is one."""
    start = end = None
    sure, words = False, 0
    for unit in _UNIT.finditer(text, at):
        word = unit[0].casefold()
        if unit["mark"] or word in STOP or words == _LONGEST or _is_date(text, unit):
            if word in ("в", "во") and plural and start is None:
                plural = False
                continue
            break
        if start is None and (REPORTER.fullmatch(word) or word == "иа"):
            continue
        named = bool(unit["site"] or unit["quoted"] or unit[0][0].isupper() or unit[0].isascii())
        named = named or BODY.match(word) is not None
        words += 1
        if start is None:
            start = unit.start()
        if not named and not sure and words > 2:
            return None
        sure = sure or named
        end = unit.end()
        if unit["site"]:
            break
    return (start, end) if sure and start is not None and end is not None else None


def _is_date(text: str, unit: re.Match[str]) -> bool:
    """A number with a month after it: `5 ноября`."""
    return unit[0].isdigit() and AFTER.match(text, unit.end()) is not None


def _link(text: str, at: int) -> Formula | None:
    """`со ссылкой на X`."""
    head = re.compile(r",?\s*\b[Сс]о\s+$").search(text, max(0, at - 8), at)
    tail = re.compile(r"ссылкой\s+на\s+").match(text, at)
    if not head or not tail:
        return None
    units: list[re.Match[str]] = []
    for unit in _UNIT.finditer(text, tail.end()):
        if unit["mark"] or unit[0].casefold() in STOP or len(units) == _LONGEST:
            break
        if _is_date(text, unit):
            break
        units.append(unit)
    if not units:
        return None
    return Formula(head.start(), units[-1].end(), (text[tail.end() : units[-1].end()],))


def _kk_report(text: str, at: int) -> Formula | None:
    """`деп хабарлайды X`, `… Y X-ке сілтеме жасап`, and `Бұл туралы X хабарлады`."""
    verb = KK_VERB.match(text, max(at, 0))
    if verb is None or text[at - 1 : at].isalnum():
        return None
    deep = re.compile(r"(?:,|[»”\"])?\s*[–—-]?\s*\b(?:[Дд]еп|[Dd]ep)\s+$").search(
        text, max(0, at - 12), at
    )
    if deep:
        units = _clause(text, verb.end())
        names = _kk_names(text, units)
        return Formula(deep.start(), units[-1].end(), names) if names else None
    return _kk_reversed(text, at, verb)


def _kk_reversed(text: str, at: int, verb: re.Match[str]) -> Formula | None:
    """The name before the verb, after `Бұл туралы` or at the head of a sentence."""
    start, units = _sentence_before(text, at)
    about = _KK_LEAD_IN.match(text, start)
    if verb["noun"] is None and not about:
        return None
    inside = [unit for unit in units if not about or unit.start() >= about.end()]
    if inside and inside[-1][0].casefold() in ("деп", "dep"):
        inside.pop()
    names = _kk_names(text, inside)
    return Formula(start, verb.end(), names) if names else None


def _kk_link(text: str, at: int) -> Formula | None:
    """`X-ке сілтеме жасап`, away from `деп хабарлайды`."""
    tail = LINK_KK.match(text, max(at, 0))
    if tail is None:
        return None
    start, units = _sentence_before(text, at)
    for number in range(len(units) - 1, -1, -1):
        if KK_VERB.fullmatch(units[number][0]):
            return None  # the formula of that verb has it
    about = _KK_LEAD_IN.match(text, start)
    inside = [unit for unit in units if not about or unit.start() >= about.end()]
    names = _kk_names(text, [*inside, *_UNIT.finditer(text, tail.start(), tail.end())])
    return Formula(start, tail.end(), names) if names else None


def _sentence_before(text: str, at: int) -> tuple[int, list[re.Match[str]]]:
    """The clause that ends at a place: where it starts, and its units."""
    start = max(0, at - 160)
    units = list(_UNIT.finditer(text, start, at))
    for number in range(len(units) - 1, -1, -1):
        if units[number]["mark"] or "\n" in text[units[number].end() : at].rstrip(" ")[:1]:
            units = units[number + 1 :]
            break
    return (units[0].start() if units else at), units[-_LONGEST:]


def _clause(text: str, at: int) -> list[re.Match[str]]:
    """The units from a place to the next mark or line."""
    units: list[re.Match[str]] = []
    for unit in _UNIT.finditer(text, at):
        gap = text[units[-1].end() if units else at : unit.start()]
        if unit["mark"] or "\n" in gap or len(units) > _LONGEST:
            break
        units.append(unit)
    return units


def _kk_names(text: str, units: list[re.Match[str]]) -> tuple[str, ...]:
    """The names among units: who reports, and to whom he refers."""
    words = [unit[0].casefold() for unit in units]
    refers = next((n for n, word in enumerate(words) if word in ("сілтеме", "silteme")), None)
    inside = units if refers is None else units[:refers]
    while inside and KK_REPORT.fullmatch(inside[-1][0].casefold()):
        inside = inside[:-1]
    if not inside or not any(map(_is_name, inside)):
        return ()
    split = 0
    if refers is not None:
        while split < len(inside) and (inside[split]["site"] or inside[split][0].isascii()):
            split += 1
        if split < len(inside) and KK_REPORT.fullmatch(inside[split][0].casefold()):
            split += 1
        split = split if split < len(inside) else split - 1
    parts = [inside[:split], inside[split:]]
    return tuple(name for part in parts if (name := _trimmed(text, part)))


def _is_name(unit: re.Match[str]) -> bool:
    word = unit[0]
    named = unit["site"] or unit["quoted"] or word[0].isupper() or KK_BODY.match(word.casefold())
    return bool(named)


def _trimmed(text: str, units: list[re.Match[str]]) -> str:
    """The words of a name without `тілшісі` and the ending written after a hyphen."""
    while units and KK_REPORT.fullmatch(units[-1][0].casefold()):
        units = units[:-1]
    if not units:
        return ""
    return _SUFFIX.sub("", text[units[0].start() : units[-1].end()])


_KINDS = {"report": _report, "link": _link, "kk_report": _kk_report, "kk_link": _kk_link}


def _is_own(name: str, own: str) -> bool:
    """Whether a name is the outlet's: Lada of lada.kz, Kazakhstan Today of kt.kz."""
    label = re.sub(r"^(?:https?://)?(?:www\.)?", "", own.casefold()).replace("_", ".").split(".")[0]
    words = [normal_word(word) for word in re.findall(r"[^\W_]+", name)]
    if len(label) < 2 or not words:
        return False
    initials = "".join(word[0] for word in words)
    return label in words or initials == label or (len(label) > 3 and label in words[0])
