"""docker-compose.yml as Compose reads it: the file, and the words of .env put into it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
_VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})")


class Missing(Exception):
    """A variable that has to be there, with what the file says of it."""


def variables(text: str) -> set[str]:
    """The names of what is taken from .env."""
    return {match[1] for match in _VARIABLE.finditer(text) if match[1]}


def interpolated(text: str, env: Mapping[str, str]) -> str:
    """The file with its variables; `$$` is a dollar."""

    def word(match: re.Match[str]) -> str:
        name, how, rest = match.groups()
        if name is None:
            return "$"
        value = env.get(name, "")
        if not value and how == "?":
            raise Missing(rest)
        return value or (rest if how == "-" else "")

    return _VARIABLE.sub(word, text)


def services(env: Mapping[str, str]) -> dict[str, Any]:
    """Name -> service, with the variables in place."""
    whole = YAML(typ="safe").load(interpolated(FILE.read_text(encoding="utf-8"), env))
    found: dict[str, Any] = whole["services"]
    return found


def read_env(path: Path) -> dict[str, str]:
    """The variables of a .env file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}
