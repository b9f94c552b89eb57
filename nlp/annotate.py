"""`annotate`: what is said of an article: language, keys, topics, whom it quotes. No spaCy.

Entities are found elsewhere and stay empty here.
"""

from __future__ import annotations

from collections.abc import Mapping

from nlp import letters
from nlp.cites import CITES_VERSION, cites
from nlp.extent import LONGEST, beginning
from nlp.keys import KEYS_VERSION, text_keys
from nlp.language import LANGUAGE_VERSION, UNKNOWN, by_paragraph, identify, lang_of, shares
from nlp.topic import Matcher, Topic, get_matcher, tag_text
from sholu.article import Annotations, Article, Pairs

_MATCHERS = 8
"""Sets of topics kept compiled: a process asks for one or two."""
_compiled: dict[tuple[tuple[str, int], ...], Matcher] = {}


def annotate(
    article: Article,
    topics: Mapping[str, Topic] | None = None,
    *,
    prior: str | None = None,
    most: int = LONGEST,
) -> Annotations:
    """Language, search keys, tags and cites of an article, with the versions of what made them.

    `topics` None: the shipped ones. `prior`: the language to expect, such as the edition's; None:
    what the page declares. It tips short texts and decides none. An article without a letter has
    the prior as its language, or `und`. Of a text longer than `most` characters the beginning is
    annotated.
    """
    prior = prior or article.declared_lang
    title, text = article.title, beginning(article.text, most)
    parts = by_paragraph(text, prior)
    heading = identify(title, lang_of(parts) or prior)
    languages = shares(parts, text)
    matcher = matcher_of(topics)
    return Annotations(
        lang=languages[0][0] if languages else heading.lang,
        script=letters.script(letters.letters(text)) if languages else heading.script,
        languages=languages or ((heading.lang, 1.0),) * (heading.lang != UNKNOWN),
        tags=tag_text(matcher, title, text, parts, heading.lang),
        cites=cites(text, article.site),
        keys=text_keys(title, text, [part[:3] for part in parts], heading.lang),
        versions=_versions(matcher),
    )


def matcher_of(topics: Mapping[str, Topic] | None) -> Matcher:
    """The compiled matcher of these topics, kept for the next article; None: the shipped ones."""
    if topics is None:
        return get_matcher()
    # A kept matcher keeps its topics, so their identities are not given to others.
    key = tuple((name, id(topic)) for name, topic in topics.items())
    if key not in _compiled:
        while len(_compiled) >= _MATCHERS:
            del _compiled[next(iter(_compiled))]
        _compiled[key] = Matcher(topics)
    return _compiled[key]


def _versions(matcher: Matcher) -> Pairs:
    """Pairs of part and version: cites, keys, language, matcher, and each topic by its id."""
    parts = {
        "cites": CITES_VERSION,
        "keys": KEYS_VERSION,
        "language": LANGUAGE_VERSION,
        "matcher": matcher.version,
    }
    topics = {name: topic.version for name, topic in matcher.topics.items()}
    return tuple((parts | topics).items())
