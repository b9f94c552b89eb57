"""The folders that demos leave do not pile up, and one goes on in the last."""

from __future__ import annotations

import os
import tempfile

import pytest

from sholu.cli import scratch
from sholu.demo import small
from sholu.settings import load_settings


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_kept_folder_goes_when_the_next_demo_begins(temporary):
    first = scratch.make()
    scratch.finish(first, small.PROFILES)
    other = temporary / "sholu-notes"
    other.mkdir()
    second = scratch.make()
    assert (first.exists(), second.exists(), other.exists()) == (False, True, True)


def test_a_demo_that_runs_keeps_its_folder_and_one_that_died_long_ago_does_not():
    first = scratch.make()
    second = scratch.make()
    assert first.exists()
    os.utime(first, (1e9, 1e9))
    scratch.make()
    assert not first.exists()
    assert second.exists()


def test_the_configuration_it_leaves_is_one(monkeypatch):
    folder = scratch.make()
    scratch.finish(folder, small.PROFILES)
    monkeypatch.setenv("SHOLU_CONFIG", str(folder / scratch.CONFIG))
    settings = load_settings()
    assert (settings.data, settings.sites) == (folder, small.PROFILES)
