"""Every command in docker-compose.yml, run here: on a real, secured Elasticsearch 9.4.3.

Each is taken out of the file, as are its variables. Only addresses and paths that containers alone
have are put right (`elasticsearch:9200`, `/keys`). In Kibana's place is a server that records.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sholu.index.elastic.kibana.validate import faults
from tests.crawl.harness import Site, pause_others, serving
from tests.elasticsearch.kibana_stand_in import StandIn, stand_in
from tests.elasticsearch.servers import Server
from tests.repo.compose import read_env, services

pytestmark = pytest.mark.one_client

SITES = ("inform_kz", "lada_kz", "zakon_kz")
"""The shipped ones: profiles of the same names, of sites on loopback, take their places."""


@pytest.fixture(scope="module")
def parts(secured: Server, root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The services with what `make env` writes; the password of elastic is the server's."""
    file = tmp_path_factory.mktemp("env") / "env"
    words = {**os.environ, "ENV_FILE": str(file), "CONTACT": "press@example.org"}
    subprocess.run(["sh", "scripts/env.sh"], cwd=root, env=words, check=True, capture_output=True)
    return services({**read_env(file), "ELASTIC_PASSWORD": str(secured.password)})


@pytest.fixture
def kibana() -> Iterator[StandIn]:
    with stand_in() as server:
        yield server


def plain_env(more: Mapping[str, str]) -> dict[str, str]:
    """The environment of a container: nothing of sholu's but what the file gives it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHOLU_")}
    return {**kept, **more}


def healthy(part: Mapping[str, Any], here: Mapping[str, str], **env: str) -> bool:
    """What the health check of a service says, with its addresses put right."""
    kind, *words = part["healthcheck"]["test"]
    for old, new in here.items():
        words = [word.replace(old, new) for word in words]
        assert any(new in word for word in words)
    if kind == "CMD-SHELL":
        words = ["sh", "-c", *words]
    else:
        words[0] = {"python": sys.executable}[words[0]]
    done = subprocess.run(words, env=plain_env(env), capture_output=True, check=False)
    return done.returncode == 0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def test_elasticsearch_is_healthy_when_it_answers_its_password(
    parts: dict[str, Any], secured: Server
) -> None:
    part, here = parts["elasticsearch"], {"http://localhost:9200": secured.url}
    assert healthy(part, here, ELASTIC_PASSWORD=part["environment"]["ELASTIC_PASSWORD"])
    assert not healthy(part, here, ELASTIC_PASSWORD="another")
    nobody = {"http://localhost:9200": f"http://127.0.0.1:{free_port()}"}
    assert not healthy(part, nobody, ELASTIC_PASSWORD=str(secured.password))


def test_kibana_is_healthy_when_it_sends_to_its_login_page(
    parts: dict[str, Any], kibana: StandIn
) -> None:
    part, here = parts["kibana"], {"http://localhost:5601": kibana.url}
    kibana.status, kibana.headers = 302, {"location": "/login?next=%2F"}
    assert healthy(part, here)
    kibana.status, kibana.headers = 503, {"retry-after": "30"}
    assert not healthy(part, here)


def test_the_user_of_kibana_gets_its_password(
    parts: dict[str, Any], secured: Server, root: Path
) -> None:
    part = parts["kibana-password"]
    env = {**part["environment"], "ELASTICSEARCH_URL": secured.url}
    command = [str(root / "compose" / word.lstrip("/")) for word in part["entrypoint"][1:]]
    for _ in range(2):
        done = subprocess.run(
            [part["entrypoint"][0], *command], env=plain_env(env), capture_output=True, check=False
        )
        assert (done.returncode, done.stdout) == (0, b"kibana_system has its password\n")
    password = parts["kibana"]["environment"]["ELASTICSEARCH_PASSWORD"]
    assert asked_as("kibana_system", password, secured) == "kibana_system"
    wrong = {**env, "ELASTIC_PASSWORD": "another"}
    done = subprocess.run(
        [part["entrypoint"][0], *command], env=plain_env(wrong), capture_output=True, check=False
    )
    assert done.returncode != 0
    assert b"401" in done.stderr


def asked_as(user: str, password: str, server: Server) -> str:
    """Whom the server takes somebody for."""
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    request = urllib.request.Request(f"{server.url}/_security/_authenticate")
    request.add_header("Authorization", f"Basic {pair}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return str(json.load(answer)["username"])


def own(part: Mapping[str, Any], here: Mapping[str, str], **more: str) -> tuple[list[str], Any]:
    """The command and environment of a service of the project's own image."""
    assert "entrypoint" not in part  # the image's: sholu
    words = [sys.executable, "-m", "sholu", *part["command"]]
    env = dict(part["environment"])
    for old, new in here.items():
        words = [word.replace(old, new) for word in words]
        env = {name: value.replace(old, new) for name, value in env.items()}
    return words, plain_env({**env, **more})


@pytest.mark.long
def test_set_up_and_scheduler(
    parts: dict[str, Any],
    secured: Server,
    prefix: str,
    kibana: StandIn,
    tmp_path: Path,
    root: Path,
) -> None:
    keys, data = tmp_path / "keys", tmp_path / "data"
    keys.mkdir()
    here = {"http://elasticsearch:9200": secured.url, "/keys": str(keys)}
    more = {
        "SHOLU_ELASTIC__PREFIX": prefix,  # the server is everybody's
        "SHOLU_DATA": str(data),
        "PYTHONPATH": str(root),
    }
    command, env = own(parts["setup"], {**here, "http://kibana:5601": kibana.url}, **more)
    for _ in range(2):
        done = subprocess.run(
            command, env=env, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert env["SHOLU_ELASTIC__PASSWORD"] not in done.stdout + done.stderr
    assert sorted(path.name for path in keys.iterdir()) == ["reader.key", "writer.key"]
    texts = [request.files()[0][3] for request in kibana.requests]
    assert len(texts) == 2
    assert texts[0] == texts[1]
    assert faults(texts[0]) == []

    sites = [Site(id) for id in SITES]
    for site in sites:
        site.profile(tmp_path / "sites")
    pause_others(tmp_path / "sites")
    with serving(*sites) as address:
        port = free_port()
        command, env = own(
            parts["scheduler"],
            {**here, "127.0.0.1:9464": f"127.0.0.1:{port}"},
            **more,
            SHOLU_SITES=str(tmp_path / "sites"),
            SHOLU_CRAWL__LOOPBACK=",".join(f"{site.host}={address}" for site in sites),
            SHOLU_CRAWL__WORKERS="1",
        )
        _schedule(command, env, tmp_path, parts["scheduler"], port)
    found = secured.ask("GET", f"{prefix}-articles/_count")["count"]
    assert found == sum(len(site.paths) for site in sites)


def _schedule(
    command: list[str], env: Mapping[str, str], folder: Path, part: Mapping[str, Any], port: int
) -> None:
    """Run it until each site was crawled, ask after its health, and stop it as Compose does."""
    waiting = set(SITES)
    with subprocess.Popen(
        [*command, "--json"], env=env, cwd=folder, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] == "run":
                waiting.discard(event["site"])
                assert event["outcome"] == "finished", event
            if not waiting:
                break
        good = healthy(part, {"127.0.0.1:9464": f"127.0.0.1:{port}"})
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        assert process.wait(60) == 0
    assert good
    assert not waiting


def test_the_tools_of_the_commands_are_those_of_the_images() -> None:
    """curl and grep are in Elastic's images; here they have to be there too."""
    assert all(map(shutil.which, ("bash", "curl", "grep", "sh")))
