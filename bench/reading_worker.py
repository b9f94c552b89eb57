"""A reader in a process of its own, asked by bench/reading.py: python reading_worker.py NAME FILE

FILE has JSON lines with html, url, fetched. A line `start end` on standard input asks for these
pages; the answer is a JSON line with CPU seconds and result of each.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import time
import warnings
from datetime import datetime
from pathlib import Path
from typing import Any

from reading_peers import OURS, PEERS, Read, result


def tried(read: Read, page: dict[str, Any]) -> dict[str, Any]:
    """What a reader makes of a page; one that fails has read nothing there."""
    try:
        return read(page["html"], page["url"], datetime.fromisoformat(page["fetched"]))
    except Exception as error:
        return result() | {"error": repr(error)}


def main(name: str, file: str) -> None:
    """Answer until standard input ends."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a reader prints is no answer
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    read = PEERS.get(name, OURS).make()
    pages = [json.loads(line) for line in Path(file).read_text(encoding="utf-8").splitlines()]
    tried(read, pages[0])  # the first page loads dictionaries and the like
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        start, end = map(int, line.split())
        found = []
        for page in pages[start:end]:
            begun = time.process_time()
            given = tried(read, page)
            found.append({**given, "seconds": time.process_time() - begun})
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"pages": found, "peak": peak}), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
