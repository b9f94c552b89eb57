"""Handlers (zakon.kz LoadMoreNews): a piece of a listing as HTML, sometimes wrapped in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator

from crawlers.discovery.found import Found
from crawlers.discovery.listing import page_number, read_cards
from crawlers.discovery.text import decode
from crawlers.site import Site, Source
from sholu.article import Pairs

MAX_DEPTH = 6
"""How deep in a JSON answer its HTML may stand."""


def read_handler(
    source: Source, body: bytes, url: str, headers: Pairs, *, site: Site | None
) -> Found:
    """The articles an answer lists, as HTML, a JSON string, or JSON with HTML in its strings."""
    text = decode(body, headers)
    if text.lstrip().startswith(("{", "[", '"')):
        inside = _html(text)
        if inside is None:
            state = "ok" if page_number(source, url) > 1 else "empty_feed"
            return Found(state=state, reason="JSON without HTML in it")
        text = inside
    return read_cards(source, text, url, site=site)


def _html(text: str) -> str | None:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        return text  # not JSON after all: whatever HTML is in it counts
    if isinstance(answer, str) and answer.lstrip().startswith(("{", "[")):
        return _html(answer)  # JSON in a JSON string
    pieces = [piece for piece in _strings(answer, MAX_DEPTH) if "<" in piece]
    return "\n".join(pieces) or None


def _strings(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, dict):
        for part in value.values():
            yield from _strings(part, depth - 1)
    elif depth and isinstance(value, list):
        for part in value:
            yield from _strings(part, depth - 1)
