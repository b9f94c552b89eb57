"""Three nodes with TLS: who is trusted and let in, and a node that dies while articles go in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

import pytest

from sholu.index.drain import drain
from sholu.index.elastic.faults import ElasticError
from sholu.index.home import home
from sholu.index.targets import catch_up, open_target
from sholu.query import All
from sholu.settings import Settings
from sholu.store import Store
from tests.elasticsearch.authority import Authority
from tests.elasticsearch.backlog import alike, keep
from tests.elasticsearch.conftest import OURS
from tests.elasticsearch.servers import Node, free_ports

pytestmark = pytest.mark.long
NODES = 3


class Cluster(NamedTuple):
    nodes: list[Node]
    ca_file: Path
    fingerprint: str
    """That of the certificate of every node."""
    password: str

    def settings(self, folder: Path, prefix: str, **elastic: Any) -> Settings:
        given = {"ca_file": self.ca_file, "username": "elastic", "password": self.password}
        return Settings(
            data=folder / "data",
            index={"targets": ["elastic"]},
            elastic={
                "hosts": [node.url for node in self.nodes], "prefix": prefix, **given, **elastic
            },
        )  # fmt: skip


@pytest.fixture(scope="module")
def own_nodes() -> Iterator[Callable[..., Node]]:
    """As everywhere, and kept over the module."""
    made: list[Node] = []

    def make(**options: Any) -> Node:
        made.append(Node(OURS, **options))
        return made[-1]

    yield make
    for node in made:
        node.remove()


@pytest.fixture(scope="module")
def cluster(own_nodes, tmp_path_factory) -> Cluster:
    ours, password = Authority("sholu's tests"), secrets.token_urlsafe(16)
    key, certificate, fingerprint = ours.certificate()
    files = {"node.key": key, "node.pem": certificate, "ca.pem": ours.pem}
    ports, names = free_ports(NODES), [f"n{number}" for number in range(NODES)]
    tls = {"key": "node.key", "certificate": "node.pem", "certificate_authorities": "ca.pem"}
    settings = {
        "discovery.type": None,
        "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in ports],
        "cluster.initial_master_nodes": names,
        "xpack.security.http.ssl.enabled": True,
        "xpack.security.transport.ssl.enabled": True,
        **{f"xpack.security.http.ssl.{name}": file for name, file in tls.items()},
        **{f"xpack.security.transport.ssl.{name}": file for name, file in tls.items()},
    }
    nodes = [
        own_nodes(
            settings={**settings, "node.name": name}, transport=port, password=password, heap=384,
            trust=ours.trust(), files=files,
        )
        for name, port in zip(names, ports, strict=True)
    ]  # fmt: skip
    for node in nodes:
        node.start()
    for node in nodes:
        node.wait()
    nodes[0].server.ask("GET", f"_cluster/health?wait_for_nodes={NODES}&timeout=60s")
    ca_file = tmp_path_factory.mktemp("trust") / "ca.pem"
    ca_file.write_bytes(ours.pem)
    return Cluster(nodes, ca_file, fingerprint, password)


def test_the_right_one_works_and_the_others_say_why(cluster: Cluster, tmp_path: Path) -> None:
    settings = cluster.settings(tmp_path, "trusted")
    keep(settings, range(20))
    catch_up(settings, wait=True)
    assert alike(settings, cluster.nodes[0].server) == 20
    nobody = {"username": None, "password": None}
    by_print = {"ca_file": None, "fingerprint": cluster.fingerprint}
    assert open_target("elastic", cluster.settings(tmp_path, "trusted", **by_print)).count(All())
    stranger = tmp_path / "stranger.pem"
    stranger.write_bytes(Authority("somebody else").pem)
    for wrong, why in (
        ({"ca_file": stranger}, "an authority that is not trusted; name the right one"),
        ({"ca_file": None}, "an authority that is not trusted; name the right one"),
        ({**by_print, "fingerprint": "0" * 64}, "another certificate than elastic.fingerprint"),
        ({**nobody, "api_key": "bm90OmFrZXk="}, "does not accept the API key; correct"),
        ({"password": "no-such-password"}, "does not accept the password of elastic; correct"),
        (nobody, "wants credentials; give"),
    ):
        given = cluster.settings(tmp_path, "trusted", **wrong)
        for door in (lambda: open_target("elastic", given), lambda: catch_up(given, wait=True)):  # noqa: B023
            with pytest.raises(ElasticError, match=why) as caught:
                door()
            said = str(caught.value)
            assert "\n" not in said
            assert "no-such-password" not in said
            assert "bm90OmFrZXk=" not in said
    assert alike(settings, cluster.nodes[1].server) == 20


@contextmanager
def searching(settings: Settings) -> Iterator[list[int]]:
    """Count all articles again and again meanwhile; fails with what a search failed with."""
    counts: list[int] = []
    failed: list[BaseException] = []
    done = Event()

    def ask() -> None:
        try:
            index = open_target("elastic", settings)
            while not done.wait(0.05):
                counts.append(index.count(All()))
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=ask)
    thread.start()
    try:
        yield counts
    finally:
        done.set()
        thread.join()
    if failed:
        raise failed[0]


def test_a_node_is_killed_while_articles_go_in(cluster: Cluster, tmp_path: Path) -> None:
    settings = cluster.settings(tmp_path, "survives")
    keep(settings, range(500))
    catch_up(settings, wait=True)
    keep(settings, range(500, 3000))
    keep(settings, range(200), edit=1)
    first = cluster.nodes[0].server
    first.ask("GET", "_cluster/health/survives-articles?wait_for_status=green&timeout=60s")
    shards = first.ask("GET", "_cat/shards/survives-articles-v1-2025?format=json&h=prirep,node")
    (holder,) = {shard["node"] for shard in shards if shard["prirep"] == "p"}
    victim = cluster.nodes[int(holder[1:])]
    seen: list[int] = []

    def kill(followed: int) -> None:
        if not seen:
            victim.kill()
            seen.append(len(counts))

    with (
        searching(settings) as counts,
        Store(settings.store_file, zone=settings.zone) as store,
        closing(home("elastic", settings).begin(store)) as index,
    ):
        drain(store, index, "elastic", progress=kill)
    after = counts[seen[0] :]
    assert len(after) > 5  # searches went on after the kill
    assert 500 <= min(counts) <= max(counts) <= 3000  # the copies of a shard refresh in turn
    others = [node for node in cluster.nodes if node is not victim]
    for node in others:
        assert alike(settings, node.server) == 3000
