"""The request that imports the dashboards, byte by byte, and what is made of every answer."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from sholu.errors import UserError
from sholu.index.elastic.kibana.objects import saved_objects
from sholu.index.elastic.kibana.send import KibanaError, import_dashboards
from sholu.settings import Elastic, Settings
from tests.elasticsearch.kibana_stand_in import StandIn, stand_in

pytestmark = pytest.mark.one_client


@pytest.fixture
def kibana() -> Iterator[StandIn]:
    with stand_in() as server:
        yield server


def settings(**elastic: Any) -> Settings:
    return Settings(elastic=Elastic(**elastic))


def test_the_request_is_the_one_kibana_takes(kibana: StandIn) -> None:
    text = saved_objects(lang="kk")
    done = import_dashboards(kibana.url + "/", text, settings(username="elastic", password="ключ"))
    (request,) = kibana.requests
    assert (request.method, request.path) == (
        "POST",
        "/api/saved_objects/_import?overwrite=true",
    )
    assert request.headers["kbn-xsrf"] == "true"
    scheme, _, pair = request.headers["Authorization"].partition(" ")
    assert (scheme, base64.b64decode(pair).decode()) == ("Basic", "elastic:ключ")
    ((name, file, kind, sent),) = request.files()
    assert (name, file, kind) == ("file", "sholu.ndjson", "application/ndjson")
    assert sent == text
    assert done.objects == len(text.splitlines())


@pytest.mark.parametrize("key", ["aWQ6c2VjcmV0", "id:secret"])
def test_an_api_key_serves_too(kibana: StandIn, key: str) -> None:
    import_dashboards(kibana.url, "{}", settings(api_key=key))
    assert kibana.requests[0].headers["Authorization"] == "ApiKey aWQ6c2VjcmV0"


def test_a_space_and_a_server_without_security(kibana: StandIn) -> None:
    import_dashboards(f"{kibana.url}/s/press/", "{}", settings())
    assert kibana.requests[0].path == "/s/press/api/saved_objects/_import?overwrite=true"
    assert kibana.requests[0].headers["Authorization"] is None


def test_every_object_that_is_refused_has_its_sentence(kibana: StandIn) -> None:
    kibana.answer = {
        "success": False,
        "successCount": 3,
        "errors": [
            {
                "type": "dashboard",
                "id": "sholu-edits",
                "meta": {"title": "sholu: Edits"},
                "error": {
                    "type": "missing_references",
                    "references": [{"type": "index-pattern", "id": "sholu-revisions"}],
                },
            },
            {"type": "search", "id": "sholu-gone", "error": {"type": "unsupported_type"}},
            {
                "type": "dashboard",
                "id": "sholu-topics",
                "error": {"type": "ambiguous_conflict", "destinations": [{"id": "x"}]},
            },
            {
                "type": "dashboard",
                "id": "sholu-overview",
                "error": {
                    "type": "unknown",
                    "message": "Document belongs to a more recent version of Kibana [10.1.0]",
                    "statusCode": 422,
                },
            },
        ],
    }
    with pytest.raises(KibanaError) as found:
        import_dashboards(kibana.url, "{}", settings())
    assert str(found.value).splitlines() == [
        "Kibana took 3 objects, and not these:",
        "dashboard sholu-edits: it leans on index-pattern sholu-revisions, which Kibana does not "
        "have; import the whole file",
        "search sholu-gone: this Kibana does not know the type search",
        "dashboard sholu-topics: another object has this id in another space; delete it, or use "
        "another prefix",
        "dashboard sholu-overview: Document belongs to a more recent version of Kibana [10.1.0]",
    ]


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, {"message": "unable to authenticate"}, "does not take these credentials (unable to"),
        (403, {"message": "Unable to bulk_create dashboard"}, "does not let these credentials"),
        (404, b"", "there is no Kibana at"),
        (503, b"Kibana server is not ready yet", "is not ready; try again in a minute"),
        (413, {"message": "Payload too large"}, "answers 413 (Payload too large)"),
        (400, b"", "answers 400 Bad Request"),
        (200, b"<html>", "is no Kibana, or something stands before it"),
        (200, {"took": 1}, "is no Kibana, or something stands before it"),
    ],
)
def test_every_other_answer_is_one_sentence(
    kibana: StandIn, status: int, answer: Any, said: str
) -> None:
    kibana.status, kibana.answer = status, answer
    with pytest.raises(KibanaError) as found:
        import_dashboards(kibana.url, "{}", settings(username="elastic", password="secret1"))
    assert said in str(found.value)
    assert "\n" not in str(found.value)
    assert "secret1" not in str(found.value)
    assert kibana.url in str(found.value)


def test_a_login_page_is_not_followed(kibana: StandIn) -> None:
    kibana.status, kibana.headers = 302, {"Location": f"{kibana.url}/login"}
    with pytest.raises(KibanaError, match="there is no Kibana at"):
        import_dashboards(kibana.url, "{}", settings())
    assert len(kibana.requests) == 1


def test_nobody_there_and_no_tls() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(KibanaError, match=r"cannot be reached \(.*\); start it"):
            import_dashboards(url, "{}", settings())


def test_tls_to_a_server_without(kibana: StandIn) -> None:
    with pytest.raises(KibanaError, match="does not speak TLS"):
        import_dashboards(kibana.url.replace("http:", "https:"), "{}", settings())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("kibana:5601", "is no address of a Kibana"),
        ("ftp://kibana", "is no address of a Kibana"),
        ("http://elastic:word@kibana:5601", "write no password into Kibana's address"),
    ],
)
def test_an_address_that_cannot_be_meant(url: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as found:
        import_dashboards(url, "{}", settings())
    assert "word@" not in str(found.value)
