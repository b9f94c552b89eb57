"""Script and language of a text, paragraph by paragraph: letters first, a small model after.

The model is py3langid (BSD), asked only where the letters leave it open and only for languages
that are written in that script around Kazakhstan. What a site says of its edition is a prior: it
tips the scale of a few words and never overrules a sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from nlp import letters
from nlp.tokens import paragraphs

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGE_VERSION = "1"
"""Rises when the same text may be given another language."""

UNKNOWN = "und"
SHORT = 20
"""Letters below which a paragraph speaks its neighbour's language rather than its own guess."""
_PRIOR = 8.0
"""What a prior is worth in the model's log-likelihood. A wrong one costs a five-word headline
0.2 points of accuracy, a right one wins 0.2 to 0.5; twice as much would cost over a point."""
_HOME = 3.0
"""The same for Kazakh and Russian in general: this is the press of Kazakhstan."""

_REACH = 50
"""Paragraphs to either side in which a neighbour is looked for."""

_LANGUAGES = {
    "Cyrl": tuple(sorted(set(letters.EXTRA) - {"kaa"})),  # unknown to the model
    "Latn": ("en", "tr", "uz", "az", "de", "fr", "es", "it", "pl"),
    "Arab": ("ar", "fa", "ug", "ur"),
}
_RULES = {"Cyrl": letters.cyrillic, "Latn": letters.latin, "Arab": letters.arabic}


class Guess(NamedTuple):
    """A language (ISO 639) and a script (ISO 15924); `und` and `Zyyy` where nothing says."""

    lang: str
    script: str


class ParagraphLanguage(NamedTuple):
    """A paragraph text[start:end], its language and its script."""

    start: int
    end: int
    lang: str
    script: str


def identify(text: str, prior: str | None = None) -> Guess:
    """The language and script of a text that speaks one; `prior` is what its site claims.

    >>> identify("Қазақстанда дипфейк үшін жауапкершілік енгізіледі")
    Guess(lang='kk', script='Cyrl')
    """
    return _identify(text, letters.letters(text), language_code(prior))


def _identify(text: str, found: Counter[str], prior: str | None) -> Guess:
    script = letters.script(found)
    if script not in _RULES:
        return Guess(prior or UNKNOWN, script)
    return Guess(_RULES[script](found) or _model(text, script, found, prior), script)


def language_code(declared: str | None) -> str | None:
    """The language of what a page declares: `kk-KZ`, `ru_RU`, and `kz`, which means Kazakh.

    >>> language_code("kz"), language_code("ru-RU"), language_code(None)
    ('kk', 'ru', None)
    """
    code = (declared or "").replace("_", "-").partition("-")[0].strip().lower()
    return {"kz": "kk", "kaz": "kk", "rus": "ru"}.get(code, code) or None


def by_paragraph(text: str, prior: str | None = None) -> list[ParagraphLanguage]:
    """Each paragraph with its language. One of a few words speaks its neighbour's, if it can."""
    prior = language_code(prior)
    spans = list(paragraphs(text))
    counts = [letters.letters(text[start:end]) for start, end in spans]
    guesses = [
        _sure(text[start:end], found, prior)
        for (start, end), found in zip(spans, counts, strict=True)
    ]
    if not any(guesses) and sum(found.total() for found in counts) >= SHORT:
        prior = identify(text, prior).lang
    return [
        ParagraphLanguage(*span, *(guess or _beside(guesses, at, text[slice(*span)], prior)))
        for at, (span, guess) in enumerate(zip(spans, guesses, strict=True))
    ]


def lang_of(paragraphs: Iterable[ParagraphLanguage]) -> str | None:
    """The language that most of a text is in, by the length of its paragraphs; None without any.

    `shares` counts letters and is what an article's language is; this needs no text.
    """
    lengths: Counter[str] = Counter()
    for part in paragraphs:
        lengths[part.lang] += part.end - part.start
    return max(lengths, key=lambda lang: lengths[lang], default=None)


def shares(paragraphs: Iterable[ParagraphLanguage], text: str) -> tuple[tuple[str, float], ...]:
    """(language, share of the letters) pairs, largest first; empty for a text without letters."""
    counts: Counter[str] = Counter()
    for part in paragraphs:
        counts[part.lang] += sum(map(str.isalpha, text[part.start : part.end]))
    total = counts.total()
    return tuple((lang, round(n / total, 3)) for lang, n in counts.most_common() if n)


def _sure(text: str, found: Counter[str], prior: str | None) -> Guess | None:
    """What a paragraph says of itself, if it has enough letters or its own letters decide."""
    if found.total() >= SHORT:
        return _identify(text, found, prior)
    script = letters.script(found)
    lang = letters.cyrillic(found) if script == "Cyrl" else None
    return Guess(lang, script) if lang else None


def _beside(guesses: Sequence[Guess | None], at: int, text: str, prior: str | None) -> Guess:
    """The language its letters allow of the nearest paragraph, the one above first, or of all."""
    found = letters.letters(text)
    script = letters.script(found)
    allowed = letters.possible(found) if script == "Cyrl" else None
    for lang in chain(_around(guesses, at), (prior,)):
        if lang and (allowed is None or lang in allowed):
            return Guess(lang, script)
    return identify(text, prior)


def _around(guesses: Sequence[Guess | None], at: int) -> Iterator[str]:
    """The languages of the paragraphs around that one, the nearest first."""
    for distance in range(1, _REACH):
        for n in (at - distance, at + distance):
            guess = guesses[n] if 0 <= n < len(guesses) else None
            if guess:
                yield guess.lang


def _model(text: str, script: str, found: Counter[str], prior: str | None) -> str:
    """The likeliest language among those the letters leave possible."""
    possible = letters.possible(found) if script == "Cyrl" else _LANGUAGES[script]
    if script == "Cyrl":
        text = letters.without_latin(text)
    scores: dict[str, float] = {
        lang: score for lang, score in _identifier().rank(text) if lang in possible
    }
    if not scores:
        return min(possible)
    for lang, worth in (("kk", _HOME), ("ru", _HOME), (prior or UNKNOWN, _PRIOR)):
        if lang in scores:
            scores[lang] += worth
    return max(scores, key=lambda lang: scores[lang])


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(sorted({lang for each in _LANGUAGES.values() for lang in each}))
    # Row by row, as it is read: what is left of a table is kept column by column.
    identifier.nb_ptc = identifier.nb_ptc.copy(order="C")
    return identifier
