"""The servers under test are what they are taken for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.elasticsearch import distributions
from tests.elasticsearch.distributions import WHOLE, Missing
from tests.elasticsearch.servers import Server


def test_it_is_that_version_and_takes_requests(server) -> None:
    assert server.version in distributions.BY_VERSION or server.version.split(".")[0] in "89"
    assert server.answers()


def test_a_prefix_leaves_nothing_behind(server, prefix) -> None:
    server.ask("PUT", f"_component_template/{prefix}-part", {"template": {}})
    pattern = {"index_patterns": [f"{prefix}-*"], "composed_of": [f"{prefix}-part"]}
    server.ask("PUT", f"_index_template/{prefix}", pattern)
    server.ask("PUT", f"{prefix}-1")
    server.clean(prefix)
    assert server.ask("GET", f"_cat/indices/{prefix}*?format=json") == []
    for kind in ("index", "component"):
        named = server.ask("GET", f"_{kind}_template")[f"{kind}_templates"]
        assert not [one for one in named if one["name"].startswith(prefix)]


def test_security_is_on(secured) -> None:
    assert secured.ask("GET", "_security/_authenticate")["username"] == "elastic"
    assert not Server(secured.url, secured.version).answers()


def test_a_missing_maven_is_named(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match="install the package maven"):
        distributions.home(WHOLE)


def test_a_missing_jdk_is_named(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(distributions, "JVMS", (tmp_path,))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.delenv("ES_JAVA_HOME", raising=False)
    with pytest.raises(Missing, match=r"JDK >= 21 .* install one, such as"):
        distributions.jdk(21)


def test_a_server_that_cannot_be_had_is_one_sentence(tmp_path: Path, root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.elasticsearch.serve", "true"],
        env={"PATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(root)},
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("tests: Maven fetches")
    assert len(done.stderr.splitlines()) == 1
    assert [p.name for p in (tmp_path / "sholu" / "elasticsearch").iterdir()] == ["8.19.21.lock"]
