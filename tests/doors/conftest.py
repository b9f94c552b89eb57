"""The commands and the Python door, over a folder of generated articles."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sholu.cli import main
from sholu.settings import Settings, load_settings
from tests.doors.shelf import fill

SIZE = 300


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder; not to be written to."""
    folder = tmp_path_factory.mktemp("data")
    fill(Settings(data=folder), SIZE)
    return folder


@pytest.fixture
def settings(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings in force: the folder, and the present of the articles."""
    clock = tmp_path / "clock"
    clock.write_text("2025-10-29T12:00:00Z")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SHOLU_DATA", str(data))
    monkeypatch.setenv("SHOLU_CLOCK", str(clock))
    for name in ("SHOLU_SITES", "SHOLU_TOPICS", "SHOLU_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return load_settings()


@pytest.fixture
def sholu(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Runs a command in this process."""

    def run(*args: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["sholu", *args])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        return Done(code, *capfd.readouterr())

    return run
