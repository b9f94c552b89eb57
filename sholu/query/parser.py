"""Text of a query -> tree: Lark reads the grammar, this module gives words their meaning."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from nlp.tokens import Token, tokens
from sholu import clock
from sholu.query import ast
from sholu.query.ast import Node, Scope, Word
from sholu.query.errors import QueryError
from sholu.query.faults import explain
from sholu.query.values import FIELDS, MAX_SLOP, SCOPES, field_value

if TYPE_CHECKING:
    from lark import Lark, Tree
    from lark import Token as Lexed

    Piece: TypeAlias = Tree[Any] | Lexed

MAX_LENGTH = 4000
MAX_DEPTH = 40
ALMATY = ZoneInfo("Asia/Almaty")
_FUZZY = re.compile(r"(.+?)~(\w*)", re.DOTALL)
_PHRASE = re.compile(r".(.*?)[\"»“”](?:~(\w*)|(\*))?", re.DOTALL)


class HasKeys(Protocol):
    """The search keys of one word, as `nlp.keys.word_keys` gives them."""

    @property
    def kk(self) -> str:
        """Kazakh key."""

    @property
    def ru(self) -> str:
        """Russian key."""

    @property
    def word(self) -> str:
        """Normalised form."""


KeysOf: TypeAlias = Callable[[str], HasKeys]


def parse(
    query: str,
    *,
    now: datetime | None = None,
    zone: ZoneInfo = ALMATY,
    keys: KeysOf | None = None,
) -> Node:
    """The meaning of a query. Raises QueryError, and nothing else.

    `since:` counts back from `now` (default: the clock's), days are those of `zone`. `keys` gives
    the search keys of a word, by default `nlp.keys.word_keys`.
    """
    from lark import UnexpectedInput

    if not query.strip():
        raise QueryError("the query is empty", query, 0, "write a word, or * for every article")
    if len(query) > MAX_LENGTH:
        said = f"the query is longer than {MAX_LENGTH} characters"
        raise QueryError(said, query, MAX_LENGTH, "split it into several")
    try:
        tree = _grammar().parse(query)
    except UnexpectedInput as error:
        raise explain(error, query) from None
    return _Reader(query, now or clock.now(), zone, keys or _word_keys()).node(tree, "", 0)


@cache
def _grammar() -> Lark:
    from lark import Lark

    text = files("sholu.query").joinpath("grammar.lark").read_text(encoding="utf-8")
    text = text.replace("%FIELDS%", "|".join(FIELDS))
    return Lark(
        text, parser="lalr", lexer="basic", propagate_positions=True, maybe_placeholders=False
    )


def _word_keys() -> KeysOf:
    from nlp.keys import word_keys

    return word_keys


class _Reader:
    """Walks the parsed tree, with the field that a value stands under."""

    def __init__(self, query: str, now: datetime, zone: ZoneInfo, keys: KeysOf) -> None:
        self.query, self.now, self.zone, self.keys = query, now, zone, keys

    def node(self, tree: Piece, field: str, depth: int) -> Node:
        start = self.start(tree)
        if depth > MAX_DEPTH:
            raise self.error(f"brackets and NOTs are nested more than {MAX_DEPTH} deep", start)
        kind, parts = tree.data, tree.children  # type: ignore[union-attr]
        if kind == "field":
            return self.field(tree, field, depth + 1)
        if kind == "quoted":
            return self.quoted(str(parts[0]), start, field)
        if kind == "word":
            return self.word(str(parts[0]), start, field)
        nodes = [self.node(part, field, depth + (kind in ("group", "negation"))) for part in parts]
        if kind == "negation":
            return ast.negation(nodes[0])
        return ast.either(*nodes) if kind == "either" else ast.both(*nodes)

    def start(self, tree: Piece) -> int:
        found = getattr(tree, "meta", tree)
        return int(getattr(found, "start_pos", 0) or 0)

    def error(self, message: str, position: int, hint: str = "") -> QueryError:
        return QueryError(message, self.query, position, hint)

    def field(self, tree: Piece, outer: str, depth: int) -> Node:
        label, value = tree.children  # type: ignore[union-attr]
        name, start = str(label).partition(":")[0].lower(), self.start(tree)
        if outer:
            raise self.error(f"{name}: cannot stand within {outer}:", start)
        if name not in FIELDS:
            raise self.error(*_unknown(name, start))
        return self.node(value, name, depth)

    def quoted(self, text: str, start: int, field: str) -> Node:
        match = _PHRASE.fullmatch(text)
        assert match is not None  # the grammar's QUOTED
        inside, after = match[1], start + match.end(1) + 1
        if match[3]:
            raise self.error("* completes a word, not a phrase", after, "write дипф*")
        if field not in SCOPES:
            if match[2] is not None:
                raise self.error(f"~ does not work in {field}:", after)
            return self.value(field, inside, start + 1)
        found = list(tokens(inside))
        if not found:
            raise self.error("nothing to search for in these quotes", start, "write a word in them")
        slop = self.number(match[2], after + 1, MAX_SLOP, '"a b"~3') if match[2] is not None else 0
        return self.phrase(inside, found, SCOPES[field], slop)

    def word(self, text: str, start: int, field: str) -> Node:
        if field not in SCOPES:
            return self.value(field, text, start)
        scope, star = SCOPES[field], text.find("*")
        if field and text.partition(":")[0].lower() in FIELDS and ":" in text:
            raise self.error(f"a field cannot stand within {field}:", start)
        if text == "*":
            return ast.All()
        if star >= 0:
            return self.prefix(text, star, start, scope)
        match = _FUZZY.fullmatch(text)
        if match:
            return self.fuzzy(match, start, scope)
        found = list(tokens(text))
        if not found:
            hint = "leave it out, or search for a word"
            raise self.error(f"there is no letter or digit in {text!r}", start, hint)
        return self.phrase(text, found, scope, 0)

    def value(self, field: str, text: str, start: int) -> Node:
        return field_value(field, text, start, self.query, self.now, self.zone)

    def phrase(self, text: str, found: list[Token], scope: Scope, slop: int) -> Node:
        keys = [self.keys(text[token.start : token.end]) for token in found]
        words = tuple(Word(key.kk, key.ru, key.word, scope) for key in keys)
        return words[0] if len(words) == 1 else ast.Phrase(words, slop, scope)

    def prefix(self, text: str, star: int, start: int, scope: Scope) -> Node:
        hint = "put it at the end of a word: дипф*"
        if star == 0:
            raise self.error("* cannot begin a word", start, hint)
        if star != len(text) - 1:
            raise self.error("* can only end a word", start + star, hint)
        return ast.Prefix(self.single(text[:-1], start, "*"), scope)

    def fuzzy(self, match: re.Match[str], start: int, scope: Scope) -> Node:
        word = self.single(match[1], start, "~")
        distance = self.number(match[2] or "1", start + match.start(2), 2, "дипфейк~1")
        if len(word) < 3:
            raise self.error("~ needs a word of at least 3 letters", start)
        return ast.Fuzzy(word, distance, scope)

    def single(self, text: str, start: int, sign: str) -> str:
        found = list(tokens(text))
        if len(found) != 1:
            raise self.error(f"{sign} needs one word before it", start, "split it at the hyphen")
        return found[0].word

    def number(self, text: str, position: int, most: int, example: str) -> int:
        if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= most:
            raise self.error(f"expected a number from 1 to {most} after ~", position, example)
        return int(text)


def _unknown(name: str, start: int) -> tuple[str, int, str]:
    from difflib import get_close_matches

    near = get_close_matches(name, FIELDS, n=2, cutoff=0.5)
    known = f"did you mean {' or '.join(f'{one}:' for one in near)}?" if near else ""
    hint = f"{known or 'fields: ' + ' '.join(FIELDS)} (a word with a colon goes in quotes)"
    return f"there is no field {name}:", start, hint
