"""`/health`, `/live` and `/metrics` on loopback, from a thread of the scheduler's process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import ClassVar

import msgspec
from prometheus_client.exposition import choose_encoder

from sholu.errors import UserError
from sholu.jobs.schedule.metrics import Metrics
from sholu.jobs.schedule.outcome import Outcome
from sholu.jobs.schedule.runner import Scheduler
from sholu.jobs.schedule.snapshot import health, snapshot

_POLL_SECONDS = 0.2
_TURN_SECONDS = 4.0
"""So long `/live` waits for the scheduler; who asks waits a little longer."""


@contextmanager
def answering(scheduler: Scheduler, address: str) -> Iterator[Callable[[Outcome | str], None]]:
    """Answer at `address` (host:port) until the block ends; gives what is to be told of each run.

    Raises UserError when the address is taken.
    """
    host, _, port = address.rpartition(":")
    metrics = Metrics(scheduler)

    class Handler(_Handler):
        answers: ClassVar[dict[str, Callable[[str], Answer]]] = {
            "/health": lambda accept: _health(scheduler),
            "/live": lambda accept: _live(scheduler),
            "/metrics": lambda accept: _metrics(metrics, accept),
        }

    try:
        server = _Server((host.strip("[]"), int(port)), Handler)
    except OSError as error:
        raise UserError(
            f"schedule.listen: nobody can listen at {address}: {error.strerror}"
        ) from None
    with server:
        thread = Thread(target=server.serve_forever, args=(_POLL_SECONDS,), daemon=True)
        thread.start()
        try:
            yield metrics.count
        finally:
            server.shutdown()
            thread.join()


Answer = tuple[int, str, bytes]
"""Status, content type, body."""


def _health(scheduler: Scheduler) -> Answer:
    answer = health(snapshot(scheduler))
    status = HTTPStatus.OK if answer["ok"] else HTTPStatus.SERVICE_UNAVAILABLE
    body = msgspec.json.format(msgspec.json.encode(answer), indent=2) + b"\n"
    return status, "application/json", body


def _live(scheduler: Scheduler) -> Answer:
    """Whether the scheduler itself is at work, however its sites are."""
    if scheduler.loop is not None and turns(scheduler.loop, _TURN_SECONDS):
        return HTTPStatus.OK, "text/plain", b"alive\n"
    return HTTPStatus.SERVICE_UNAVAILABLE, "text/plain", b"the scheduler does not answer\n"


def turns(loop: asyncio.AbstractEventLoop, seconds: float) -> bool:
    """Whether another thread's event loop comes round within so many seconds."""
    came = Event()
    loop.call_soon_threadsafe(came.set)
    return came.wait(seconds)


def _metrics(metrics: Metrics, accept: str) -> Answer:
    encoder, content_type = choose_encoder(accept)
    return HTTPStatus.OK, content_type, encoder(metrics.registry)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a client's idle connection must not hold up the end


class _Handler(BaseHTTPRequestHandler):
    answers: ClassVar[dict[str, Callable[[str], Answer]]]
    server_version = "sholu"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        """One of the three addresses, or 404."""
        answer = self.answers.get(self.path.partition("?")[0])
        if answer is None:
            self._send(HTTPStatus.NOT_FOUND, "text/plain", b"/health, /live and /metrics\n")
            return
        try:
            status, content_type, body = answer(self.headers.get("Accept", ""))
        except Exception as error:  # a store that cannot be read is what health has to say
            status, content_type = HTTPStatus.SERVICE_UNAVAILABLE, "text/plain"
            body = f"{type(error).__name__}: {error}\n".encode()
        self._send(status, content_type, body)

    def _send(self, status: int, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the scheduler's log is for runs."""
