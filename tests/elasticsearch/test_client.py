"""The client in between adds nothing and takes nothing away, whichever version of it there is.

It says to whom it speaks (`compatible-with`), and that makes no difference to what we ask. So what
one version gets out of a server, another gets, too: not all of it is asked with both.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from sholu.index.elastic.calls import Door
from sholu.index.elastic.engine import PAGE
from sholu.index.targets import catch_up, open_target, rebuild_target
from sholu.query import All
from sholu.store import Store
from tests.elasticsearch.backlog import keep, settings_for
from tests.elasticsearch.between import Answer, Between, Request, between
from tests.elasticsearch.servers import Server
from tests.index.corpus import NOW, question

KINDS = ("accept", "content-type")


def as_sent(method: str, path: str, params: Any, body: Any) -> tuple[str, str, Any, Any]:
    """A request in a form that does not hang on how it is written."""
    told = sorted((name, str(value)) for name, value in dict(params or {}).items())
    return method, path, told, body if isinstance(body, bytes) else json.dumps(body)


def plainly(request: Request) -> dict[str, str]:
    """The headers, where the client says to which version it speaks as one that says nothing."""
    return {
        name: "application/json" if name.lower() in KINDS else value
        for name, value in request.headers.items()
    }


def test_the_client_passes_on_what_it_is_given(
    server: Server, prefix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []
    sent: list[tuple[Any, ...]] = []
    said: list[tuple[int, Any]] = []
    given: list[tuple[int, Any]] = []
    compared: list[bool] = []
    ask, answer = Door.ask, Between.answer

    def asking(door: Door, method: str, path: str, body: Any = None, **more: Any) -> Any:
        asked.append(as_sent(method, path, more.get("params"), body))
        given.append(ask(door, method, path, body, **more))
        return given[-1]

    def answering(middle: Between, request: Request) -> Answer:
        target = urlsplit(request.path)
        bulk = target.path == "/_bulk"
        body = request.body if bulk else json.loads(request.body or b"null")
        params = dict(parse_qsl(target.query, keep_blank_values=True))
        sent.append(as_sent(request.method, target.path, params, body))
        done = answer(middle, request)
        said.append((done.status, json.loads(done.body or b"null")))
        if request.method == "GET" or target.path.endswith("_search"):
            again = middle.pass_on(request._replace(headers=plainly(request)))
            compared.append((done.status, done.body) == (again.status, again.body))
        return done

    monkeypatch.setattr(Door, "ask", asking)
    monkeypatch.setattr(Between, "answer", answering)
    with between(server) as middle:
        settings = settings_for(tmp_path, middle.url, prefix)
        keep(settings, range(30))
        keep(settings, range(5), edit=1)
        catch_up(settings, wait=True)
        with Store(settings.store_file, zone=settings.zone) as store:
            store.forget(next(store.ids()), "a court said so", NOW)
        rebuild_target(settings, "elastic")
        index = open_target("elastic", settings)
        index.search(question("дипфейк* -заң~1 topic:deepfake date:2025"), limit=7)
        index.search(All(), limit=PAGE + 1)
        index.aggregate(All(), ("day", "topics"))
        index.versions(["f" * 16])
        index.close()
    assert sent == asked
    assert said == given
    assert len(compared) > 20
    assert all(compared)
    paths = {path.rpartition("/")[2] for _, path, *_ in asked}
    assert {"_bulk", "_search", "_pit", "_refresh", "_aliases", "_mapping"} <= paths
