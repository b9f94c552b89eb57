"""Which sentences recall another story (nlp/recall.yml)."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from nlp.topic.automaton import Automaton, Row, Rule
from nlp.topic.schema import Terms, _Model
from nlp.topic.terms import KeyOf, parse
from sholu.yamlfile import load

FILE = Path(__file__).parents[1] / "recall.yml"
_LEADING = 1
"""Words that may stand before an opener: `Также напомним`."""
_OPENS, _BEGINS, _HAS = "recall.opens", "recall.begins", "recall.has"


class Recall(_Model):
    """The openers, in the notation of topic terms."""

    opens: Terms
    begins: Terms
    has: Terms


def rules(keys: KeyOf) -> Iterator[Rule]:
    """The openers as rules of no topic. Raises sholu.yamlfile.FileError if the file is broken."""
    recall = load(FILE, Recall)
    for role, terms in ((_OPENS, recall.opens), (_BEGINS, recall.begins), (_HAS, recall.has)):
        for lang, listed in terms.items():
            for term in listed:
                for sequence in parse(term, lang, keys):
                    yield Rule("", role, term, sequence)


def recalls(automaton: Automaton, row: Row) -> bool:
    """Whether the sentence recalls another story."""
    begun = False
    for found in automaton.find(row, (_OPENS, _BEGINS)):
        if found.at[0] <= _LEADING:
            if found.rule.role == _OPENS:
                return True
            begun = True
    return begun and any(automaton.find(row, (_HAS,)))


def version() -> str:
    """Short hash of the file: other openers may give other tags."""
    return sha256(FILE.read_bytes()).hexdigest()[:8]
