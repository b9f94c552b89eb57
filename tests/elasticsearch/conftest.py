"""The real servers, for the tests that ask them; what is left out where there are none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.elasticsearch.distributions import CORE, WHOLE
from tests.elasticsearch.serve import OWN, SECURED_PASSWORD, SECURED_URL, URLS
from tests.elasticsearch.servers import Node, Server, own_prefix

CLIENT = int(version("elasticsearch").split(".")[0])
OURS = WHOLE.version if CLIENT > 8 else CORE.version
"""The servers that tests start themselves: with each client the one that is its own."""


def speaks(server: str) -> bool:
    """Whether the client installed and a server understand each other: old to new, one major."""
    return int(server.split(".")[0]) >= CLIENT


def asks(item: pytest.Item, server: str) -> bool:
    """Whether the client installed asks a server this.

    What takes long it asks its own alone: test_client.py shows that the other client gets the same.
    """
    return speaks(server) and (server == OURS or item.get_closest_marker("long") is None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what no server is there for. tests/conftest.py says so in one line."""
    here = Path(__file__).parent
    out = [item for item in items if here in item.path.parents and not _can_run(item)]
    if out:
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in set(out)]


def _can_run(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    chosen = item.callspec.params.get("server") if hasattr(item, "callspec") else None
    return (
        (not chosen or (bool(os.environ.get(URLS[chosen])) and asks(item, chosen)))
        and ("older" not in names or bool(os.environ.get(URLS[CORE.version])))
        and ("whole" not in names or bool(os.environ.get(URLS[WHOLE.version])))
        and ("secured" not in names or bool(os.environ.get(SECURED_URL)))
        and (not {"own_node", "own_nodes"} & set(names) or bool(os.environ.get(OWN)))
    )


def _named(variable: str, password: str | None = None) -> Server:
    """The server a variable leads to, with the version it really has."""
    there = Server(os.environ[variable].rstrip("/"), "", password)
    nodes = there.ask("GET", "_nodes?filter_path=nodes.*.version")["nodes"]
    (number,) = {node["version"] for node in nodes.values()}
    return Server(there.url, number, password)


@pytest.fixture(scope="session", params=list(URLS))
def server(request: pytest.FixtureRequest) -> Server:
    """Each of the two servers in turn, without security, that the client asks.

    Everybody's: use a prefix of your own, and do not stop it.
    """
    return _named(URLS[request.param])


@pytest.fixture(scope="session")
def whole() -> Server:
    """The 9.x server, without security: all that the newer one has and the core lacks."""
    return _named(URLS[WHOLE.version])


@pytest.fixture(scope="session")
def older() -> Server:
    """The 8.x server, whether or not the client speaks to it."""
    return _named(URLS[CORE.version])


@pytest.fixture(scope="session")
def secured() -> Server:
    """A 9.x server with security on; `password` is that of the user elastic."""
    return _named(SECURED_URL, os.environ[SECURED_PASSWORD])


@pytest.fixture
def prefix(request: pytest.FixtureRequest) -> Iterator[str]:
    """A prefix of the test's own; whatever it left under it on its servers goes afterwards."""
    names = {"server", "whole", "older", "secured"} & set(request.fixturenames)
    with own_prefix(*(request.getfixturevalue(name) for name in sorted(names))) as prefix:
        yield prefix


@pytest.fixture(scope="session")
def own_node() -> Iterator[Node]:
    """A server of this process's own, which a test may stop, kill or block; it leaves it up."""
    node = Node(OURS)
    try:
        node.start()
        yield node.wait()
    finally:
        node.remove()
