"""The doors: help, exit codes, one sentence for every mistake of the user's."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from crawlers.site import site_files
from sholu import locks
from sholu.cli import app
from sholu.settings import load_settings
from tests.cli.conftest import fails

ROOT = Path(__file__).parents[2]
COMMANDS = [command.callback.__name__ for command in app.registered_commands]
KAZAKH = "Қазақстанда дипфейк үшін жауапкершілік енгізіледі. Бұл туралы вице-министр айтты."


@pytest.mark.parametrize("name", COMMANDS)
def test_every_help_ends_its_text_with_two_runnable_examples(sholu, name):
    done = sholu(name, "--help")
    assert done.code == 0
    examples = re.findall(rf"^  sholu {name}\b.*$", done.out, re.MULTILINE)
    assert len(examples) == 2


def test_the_commands_of_this_release():
    wanted = {"demo", "crawl", "search", "read", "tag", "sites", "check", "issues", "reindex"}
    wanted |= {"trends", "export", "history", "reprocess", "forget", "capture"}
    wanted |= {"schedule", "index", "backup", "eval"}
    assert set(COMMANDS) == wanted


def test_help_loads_nothing_heavy():
    heavy = ("scrapy", "spacy", "trafilatura", "lxml", "pydantic", "tantivy", "lark", "pymorphy3")
    code = (
        "import sys; sys.argv = ['sholu', '--help']\n"
        "from sholu.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stderr.strip() == "[]"


def test_sites_are_listed_without_scrapy(tmp_path: Path):
    code = (
        "import sys; sys.argv = ['sholu', 'sites', 'lada_kz', '--json']\n"
        "from sholu.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = ('scrapy', 'twisted', 'spacy', 'tantivy', 'trafilatura')\n"
        "print([name for name in heavy if name in sys.modules], file=sys.stderr)"
    )
    env = {**os.environ, "SHOLU_DATA": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=env,
    )
    assert '"site":"lada_kz"' in done.stdout
    assert done.stderr.strip() == "[]"


def test_a_search_loads_no_spacy():
    code = (
        "import sys\n"
        "import sholu.jobs.search\n"
        "from sholu.query import parse\n"
        "parse('дипфейк AND закон')\n"
        "print([name for name in ('spacy', 'scrapy', 'py3langid') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("crawl", "lada"), ("unknown site lada", "lada_kz")),
        (("crawl", "lada_kz"), ("contact", "sholu.toml")),
        (("sites", "zakon"), ("unknown site zakon", "zakon_kz")),
        (("check", "deepfakes"), ("deepfakes", "deepfake")),
        (("search", "дипфейк"), ("sholu crawl",)),
        (("reindex",), ("sholu crawl",)),
        (("reindex", "--to", "tantivi"), ("tantivy",)),
        (("read", "no.html"), ("no.html",)),
        (("tag", "no.txt"), ("no.txt",)),
        (("read", "--jsonl", "no.jsonl"), ("no.jsonl",)),
        (("crawl", "lada_kz", "--since", "3x"), ("3x", "30d")),
        (("issues", "--level", "loud"), ("warning",)),
        (("search",), ("query",)),
        (("serch",), ("serch",)),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_mistakes(sholu, args, words):
    fails(sholu(*args), *words)


def test_settings_are_named_where_they_are_wrong(sholu, tmp_path, monkeypatch):
    monkeypatch.setenv("SHOLU_CRAWL__WORKRS", "3")
    fails(sholu("sites"), "SHOLU_CRAWL__WORKRS", "crawl.workers")
    monkeypatch.delenv("SHOLU_CRAWL__WORKRS")
    (tmp_path / "sholu.toml").write_text('timezone = "Asia/Almata"')
    fails(sholu("sites"), "timezone", "sholu.toml", "Asia/Almaty")
    (tmp_path / "sholu.toml").write_text("[crawl\n")
    fails(sholu("sites"), "sholu.toml", "TOML")


def test_broken_files_are_named_with_line_and_key(sholu, tmp_path, monkeypatch):
    profile = (ROOT / "crawlers" / "sites" / "lada_kz.yml").read_text(encoding="utf-8")
    topic = (ROOT / "nlp" / "topics" / "deepfake.yml").read_text(encoding="utf-8")
    for name, text, old, new in (
        ("sites", profile, "manners:", "manner:"),
        ("topics", topic, "summary:", "sumary:"),
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.yml").write_text(text.replace(old, new), encoding="utf-8")
        line = text[: text.index(old)].count("\n") + 1
        monkeypatch.setenv(f"SHOLU_{name.upper()}", str(tmp_path / name))
        done = sholu("check", "mine")
        assert done.code == 1
        assert f"mine.yml:{line}: {new.rstrip(':')}: unknown key" in done.out
        monkeypatch.delenv(f"SHOLU_{name.upper()}")
    monkeypatch.setenv("SHOLU_SITES", str(tmp_path / "sites"))
    fails(sholu("crawl", "mine"), "mine.yml", "manner", "unknown key")


def test_broken_selectors_are_named(sholu, tmp_path, monkeypatch):
    profile = (ROOT / "crawlers" / "sites" / "zakon_kz.yml").read_text(encoding="utf-8")
    (tmp_path / "mine.yml").write_text(profile.replace("css:.article__block h1", "css:.a["))
    monkeypatch.setenv("SHOLU_SITES", str(tmp_path))
    done = sholu("check", "mine")
    assert done.code == 1
    assert "not a CSS selector" in done.out


def test_a_folder_that_cannot_be_used_is_one_sentence(sholu, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no store")
    monkeypatch.setenv("SHOLU_DATA", str(tmp_path / "file"))
    fails(sholu("reindex"), "sholu")
    (tmp_path / "sholu.sqlite").write_text("no database at all, but a text of some length")
    monkeypatch.setenv("SHOLU_DATA", str(tmp_path))
    fails(sholu("sites"), "data folder")


def test_standard_input_may_be_named(sholu, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "sholu", "tag", "-"],
        input=KAZAKH.encode(), capture_output=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0
    assert b"deepfake" in done.stdout


def test_a_foreign_package_is_named(tmp_path):
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "pipelines" / "__init__.py").touch()
    done = subprocess.run(
        [sys.executable, "-c", "from sholu.cli import main; main()", "sites"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": f"{tmp_path}:{ROOT}"},
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert "pipelines" in done.stderr
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_indexer_is_told_who_holds_the_target(sholu, newsroom_store):
    settings = load_settings()
    with locks.hold(settings.lock_folder, "target-tantivy"):
        fails(sholu("reindex"), "target-tantivy is held by process")


@pytest.fixture
def newsroom_store(tmp_path, monkeypatch, sholu):
    """An empty store in the folder of the command."""
    from sholu.store import Store

    settings = load_settings()
    Store(settings.store_file, zone=settings.zone).close()
    return settings


def test_reindex_of_an_empty_store_and_a_search_in_it(sholu, newsroom_store):
    assert sholu("reindex").code == 0
    done = sholu("search", "дипфейк")
    assert done.code == 0
    assert "nothing for дипфейк" in done.out


def test_a_query_error_shows_the_place(sholu, newsroom_store):
    done = sholu("search", "дипфейк AND (заң")
    fails(done, "дипфейк AND (заң")
    lines = done.err.splitlines()
    place = next(i for i, line in enumerate(lines) if line.strip() == "^")
    assert lines[place].index("^") == lines[place - 1].index("(")


def test_an_index_from_a_newer_version_is_refused(sholu, newsroom_store):
    sholu("reindex")
    meta = next(newsroom_store.index_folder.rglob("sholu.json"))
    row = json.loads(meta.read_text())
    meta.write_text(json.dumps({**row, "format": 99}))
    before = meta.read_bytes()
    fails(sholu("search", "дипфейк"), "newer sholu")
    assert meta.read_bytes() == before
    meta.write_text(json.dumps({**row, "keys": "0"}))
    fails(sholu("search", "дипфейк"), "sholu reindex")


def test_tag_says_why(sholu, tmp_path):
    (tmp_path / "a.txt").write_text(f"Жаңа норма\n\n{KAZAKH}\n", encoding="utf-8")
    shown = sholu("tag", "a.txt")
    assert "deepfake: strong" in shown.out
    explained = sholu("tag", "a.txt", "--explain")
    assert "deepfake: yes" in explained.out
    assert "platform_regulation: no" in explained.out
    (row,) = sholu("tag", "a.txt", "--json").rows
    assert row["title"] == "Жаңа норма"
    assert row["topics"] == ["deepfake"]


def test_tag_in_batch_gives_a_line_a_line_in_order(sholu, tmp_path):
    rows = [
        {"id": "b", "title": "", "text": KAZAKH, "published": "2025-10-29"},
        {"id": "a", "title": "Погода", "text": "Завтра в Астане пройдет небольшой дождь."},
        {"id": 3, "title": "", "text": ""},
        {"id": 4, "text": 7},
    ]
    lines = [json.dumps(row) for row in rows]
    (tmp_path / "texts.jsonl").write_text("\n".join([*lines, "{", ""]))
    found = sholu("tag", "--jsonl", "texts.jsonl").rows
    assert [row.get("id") for row in found] == ["b", "a", 3, 4, None]
    assert found[0]["topics"] == ["deepfake"]
    assert (found[0]["lang"], found[0]["published"]) == ("kk", "2025-10-29")
    assert (found[1]["lang"], found[1]["topics"]) == ("ru", [])
    assert [row["disposition"] for row in found[2:]] == ["too_short", "failed", "failed"]
    assert all(row["reason"] for row in found[2:])
    assert "texts.jsonl:5" in found[4]["reason"]


@pytest.mark.parametrize(
    ("command", "row", "said"),
    [
        ("tag", {"id": 1, "text": KAZAKH, "langg": "kk"}, "unknown key langg; did you mean lang?"),
        ("read", {"url": "https://a.kz/1", "html": "x", "sit": "a"}, "unknown key sit; did you"),
    ],
)
def test_a_key_that_is_not_used_is_named_once(sholu, tmp_path, command, row, said):
    (tmp_path / "rows.jsonl").write_text(f"{json.dumps(row)}\n{json.dumps(row)}\n")
    done = sholu(command, "--jsonl", "rows.jsonl")
    assert (done.code, len(done.rows)) == (0, 2)
    assert done.err.startswith(f"sholu: {said}")
    assert done.err.endswith("; it is not used\n")
    assert done.err.count("\n") == 1


def test_of_many_keys_that_are_not_used_some_are_named(sholu, tmp_path):
    (tmp_path / "rows.jsonl").write_text(json.dumps({f"k{n}": n for n in range(100)}))
    lines = sholu("tag", "--jsonl", "rows.jsonl").err.splitlines()
    assert len(lines) == 21
    assert lines[-1] == "sholu: more unknown keys follow; they are not used either"


def test_read_in_batch_refuses_only_what_is_too_short(sholu, tmp_path):
    html = f"<html><head><title>Т</title></head><body><h1>Т</h1><p>{KAZAKH}</p></body></html>"
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    rows = [
        {"url": "https://a.example.kz/1.html", "html": html},
        {"url": "https://a.example.kz/2.html", "path": "page.html"},
        {"url": "https://a.example.kz/3.html", "html": "<p>x</p>"},
        {"url": "https://a.example.kz/4.html"},
        {"html": html},
        {"url": "https://a.example.kz/5.html", "html": html, "site": "lada"},
    ]
    (tmp_path / "pages.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    done = sholu("read", "--jsonl", "pages.jsonl")
    found = done.rows
    assert (done.code, "3 lines failed" in done.err) == (1, True)
    assert [row.get("disposition") for row in found] == [None, None, "too_short", *["failed"] * 3]
    assert found[0]["text"] == found[1]["text"] == KAZAKH
    assert (found[0]["site"], found[0]["lang"]) == ("a.example.kz", "kk")
    assert "lada_kz" in found[5]["reason"]


def test_rows_that_make_no_sense_are_refused_and_the_rest_goes_on(sholu, tmp_path):
    bad = ['{"url": "http://[bad", "html": "x"}', '{"url": "http://a.kz/1", "path": "\\u0000"}']
    bad += ['{"url": "http://a.kz/1", "html": "x", "site": ["a"]}']
    html = f"<p>{KAZAKH}</p>"
    emoji = '{"@type": "NewsArticle", "headline": "Жаңалық \\ud83d"}'
    ld = f'<script type="application/ld+json">{emoji}</script>'
    good = json.dumps({"url": "http://a.kz/2", "html": f"<html><body>{ld}{html}</body></html>"})
    (tmp_path / "pages.jsonl").write_text("\n".join([*bad, good]), encoding="utf-8")
    found = sholu("read", "--jsonl", "pages.jsonl").rows
    assert [row.get("disposition") for row in found] == ["failed", "failed", "failed", None]
    assert found[3]["title"] == "Жаңалық ?"
    row = {"id": 1, "text": KAZAKH, "published": "0001-01-01T00:00:00+14:00"}
    (tmp_path / "texts.jsonl").write_text(json.dumps(row))
    done = sholu("tag", "--jsonl", "texts.jsonl")
    assert (done.code, [row["disposition"] for row in done.rows]) == (1, ["failed"])


def test_a_query_for_a_topic_or_site_nobody_knows_names_the_nearest(sholu, newsroom_store):
    sholu("reindex")
    fails(sholu("search", "заң AND topic:deepfak"), "unknown topic deepfak", "deepfake")
    fails(sholu("search", "site:lada"), "unknown site lada", "lada_kz")


def test_a_torn_line_of_the_issue_log_is_passed_over(sholu, newsroom_store):
    from sholu.issues import IssueLog, issue

    log = IssueLog(newsroom_store.issue_file)
    log.write(issue("date.missing", "no date", site="lada_kz"))
    with newsroom_store.issue_file.open("ab") as file:
        file.write(b'{"time": "2026-\n')
    log.write(issue("date.future", "tomorrow", site="lada_kz"))
    assert [row["slug"] for row in sholu("issues", "--json").rows] == [
        "date.missing",
        "date.future",
    ]


def test_an_index_is_needed(sholu, monkeypatch):
    monkeypatch.setenv("SHOLU_INDEX__TARGETS", "")
    fails(sholu("sites"), "index.targets")


def test_check_of_everything_shipped(sholu):
    done = sholu("check", "--json")
    assert done.code == 0
    assert all(row["faults"] == [] for row in done.rows)
    assert {row["kind"] for row in done.rows} == {"site", "golden", "topic"}


def test_issues_by_level_site_and_time(sholu, newsroom_store):
    from sholu.issues import IssueLog, issue

    log = IssueLog(newsroom_store.issue_file)
    log.write(
        issue("date.missing", "no date", site="lada_kz", url="https://a"),
        issue("jsonld.broken", "a block", site="zakon_kz"),
    )
    assert "date.missing" in sholu("issues").out
    assert "jsonld.broken" not in sholu("issues").out
    rows = sholu("issues", "--level", "info", "--site", "zakon_kz", "--json").rows
    assert [row["slug"] for row in rows] == ["jsonld.broken"]
    assert "no issues" in sholu("issues", "--site", "inform_kz").out


def test_sites_before_the_first_crawl(sholu):
    done = sholu("sites")
    assert done.code == 0
    assert "not crawled yet" in done.out
    rows = sholu("sites", "--json").rows
    assert [row["site"] for row in rows] == sorted(site_files())


def test_generated_files_are_up_to_date():
    done = subprocess.run(
        [sys.executable, "scripts/reference.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stdout
