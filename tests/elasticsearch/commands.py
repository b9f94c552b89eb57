"""The commands, run in this process on the settings of a test."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from typer.testing import CliRunner

from sholu.cli import app
from sholu.errors import UserError
from sholu.settings import Settings


class Done(NamedTuple):
    """What came of a command; a mistake of the user's is its one sentence, with exit code 2."""

    code: int
    out: str
    err: str

    @property
    def row(self) -> dict[str, Any]:
        """The one JSON object it printed."""
        (line,) = self.out.splitlines()
        found: dict[str, Any] = json.loads(line)
        return found


def sholu(settings: Settings, *args: str, **more: str) -> Done:
    """Run a command; the settings and `more` go into its environment."""
    elastic = settings.elastic
    env = {
        "SHOLU_DATA": str(settings.data),
        "SHOLU_INDEX__TARGETS": ",".join(settings.index.targets),
        "SHOLU_ELASTIC__HOSTS": ",".join(elastic.hosts),
        "SHOLU_ELASTIC__PREFIX": elastic.prefix,
        "SHOLU_ELASTIC__USERNAME": elastic.username,
        "SHOLU_ELASTIC__PASSWORD": elastic.password and elastic.password.get_secret_value(),
        "SHOLU_ELASTIC__API_KEY_FILE": elastic.api_key_file and str(elastic.api_key_file),
        **more,
    }
    done = CliRunner().invoke(app, args, env=env)
    if isinstance(done.exception, UserError):
        return Done(2, done.stdout, f"sholu: {done.exception.pretty()}\n")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Done(done.exit_code, done.stdout, done.stderr)
