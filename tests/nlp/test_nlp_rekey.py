"""Keys of another version are made anew, and only they."""

from __future__ import annotations

from dataclasses import replace

from nlp.annotate import annotate
from nlp.rekey import with_current_keys
from sholu.article import Article, Keys

ARTICLE = Article.from_text(
    "Қазақстанда дипфейк үшін жауапкершілік енгізіледі.\n\nВ Алматы отремонтировали мост.",
    title="Дипфейк туралы заң",
)


def test_current_keys_stay_as_they_are():
    notes = annotate(ARTICLE)
    assert with_current_keys(ARTICLE, notes) is notes


def test_old_keys_are_made_anew():
    notes = annotate(ARTICLE)
    versions = tuple((dict(notes.versions) | {"keys": "0"}).items())
    old = replace(notes, keys=Keys(words="ескі"), versions=versions)
    assert with_current_keys(ARTICLE, old) == notes
