"""One behaviour: 20,000 articles with a history answer on a server what they answer in tantivy.

What tantivy says is brute force's in tests/index, with the same queries; what can differ at this
size alone is compared with brute force here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis

from sholu.index import every
from sholu.index.elastic import engine
from sholu.index.elastic.calls import Door
from sholu.index.elastic.engine import PAGE, ElasticIndex
from sholu.index.tantivy import TantivyIndex
from sholu.query import All, And, Node, Or, Prefix
from sholu.settings import Elastic, Settings
from tests.elasticsearch.conformance import (
    FORMS,
    WORD,
    History,
    Page,
    forms,
    history,
    live_through,
    pages,
    tables,
)
from tests.elasticsearch.servers import Server, own_prefix
from tests.index.corpus import asked, changed, counted, question
from tests.index.test_index_answers import TREES
from tests.index.test_index_language import ALL as QUERIES

pytestmark = pytest.mark.long

MORE = [
    f"{WORD[:1]}*",
    f"{WORD[:4]}*",
    f"text:{WORD[:2]}* -дипфейк",
    f"title:{WORD[:2]}*",
    f"-{WORD[:4]}*",
    f"{WORD}~2",
    f"{WORD}~1",
    f"-{WORD}~2",
    f"{WORD}~2 lang:kk date:2025-10",
    f"title:{WORD}~2",
    "суд~2",
    "сор~2 -sora",
    "заң~1 OR сот~1",
    "дипфейк* OR kv* OR title:заң*",
    '"жасанды интеллект туралы заң"',
    'title:"интеллект заң"~1',
    '"интеллект туралы"~7 -"интеллект туралы"',
    '"заң заң"~7',
    '"дипфейк дипфейк"~2',
    '"министр министра"~1',
    "author:АҚИҚАТ",
    'author:"ИВАН ПЕТРОВ" section:ЗАКОН',
    "author:иВаН -entity:МӘЖІЛІС",
    'section:"ПРАВО И ЗАКОН"',
    "year:2023",
    "year:2023..2024",
    "year:>2023 date:<2025",
    "-year:2025",
    "date:2023",
    "date:2024-09..2024-10",
    "date:2023-10-01..2025-09-15 topic:deepfake",
    "date:<2024 OR date:>=2025-10-28",
    "date:31.12.2022",
    "date:2030",
    "since:800d duplicate:no",
    "revision:4",
    "state:gone revision:>2",
    "duplicate:yes year:2024",
    "story:s2 -topic:deepfake -author:серік",
    "-*",
    f"{'ұ' * 300} OR дипфейк",
    f"{'қ' * 300}*",
    "(" * 12 + "дипфейк OR заң" + ")" * 12,
]
NOTHING = {"жоқсөз", "state:live жоқсөз", "* -*", "-*", "title:kv*", f"title:{WORD}~2", "date:2030",
           "date:31.12.2022", f"{'қ' * 300}*", "id:0000000000000000"}  # fmt: skip
ALL = list(dict.fromkeys([*QUERIES, *MORE]))
SCALE = [  # where the size itself could make a difference: these are brute force's, too
    "*", f"{WORD[:4]}*", f"{WORD}~2", f"-{WORD}~2", "-дипфейк", "сот~2",
    '"жасанды интеллект туралы заң"',
]  # fmt: skip
BY = [
    ("topics",), ("day",), ("site",), ("lang",), ("authors",), ("section",), ("duplicate",),
    ("story",), ("entity_ids",), ("published_precision",), ("year",), ("change",),
    ("site", "lang"), ("day", "topics"), ("site", "day"), ("entity_ids", "state"),
    ("year", "revision"), ("authors", "section"), ("topics", "authors"), ("script", "edition"),
    ("duplicate", "year"), ("twin",), ("sort_key",), ("url",), ("id", "day"),
]  # fmt: skip
COUNTED = ["дипфейк -site:lada_kz", "topic:deepfake OR -author:иван", "жоқсөз"]


@pytest.fixture(scope="module")
def past() -> History:
    return history()


@pytest.fixture(scope="module")
def reference(past, tmp_path_factory) -> Iterator[TantivyIndex]:
    index = TantivyIndex.create(tmp_path_factory.mktemp("reference") / "1")
    live_through(index, past)
    yield index
    index.close()


@pytest.fixture(scope="module")
def answers() -> dict[str, list[Page]]:
    """What the reference said, asked once for all servers."""
    return {}


@pytest.fixture(scope="module")
def elastic(server: Server, past) -> Iterator[ElasticIndex]:
    with own_prefix(server) as prefix:
        index = ElasticIndex.create(_door(server, prefix))
        live_through(index, past)
        yield index
        index.close()


@pytest.fixture
def empty(server: Server, prefix: str) -> ElasticIndex:
    return ElasticIndex.create(_door(server, prefix))


def _door(server: Server, prefix: str) -> Door:
    return Door.of(Settings(elastic=Elastic(hosts=(server.url,), prefix=prefix, timeout=120)))


def test_there_is_enough_of_it(past) -> None:
    assert len(past.left) >= 20_000
    assert len(ALL) >= 190
    assert len(BY) >= 20
    assert len({record.year for record in past.left}) == 3
    assert {record.change for record in past.left} == {1, 2}


def test_all_of_it_is_there(elastic, reference, past) -> None:
    assert elastic.count(All()) == reference.count(All()) == len(past.left)
    wanted = {record.id: record.change for record in past.left}
    assert elastic.versions([*wanted, "f" * 16]) == wanted
    assert elastic.health().articles == len(past.left)


@pytest.mark.parametrize("query", ALL)
def test_the_same_articles_in_the_same_order(elastic, reference, answers, query: str) -> None:
    node = question(query)
    total = reference.count(node)
    assert (total == 0) == (query in NOTHING)
    assert elastic.count(node) == total
    size = max(3, total // 2)
    if query not in answers:
        answers[query] = list(pages(reference, node, size))
    assert list(pages(elastic, node, size)) == answers[query]


@pytest.mark.parametrize("query", SCALE)
def test_brute_force_says_the_same(elastic, past, query: str) -> None:
    node = question(query)
    assert list(every(elastic, node, size=PAGE - 1)) == asked(past.left, node)


def test_more_than_the_server_gives_at_once(elastic, reference) -> None:
    for limit in (PAGE - 1, PAGE, PAGE + 1, 2 * PAGE, 50_000):
        assert elastic.search(All(), limit=limit) == reference.search(All(), limit=limit)
    first = elastic.search(All(), limit=15_000)
    assert first.cursor is not None
    rest = elastic.search(All(), after=int(first.cursor), limit=PAGE)
    assert rest == reference.search(All(), after=int(first.cursor), limit=PAGE)
    assert rest.cursor is None


@pytest.mark.parametrize("size", [1, 2, 7])
def test_small_pages_lead_to_the_end(elastic, reference, size: int) -> None:
    node = question("topic:deepfake section:право author:ақиқат since:3d")
    found = list(pages(elastic, node, size))
    assert found == list(pages(reference, node, size))
    assert len(found) > 2


@pytest.mark.parametrize("by", BY)
def test_the_same_counts(elastic, reference, by: tuple[str, ...]) -> None:
    assert elastic.aggregate(All(), by) == reference.aggregate(All(), by)
    for query in COUNTED:
        node = question(query)
        assert elastic.aggregate(node, by) == reference.aggregate(node, by)


def test_brute_force_counts_the_same(elastic, past) -> None:
    node = question('"жасанды интеллект туралы заң" OR "дипфейк дипфейк"')
    by = [("day", "topics"), ("authors",), ("duplicate", "year")]
    assert tables(elastic, node, by) == [counted(past.left, node, names) for names in by]


def test_a_prefix_and_a_fuzzy_word_take_every_form(elastic, past) -> None:
    """No `max_expansions`: of 3,000 forms none is left out."""
    last = [record.annotations.keys.words.split()[-1:] for record in past.left]
    known = set(forms())
    there = [word for words in last for word in words if word in known]
    assert len(set(there)) == FORMS
    assert elastic.count(question(f"{WORD}~2")) == len(there)
    prefixed = [form for form in there if form.startswith(WORD[:2])]
    assert len(set(prefixed)) > 1_024
    assert elastic.count(Prefix(WORD[:2])) == len(prefixed)


def test_a_query_as_long_as_the_language_lets_it_be(elastic, reference) -> None:
    many = " OR ".join(f"{number:x}" for number in range(1, 2_000))[:3_990]
    longest = question(f"{many.rpartition(' OR ')[0]} OR министр")
    assert elastic.count(longest) == reference.count(longest) > 0
    each = question("topic:deepfake " + " ".join(["-заң", "-суд", "дипфейк"] * 200))
    assert elastic.count(each) == reference.count(each) > 0


def test_a_query_as_deep_as_the_language_lets_it_be(elastic, reference) -> None:
    text = "дипфейк"
    for number in range(39):
        text = f"({'заң' if number % 2 else 'суд'} OR сот {text})"
    node = question(text)
    assert elastic.count(node) == reference.count(node) > 0
    deep: Node = question("дипфейк")
    for _ in range(30):
        deep = Or((question("заң"), And((question("lang:kk"), deep))))
    assert elastic.count(deep) == reference.count(deep) > 0


@hypothesis(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(node=TREES)
def test_any_tree_has_the_same_answer(elastic, reference, node: Node) -> None:
    assert elastic.search(node, limit=300) == reference.search(node, limit=300)
    assert elastic.aggregate(node, ("site", "lang")) == reference.aggregate(node, ("site", "lang"))


def test_nothing_brings_back_what_was_deleted(empty, past) -> None:
    """Not a write that was under way meanwhile, nor one after the index was opened anew."""
    first, second = past.left[:2]
    second = replace(second, year=first.year + 1)
    empty.upsert([first, second])
    empty.commit()
    empty.delete({first.id: 5, second.id: 5, "f" * 16: 5})
    assert empty.commit() == ()
    empty.upsert([changed(first, "кеш", 4), changed(second, "кеш", 5)])
    assert empty.commit() == ()
    again = ElasticIndex.open(empty.door)
    again.upsert([first, changed(second, "кеш", 3)])
    assert again.commit() == ()
    assert again.count(All()) == 0
    again.upsert([changed(first, "қайта", 6)])
    again.commit()
    assert again.versions([first.id]) == {first.id: 6}


def test_an_empty_index_answers(empty) -> None:
    assert empty.search(All(), limit=20_000).total == empty.count(question("дипфейк")) == 0
    assert empty.aggregate(All(), ("day", "topics")) == []
    assert empty.versions(["f" * 16]) == {}
    assert empty.versions([]) == {}


def test_a_window_that_is_full_to_the_last_place(elastic, reference, monkeypatch) -> None:
    """Then there may be a next one, and it may be empty."""
    node = question("topic:deepfake section:право author:ақиқат")
    total = reference.count(node)
    for page in (total, total - 1, total // 2, 1 + total // 2):
        monkeypatch.setattr(engine, "PAGE", page)
        assert elastic.search(node, limit=total) == reference.search(node, limit=total)


def test_a_moment_is_asked_for_once(elastic, monkeypatch) -> None:
    """A page of more than one request sees one state: the point in time is closed afterwards."""
    paths = []
    ask = Door.ask

    def told(door: Door, method: str, path: str, *args: object, **options: object):
        paths.append((method, path.rpartition("/")[2]))
        return ask(door, method, path, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Door, "ask", told)
    elastic.search(All(), limit=2 * PAGE)
    assert paths[0] == ("POST", "_pit")
    assert paths[-1] == ("DELETE", "_pit")
    assert {path for _, path in paths[1:-1]} == {"_search"}
