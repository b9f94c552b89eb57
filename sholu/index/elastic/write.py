"""Sending documents: in bulk, within bounds, as often as it takes, and never for nothing.

Every write carries the record's `change` as external version, so that sending it again, in any
order, leaves the newest: what comes too late is answered 409, and that is fine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sholu import clock
from sholu.index import SAFE, Away, Refused
from sholu.index.elastic.calls import Door

MOST_BYTES = 4_000_000
"""Of one request. What is waiting is held once as lines and once joined."""
LONGEST = timedelta(seconds=10)
"""How long a document waits for others to go with it."""
PAUSES = (1, 2, 4, 8, 16, 32)
"""Seconds to wait after each attempt that an overloaded server turned down."""
TIMEOUT = 120.0
"""Seconds for the answer to a request: a server that merges may take long."""
BUSY = frozenset([429, 502, 503, 504])
_ANSWER = "errors,items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by"


class CannotWrite(Away):
    """The server takes no writes now; the message says why, and what to do."""


class Line(NamedTuple):
    """One action of a bulk request with its document, as sent, and the index it is for.

    `id` is what the store calls it, should it be refused.
    """

    id: str
    change: int
    where: str
    sent: bytes


class Writer:
    """Collects lines and sends them. `refused` are the documents the server will not have."""

    def __init__(self, door: Door) -> None:
        self.door = door
        self.refused: list[Refused] = []
        self.written: set[str] = set()
        self._waiting: list[Line] = []
        self._size = 0
        self._since: datetime | None = None

    def put(
        self, index: str, id: str, change: int, document: bytes, name: str | None = None
    ) -> None:
        """Send a document some time from now, at the latest with `flush`.

        `name` is what the store calls it, if not by the id.
        """
        sent = _action("index", index, id, change) + document + b"\n"
        self._add(Line(name or id, change, index, sent))

    def delete(self, index: str, id: str, change: int) -> None:
        """Take a document out; it leaves the version behind, so that no older one comes back."""
        self._add(Line(id, change, index, _action("delete", index, id, change)))

    def flush(self) -> None:
        """Send what is waiting. Raises CannotWrite, and what the client raises."""
        lines, self._waiting, self._size, self._since = self._waiting, [], 0, None
        if lines:
            self._send(lines)

    def drop(self) -> None:
        """Forget what is waiting."""
        self._waiting, self._size, self._since = [], 0, None

    def _add(self, line: Line) -> None:
        now = clock.now()
        if self._waiting and (
            self._size + len(line.sent) > MOST_BYTES or now - (self._since or now) > LONGEST
        ):
            self.flush()
        self._waiting.append(line)
        self._size += len(line.sent)
        self._since = self._since or now

    def _send(self, lines: Sequence[Line]) -> None:
        said = ""
        for pause in (*PAUSES, None):
            lines, said = self._try(lines)
            if not lines:
                return
            if pause is not None:
                clock.sleep(pause)
        raise CannotWrite(
            f"Elasticsearch turns down writes to {lines[0].where} for being overloaded ({said}): "
            f"give it time or more memory; {SAFE}"
        )

    def _try(self, lines: Sequence[Line]) -> tuple[Sequence[Line], str]:
        """Send lines once; gives those to send again, and what the server said of them."""
        status, answer = self.door.ask(
            "POST",
            "/_bulk",
            b"".join(line.sent for line in lines),
            params={"filter_path": _ANSWER},
            fine=(*BUSY, 413),
            timeout=TIMEOUT,
        )
        if status == 413:
            self._halve(lines)
            return (), ""
        if status in BUSY:
            return lines, f"status {status}"
        self.written.update(line.where for line in lines)
        if not answer["errors"]:
            return (), ""
        again, said = [], ""
        for line, item in zip(lines, _items(answer), strict=True):
            if not self._settled(line, item):
                again.append(line)
                said = str(item.get("error", {}).get("reason", item["status"]))
        return again, said

    def _settled(self, line: Line, item: dict[str, Any]) -> bool:
        """Whether a line is done with; False: to be sent again. Raises CannotWrite."""
        status, error = item["status"], item.get("error", {})
        if status < 300 or status == 409 or (status == 404 and not error):
            return True
        kind, reason = error.get("type", ""), error.get("reason", "")
        if kind == "cluster_block_exception" and status != 503:
            raise CannotWrite(
                f"Elasticsearch takes no writes to {line.where} ({reason}): free space on its "
                f"disk or lift the block; {SAFE}"
            )
        if status in BUSY:
            return False
        if status == 400 and kind != "index_closed_exception":
            self.refused.append(Refused(line.id, line.change, _reason(error)))
            return True
        if status == 404 and line.sent.startswith(b'{"delete"'):
            return True  # the index itself is not there
        raise CannotWrite(f"Elasticsearch takes no writes to {line.where}: {reason}; {SAFE}")

    def _halve(self, lines: Sequence[Line]) -> None:
        """The request was too large for the server."""
        if len(lines) == 1:
            line = lines[0]
            said = f"{len(line.sent)} bytes are more than the server takes in one request"
            self.refused.append(Refused(line.id, line.change, said))
            return
        middle = len(lines) // 2
        self._send(lines[:middle])
        self._send(lines[middle:])


def _action(kind: str, index: str, id: str, change: int) -> bytes:
    return (
        f'{{"{kind}":{{"_index":"{index}","_id":"{id}","version":{change},'
        f'"version_type":"external"}}}}\n'
    ).encode()


def _items(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in answer["items"]:
        yield from item.values()


def _reason(error: dict[str, Any]) -> str:
    """What the server said, with the innermost cause."""
    cause = error
    while "caused_by" in cause:
        cause = cause["caused_by"]
    said = dict.fromkeys(part["reason"] for part in (error, cause) if part.get("reason"))
    return f"{error.get('type')}: {'; '.join(said)}"[:1000]
