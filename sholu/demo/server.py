"""The newsroom over HTTP, on loopback: one server for all its hosts, told apart by `Host`.

Answers carry ETag and Last-Modified and honour conditional requests; bodies are gzipped for
clients that take it. Standard library only.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import NamedTuple

from sholu.demo.newsroom import Newsroom, Reply, Request
from sholu.demo.resource import Resource

_LOOPBACK = "127.0.0.1"
_POLL_SECONDS = 0.05


class Hit(NamedTuple):
    """A line of the log: one request that was answered."""

    host: str
    path: str
    status: int
    conditional: bool
    user_agent: str


class Serving:
    """A running server: where it listens, whom it stands for, what it was asked."""

    def __init__(self, newsroom: Newsroom, port: int) -> None:
        self.newsroom = newsroom
        self.log: list[Hit] = []
        self.address = f"{_LOOPBACK}:{port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The hosts to map to `address`."""
        return self.newsroom.hosts


@contextmanager
def serve(newsroom: Newsroom) -> Iterator[Serving]:
    """Serve the newsroom on a free loopback port until the block ends."""
    with _Server(newsroom) as server:
        thread = Thread(target=server.serve_forever, args=(_POLL_SECONDS,), daemon=True)
        thread.start()
        try:
            yield server.serving
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a client's idle connection must not hold up the end

    def __init__(self, newsroom: Newsroom) -> None:
        super().__init__((_LOOPBACK, 0), _Handler)
        self.closing = Event()
        self.serving = Serving(newsroom, self.server_port)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "demo"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on standard error: the log is `Serving.log`."""

    def _answer(self, *, body: bool) -> None:
        host = self.headers.get("Host", "").partition(":")[0].lower()
        responder = self.server.serving.newsroom.overridden(host, self.path)
        if responder:
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = responder(Request(host=host, target=self.path, headers=headers))
        else:
            reply = self._reply(self.server.serving.newsroom.find(host, self.path))
        self._log(host, reply.status)
        if reply.delay and self.server.closing.wait(reply.delay):
            self.close_connection = True
            return
        try:
            self._send(reply, body=body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client was killed or gave up

    def _log(self, host: str, status: int) -> None:
        conditional = bool({"If-None-Match", "If-Modified-Since"} & set(self.headers.keys()))
        agent = self.headers.get("User-Agent", "")
        self.server.serving.log.append(Hit(host, self.path, status, conditional, agent))

    def _reply(self, resource: Resource) -> Reply:
        headers = list(resource.headers)
        if resource.modified:
            headers += [
                ("ETag", resource.etag),
                ("Last-Modified", _http_date(resource.modified)),
                ("Vary", "Accept-Encoding"),
            ]
            if self._unchanged(resource, resource.modified):
                return Reply(status=HTTPStatus.NOT_MODIFIED, headers=tuple(headers))
        body = resource.body
        headers.append(("Content-Type", resource.content_type))
        if body and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, compresslevel=5, mtime=0)
            headers.append(("Content-Encoding", "gzip"))
        return Reply(status=resource.status, headers=tuple(headers), body=body)

    def _unchanged(self, resource: Resource, modified: datetime) -> bool:
        """RFC 9110, 13.2.2: If-None-Match decides; without it, If-Modified-Since."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return resource.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        since = self.headers.get("If-Modified-Since")
        if since is None:
            return False
        try:
            return modified.replace(microsecond=0) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def _send(self, reply: Reply, *, body: bool) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if body and reply.status != HTTPStatus.NOT_MODIFIED:
            self.wfile.write(reply.body)


def _http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)
