"""The field table as an Elasticsearch mapping: one source for both engines.

The core needs only what every server has built in: no analyzer of its own. What a server may
lack is in `russian`, an analyzer and the fields that use it in one component, because each
component is validated alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from nlp.keys import KEYS_VERSION
from sholu.fields import TABLE, Field
from sholu.index.meta import FORMAT

VERSION = 1
"""Rises with a change of the mapping that an index in use cannot take."""
LONGEST = 8191
"""Characters of an exact value: four bytes each, Lucene takes 32,766."""
TOKEN = 255
"""Characters of a search token: the `whitespace` analyzer cuts a longer one in pieces."""
RUSSIAN_FIELDS = ("title", "text")

_TEXT = {"type": "text", "analyzer": "standard"}
_KEYWORD = {"type": "keyword", "ignore_above": LONGEST}


def core() -> dict[str, Any]:
    """The mapping of an article that any server can serve; unknown fields are refused."""
    hidden = [field.name for field in TABLE if field.kind == "keys"]
    return {
        "dynamic": "strict",
        "_meta": {"sholu": made_with()},
        "_source": {"excludes": hidden},  # they serve searching and would double the disk
        "properties": {field.name: _property(field) for field in TABLE},
    }


def companion(fields: Sequence[Field]) -> dict[str, Any]:
    """The mapping of what goes with the articles, from a table of its own."""
    return {
        "dynamic": "strict",
        "_meta": {"sholu": companion_made_with(fields)},
        "properties": {field.name: _property(field) for field in fields},
    }


def companion_made_with(fields: Sequence[Field]) -> dict[str, object]:
    """What such an index made now is made with."""
    return {"format": FORMAT, "fields": shape(fields)}


def russian() -> dict[str, Any]:
    """Settings and mapping of the stemmed sub-fields `.ru`, for ad hoc questions in Kibana.

    No stop words: they break phrases.
    """
    stemmed = {"type": "text", "analyzer": "sholu_russian"}
    return {
        "settings": {
            "analysis": {
                "char_filter": {"sholu_yo": {"type": "mapping", "mappings": ["ё => е", "Ё => Е"]}},
                "filter": {"sholu_stems": {"type": "stemmer", "language": "russian"}},
                "analyzer": {
                    "sholu_russian": {
                        "type": "custom",
                        "char_filter": ["sholu_yo"],
                        "tokenizer": "standard",
                        "filter": ["lowercase", "sholu_stems"],
                    }
                },
            }
        },
        "mappings": {
            "properties": {name: _TEXT | {"fields": {"ru": stemmed}} for name in RUSSIAN_FIELDS}
        },
    }


def made_with() -> dict[str, object]:
    """What an index made now is made with; another one has to be filled anew."""
    return {"format": FORMAT, "fields": shape(TABLE), "keys": KEYS_VERSION}


def shape(fields: Sequence[Field]) -> str:
    """A hash of a table's mapping."""
    text = json.dumps([(field.name, _property(field)) for field in fields], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _property(field: Field) -> dict[str, Any]:
    match field.kind:
        case "keys":  # space-joined tokens already
            return {"type": "text", "analyzer": "whitespace", "norms": False}
        case "text":
            return _TEXT
        case "int":
            return {"type": "long"}
        case "day":
            return {"type": "date", "format": "strict_date"}
        case "date":  # shown alone: an odd offset of a page is no reason to refuse an article
            return {"type": "date", "format": "strict_date_optional_time", "ignore_malformed": True}
        case "bool":
            return {"type": "boolean"}
        case "flat":
            return {"type": "flattened", "ignore_above": LONGEST}
        case "objects":
            return {"type": "object", "enabled": False}
        case "names":
            return _KEYWORD | {"doc_values": False}
        case "keyword":
            return _KEYWORD if field.indexed else _KEYWORD | {"index": False}
