"""The demo newsroom as it fills: at each instant it shows what is published by then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Event
from urllib.parse import parse_qsl, urlsplit

from sholu.demo.newsroom import Newsroom, Responder
from sholu.demo.outlets import answers
from sholu.demo.resource import Resource


class Paper(Newsroom):
    """`show` moves it to an instant before `end`; `stop_at` holds a request until `go_on`."""

    def __init__(self, end: datetime) -> None:
        super().__init__(end)
        self.all = self.pieces
        self.end = end
        self._countdown = 0
        self._tripped: Callable[[str], None] = print
        self._released = Event()
        self.show(end)

    def show(self, now: datetime) -> None:
        self.now = now
        self.pieces = tuple(piece for piece in self.all if piece.modified <= now)
        shown = answers(self.pieces, now)
        self._shown = {(host, _key(target)): answer for (host, target), answer in shown.items()}

    def find(self, host: str, target: str) -> Resource:
        return self._shown.get((host, _key(target))) or super().find(host, "/no-such-page")

    def stop_at(self, request: int, tripped: Callable[[str], None]) -> None:
        """Hold the request-th request from now on; `tripped` gets its host."""
        self._released.clear()
        self._countdown, self._tripped = request, tripped

    def go_on(self) -> None:
        self._countdown = 0
        self._released.set()

    def overridden(self, host: str, target: str) -> Responder | None:
        if self._countdown:
            self._countdown -= 1
            if not self._countdown:
                self._tripped(host)
                self._released.wait(60)
        return super().overridden(host, target)


def _key(target: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    parts = urlsplit(target)
    pairs = (pair for pair in parse_qsl(parts.query) if not pair[0].startswith("utm_"))
    return parts.path, tuple(sorted(pairs))
