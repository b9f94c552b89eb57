"""Writes what is generated: docs/cli.md from the commands, docs/schema/*.json from the schemas.

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

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Commands

Made by `make docs` from the commands' own help. Exit codes of all of them: 0 fine, 1 something went
wrong that an issue of level error describes (`sholu issues`), 2 the call, the settings or a file of
yours cannot be used.
"""


def files() -> Iterator[tuple[str, str]]:
    """(path, content) of every generated file."""
    yield (
        "docs/cli.md",
        HEAD + "".join(f"\n## sholu {name}\n\n```\n{text}```\n" for name, text in helps()),
    )
    for name, schema in (("site", site_schema()), ("topic", topic_schema())):
        yield f"docs/schema/{name}.json", json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def helps() -> Iterator[tuple[str, str]]:
    """(command, help) of every command."""
    for name in (command.callback.__name__ for command in _app().registered_commands):
        yield name, _help(name)


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
