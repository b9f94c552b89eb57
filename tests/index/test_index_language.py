"""The whole query language over 3,000 articles: ids and order are those of brute force.

The queries of the smaller tests come first, then what they lack: every field, every operator in
three languages, ranges open on either side, what only excludes.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import islice

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sholu.index import Index, every, read_cursor
from sholu.query import FIELDS
from tests.index.corpus import Corpus, asked, changed, corpus, question
from tests.index.test_index_answers import QUERIES

MORE = [
    "дипфейк И закон",
    "дипфейк ЖӘНЕ заң",
    "ЕМЕС заң",
    "НЕ закон НЕ суд",
    "заң ЕМЕС (сот НЕМЕСЕ бейне)",
    "NOT (заң OR закон OR суд)",
    "-(дипфейк заң)",
    "-title:дипфейк -text:закон",
    "-site:zakon_kz -lang:kk",
    "-date:2025-10",
    "-since:30d",
    "-revision:1",
    "-дипф*",
    "-зкаон~1",
    '-"жасанды интеллект"',
    "NOT NOT NOT закон",
    "* -*",
    "* OR дипфейк",
    "* дипфейк",
    "(((дипфейк)))",
    "дипфейк OR заң OR суд OR видео -ложный",
    "(дипфейк OR видео) AND (закон OR сеть) AND NOT (суд OR министр)",
    "дипфейк (закон OR (суд видео)) -(министр OR (сеть о))",
    '"закон о сети"',
    '"о дипфейках" OR "о сетях"',
    '"дипфейк"',
    '"дипфейк дипфейк дипфейк"',
    '"заң заңы заңда"',
    '"искусственный интеллект закон"~1',
    '"закон закон"~7',
    '"видео дипфейк"~2 -"видео дипфейк"',
    '"сот бейне министр"~5',
    '"Sora ЖИ"~6 OR "Sora ИИ"~6',
    'title:"суд закон"~3',
    'text:"жасанды интеллект"~2 lang:ru',
    "«жалған бейне» НЕМЕСЕ „ложный видео“",
    "ИИ-закон",
    "title:ИИ-закон OR text:закон-о",
    "д*",
    "искусств* OR жасан*",
    "text:дипфейк* -title:дипфейк*",
    "sor*",
    "министрі~1",
    "мнистр~1 lang:kk",
    "title:интелект~2",
    "text:ответственост~2",
    "сетъ~1 OR сдуы~2",
    "title:(закон -суд)",
    "title:(дипфейк OR (закон видео))",
    "text:(дипфейк OR -закон)",
    "topic:(deepfake OR ai_regulation) -topic:platform_regulation",
    "topic:DEEPFAKE",
    "site:lada_kz edition:ru lang:ru script:Cyrl",
    "script:Latn",
    "script:latn -lang:kk",
    "author:(иван OR айгүл)",
    'author:"ботагөз ақиқат" -section:қоғам',
    'section:"право и закон"',
    "section:(қоғам OR право) entity:мәжіліс",
    "-author:петров",
    "story:s1",
    "story:(s1 OR s2) duplicate:no",
    "-story:s1 -story:s2 -story:s3",
    "twin:0000000000000017",
    "url:https://zakon.kz/7",
    'url:"https://inform.kz/12" OR url:https://zakon.kz/3',
    "id:0000000000000000",
    "year:2025",
    "year:..2024",
    "revision:2..",
    "revision:..2",
    "revision:<2 OR revision:>2",
    "revision:<=1 state:live",
    "revision:3..3",
    "date:2025",
    "date:29.10.2025",
    "date:..2025-09-10",
    "date:2025-09..2025-09",
    "date:2025-10-01.. -date:2025-10-10..",
    "date:>2025-09 дипфейк",
    "date:<=2025-09-05 OR date:>=2025-10-25",
    'date:">= 2025-10-28"',
    "since:2025-10-20",
    "since:1d",
    "since:36h lang:ru",
    "since:720h -дипфейк",
    "since:90min",
    "(since:3d OR date:2025-09-02) topic:deepfake",
    "duplicate:yes state:gone",
    "duplicate:true OR revision:3",
    "state:gone -duplicate:yes дипфейк",
]
NOTHING = {"жоқсөз", "state:live жоқсөз", "* -*", "id:0000000000000000", "year:..2024"}
ALL = [*QUERIES, *MORE]


@pytest.fixture(scope="module")
def many() -> Corpus:
    return corpus(3000)


@pytest.fixture(scope="module")
def library(make_index, many, tmp_path_factory) -> Iterator[Index]:
    index = make_index(tmp_path_factory.mktemp("library") / "1")
    index.upsert(many)
    index.commit()
    yield index
    index.close()


def test_there_are_enough_of_every_operator_and_field() -> None:
    assert len(set(ALL)) == len(ALL) >= 120
    text = " ".join(ALL)
    for sign in ("AND", "OR", "NOT", "И", "ИЛИ", "НЕ", "ЖӘНЕ", "НЕМЕСЕ", "ЕМЕС"):
        assert f" {sign} " in f" {text} ", sign
    assert [name for name in FIELDS if f"{name}:" not in text] == []


@pytest.mark.parametrize("query", ALL)
def test_the_answer_is_brute_forces(library, many, query: str) -> None:
    node = question(query)
    expected = asked(many, node)
    assert bool(expected) == (query not in NOTHING)
    assert list(every(library, node, size=700)) == expected
    assert library.count(node) == len(expected)


def test_a_cursor_stays_good_while_articles_come_and_change(index, many) -> None:
    """Whatever is written between two pages, each article that was there is seen once."""
    there, newcomers = many[:80], iter(many[80:])
    index.upsert(there)
    index.commit()
    node, after, seen = question("NOT state:gone"), None, []
    while True:
        page = index.search(node, after=after, limit=7)
        seen += [hit.id for hit in page.hits]
        if page.cursor is None:
            break
        after = read_cursor(page.cursor)
        assert str(after) == page.cursor
        edited = changed(there[len(seen) % 80], "жаңа тақырып", 10 + len(seen))
        index.upsert([edited, *islice(newcomers, 5)])
        index.commit()
    before = [hit.id for hit in asked(there, node)]
    assert len(set(seen)) == len(seen)
    assert [id for id in seen if id in set(before)] == before
    assert len(seen) > len(before)  # some of those that came stand further down


PIECES = (
    "дипфейк", "заң", '"жасанды интеллект"', '"закон суд"~3', "дипф*", "зкаон~1", "title:суд",
    "site:lada_kz", "topic:deepfake", "date:2025-10-05..", "revision:>1", "duplicate:no",
    "author:иван", "since:20d", "*", "ИИ-закон",
)  # fmt: skip
AND, OR, NOT = ("AND", "И", "ЖӘНЕ"), ("OR", "ИЛИ", "НЕМЕСЕ"), ("NOT ", "НЕ ", "ЕМЕС ", "-")


@st.composite
def joined(draw, inner) -> tuple[str, object]:
    """Two queries joined as people write it, with what each is: a tree of sets."""
    (one, its), (other, other_its) = draw(inner), draw(inner)
    if draw(st.booleans()):
        return f"({one}) {draw(st.sampled_from(AND))} ({other})", ("and", its, other_its)
    return f"({one}) {draw(st.sampled_from(OR))} ({other})", ("or", its, other_its)


TEXTS = st.recursive(
    st.sampled_from(PIECES).map(lambda piece: (piece, piece)),
    lambda inner: st.one_of(
        joined(inner),
        st.tuples(st.sampled_from(NOT), inner).map(
            lambda both: (f"{both[0]}({both[1][0]})", ("not", both[1][1]))
        ),
    ),
    max_leaves=6,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=TEXTS)
def test_a_query_of_queries_is_the_sets_of_their_answers(full, records, query) -> None:
    """The parser is in it too: sets are joined here as the text says, not as the tree does."""
    text, sets = query
    whole = frozenset(record.id for record in records)

    @cache
    def found(piece: str) -> frozenset[str]:
        return frozenset(hit.id for hit in asked(records, question(piece)))

    def said(tree) -> frozenset[str]:
        match tree:
            case ("not", inner):
                return whole - said(inner)
            case ("and", one, other):
                return said(one) & said(other)
            case ("or", one, other):
                return said(one) | said(other)
            case piece:
                return found(piece)

    hits = full.search(question(text), limit=1000).hits
    assert {hit.id for hit in hits} == said(sets)
    keys = [hit.sort_key for hit in hits]
    assert keys == sorted(keys, reverse=True)
