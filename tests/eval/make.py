"""Make the generated pages of `sholu eval reading`: python -m tests.eval.make

Writes reading_kk.jsonl.gz and reading_ru.jsonl.gz beside this file: a page a line, with what a
perfect reading gives. The same code and texts give the same pages. The files are what is measured
and stand still; make them anew when a layout is added, and look at the figures before and after.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from tests.eval.article import FETCHED, article, day_of
from tests.eval.layouts import DAY_ONLY, HEAD_DATED, LAYOUTS, Layout, interview, semantic, stated

PAGES = 6
"""Pages of each layout in each language."""
SCRIPTS = (("Latn", semantic), ("Latn", stated), ("Arab", semantic), ("Arab", stated))
"""Kazakh pages in other scripts: two of each of these layouts."""


def pages(lang: str) -> Iterator[dict[str, Any]]:
    """The rows of a language."""
    seed = 0
    for layout in LAYOUTS:
        for _ in range(PAGES):
            seed += 1
            yield row(lang, seed, layout)
    for script, layout in SCRIPTS if lang == "kk" else ():
        for _ in range(2):
            seed += 1
            yield row(lang, seed, layout, script)


def row(lang: str, seed: int, layout: Layout, script: str = "Cyrl") -> dict[str, Any]:
    """One page with its reference."""
    made = article(lang, seed, script=script, interview=layout is interview)
    exact = layout in HEAD_DATED or (made.hour and layout not in DAY_ONLY)
    mark = "" if script == "Cyrl" else f"-{script.lower()}"
    return {
        "id": f"{lang}-{seed:03}-{layout.__name__}{mark}",
        "url": made.url,
        "lang": lang,
        "fetched": FETCHED.isoformat(),
        "title": made.title,
        "text": made.text,
        "published": day_of(made, exact=exact),
        "html": layout(made, Random(f"{lang} {seed} {layout.__name__}")),
    }


def write(folder: Path) -> None:
    """Write both files into a folder."""
    for lang in ("kk", "ru"):
        lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in pages(lang))
        packed = gzip.compress(lines.encode(), mtime=0)
        (folder / f"reading_{lang}.jsonl.gz").write_bytes(packed)


if __name__ == "__main__":
    write(Path(__file__).parent)
