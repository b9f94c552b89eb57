"""The import contracts see every module, and modules stay small."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path
from statistics import median

import grimp
import pytest

PACKAGES = ("sholu", "crawlers", "nlp", "pipelines")
LONGEST, MEDIAN = 400, 130


@pytest.fixture(scope="module")
def layers(root: Path) -> set[str]:
    config = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    names = next(contract for contract in contracts if contract["id"] == "layers")["layers"]
    return {name.strip(" ()") for layer in names for name in layer.split("|")}


@pytest.fixture(scope="module")
def modules(root: Path) -> dict[str, Path]:
    return {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for package in PACKAGES
        for path in sorted((root / package).rglob("*.py"))
    }


def test_every_module_is_in_a_layer(layers: set[str]) -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    outside = [
        module
        for module in sorted(graph.modules)
        if not any(module == layer or module.startswith(f"{layer}.") for layer in layers)
    ]
    assert outside == ["sholu"], "name the others in [tool.importlinter] of pyproject.toml"


def test_every_file_is_in_the_import_graph(modules: dict[str, Path]) -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    profiles = {name for name in modules if name.startswith("crawlers.sites.")}
    assert set(modules) - profiles - graph.modules == set(), "a folder lacks its __init__.py"


def test_nlp_is_never_imported_whole(root: Path) -> None:
    """In spaCy code `nlp` is a local name; write `from nlp.x import y`."""
    folders = (*PACKAGES, "tests", "scripts")
    found = [
        f"{path.relative_to(root)}:{node.lineno}"
        for folder in folders
        for path in sorted((root / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Import)
        for name in node.names
        if name.name.split(".")[0] == "nlp" and name.asname is None
    ]
    assert found == []


def test_modules_are_short(modules: dict[str, Path]) -> None:
    lines = {
        name: path.read_text(encoding="utf-8").count("\n")
        for name, path in modules.items()
        if path.name != "__init__.py" or path.stat().st_size
    }
    assert [name for name, count in lines.items() if count > LONGEST] == []
    assert median(lines.values()) <= MEDIAN
