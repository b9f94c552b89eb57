"""The Python door: cheap to import, the names of the table, and a docs page that runs."""

from __future__ import annotations

import ast
import doctest
import re
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

import sholu as package
from crawlers.site import UnknownSite
from sholu.errors import UserError

ROOT = Path(__file__).parents[2]
HEAVY = ("spacy", "scrapy", "lxml", "trafilatura", "tantivy", "pydantic", "lark", "pymorphy3")


def fresh(code: str) -> str:
    """What a new interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return done.stdout.strip()


def test_import_is_cheap_and_names_load_no_more_than_their_own() -> None:
    loaded = "print(sorted(m for m in sys.modules if m.split('.')[0] in ours))"
    ours = "ours = ('sholu', 'crawlers', 'nlp', 'pipelines')"
    assert fresh(f"import sys, sholu; {ours}; {loaded}") == "['sholu']"
    heavy = f"print([name for name in {HEAVY} if name in sys.modules])"
    assert fresh(f"import sys; from sholu import Article, read, search; {heavy}") == "[]"


def test_every_name_of_the_table_is_there_and_typed_as_it_is_loaded() -> None:
    text = (ROOT / "sholu" / "__init__.py").read_text(encoding="utf-8")
    typed = {
        alias.name: node.module
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sholu.")
        for alias in node.names
    }
    assert typed == package._TABLE
    assert sorted(typed) == package.__all__
    assert set(package.__all__) <= set(dir(package))
    for name in package.__all__:
        assert getattr(package, name).__module__.startswith("sholu.")


def test_other_names_are_no_part_of_it() -> None:
    with pytest.raises(AttributeError, match="no attribute 'crawl'"):
        _ = package.crawl
    with pytest.raises(ImportError):
        from sholu import nothing  # noqa: F401


def test_the_page_of_the_docs_runs(settings) -> None:
    text = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```pycon\n(.*?)^```", text, re.M | re.S)
    assert len(blocks) >= 8
    test = doctest.DocTestParser().get_doctest(
        "\n".join(blocks), {}, "docs/python.md", "docs/python.md", 0
    )
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.REPORT_NDIFF)
    said: list[str] = []
    runner.run(test, out=said.append)
    assert not said, "".join(said)


def test_a_search_goes_on_to_the_last(settings) -> None:
    every = list(package.search("*"))
    assert len(every) == len({hit.record.id for hit in every}) == 300
    keys = [hit.record.sort_key for hit in every]
    assert keys == sorted(keys, reverse=True)
    assert [hit.record.id for hit in package.search("*", limit=130)] == [
        hit.record.id for hit in every[:130]
    ]
    assert list(package.search("*", limit=0)) == []


def test_since_is_a_span_or_a_day(settings) -> None:
    days = date(2025, 10, 20)
    found = {
        tuple(hit.record.id for hit in package.search("*", since=since))
        for since in ("9d", timedelta(days=9), days)
    }
    assert len(found) == 1
    assert {hit.record.day for hit in package.search("*", since=days)} <= {
        f"2025-10-{n}" for n in range(20, 30)
    }


def test_a_trend_is_that_of_the_command(settings, sholu) -> None:
    found = package.trend("deepfake", split={"site": []}, since="30d", unique=True)
    rows = sholu("trends", "deepfake", "--site", "all", "--since", "30d", "--unique", "--json").rows
    whole = found.row()
    assert [whole | series for series in whole.pop("series")] == rows


def test_mistakes_raise_one_sentence(settings) -> None:
    with pytest.raises(UnknownSite, match="lada_kz"):
        package.read("<p>.</p>", "https://www.lada.kz/1", site="lada")
    with pytest.raises(UserError, match="grouped"):
        package.trend(split={"colour": []})
