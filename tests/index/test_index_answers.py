"""One behaviour for every engine: ids, order, counts and pages equal brute force."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sholu.index import BadCursor, every, read_cursor
from sholu.query import (
    All,
    And,
    Field,
    Fuzzy,
    Not,
    Or,
    Phrase,
    Prefix,
    Range,
    Word,
    negation,
)
from tests.index.corpus import KK, RU, asked, changed, corpus, counted, question

QUERIES = [
    "*",
    "дипфейк",
    "дипфейктердің",
    "дипфейков",
    "Sora",
    "ЖИ",
    "ИИ",
    "дипфейк заң",
    "дипфейк AND закон",
    "дипфейк ИЛИ заң",
    "дипфейк НЕМЕСЕ сот НЕМЕСЕ суд",
    "-дипфейк",
    "NOT дипфейк NOT заң",
    "заң -министр",
    "закон НЕ (суд ИЛИ видео)",
    "NOT NOT закон",
    "-заң OR -закон",
    "(заң OR закон) (министр OR суд) -Sora",
    "министр OR закон суд",
    "жасанды-интеллект",
    '"жасанды интеллект"',
    '"жасанды интеллекттің"',
    '"искусственный интеллект"',
    "«искусственного интеллект»",
    '"дипфейк дипфейк"',
    '"закон о дипфейках"',
    '"заң министр"~3',
    '"министр заң"~1',
    '"дипфейк заң сот"~2',
    '"закон закона"~4',
    '"закон суд"~7',
    'заң OR "суд закон"~2 -"закон о"',
    "дипф*",
    "дипфейкт*",
    "иск* -закон",
    "дипфейк~1",
    "дипфейкткр~1",
    "дипфейкткрдін~2",
    "зкаон~1",
    "title:дипфейк",
    "text:дипфейк -title:дипфейк",
    'title:("жасанды интеллект" OR суд)',
    "title:зак* lang:ru",
    "site:zakon_kz",
    "site:(lada_kz OR inform_kz) дипфейк",
    "edition:kk -site:zakon_kz",
    "topic:deepfake",
    "topic:deepfake topic:ai_regulation",
    "-topic:deepfake -topic:ai_regulation -topic:platform_regulation",
    "author:ақиқат",
    'author:"иван петров"',
    "section:закон",
    "entity:мәжіліс state:gone",
    "duplicate:no",
    "duplicate:yes закон",
    "revision:>1",
    "revision:2..3 year:2025",
    "date:2025-10",
    "date:2025-10-05..2025-10-10 дипфейк",
    "date:<2025-09-15",
    "date:>2025-10-20 -суд",
    "date:2025-10-20.. duplicate:no",
    "since:7d",
    "since:2w lang:kk",
    "since:36h",
    "since:9h OR date:2025-09-01",
    "жоқсөз",
    "state:live жоқсөз",
]


@pytest.mark.parametrize("query", QUERIES)
def test_the_answer_is_brute_forces(full, records, query: str) -> None:
    node = question(query)
    expected = asked(records, node)
    page = full.search(node, limit=len(records))
    assert list(page.hits) == expected
    assert page.total == full.count(node) == len(expected)
    assert page.cursor is None


def test_the_queries_find_something(records) -> None:
    empty = [query for query in QUERIES if not asked(records, question(query))]
    assert empty == ["жоқсөз", "state:live жоқсөз"]


@pytest.mark.parametrize("size", [1, 7, 100, 399, 400, 401])
@pytest.mark.parametrize("query", ["*", "дипфейк -site:lada_kz"])
def test_pages_lead_to_the_end(full, records, query: str, size: int) -> None:
    if size == 1 and query == "*":
        query = "topic:deepfake since:10d"
    node = question(query)
    assert list(every(full, node, size=size)) == asked(records, node)
    after, total = None, len(asked(records, node))
    page = full.search(node, limit=size)
    while page.cursor:
        after = read_cursor(page.cursor)
        page = full.search(node, after=after, limit=size)
        assert page.total == total


@pytest.mark.parametrize(
    "by",
    [("topics",), ("day",), ("site", "lang"), ("day", "topics"), ("authors",), ("duplicate",),
     ("entity_ids", "state"), ("year", "revision"), ("section",)],
)  # fmt: skip
@pytest.mark.parametrize("query", ["*", "дипфейк", "жоқсөз"])
def test_counts_are_brute_forces(full, records, query: str, by: tuple[str, ...]) -> None:
    node = question(query)
    assert full.aggregate(node, by) == counted(records, node, by)


def test_counts_have_no_limit(index) -> None:
    many = corpus(300)
    spread = [
        replace(one, article=replace(one.article, authors=tuple(f"А{i} {n}" for i in range(50))))
        for n, one in enumerate(many)
    ]
    index.upsert(spread)
    index.commit()
    buckets = index.aggregate(All(), ("authors",))
    assert len(buckets) == 15_000
    assert {bucket.articles for bucket in buckets} == {1}


@pytest.mark.parametrize(
    "by", [(), ("text",), ("nothing",), ("day", "day"), ("day", "lang", "site")]
)
def test_what_cannot_be_counted_is_refused(full, by: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="counted"):
        full.aggregate(All(), by)


def test_a_page_holds_at_least_one(full) -> None:
    with pytest.raises(ValueError, match="at least one"):
        full.search(All(), limit=0)


@pytest.mark.parametrize("text", ["", "x", "1.5", str(1 << 63)])
def test_a_cursor_is_a_number_of_a_page(text: str) -> None:
    with pytest.raises(BadCursor):
        read_cursor(text)


def test_replaced_and_deleted_articles(index, records) -> None:
    some = records[:50]
    index.upsert(some)
    assert index.count(All()) == 0  # not yet
    index.commit()
    edited = [changed(record, "жаңа тақырып", 2) for record in some[:10]]
    index.upsert(edited)
    index.delete({record.id: 2 for record in some[40:]} | {"ffffffffffffffff": 2})
    index.commit()
    now = edited + some[10:40]
    for query in ("*", "тақырып", "дипфейк", "title:заң"):
        assert list(every(index, question(query))) == asked(now, question(query))


def test_an_older_change_never_overwrites(index, records) -> None:
    new = changed(records[0], "екінші", 5)
    old = changed(records[0], "бірінші", 4)
    index.upsert([new])
    index.upsert([old])  # nor before the commit
    index.commit()
    index.upsert([old, new])
    index.commit()
    assert index.versions([new.id, "ffffffffffffffff"]) == {new.id: 5}
    assert index.count(question("екінші")) == 1
    assert index.count(question("бірінші")) == 0


def test_one_batch_may_hold_an_article_twice(index, records) -> None:
    index.upsert([records[0], changed(records[0], "екінші", 5), records[1]])
    index.commit()
    assert index.count(All()) == 2
    assert index.count(question("title:екінші")) == 1


def test_a_replay_changes_nothing(index, records) -> None:
    for _ in range(3):
        index.upsert(records[:30])
        index.commit()
    assert list(every(index)) == asked(records[:30], All())
    assert index.health().articles == 30


def test_what_was_not_committed_is_lost(index, records) -> None:
    index.upsert(records[:5])
    index.commit()
    index.upsert(records[5:9])
    index.close()
    assert index.count(All()) == 5


WORDS = st.sampled_from(sorted({*KK, *RU})).map(question)
SURFACES = st.sampled_from(sorted({word.lower() for word in (*KK, *RU)}))
DAYS = st.integers(1, 30).map(lambda day: f"2025-09-{day:02d}")
LEAVES = st.one_of(
    WORDS,
    st.builds(
        Phrase, st.lists(WORDS.filter(lambda node: isinstance(node, Word)), min_size=2, max_size=4)
        .map(tuple), st.integers(0, 7), st.sampled_from(["any", "title", "text"]),
    ),
    SURFACES.flatmap(lambda word: st.integers(1, len(word)).map(lambda n: Prefix(word[:n]))),
    SURFACES.filter(lambda word: len(word) > 2).map(lambda word: Fuzzy(word[1:] + word[0], 2)),
    st.sampled_from([Field("site", "zakon_kz"), Field("topics", "deepfake"), Field("lang", "kk")]),
    st.builds(Range, st.just("day"), DAYS, DAYS, st.booleans(), st.booleans()),
    st.builds(Range, st.just("revision"), st.none(), st.integers(0, 4), st.booleans(),
              st.booleans()),
    st.just(All()),
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(negation),
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda nodes: And(tuple(nodes))),
        st.lists(inner, min_size=1, max_size=3).map(lambda nodes: Or(tuple(nodes))),
    ),
    max_leaves=8,
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(node=TREES)
def test_any_tree_gives_brute_forces_answer(full, records, node) -> None:
    assert list(full.search(node, limit=1000).hits) == asked(records, node)


def test_a_search_loads_neither_spacy_nor_scrapy(tmp_path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from sholu.index.highlight import snippet\n"
        "from sholu.index.tantivy import TantivyIndex\n"
        "from sholu.query import parse\n"
        "node = parse('дипфейк заңы')\n"
        "assert TantivyIndex.create(Path(sys.argv[1])).search(node).total == 0\n"
        "snippet('дипфейктердің заңы', node)\n"
        "loaded = {'spacy', 'scrapy', 'trafilatura', 'py3langid', 'elasticsearch'}\n"
        "assert not loaded & set(sys.modules), loaded & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "1")], check=True)
