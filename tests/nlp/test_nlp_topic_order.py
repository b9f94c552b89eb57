"""Two processes show the same words for the same text: nothing hangs on the order of a set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from nlp.annotate import annotate
from sholu.article import Article
for file in sys.argv[1:]:
    print(annotate(Article.from_text(open(file, encoding="utf-8").read())).tags)
"""


def test_evidence_is_the_same_whatever_the_seed_of_hashes(root: Path):
    """The topics' own files as texts: every line of them has words of several terms."""
    files = [str(path) for path in sorted((root / "nlp" / "topics").glob("*.yml"))]
    told = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT, *files],
            env={**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
