"""Whether a page is an article, and whether it has anything to read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from crawlers.address import accepts
from crawlers.reading.dating import HINT
from crawlers.reading.head import Head
from crawlers.site import Site
from nlp.tokens import paragraphs, sentences, tokens
from sholu.article import Moment, Rejected

WORDS = 5
"""A shorter line is a label, not a sentence."""
SIGNS = 10
"""The same in scripts that part no words: the reader refuses no language."""
_UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_STOPS = (".", "!", "?", "…", ":", ";", "。", "！", "？", "।", "॥", "؟", "۔", "።", "។")
LENGTH, SENTENCES = 300, 3
"""What a page without a profile needs to be an article."""


def not_article(site: Site | None, url: str, head: Head, published: Moment | None) -> str | None:
    """Why a page of a profile's site is no article, or None.

    The address fits AND something on the page says that it is an article: JSON-LD,
    og:type, or a date of its own.
    """
    if site is None:
        return None
    if not accepts(url, site):
        return "the address fits no article pattern of the profile"
    kinds = [kind.lower() for kind in head.meta.get("og:type", ())]
    dated = published is not None and published.source != HINT
    if head.article or "article" in kinds or dated:
        return None
    return "no JSON-LD article, no og:type article and no date of its own"


def too_little(site: Site | None, title: str, text: str, *, strict: bool) -> Rejected | None:
    """The rejection of a page with too little text, or None.

    Without a profile a strict reading wants a title, 300 characters and three sentences: less
    is `not_article`. Elsewhere not one sentence is `too_short`.
    """
    count = sum(1 for _ in islice(_sentences(text), SENTENCES))
    if strict and site is None and (not title or len(text) < LENGTH or count < SENTENCES):
        reason = f"no profile, and less than a title, {LENGTH} characters, {SENTENCES} sentences"
        return Rejected(disposition="not_article", reason=reason)
    if not count:
        return Rejected(disposition="too_short", reason="not one sentence of text was found")
    return None


def has_sentence(text: str) -> bool:
    """Whether there is one sentence at all: a list of names or offices has none."""
    return any(_sentences(text))


def _sentences(text: str) -> Iterator[str]:
    """Sentences of five words or more, those with a stop at their end."""
    for start, end in paragraphs(text):
        for first, last in sentences(text, start, end):
            sentence = text[first:last].rstrip('"»”’)]*」』 ')
            if sentence.endswith(_STOPS) and _is_long(sentence):
                yield sentence


def _is_long(sentence: str) -> bool:
    words = sum(1 for _ in islice(tokens(sentence), WORDS))
    return words == WORDS or len(_UNSPACED.findall(sentence)) >= SIGNS
