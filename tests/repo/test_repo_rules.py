"""House rules that hold for every file of the repository."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from sholu.issues import SLUGS

# Spelled in two halves, or this file would break its own rule.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "crates" + ".io"]
REGISTRIES += ["maven" + ".org", "golang" + ".org", "deb.debian" + ".org"]
PLACES = ["/work" + "/", "/ro" + "ot/", "/home" + "/", "/opt" + "/", "/tmp" + "/w"]
MIRRORS = ["--index" + "-url", "--find" + "-links"]


@pytest.fixture(scope="module")
def tracked(root: Path) -> dict[str, str]:
    """Path -> text of what git keeps; binary files are left out."""
    if not (root / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    )
    texts = {}
    for name in filter(None, listed.stdout.split("\0")):
        data = (root / name).read_bytes() if (root / name).is_file() else b""
        if b"\0" not in data:
            texts[name] = data.decode("utf-8")
    return texts


@pytest.mark.parametrize("word", [*REGISTRIES, *PLACES, *MIRRORS])
def test_no_machine_and_no_registry_is_named(tracked: dict[str, str], word: str) -> None:
    assert [name for name, text in tracked.items() if word in text] == []


def test_nothing_is_left_undone(tracked: dict[str, str]) -> None:
    marks = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
    assert [name for name, text in tracked.items() if marks.search(text)] == []


def test_the_changelog_knows_the_version(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[?(\d+\.\d+\.\d+)", changelog, re.M)
    assert versions[0] == project["version"]


def test_every_slug_is_written_by_something(root: Path) -> None:
    """A slug that nothing logs is a promise nobody keeps."""
    folders = ("sholu", "crawlers", "nlp", "pipelines")
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in folders
        for path in (root / folder).rglob("*.py")
        if path.name != "issues.py"
    )
    assert [slug for slug in SLUGS if f'"{slug}"' not in code] == []
