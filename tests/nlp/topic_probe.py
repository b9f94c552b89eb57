"""A topic made of terms alone, for tests."""

from __future__ import annotations

from nlp.topic import Topic

_EXAMPLES = [
    {"lang": lang, "expect": expect, "text": "a"}
    for lang in ("kk", "ru", "en")
    for expect in ("strong", "strong", "none")
]


def probe(**parts: object) -> Topic:
    """A topic `probe` with these parts of a topic file."""
    fixed: dict[str, object] = {
        "id": "probe",
        "version": "0",
        "file": "probe.yml",
        "title": {"kk": "a", "ru": "b", "en": "c"},
        "summary": "A topic of tests, made of terms alone.",
        "examples": _EXAMPLES,
    }
    return Topic.model_validate(fixed | parts)
