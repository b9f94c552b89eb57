"""What is sent to the server: the field table's values, none more and none less."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from nlp.rekey import with_current_keys
from sholu.article import Keys, Record
from sholu.fields import BY_NAME, TABLE, flat
from sholu.index.document import document
from sholu.index.elastic import mapping
from sholu.index.elastic.emit import emit
from sholu.index.elastic.source import source
from sholu.query import Word
from tests.index.corpus import corpus
from tests.index.test_fields import RECORD

pytestmark = pytest.mark.one_client


def spelled_out(record: Record) -> dict[str, object]:
    """The document by way of the table's own words."""
    notes = with_current_keys(record.article, record.annotations)
    record = replace(record, annotations=notes)
    shown = {name: value for name, value in flat(record).items() if value not in (None, "", [], {})}
    return shown | document(record) | {"day": record.day}


def test_a_document_is_the_flat_object_and_what_the_indexes_hold() -> None:
    for record in [RECORD, *corpus(300)]:
        assert json.loads(source(record)) == spelled_out(record)


def test_a_record_with_next_to_nothing() -> None:
    bare = replace(
        RECORD,
        article=replace(
            RECORD.article, published=None, modified=None, authors=(), section=None, text="",
            edition=None, alternates=(), how=(),
        ),
        annotations=replace(RECORD.annotations, tags=(), entities=(), cites=(), languages=(),
                            keys=Keys()),
        raw=None, duplicate_of="a", day_estimated=True, sort_key=0,
    )  # fmt: skip
    found = json.loads(source(bare))
    assert found == spelled_out(bare)
    assert (found["duplicate"], found["day_estimated"], found["sort_key"]) == (True, True, 0)


def test_every_field_of_the_table_is_in_the_mapping_and_no_other() -> None:
    properties = mapping.core()["properties"]
    assert set(properties) == {field.name for field in TABLE} == set(BY_NAME)
    assert mapping.core()["dynamic"] == "strict"
    for field in TABLE:
        kind = properties[field.name]
        if field.fast:
            assert kind["type"] in ("keyword", "long", "date", "boolean")
            assert kind.get("doc_values", True)
        if field.indexed:
            assert kind.get("index", True)


def test_the_core_needs_no_analyzer_of_its_own_and_the_rest_brings_its_own() -> None:
    named = {
        kind["analyzer"] for kind in mapping.core()["properties"].values() if "analyzer" in kind
    }
    assert named == {"whitespace", "standard"}
    extra = mapping.russian()
    for kind in extra["mappings"]["properties"].values():
        assert kind["fields"]["ru"]["analyzer"] in extra["settings"]["analysis"]["analyzer"]


@pytest.mark.parametrize("length", [254, 255, 256, 600])
def test_a_token_is_no_longer_than_the_server_takes_it(length: int) -> None:
    word = "ұ" * length
    keys = Keys(words=f"а {word} б", keys_kk=f"{word} {word}", title_words=word)
    notes = replace(RECORD.annotations, keys=keys, versions=())
    found = json.loads(source(replace(RECORD, annotations=notes)))
    cut = word[:255]
    assert (found["words"], found["keys_kk"], found["title_words"]) == (
        f"а {cut} б",
        f"{cut} {cut}",
        cut,
    )
    asked = emit(Word(word, word, word, "title"))["bool"]["should"]
    assert all(list(term["term"].values()) == [cut] for term in asked)
