"""The bodies that are sent, word for word: what changes here changes what is asked."""

from __future__ import annotations

import base64
import json

import pytest

from sholu.index.elastic.emit import DEEPEST, emit
from sholu.index.elastic.templates import PRIORITY, articles
from sholu.query import All, And, Field, Fuzzy, Node, Not, Or, Phrase, Prefix, Range, Word

pytestmark = pytest.mark.one_client

A, B = Word("a", "á", "α", "title"), Word("b", "b́", "β", "title")
SITE = Field("site", "lada_kz")


def any_of(*queries: dict[str, object]) -> dict[str, object]:
    return {"bool": {"should": list(queries), "minimum_should_match": 1}}


def near(name: str, text: str, slop: int) -> dict[str, object]:
    return {"match_phrase": {name: {"query": text, "slop": slop}}}


@pytest.mark.parametrize(
    ("node", "body"),
    [
        (All(), {"match_all": {}}),
        (
            A,
            any_of(
                {"term": {"title_keys_kk": "a"}},
                {"term": {"title_keys_ru": "á"}},
                {"term": {"title_words": "α"}},
            ),
        ),
        (
            Phrase((A, B), 0, "title"),
            any_of(
                near("title_keys_kk", "a b", 0),
                near("title_keys_ru", "á b́", 0),
                near("title_words", "α β", 0),
            ),
        ),
        (Prefix("де", "text"), any_of({"prefix": {"words": "де"}})),
        (
            Fuzzy("де", 2, "text"),
            any_of(
                {
                    "fuzzy": {
                        "words": {
                            "value": "де",
                            "fuzziness": 2,
                            "transpositions": True,
                            "rewrite": "constant_score",
                        }
                    }
                }
            ),
        ),
        (SITE, {"term": {"site": "lada_kz"}}),
        (Field("duplicate", False), {"term": {"duplicate": False}}),
        (
            Range("day", "2025-10-01", "2025-11-01", include_high=False),
            {"range": {"day": {"gte": "2025-10-01", "lt": "2025-11-01"}}},
        ),
        (Range("revision", 1, None, include_low=False), {"range": {"revision": {"gt": 1}}}),
        (Range("revision"), {"match_all": {}}),
        (Not(SITE), {"bool": {"must_not": [{"term": {"site": "lada_kz"}}]}}),
        (
            And((All(), Not(SITE))),
            {"bool": {"filter": [{"match_all": {}}], "must_not": [{"term": {"site": "lada_kz"}}]}},
        ),
        (And((Not(SITE),)), {"bool": {"must_not": [{"term": {"site": "lada_kz"}}]}}),
        (Or((SITE, All())), any_of({"term": {"site": "lada_kz"}}, {"match_all": {}})),
        (Or(()), {"match_none": {}}),
    ],
)
def test_a_tree_as_a_query(node: Node, body: dict[str, object]) -> None:
    assert emit(node) == body


def test_a_sloppy_phrase_is_asked_pair_by_pair() -> None:
    c = Word("c", "c", "c", "title")
    words = emit(Phrase((A, B, c, A, B), 3, "title"))["bool"]["should"][2]
    pairs = [near("title_words", text, 3) for text in ("α β", "β c", "c α")]
    assert words == {"bool": {"filter": pairs}}


def test_what_lies_too_deep_is_wrapped_up() -> None:
    def deep(levels: int) -> Node:
        node: Node = SITE
        for _ in range(levels):
            node = Or((SITE, Not(node)))
        return node

    def levels(query: dict[str, object]) -> int:
        inside = query.get("bool")
        if not isinstance(inside, dict):
            return 1
        parts = [part for clause in inside.values() if isinstance(clause, list) for part in clause]
        return 1 + max(map(levels, parts))

    assert "wrapper" not in json.dumps(emit(deep(5)))
    body = emit(deep(30))
    pieces = 0
    while body:
        assert levels(body) <= DEEPEST
        rest = json.dumps(body).partition('"wrapper": {"query": "')[2].partition('"')[0]
        body = json.loads(base64.b64decode(rest)) if rest else {}
        pieces += 1
    assert pieces == 3


def test_the_templates_come_before_a_servers_own_and_take_the_articles_alone() -> None:
    template = articles("press")
    assert template.patterns == ["press-articles-v*-*"]
    assert PRIORITY >= 200
    assert list(template.components) == ["press-core", "press-russian"]
    assert template.optional == ["press-russian"]
    core = template.components["press-core"]
    assert "analysis" not in core["settings"]
    assert core["mappings"]["dynamic"] == "strict"
    assert core["mappings"]["properties"]["day"] == {"type": "date", "format": "strict_date"}
