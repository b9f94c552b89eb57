"""What stands between a client and a real server: passes requests on, and meddles where told."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.elasticsearch.servers import Server

LEFT_OUT = {"host", "connection", "content-length", "transfer-encoding", "accept-encoding"}


class Request(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Answer(NamedTuple):
    status: int
    body: bytes
    kind: str = "application/json"


class Cut(Exception):
    """The connection ends here, without an answer."""


Meddler = Callable[[Request], Answer | None]
"""Gives an answer in the server's place, None to let the request pass, or raises Cut."""


class Between:
    """Listens at `url`; `bulks` counts the bulk requests that came, passed on or not."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = ""
        self.bulks = 0
        self.meddle: Meddler | None = None

    def pass_on(self, request: Request, body: bytes | None = None) -> Answer:
        """Ask the server. With a shorter `body` only that much is sent, and Cut raised."""
        parts = urlsplit(self.server.url)
        line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
        try:
            line.putrequest(request.method, request.path, skip_accept_encoding=True)
            for name, value in request.headers.items():
                line.putheader(name, value)
            line.putheader("Content-Length", str(len(request.body)))
            line.endheaders(request.body if body is None else body)
            if body is not None:
                raise Cut
            found = line.getresponse()
            kind = found.getheader("Content-Type", "")
            return Answer(found.status, found.read(), kind)
        except OSError as error:  # the server is down: so is what stands before it
            raise Cut from error
        finally:
            line.close()

    def answer(self, request: Request) -> Answer:
        bulk = request.path.startswith("/_bulk")
        self.bulks += bulk
        said = self.meddle(request) if self.meddle and bulk else None
        return said or self.pass_on(request)


def overloaded() -> Answer:
    """What a server says whose queue is full."""
    reason = "rejected execution of primary operation"
    error = {"type": "es_rejected_execution_exception", "reason": reason}
    return Answer(429, json.dumps({"error": error, "status": 429}).encode())


@contextmanager
def between(server: Server) -> Iterator[Between]:
    """Stand before a server until the end of the block."""
    middle = Between(server)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def take(self) -> None:
            size = int(self.headers.get("Content-Length", 0))
            headers = {k: v for k, v in self.headers.items() if k.lower() not in LEFT_OUT}
            try:
                said = middle.answer(
                    Request(self.command, self.path, headers, self.rfile.read(size))
                )
            except Cut:
                self.close_connection = True
                return
            self.send_response(said.status)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", said.kind)
            self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said.body)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = take

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Listener(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that went away is no error."""

    with Listener(("127.0.0.1", 0), Handler) as listener:
        middle.url = f"http://127.0.0.1:{listener.server_port}"
        thread = Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield middle
        finally:
            listener.shutdown()
            thread.join()
