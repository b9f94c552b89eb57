"""YAML files that people write: read with line numbers, checked by a pydantic model.

A broken file gives one sentence a fault: file, line, key, what to write instead.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from sholu.errors import UserError
from sholu.faults import in_words

Model = TypeVar("Model", bound=BaseModel)
_NAMED = re.compile(r"(?P<key>[a-z_]+(?:\.\w+)*): (?P<said>.+)", re.DOTALL)
"""How a model's check of the whole names the key it is about."""


class FileError(UserError, ValueError):
    """A profile or topic file that cannot be used; the message is made for its author."""


def load(path: Path, model: type[Model], **extra: object) -> Model:
    """The file as a `model`; `extra` are fields that come from outside the file (its stem).

    Raises FileError with file, line, key and what was expected.
    """
    try:
        data = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise FileError(f"{path}:{line}: not YAML: {error.problem}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise FileError(f"{path}: cannot be read: {error}") from None
    if not isinstance(data, dict):
        raise FileError(f"{path}:1: expected keys and values, such as `title:`")
    for key in data:
        if key in extra:
            raise FileError(f"{path}:{_line(data, [key])}: {key}: unknown key: the file gives it")
    try:
        return model.model_validate(_plain(data) | extra)
    except ValidationError as error:
        faults = [fault for fault in error.errors() if not _follows(fault)]
        raise FileError("\n".join(_sentence(path, data, fault) for fault in faults)) from None


def _follows(fault: Any) -> bool:
    """Whether a list is short only since what stands in it is wrong, which is told as well."""
    return fault["type"] == "too_short" and bool(fault["input"])


def _plain(node: Any) -> Any:
    """ruamel's containers and scalars as plain Python ones."""
    if isinstance(node, dict):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    for kind in (bool, int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _sentence(path: Path, data: Any, fault: Any) -> str:
    said = in_words(fault)
    steps = [step for step in fault["loc"] if isinstance(step, (str, int))]
    if not steps and (named := _NAMED.fullmatch(said)):  # by a check of the whole file
        steps = [int(step) if step.isdigit() else step for step in named["key"].split(".")]
        said = named["said"]
    if steps and steps[-1] == "[key]":
        steps.pop()
        said = f"unknown key; {said}"
    elif _shows(fault):
        said += f" (found {fault['input']!r})"
    key = ".".join(str(step) for step in steps) or "the file"
    return f"{path}:{_line(data, steps)}: {key}: {said}"


def _shows(fault: Any) -> bool:
    """Whether the value is worth showing beside what is wrong with it."""
    value = fault.get("input")
    if fault["type"] in ("extra_forbidden", "missing") or not isinstance(
        value, (str, int, float, bool)
    ):
        return False
    return not (isinstance(value, float) and math.isnan(value))


def _line(node: Any, steps: list[str | int]) -> int:
    """The 1-based line of the deepest step that stands in the file."""
    line = 1
    for step in steps:
        position = getattr(node, "lc", None)
        if position is None:
            break
        try:
            if isinstance(node, dict):
                line = position.key(step)[0] + 1
            else:
                line = position.item(step)[0] + 1
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
    return line
