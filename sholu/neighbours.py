"""sholu's packages beside others of the same names."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from sholu.errors import UserError

OURS = ("crawlers", "nlp", "pipelines")
ROOT = Path(__file__).resolve().parent.parent


class ForeignPackage(UserError, ImportError):
    """A package on the path has one of our names, and is not ours."""


def check_neighbours() -> None:
    """Raise ForeignPackage, naming it and where it is, if it would be imported instead of ours."""
    for name in OURS:
        loaded = sys.modules.get(name)
        spec = loaded.__spec__ if loaded else find_spec(name)
        origin = spec.origin if spec else None
        if origin is None or Path(origin).resolve().parent.parent != ROOT:
            places = list(spec.submodule_search_locations or []) if spec else []
            found = origin or (places[0] if places else "nowhere")
            raise ForeignPackage(
                f"sholu needs its own package {name}, but Python finds another one first: {found}; "
                "run sholu in an environment of its own, or take that folder off PYTHONPATH"
            )
