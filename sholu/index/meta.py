"""What an index was made with: a file beside it says so, and whether it is still good."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from nlp.keys import KEYS_VERSION
from sholu.fields import INDEXED
from sholu.index import COMMAND, NewerIndex, NoIndex, StaleIndex

FORMAT = 1
"""Rises with a change of the index that an older sholu cannot read."""
FILE = "sholu.json"


def current() -> dict[str, object]:
    """What an index made now is made with."""
    shape = json.dumps([(field.name, field.kind, field.many, field.fast) for field in INDEXED])
    return {
        "format": FORMAT,
        "fields": hashlib.sha256(shape.encode()).hexdigest()[:16],
        "keys": KEYS_VERSION,
        "engine": ".".join(version("tantivy").split(".")[:2]),
    }


def write_meta(folder: Path) -> None:
    """Put the file in its place, whole or not at all."""
    temporary = folder / f"{FILE}.new"
    temporary.write_text(json.dumps(current()), encoding="utf-8")
    temporary.replace(folder / FILE)


def read_meta(folder: Path) -> dict[str, object]:
    """What an index was made with. Raises NoIndex, or StaleIndex on a damaged file."""
    try:
        found: dict[str, object] = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return found | {"format": int(str(found["format"]))}
    except FileNotFoundError:
        raise NoIndex(f"there is no index yet; {COMMAND}, or: sholu crawl SITE") from None
    except (ValueError, KeyError, TypeError):
        raise StaleIndex(f"{folder / FILE} is damaged; {COMMAND}") from None


def check_meta(folder: Path) -> None:
    """Raise NoIndex, NewerIndex or StaleIndex unless the index can be used as it is."""
    found, now = read_meta(folder), current()
    newer = [name for name in ("format", "engine") if _order(found.get(name)) > _order(now[name])]
    if newer:
        raise NewerIndex(
            f"the index {folder} was written by a newer sholu ({newer[0]} {found[newer[0]]}, this "
            f"one knows {now[newer[0]]}): use that one; nothing was touched"
        )
    changed = [name for name, value in now.items() if found.get(name) != value]
    if changed:
        raise StaleIndex(f"the index was made with another {', '.join(changed)}; {COMMAND}")


def _order(value: object) -> list[int]:
    """A version as numbers that compare."""
    return [int(part) for part in str(value).split(".") if part.isdecimal()]
