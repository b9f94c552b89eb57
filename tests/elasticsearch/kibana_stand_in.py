"""A server that records one request and answers as it is told. It is no Kibana."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


@dataclass
class Request:
    method: str
    path: str
    headers: Message
    body: bytes

    def files(self) -> list[tuple[str | None, str | None, str | None, str]]:
        """(field, file name, content type, text) of the parts of its multipart body."""
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts = BytesParser().parsebytes(head + self.body).get_payload()
        assert isinstance(parts, list)
        found = []
        for part in parts:
            assert isinstance(part, Message)
            name = part.get_param("name", header="content-disposition")
            text = part.get_payload(decode=True)
            assert isinstance(text, bytes)
            found.append((str(name), part.get_filename(), part.get_content_type(), text.decode()))
        return found


@dataclass
class StandIn:
    url: str = ""
    requests: list[Request] = field(default_factory=list)
    status: int = 200
    answer: Any = None
    """None: what Kibana says when it took every object."""
    headers: dict[str, str] = field(default_factory=dict)

    def said(self, request: Request) -> bytes:
        if self.answer is not None:
            whole = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer)
            return whole if isinstance(whole, bytes) else whole.encode()
        count = len(request.files()[0][3].splitlines())
        return json.dumps({"success": True, "successCount": count, "warnings": []}).encode()


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """It runs on a free port of loopback as long as the context."""
    told = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = Request(self.command, self.path, self.headers, body)
            told.requests.append(request)
            said = told.said(request)
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def do_HEAD(self) -> None:
            self.send_response(told.status)
            for name, value in told.headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
