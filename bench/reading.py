"""Reading beside its peers: body, title, day and CPU a page, on the same pages in one run.

    python bench/reading.py [--pages FILE ...] [--venvs FOLDER] [--limit N]

Without --pages the shipped pages of `sholu eval reading` are read; a file has the same form. Every
reader is a process of its own on one core; all take the same 20 pages in turn, in another order
each time, and get the same decoded text. Milliseconds move with the machine: compare those of one
run. Peers are looked for in the environments that `python bench/reading_peers.py FOLDER` makes; one
that is not there is named and left out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from reading_peers import PEERS

from sholu.jobs.eval.pages import Labelled, from_file, shipped
from sholu.jobs.eval.scores import PageScore, body_scores, same_time, same_words, score
from sholu.settings import Settings

HERE = Path(__file__).parent
ROOT = HERE.parent
CHUNK = 20
Results = dict[str, list[dict[str, Any]]]


class Reader:
    """A reader's process. Raises OSError where it cannot be started."""

    def __init__(self, name: str, python: str, pages: Path) -> None:
        self.name = name
        self.peak = 0.0
        self._process = subprocess.Popen(
            [python, str(HERE / "reading_worker.py"), name, str(pages)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={"PYTHONPATH": str(ROOT) if name == "sholu" else "", "PYTHONHASHSEED": "0"},
        )  # fmt: skip
        if self._line() != "ready\n":
            raise OSError(f"{name} does not start in {python}")

    def read(self, start: int, end: int) -> list[dict[str, Any]]:
        """What it makes of these pages."""
        assert self._process.stdin
        print(start, end, file=self._process.stdin, flush=True)
        answer = json.loads(self._line())
        self.peak = answer["peak"]
        return list(answer["pages"])

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


def readers(venvs: Path, pages: Path) -> Iterator[Reader]:
    """Ours, and every peer that is installed; the others are named."""
    yield Reader("sholu", sys.executable, pages)
    for name, peer in PEERS.items():
        python = venvs / peer.venv / "bin" / "python"
        if not python.exists():
            print(f"left out: {name} is not installed in {venvs / peer.venv}")
            continue
        try:
            yield Reader(name, str(python), pages)
        except OSError as error:
            print(f"left out: {error}")


def measure(found: Sequence[Reader], count: int) -> Results:
    """Let all read all pages, a chunk at a time in an order of its own."""
    results: Results = defaultdict(list)
    for start in range(0, count, CHUNK):
        order = list(found)
        Random(start).shuffle(order)
        for reader in order:
            results[reader.name] += reader.read(start, min(count, start + CHUNK))
    return results


def scored(page: Labelled, found: dict[str, Any]) -> PageScore:
    """The scores of one page; of the date, the day."""
    precision, recall = body_scores(page.text, found["text"])
    day = page.published and page.published[:10]
    return PageScore(
        id=page.id,
        precision=precision,
        recall=recall,
        title=None if page.title is None else same_words(page.title, found["title"]),
        date=None if day is None else same_time(day, found["published"]),
    )


def table(
    title: str, pages: dict[int, Labelled], results: Results, peaks: dict[str, float]
) -> None:
    """Print how all have read some of the pages."""
    print(f"\n{title}: {len(pages)} pages")
    heads = " ".join(f"{name:>6}" for name in ("F1", "P", "R", "titles", "days"))
    print(f"{'':24} {heads} empty      ms      x    MB")
    ours = fmean(results["sholu"][at]["seconds"] for at in pages)
    for name, found in results.items():
        total = score([scored(page, found[at]) for at, page in pages.items()])
        seconds = fmean(found[at]["seconds"] for at in pages)
        shares = (total.f1, total.precision, total.recall, total.titles, total.dates)
        cells = " ".join("     -" if share is None else f"{share:6.3f}" for share in shares)
        print(
            f"{name:24} {cells} {total.empty:5} {1000 * seconds:7.1f} {seconds / ours:6.2f}"
            f" {peaks[name]:5.0f}"
        )


def sets(files: list[Path], limit: int | None) -> dict[str, list[Labelled]]:
    """The pages by set and language, the first `limit` of each."""
    named = {file.name.partition(".")[0]: list(from_file(file)) for file in files}
    found: dict[str, list[Labelled]] = defaultdict(list)
    for name, pages in (named or shipped(Settings())).items():
        for page in pages:
            if limit is None or len(found[f"{name} {page.lang}"]) < limit:
                found[f"{name} {page.lang}"].append(page)
    return found


def main(files: list[Path], venvs: Path, limit: int | None) -> None:
    """Measure and print a table a set and language."""
    labelled = [(name, page) for name, pages in sets(files, limit).items() for page in pages]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for _, page in labelled:
            html = page.page.body.decode("utf-8", "replace")
            row = {"html": html, "url": page.page.url, "fetched": page.page.fetched.isoformat()}
            print(json.dumps(row), file=file)
        file.flush()
        found = list(readers(venvs, Path(file.name)))
        results = measure(found, len(labelled))
    for reader in found:
        reader.close()
    peaks = {reader.name: reader.peak for reader in found}
    results = {reader.name: results[reader.name] for reader in found}
    for title in dict.fromkeys(name for name, _ in labelled):
        mine = {at: page for at, (name, page) in enumerate(labelled) if name == title}
        table(title, mine, results, peaks)
    print("\nms: CPU a page, mean; x: times ours; MB: peak of the process; days: of publication")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, nargs="+", default=[], metavar="FILE")
    parser.add_argument("--venvs", type=Path, default=HERE / "venvs", metavar="FOLDER")
    parser.add_argument("--limit", type=int, metavar="N", help="the first N pages of each set")
    given = parser.parse_args()
    main(given.pages, given.venvs, given.limit)
