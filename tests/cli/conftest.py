"""Commands run in an empty folder, in this process."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import NamedTuple

import pytest

from sholu.cli import main


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def sholu(tmp_path, monkeypatch, capfd) -> Callable[..., Done]:
    """Runs a command in an empty folder, in this process."""
    monkeypatch.chdir(tmp_path)
    for name in ("SHOLU_DATA", "SHOLU_SITES", "SHOLU_TOPICS", "SHOLU_CLOCK"):
        monkeypatch.delenv(name, raising=False)

    def run(*args: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["sholu", *args])
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfd.readouterr()
        return Done(code, out, err)

    return run


def fails(done: Done, *words: str) -> None:
    """One sentence on standard error, exit code 2, nothing on standard output."""
    assert done.code == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err
