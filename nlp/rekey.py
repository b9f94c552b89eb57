"""Search keys of another version made anew: so an index can always be filled from the store."""

from __future__ import annotations

from dataclasses import replace

from nlp.extent import beginning
from nlp.keys import KEYS_VERSION, text_keys
from sholu.article import Annotations, Article


def with_current_keys(article: Article, notes: Annotations) -> Annotations:
    """The same notes, with the keys of today's rules if theirs say that they are of others."""
    versions = dict(notes.versions)
    if versions.get("keys", KEYS_VERSION) == KEYS_VERSION:
        return notes
    from nlp.language import by_paragraph, identify  # loads a model: only where keys are old

    text = beginning(article.text)
    parts = by_paragraph(text, notes.lang)
    heading = identify(article.title, notes.lang)
    keys = text_keys(article.title, text, [part[:3] for part in parts], heading.lang)
    return replace(notes, keys=keys, versions=tuple((versions | {"keys": KEYS_VERSION}).items()))
