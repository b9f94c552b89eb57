"""What the grammar refused, said in words: where, what was expected, how to write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sholu.query.errors import QueryError

if TYPE_CHECKING:
    from lark import UnexpectedInput

_CLOSING = {'"': '"', "«": "»", "“": "”", "„": "“"}
_SIGNS = {"_AND": "AND", "_OR": "OR", "_NOT": "NOT", "_MINUS": "-"}


def explain(error: UnexpectedInput, query: str) -> QueryError:
    """The sentence for a lexer's or parser's refusal of `query`."""
    token = getattr(error, "token", None)
    position = error.pos_in_stream if token is None else token.start_pos
    kind = getattr(token, "type", "")
    if position is None or kind == "$END":
        return _ended(query)
    if kind in ("", "_RPAR") and query[position] == ")":
        return _closing(query, position)
    if kind in _SIGNS:
        return _operator(query, position, str(token))
    return _character(query, position)


def _ended(query: str) -> QueryError:
    opened = _unclosed(query)
    rest = query.rstrip()
    if opened is not None and rest[-1] != "(":
        return QueryError("this ( is never closed", query, opened, "add a ) or leave it out")
    last = rest.split()[-1].lstrip("(")
    if last.endswith(":"):
        said = f"expected a value after {last}"
        return QueryError(said, query, len(query), f"such as {last}дипфейк")
    return QueryError(
        f"expected a word after {last or '('}", query, len(query), "a query ends with a word"
    )


def _closing(query: str, position: int) -> QueryError:
    before = query[:position].rstrip()
    if before.endswith("("):
        hint = "write words between them or leave both out"
        return QueryError("nothing stands between these brackets", query, position, hint)
    if _unclosed(query[:position]) is None:
        return QueryError("this ) was never opened", query, position, "add a ( or leave it out")
    last = before.split()[-1] if before else "("
    return QueryError(f"expected a word after {last.lstrip('(')}", query, position)


def _operator(query: str, position: int, sign: str) -> QueryError:
    hint = f'to search for the word itself put it in quotes: "{sign}"' if sign != "-" else ""
    if position == len(query) - len(query.lstrip()):
        return QueryError(f"expected a word before {sign}", query, position, hint)
    return QueryError(f"expected a word, not {sign}", query, position, hint)


def _character(query: str, position: int) -> QueryError:
    char = query[position]
    if char in _CLOSING:
        said = f"this {char} is never closed"
        return QueryError(said, query, position, f"add a {_CLOSING[char]} or leave it out")
    if char in "»”":
        return QueryError(f"this {char} was never opened", query, position, "leave it out")
    if char == "-":
        hint = "put it directly before the word it excludes, or leave it out"
        return QueryError("expected a word after -", query, position, hint)
    return QueryError(f"{char} cannot stand here", query, position, "write words, or quote it")


def _unclosed(text: str) -> int | None:
    """Where the last bracket that is never closed stands, quoted ones apart."""
    opened: list[int] = []
    closing = ""
    for index, char in enumerate(text):
        if closing:
            closing = "" if char in closing else closing
        elif char in _CLOSING:
            closing = "“”" if char in "“„" else _CLOSING[char]
        elif char == "(":
            opened.append(index)
        elif char == ")" and opened:
            opened.pop()
    return opened[-1] if opened else None
