"""The installed tantivy against brute force on random boolean trees; run before every new version.

Aims at the shapes of tantivy issues 3103 (matches silently dropped) and 3086 (false positives):
nested unions under an AND, over several segments. Version 0.26.0 fails it.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
import tantivy
from tantivy import Occur, Query

WORDS = ("ca", "na", "service", "order", "purchase", "x", "y", "z")
SIZE = 60_000
Doc = tuple[frozenset[str], frozenset[str], int]
Test = Callable[[Doc], bool]


@pytest.fixture(scope="module")
def world() -> tuple[list[Doc], tantivy.Schema, tantivy.Searcher]:
    builder = tantivy.SchemaBuilder()
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="spaces", index_option="basic")
    builder.add_unsigned_field("source", indexed=True, fast=True)
    schema = builder.build()
    index = tantivy.Index(schema)
    spaces = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("spaces", spaces)
    writer = index.writer(heap_size=60_000_000, num_threads=1)
    chance, docs = random.Random(1), []
    for number in range(SIZE):
        title, body = chance.sample(WORDS, 2), chance.sample(WORDS, 3)
        source = number * 4 // SIZE
        docs.append((frozenset(title), frozenset(body), source))
        values = {"title": " ".join(title), "body": " ".join(body), "source": source}
        writer.add_document(tantivy.Document.from_dict(values, schema))
        if number == SIZE * 7 // 12:
            writer.commit()
    writer.commit()
    index.reload()
    return docs, schema, index.searcher()


def term(schema: tantivy.Schema, chance: random.Random) -> tuple[Query, Test]:
    kind = chance.choice(("title", "body", "source"))
    if kind == "source":
        number = chance.randrange(4)
        return Query.term_query(schema, kind, number), lambda doc: doc[2] == number
    word, place = chance.choice(WORDS), int(kind == "body")
    return Query.term_query(schema, kind, word), lambda doc: word in doc[place]


def tree(schema: tantivy.Schema, chance: random.Random, depth: int) -> tuple[Query, Test]:
    if depth == 0 or chance.random() < 0.3:
        return term(schema, chance)
    parts = [tree(schema, chance, depth - 1) for _ in range(chance.randint(2, 3))]
    tests = [test for _, test in parts]
    kind = chance.choice((Occur.Must, Occur.Should, Occur.MustNot))
    if kind == Occur.MustNot:
        clauses = [(Occur.Must, parts[0][0]), *((kind, query) for query, _ in parts[1:])]
        return Query.boolean_query(
            clauses
        ), lambda doc: tests[0](doc) and not any(test(doc) for test in tests[1:])
    least = 1 if kind == Occur.Should else None
    query = Query.boolean_query(
        [(kind, query) for query, _ in parts], minimum_number_should_match=least
    )
    together = any if kind == Occur.Should else all
    return query, lambda doc: together(test(doc) for test in tests)


def test_random_boolean_trees(world) -> None:
    docs, schema, searcher = world
    kinds = list(dict.fromkeys(docs))
    size = dict.fromkeys(kinds, 0)
    for doc in docs:
        size[doc] += 1
    chance = random.Random(2)
    for _ in range(150):
        query, test = tree(schema, chance, 3)
        source = chance.randrange(4)
        asked = Query.boolean_query(
            [(Occur.Must, query), (Occur.Must, Query.term_query(schema, "source", source))]
        )
        expected = sum(size[doc] for doc in kinds if doc[2] == source and test(doc))
        assert searcher.search(asked, 10).count == expected
        assert len(searcher.search(asked, SIZE, count=False).hits) == expected
