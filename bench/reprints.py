"""Planted reprints: how many are found, how many are wrong, and what a text costs.

    python bench/reprints.py [TEXTS]        20,000 without a number

Keeps generated texts in a store, in the order of their times but for a tenth that come late, and
compares `duplicate_of` with what was planted. CPU milliseconds a text: the sketch, the look-up
with its comparisons, and beside them the writes of both. Prints one line of JSON.

All sketches are made first and then all is kept, as in a crawl: workers make sketches, and the
crawl's own process looks them up and writes. A sketch has its search for attributions in it, which
a worker has made already for an article's cites.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

from reprint_texts import START, Maker, Text

from sholu.article import Annotations, Article, Moment
from sholu.link import link
from sholu.link.sketch import sketch
from sholu.store import Keeping, PageEnd, Sketch, Store

spent: dict[str, float] = defaultdict(float)


def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, its CPU seconds added up under a name."""

    def call(*args: Any, **more: Any) -> Any:
        begun = process_time()
        try:
            return function(*args, **more)
        finally:
            spent[name] += process_time() - begun

    return call


def keep(store: Store, run: int, text: Text, made: Sketch | None) -> None:
    """Put a text into the store with its sketch, linked."""
    url = f"https://{text.site}/{text.number}"
    moment = Moment(instant=text.at, zone="UTC", precision="second", source="bench", raw="")
    new = Keeping(
        id=f"{Random(text.number).getrandbits(64):016x}",
        article=Article(url=url, site=text.site, text=text.text, published=moment),
        annotations=Annotations(lang=text.lang, script="Cyrl"),
        fingerprint=str(text.number),
        reader="bench",
        raw=None,
        fetched=START,
        sketch=made,
        link=timed("link", link),
    )
    store.keep(new, PageEnd(url=url, run=run, disposition="", at=START))


def main(size: int) -> None:
    """Keep `size` texts and print what was found and what it cost."""
    texts = Maker().make(size)
    late = Random(7)
    order = sorted(texts, key=lambda text: (late.random() < 0.1, text.at))
    make = timed("sketch", sketch)
    sketches = [make(text.text) for text in order]
    for name in ("put_sketch", "point"):
        setattr(Store, name, timed("write", getattr(Store, name)))
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(Path(folder) / "sholu.sqlite", zone=ZoneInfo("Asia/Almaty")) as store,
    ):
        store.db.execute("PRAGMA synchronous = OFF")  # the disk is not what is measured
        run = store.start_run("bench", "bench", START)
        begun = process_time()
        for text, made in zip(order, sketches, strict=True):
            keep(store, run, text, made)
        spent["keep"] = process_time() - begun
        spent["look_up"] = spent.pop("link") - spent["write"]
        print(json.dumps(report(store, texts) | cost(store, len(texts)), ensure_ascii=False))


def report(store: Store, texts: list[Text]) -> dict[str, Any]:
    """Precision and recall over reprints, and what else was taken for one, by kind."""
    rows = store.db.execute("SELECT url, duplicate_of FROM articles")
    found = {int(url.rsplit("/", 1)[1]): original for url, original in rows}
    ids = {f"{Random(text.number).getrandbits(64):016x}": text.number for text in texts}
    named = {number: ids[original] for number, original in found.items() if original}
    planted = {text.number: text.first for text in texts if text.first != text.number}
    right = {number for number, first in named.items() if planted.get(number) == first}
    return {
        "texts": len(texts),
        "planted": len(planted),
        "precision": round(len(right) / max(1, len(named)), 4),
        "recall": round(len(right) / max(1, len(planted)), 4),
        "missed": len(planted.keys() - named.keys()),
        "wrong": dict(Counter(texts[number].kind for number in named.keys() - right)),
        "unique": len(texts) - len(named),
        "unique_planted": len(texts) - len(planted),
    }


def cost(store: Store, size: int) -> dict[str, float]:
    """CPU milliseconds a text, and the bytes of sketches and bands."""
    each = {f"{name}_ms": round(1000 * seconds / size, 3) for name, seconds in spent.items()}
    rows = store.db.execute(
        "SELECT sum(length(bins) + length(marks) + length(bands)) FROM sketches"
    ).fetchone()
    return each | {"sketch_bytes": round((rows[0] or 0) / size)}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
