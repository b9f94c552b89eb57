"""pyproject.toml, the locks and the imports say the same about the packages sholu stands on."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = {"sholu", "crawlers", "nlp", "pipelines"}
WITH_SCRAPY = {"twisted", "brotli", "cssselect", "backports-zstd"}
"""Scrapy's own parts, imported where its work is continued; they come and go with it."""


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def locked(path: Path) -> dict[str, set[str]]:
    """Name -> versions; more than one where they depend on Python's."""
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(r"^(\S+?)==(\S+)", path.read_text(encoding="utf-8"), re.M):
        pins.setdefault(canonicalize_name(name), set()).add(version)
    return pins


def test_the_locks_hold_what_the_project_asks_for(root: Path, project: dict[str, Any]) -> None:
    runtime, dev = locked(root / "requirements.lock"), locked(root / "requirements-dev.lock")
    for pins, wanted in (
        (runtime, project["project"]["dependencies"]),
        (dev, project["dependency-groups"]["dev"] + project["build-system"]["requires"]),
    ):
        for requirement in map(Requirement, wanted):
            versions = pins.get(canonicalize_name(requirement.name), set())
            assert versions, f"{requirement.name} is not locked: make lock"
            assert all(version in requirement.specifier for version in versions), requirement
    assert {name: dev.get(name) for name in runtime} == runtime, "make lock"


def test_every_locked_package_has_hashes(root: Path) -> None:
    for name in ("requirements.lock", "requirements-dev.lock", "requirements-build.lock"):
        text = re.sub(r"\\\n", "", (root / name).read_text(encoding="utf-8"))
        for line in text.splitlines():
            assert re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line[:80]


def test_every_import_is_declared(root: Path, project: dict[str, Any]) -> None:
    """What is imported is asked for by name, not got by luck from another package."""
    extras = project["project"]["optional-dependencies"].values()
    asked = project["project"]["dependencies"] + [line for extra in extras for line in extra]
    declared = {canonicalize_name(Requirement(line).name) for line in asked} | WITH_SCRAPY
    owners = packages_distributions()
    undeclared = {
        f"{path.relative_to(root)}: {name}"
        for package in OURS
        for path in (root / package).rglob("*.py")
        for name in imported(path) - set(sys.stdlib_module_names) - OURS - {"compression"}
        if not {canonicalize_name(owner) for owner in owners.get(name, ["?"])} & declared
    }
    assert undeclared == set()


def imported(path: Path) -> set[str]:
    """The first names of everything a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names
