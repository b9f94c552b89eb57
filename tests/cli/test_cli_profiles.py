"""Broken profiles: what is wrong with them in words, and what they must not stop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawlers.site import Site
from nlp.topic import Topic
from sholu.faults import FORMS
from tests.cli.conftest import fails

GOOD = """\
title: {kk: Аудан}
summary: A paper of one district, for tests.
editions:
  kk: {hosts: [audan.example], language: kk}
sources:
  - {kind: feed, url: "https://audan.example/rss", edition: kk}
urls:
  article: ['https://audan\\.example/(?P<id>\\d+)']
"""
MISTAKES = [
    ("A paper of one district, for tests.", "short", 2, "summary: too short; write 20 or more"),
    ("language: kk", "language: kaz", 4, "editions.kk.language: expected kk, ru or en (found"),
    ("[audan.example]", "audan.example", 4, "editions.kk.hosts: expected a list, such as"),
    ("[audan.example]", "[]", 4, "editions.kk.hosts: it is empty; expected 1 or more"),
    ("https://audan.example/rss", "audan/rss", 6, "sources.0.url: expected a whole address, such"),
    ("edition: kk", "edition: ru", 6, "sources.0.edition: expected one of kk"),
    ("edition: kk", "edition: kk, pages: 0", 6, "sources.0.pages: expected 1 or more (found 0)"),
    ("title:", "titel: 1\ntitle:", 1, "titel: unknown key; mend its name or take it out"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sholu) -> Path:
    path = tmp_path / "sites"
    path.mkdir()
    monkeypatch.setenv("SHOLU_SITES", str(path))
    return path


@pytest.mark.parametrize(("old", "new", "line", "said"), MISTAKES)
def test_a_mistake_is_one_sentence_with_what_to_write(sholu, folder, old, new, line, said):
    file = folder / "audan.yml"
    file.write_text(GOOD.replace(old, new))
    done = sholu("check", "audan")
    head, *faults = done.out.splitlines()
    assert (done.code, head, len(faults)) == (1, "site audan: 1 fault", 1)
    assert faults[0].startswith(f"    {file}:{line}: {said}")


@pytest.mark.parametrize("model", [Site, Topic])
def test_every_pattern_has_its_words(model):
    def patterns(node):
        if isinstance(node, dict):
            if isinstance(node.get("pattern"), str):
                yield node["pattern"]
            for key, value in node.items():
                yield from [key] if key in FORMS else ()
                yield from patterns(value)
        elif isinstance(node, list):
            for value in node:
                yield from patterns(value)

    found = set(patterns(json.loads(json.dumps(model.model_json_schema()))))
    assert found <= set(FORMS)
    assert found


def test_a_broken_profile_stops_no_other_site(sholu, folder):
    for name, text in (("audan", GOOD), ("buzyq", "title: [x\n"), ("qate", "title: {kk: Қате}\n")):
        (folder / f"{name}.yml").write_text(text)
    done = sholu("sites", "--json")
    listed = {row["site"] for row in done.rows}
    assert ("audan" in listed, "lada_kz" in listed) == (True, True)
    assert listed.isdisjoint({"buzyq", "qate"})
    assert (done.code, "buzyq.yml:" in done.err, "qate.yml:" in done.err) == (1, True, True)
    assert sholu("sites", "audan").code == 0
    fails(sholu("sites", "qate"), "qate.yml:1: summary: this key is missing; add it")
    fails(sholu("crawl", "audan"), "you@example.org")
    checked = sholu("check", "audan", "buzyq", "qate")
    assert (checked.code, "site audan: fine" in checked.out) == (1, True)
    assert "site buzyq: 1 fault" in checked.out
    assert "site qate: 4 faults" in checked.out
