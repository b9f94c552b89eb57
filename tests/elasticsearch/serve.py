"""Run a command while the servers under test are up: python -m tests.elasticsearch.serve COMMAND...

Starts what the environment does not name already, tells the command in variables where they are,
and stops them at its end, however it ends. Gives back the command's exit code; 1 and a sentence
when a server cannot be had.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from contextlib import ExitStack

from tests.elasticsearch.distributions import CORE, WHOLE, Missing
from tests.elasticsearch.servers import Node

URLS = {
    CORE.version: "SHOLU_TEST_ELASTICSEARCH_8_URL",
    WHOLE.version: "SHOLU_TEST_ELASTICSEARCH_9_URL",
}
SECURED_URL = "SHOLU_TEST_ELASTICSEARCH_SECURED_URL"
SECURED_PASSWORD = "SHOLU_TEST_ELASTICSEARCH_SECURED_PASSWORD"
OWN = "SHOLU_TEST_ELASTICSEARCH_OWN"
"""Set where tests may start servers of their own: they are in the cache then."""


def main(command: list[str]) -> int:
    """What the command gives back."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the servers are stopped
    with ExitStack() as stack:
        try:
            env = _started(stack)
        except Missing as missing:
            print(f"tests: {missing}", file=sys.stderr)
            return 1
        return subprocess.run(command, env={**os.environ, **env}, check=False).returncode


def _started(stack: ExitStack) -> dict[str, str]:
    """Start all that is not there, at once, and wait for them; gives the variables to tell."""
    password = secrets.token_urlsafe(16)
    env, nodes = {OWN: "1"}, []
    wanted = [(variable, version, None) for version, variable in URLS.items()]
    for variable, version, secret in [*wanted, (SECURED_URL, WHOLE.version, password)]:
        if os.environ.get(variable):
            continue
        node = Node(version, password=secret)
        stack.callback(node.remove)
        node.start()
        nodes.append(node)
        env[variable] = node.url
        if secret:
            env[SECURED_PASSWORD] = secret
    for node in nodes:
        node.wait()
    return env


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
