"""Writes what is generated: docs/cli.md from the commands, docs/fields.md from the field table,
docs/schema/*.json from the schemas.

`python scripts/reference.py` writes the files, with --check it only says which are out of date.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from typer import Typer

from crawlers.site import schema as site_schema
from nlp.topic import schema as topic_schema
from sholu.fields import TABLE, Field
from sholu.index.companions import COMPANIONS
from sholu.jobs.tables import COLUMNS, type_name

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Commands

Made by `make docs` from the commands' own help. Exit codes of all of them: 0 fine, 1 something went
wrong that an issue of level error describes (`sholu issues`), 2 the call, the settings or a file of
yours cannot be used, 130 stopped by Ctrl-C. `sholu --version` prints the version.
"""

FIELDS_HEAD = """# Fields

Made by `make docs` from the field table, `sholu/fields.py`: the columns of `sholu export` in their
order, and the keys of the flat JSON objects that `sholu search --json`, `sholu read` and
`sholu tag` print (`read` and `tag` know no store, and leave its fields out).

JSON lines hold the objects themselves; what has no value is `null`. In CSV a missing value is
empty, lists are joined by a semicolon and a space, yes and no are `true` and `false`, and what is
JSON text in Parquet is so here too; UTF-8, a comma between cells, line breaks within quotation
marks. A spreadsheet takes a cell that begins with `=` for a formula: import columns as text.

| field | in Parquet | asked for as | what it is |
|---|---|---|---|
"""


def files() -> Iterator[tuple[str, str]]:
    """(path, content) of every generated file."""
    yield (
        "docs/cli.md",
        HEAD + "".join(f"\n## sholu {name}\n\n```\n{text}```\n" for name, text in helps()),
    )
    columns = "".join(map(_column, COLUMNS))
    yield "docs/fields.md", FIELDS_HEAD + columns + _unseen() + "".join(_companions())
    for name, schema in (("site", site_schema()), ("topic", topic_schema())):
        yield f"docs/schema/{name}.json", json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _column(field: Field) -> str:
    asked = f"`{field.query}:`" if field.query else ""
    return f"| `{field.name}` | {type_name(field)} | {asked} | {field.about} |\n"


UNSEEN_HEAD = """
Asked for and not shown:

| asked for as | what it finds |
|---|---|
"""


COMPANIONS_HEAD = """
## Beside the articles

Elasticsearch also has edits, sources and runs, each in an index of its own, so that Kibana can show
them: `sholu-revisions`, `sholu-sources` and `sholu-runs` with the usual prefix.
"""


def _companions() -> Iterator[str]:
    """The documents that go with the articles into an engine that shows them."""
    yield COMPANIONS_HEAD
    for kind, about in (
        ("revisions", "An edit of an article by its outlet; the first version is the article's."),
        ("sources", "A source of a profile on a day on which it was asked."),
        ("runs", "A run of a crawl or an import; each disposition is a number of pages."),
    ):
        yield f"\n### {kind}\n\n{about}\n\n| field | kind | what it is |\n|---|---|---|\n"
        for field in COMPANIONS[kind]:
            yield f"| `{field.name}` | {field.kind} | {field.about} |\n"


def _unseen() -> str:
    """The fields that can be asked for and are not shown."""
    rows = (
        f"| `{field.query}:` | {field.about} |\n"
        for field in TABLE
        if field.query and not field.exported
    )
    return "\nAsked for and not shown:\n\n| asked for as | what it finds |\n|---|---|\n" + "".join(
        rows
    )


def helps() -> Iterator[tuple[str, str]]:
    """(command, help) of every command."""
    for name in (command.callback.__name__ for command in _app().registered_commands):
        yield name, _help(name)
    for group in _app().registered_groups:
        assert group.name
        assert group.typer_instance
        for command in group.typer_instance.registered_commands:
            yield f"{group.name} {command.name}", _help(group.name, command.name or "")


def _app() -> Typer:
    from sholu.cli import app

    return app


def _help(*command: str) -> str:
    run = "from sholu.cli import app; app(prog_name='sholu')"
    done = subprocess.run(
        [sys.executable, "-c", run, *command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={"COLUMNS": "100", "PYTHONUTF8": "1", "TERM": "dumb"},
    )
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines()) + "\n"


def main() -> int:
    """Write or check the files; gives the exit code."""
    check = "--check" in sys.argv[1:]
    stale = []
    for name, content in files():
        path = ROOT / name
        if path.exists() and path.read_text(encoding="utf-8") == content:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    for name in stale:
        print(f"{name}: {'out of date; run: make docs' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
