"""One request to the server, as JSON both ways; whatever fails is said in one sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from sholu.index.elastic.client import connect, translated
from sholu.settings import Settings

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

_JSON = {"accept": "application/json", "content-type": "application/json"}


@dataclass(frozen=True, slots=True)
class Door:
    """A client, with the settings that led to it."""

    client: Elasticsearch
    settings: Settings

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The door to the server of the settings; nothing is asked yet. Raises UserError."""
        return cls(connect(settings), settings)

    @property
    def prefix(self) -> str:
        """What every name on the server begins with."""
        return self.settings.elastic.prefix

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | bytes | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        fine: Collection[int] = (),
        timeout: float | None = None,
    ) -> tuple[int, Any]:
        """Status and body of the answer; `fine` are the statuses above 299 that are expected.

        Bytes are sent as they are. The answer may take `timeout` seconds where the settings give
        less. Raises ElasticError.
        """
        headers = _JSON if body is not None else {"accept": _JSON["accept"]}
        client = self.client.options(ignore_status=list(fine))
        if timeout is not None:
            client = client.options(request_timeout=max(timeout, self.settings.elastic.timeout))
        with translated(self.settings):
            found = client.perform_request(method, path, params=params, headers=headers, body=body)
        return found.meta.status, found.body
