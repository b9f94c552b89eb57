"""spaCy components over the spaCy-free core: `sholu_keys` and `sholu_topics`.

`sholu_keys` writes the search key of each token into NORM, where `PhraseMatcher(attr="NORM")` and
trained models find it, and leaves LEMMA to lemmatizers; `doc._.sholu_keys` are the article's six
key strings. `sholu_topics` gives `doc._.sholu_tags` and, under `doc.spans["sholu_topics"]`, the
words that prove them, labelled with the topic. Both read the text of the doc as `annotate` does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from nlp.annotate import matcher_of
from nlp.keys import text_keys
from nlp.kk.lex_attrs import norm
from nlp.language import by_paragraph
from nlp.ru import lemma
from nlp.tokens import normal_word, tokens
from nlp.topic import Topic, get_topic, load_topics, tag_text
from sholu.article import Tag

SPANS = "sholu_topics"
_TOPICS = "topics.json"


def _russian(text: str) -> str:
    """The key of a Russian spaCy token, of its parts if it holds several of ours."""
    keys = (lemma.key(t.word, text[t.start : t.end]) for t in tokens(text))
    return "-".join(keys) or normal_word(text) or text


_NORMS: Mapping[str, Callable[[str], str]] = {"kk": norm, "ru": _russian}

for _name in ("sholu_keys", "sholu_tags"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


class KeysComponent:
    """Sets NORM of every token to its key in `language`, and the doc's key strings.

    `language` is `kk` or `ru`: the tokens' keys, and the prior of each paragraph's language.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._norm = _NORMS[language]

    def __call__(self, doc: Doc) -> Doc:
        """The same doc, keyed."""
        for token in doc:
            token.norm_ = self._norm(token.text)
        parts = by_paragraph(doc.text, self.language)
        doc._.sholu_keys = text_keys("", doc.text, [part[:3] for part in parts])
        return doc


class TopicsComponent:
    """Tags a doc. A pipeline on disk carries its topics: elsewhere it gives the same tags."""

    def __init__(self, language: str, ids: Iterable[str], folders: Iterable[str]) -> None:
        self.language = language
        self._ids = tuple(ids)
        self._folders = tuple(map(Path, folders))
        self._loaded: dict[str, Topic] | None = None

    @property
    def topics(self) -> dict[str, Topic]:
        """The topics by id. Raises UnknownTopic, or FileError for a broken file, when first read.

        Not when the component is made: one from disk needs no topic files.
        """
        if self._loaded is None:
            every = load_topics(*self._folders) if not self._ids else {}
            named = {name: get_topic(name, *self._folders) for name in self._ids}
            self._loaded = every | named
        return self._loaded

    def __call__(self, doc: Doc) -> Doc:
        """The same doc with its tags and the spans that prove them."""
        parts = by_paragraph(doc.text, self.language)
        doc._.sholu_tags = tag_text(matcher_of(self.topics), "", doc.text, parts)
        doc.spans[SPANS] = list(_spans(doc, doc._.sholu_tags))
        return doc

    def to_bytes(self, *, exclude: Collection[str] = ()) -> bytes:
        """The topics as JSON."""
        dumped = [topic.model_dump(mode="json", by_alias=True) for topic in self.topics.values()]
        return json.dumps(dumped, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, *, exclude: Collection[str] = ()) -> TopicsComponent:
        """This component with the topics it was saved with."""
        topics = [Topic.model_validate(topic) for topic in json.loads(data)]
        self._loaded = {topic.id: topic for topic in topics}
        return self

    def to_disk(self, path: str | Path, *, exclude: Collection[str] = ()) -> None:
        """Writes the folder `path` with the topics in it."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / _TOPICS).write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, *, exclude: Collection[str] = ()) -> TopicsComponent:
        """The same from the folder `path`."""
        return self.from_bytes((Path(path) / _TOPICS).read_bytes())


def _spans(doc: Doc, tags: Iterable[Tag]) -> Iterable[Span]:
    for tag in tags:
        for span in tag.evidence:
            found = doc.char_span(span.start, span.end, label=tag.topic, alignment_mode="expand")
            if found is not None:
                yield found


def _language(nlp: Language, language: str | None) -> str:
    """Raises ValueError for a language that has no keys."""
    chosen = language or str(nlp.lang)
    if chosen not in _NORMS:
        raise ValueError(f"no search keys for {chosen!r}: set `language` to one of {[*_NORMS]}")
    return chosen


@Language.factory(
    "sholu_keys",
    default_config={"language": None},
    assigns=["token.norm", "doc._.sholu_keys"],
)
def make_keys(nlp: Language, name: str, language: str | None) -> KeysComponent:
    """`nlp.add_pipe("sholu_keys")`; `language` None: the pipeline's own, which is kk or ru.

    Raises ValueError for another language.
    """
    return KeysComponent(_language(nlp, language))


@Language.factory(
    "sholu_topics",
    default_config={"language": None, "topics": [], "folders": []},
    assigns=["doc.spans", "doc._.sholu_tags"],
)
def make_topics(
    nlp: Language, name: str, language: str | None, topics: list[str], folders: list[str]
) -> TopicsComponent:
    """`nlp.add_pipe("sholu_topics")`; `topics` none: all, the shipped ones and those in `folders`.

    Raises ValueError for a language other than kk and ru.
    """
    return TopicsComponent(_language(nlp, language), topics, folders)
