"""What pydantic finds wrong, in words for who wrote the file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

FORMS: Mapping[str, str] = MappingProxyType(
    {
        r"^(ld|meta|css|xpath|url):\S": "a rule such as ld:headline, meta:og:title, css:h1, xpath://h1",
        r"^/\S*/$": "a path between slashes, such as /kk/",
        r"^https?://\S+$": "a whole address, such as https://example.kz/rss",
        r"^\d+[hdw]$": "a span of hours, days or weeks, such as 12h, 3d or 2w",
        r"^[a-z0-9_.-]+$": "a file name of lower-case letters, digits, dot, dash, underscore",
        r"^[a-z][a-z0-9_]*$": "a name of lower-case letters, digits and underscores",
        r"^\w+$": "one word",
    }
)
"""What the patterns of profiles and topics ask for."""
_SAID: Mapping[str, str] = MappingProxyType(
    {
        "extra_forbidden": "unknown key; mend its name or take it out",
        "missing": "this key is missing; add it",
        "tuple_type": "expected a list, such as [one, two]",
        "list_type": "expected a list, such as [one, two]",
        "dict_type": "expected keys with values, such as `key: value`",
        "model_type": "expected keys with values, such as `key: value`",
        "string_type": "expected text; put it into quotes",
        "int_type": "expected a whole number",
        "int_parsing": "expected a whole number",
        "int_from_float": "expected a whole number",
        "float_type": "expected a number",
        "float_parsing": "expected a number",
        "bool_type": "expected true or false",
        "bool_parsing": "expected true or false",
        "date_type": "expected a day, such as 2026-01-31",
        "date_parsing": "expected a day, such as 2026-01-31",
        "date_from_datetime_parsing": "expected a day, such as 2026-01-31",
        "literal_error": "expected {expected}",
        "greater_than": "expected more than {gt}",
        "greater_than_equal": "expected {ge} or more",
        "less_than": "expected less than {lt}",
        "less_than_equal": "expected {le} or less",
        "too_short": "it is empty; expected {min_length} or more",
        "string_too_short": "too short; write {min_length} or more characters",
        "string_pattern_mismatch": "expected {form}",
    }
)
"""A kind of fault -> what to do about it; pydantic's own words for a kind that is not here."""


def in_words(fault: Mapping[str, Any]) -> str:
    """What is expected instead, without the value that was found."""
    kind, about = fault["type"], dict(fault.get("ctx") or {})
    if kind == "literal_error":
        about["expected"] = about["expected"].replace("'", "")
    if kind == "string_pattern_mismatch":
        about["form"] = FORMS.get(about["pattern"], f"what fits {about['pattern']}")
    said = _SAID.get(kind)
    return said.format(**about) if said else fault["msg"].removeprefix("Value error, ")
