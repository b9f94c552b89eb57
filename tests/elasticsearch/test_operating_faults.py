"""What answers is not what was hoped for: one clear sentence each, whoever asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from sholu.index.elastic.client import ask_server, connect, translated
from sholu.index.elastic.faults import ElasticError
from sholu.settings import Settings
from tests.elasticsearch.authority import Authority
from tests.elasticsearch.backlog import settings_for
from tests.elasticsearch.servers import Server

PRODUCT = {"X-Elastic-Product": "Elasticsearch"}


def refusal(status: int, kind: str, reason: str, cause: str = "") -> tuple[int, dict, str]:
    error = {"type": kind, "reason": reason, "caused_by": {"reason": cause}}
    return status, PRODUCT, json.dumps({"error": error, "status": status})


OLD = json.dumps({"cluster_name": "old", "nodes": {"a": {"version": "7.17.29"}}})
CASES = {
    "too old": ((200, PRODUCT, OLD), "is 7.17.29; sholu needs 8.0 or newer"),
    "refuses the client": (
        refusal(400, "media_type_header_exception", "Invalid media-type value on headers",
                "Accept version must be either version 8 or 7, but found 9."),
        "pip install 'elasticsearch>=8.19,<9'",
    ),
    "older than the client knows": (
        refusal(400, "media_type_header_exception", "Invalid media-type value on headers",
                "Accept version must be either version 7 or 6, but found 9."),
        "older than version 8",
    ),
    "refuses the media type": ((406, {}, "{}"), "older than version 8"),
    "says nothing of Elasticsearch": ((200, {}, OLD), "is no Elasticsearch"),
    "is a web page": ((200, {"Content-Type": "text/html"}, "<html></html>"), "is no Elasticsearch"),
    "is a proxy without a server": (
        (502, {"Content-Type": "text/html"}, "Bad"),
        "not ready (502); try again",
    ),
    "is overloaded": (
        refusal(429, "es_rejected_execution_exception", "queue is full"),
        "overloaded or not ready (429)",
    ),
    "wants credentials": (
        refusal(401, "security_exception", "missing authentication credentials"),
        "wants credentials",
    ),
    "takes no writes": (
        refusal(403, "cluster_block_exception", "index [a] blocked by: [FORBIDDEN/12/disk]"),
        "takes no writes now",
    ),
}  # fmt: skip


@pytest.fixture
def answering() -> Iterator:
    """Serves one answer to everything, on loopback; gives the address."""
    servers = []

    def serve(status: int, headers: dict[str, str], body: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def sentence(settings: Settings) -> str:
    with pytest.raises(ElasticError) as caught:
        ask_server(connect(settings), settings)
    said = str(caught.value)
    assert "\n" not in said
    assert settings.elastic.hosts[0] in said
    return said


@pytest.mark.parametrize("name", CASES)
def test_one_sentence_says_what_is_wrong(answering, tmp_path: Path, name: str) -> None:
    answer, words = CASES[name]
    assert words in sentence(settings_for(tmp_path, answering(*answer), "x"))


def test_a_server_that_says_nothing_in_time(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        said = sentence(settings_for(tmp_path, url, "x", timeout=0.2))
    assert "did not answer in time" in said
    assert "elastic.timeout" in said


def test_the_next_host_answers_for_one_that_is_down(server: Server, tmp_path: Path) -> None:
    settings = settings_for(tmp_path, "http://127.0.0.1:1", "x")
    hosts = ("http://127.0.0.1:1", server.url, "http://127.0.0.1:2")
    elastic = settings.elastic.model_copy(update={"hosts": hosts})
    settings = settings.model_copy(update={"elastic": elastic})
    client = connect(settings)
    for _ in range(6):
        assert ask_server(client, settings).versions == (server.version,)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"username": "elastic", "password": "wrong"}, "does not accept the password of elastic"),
        ({"api_key": "bm90OmFrZXk="}, "does not accept the API key"),
        ({}, "wants credentials"),
    ],
)
def test_a_wrong_key_says_which_setting(
    secured: Server, tmp_path: Path, given: dict[str, str], words: str
) -> None:
    said = sentence(settings_for(tmp_path, secured.url, "x", **given))
    assert words in said
    assert not any(secret in said for name, secret in given.items() if name != "username")


def test_tls_that_is_none(secured: Server, tmp_path: Path) -> None:
    url = secured.url.replace("http://", "https://")
    assert "does not speak TLS; write http://" in sentence(settings_for(tmp_path, url, "x"))


def test_an_older_server_names_the_client_to_install(older: Server, tmp_path: Path) -> None:
    from importlib.metadata import version

    settings = settings_for(tmp_path, older.url, "x")
    if version("elasticsearch") < "9":
        assert ask_server(connect(settings), settings).versions == (older.version,)
    else:
        assert "pip install 'elasticsearch>=8.19,<9'" in sentence(settings)


def test_what_is_no_fault_of_the_certificates_is_not_laid_at_their_door(tmp_path: Path) -> None:
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(Authority("sholu's tests").pem)
    settings = settings_for(tmp_path, "https://127.0.0.1:1", "x", ca_file=ca_file)
    with pytest.raises(OSError, match="no space"), translated(settings):
        raise OSError("no space left on the disk")


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    from sholu.errors import UserError

    empty = tmp_path / "empty.key"
    empty.write_text("\n")
    junk = tmp_path / "junk.pem"
    junk.write_text("no certificate")
    for given, words in (
        ({"ca_file": junk}, "junk.pem holds no certificate"),
        ({"ca_file": tmp_path}, f"{tmp_path} cannot be read"),
        ({"api_key_file": tmp_path / "no.key"}, "no.key cannot be read"),
        ({"api_key_file": empty}, "holds no secret"),
        ({"ca_file": tmp_path / "no.pem"}, "no.pem cannot be read"),
    ):
        with pytest.raises(UserError) as caught:
            connect(settings_for(tmp_path, "https://127.0.0.1:1", "x", **given))
        assert words in str(caught.value)
