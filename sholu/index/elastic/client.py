"""The way to a server: a client by the settings, and every way it can fail as one sentence."""

from __future__ import annotations

import logging
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import SecretStr

from sholu.errors import UserError
from sholu.index.elastic.faults import ElasticError, Unreachable, fault
from sholu.settings import Elastic, Settings

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

__all__ = [
    "ElasticError",
    "Server",
    "Unreachable",
    "ask_server",
    "connect",
    "credentials",
    "translated",
]

OLDEST = 8
"""The oldest major version that understands what is asked of it."""


class Server(NamedTuple):
    """The cluster that answered; `versions` are those of its nodes, the lowest first."""

    name: str
    versions: tuple[str, ...]


def connect(settings: Settings) -> Elasticsearch:
    """A client; nothing is asked yet. Raises UserError on secrets or certificates unreadable.

    A node that does not answer is passed over for the next one. Nothing else is retried here: who
    writes has rules of its own for it.
    """
    from elasticsearch import Elasticsearch

    elastic = settings.elastic
    for name in ("elastic_transport.node", "elastic_transport.transport", "elasticsearch"):
        logger = logging.getLogger(name)
        logger.setLevel(max(logger.level, logging.ERROR))  # what is wrong is said by who asked
    logging.getLogger("elastic_transport.node").propagate = False  # it decodes bodies for the log
    options: dict[str, Any] = {
        "hosts": list(elastic.hosts),
        "request_timeout": elastic.timeout,
        "max_retries": len(elastic.hosts) - 1,
        "retry_on_timeout": len(elastic.hosts) > 1,
        "retry_on_status": (),
        **credentials(elastic),
    }
    if elastic.fingerprint:
        options["ssl_assert_fingerprint"] = elastic.fingerprint
    if elastic.ca_file:
        options["ca_certs"] = str(_certificates(elastic.ca_file))
    return Elasticsearch(**options)


@contextmanager
def translated(settings: Settings) -> Iterator[None]:
    """Within it every error of the client becomes an ElasticError, one sentence."""
    from elasticsearch import ApiError, TransportError

    try:
        yield
    except (ApiError, TransportError) as error:
        raise fault(error, settings.elastic) from error


def ask_server(client: Elasticsearch, settings: Settings) -> Server:
    """Who answers; empty for a key that may not see it. Raises ElasticError on too old a version.

    The node list is asked first, since a server may come without its front page.
    """
    from elasticsearch import AuthorizationException

    with translated(settings):
        try:
            found = client.nodes.info(filter_path="cluster_name,nodes.*.version")
            name = str(found["cluster_name"])
            versions = {str(node["version"]) for node in found["nodes"].values()}
        except AuthorizationException as error:
            if error.error != "security_exception":
                raise
            try:
                front = client.info()
            except AuthorizationException:
                return Server("", ())
            name, versions = str(front["cluster_name"]), {str(front["version"]["number"])}
    ordered = tuple(sorted(versions, key=_order))
    if _order(ordered[0])[0] < OLDEST:
        raise ElasticError(
            f"the Elasticsearch at {', '.join(settings.elastic.hosts)} is {ordered[0]}; sholu "
            f"needs {OLDEST}.0 or newer: upgrade the server"
        )
    return Server(name, ordered)


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split("-")[0].split(".") if part.isdecimal()] or [0]


def credentials(elastic: Elastic) -> dict[str, Any]:
    """The client's options for them: an API key, a user and password, or none.

    Raises UserError on a file that cannot be read or holds no secret.
    """
    key = _secret("api_key", elastic.api_key, elastic.api_key_file)
    if key:
        id, colon, secret = key.partition(":")
        return {"api_key": (id, secret) if colon else key}
    password = _secret("password", elastic.password, elastic.password_file)
    return {"basic_auth": (elastic.username, password)} if password else {}


def _secret(name: str, given: SecretStr | None, file: Path | None) -> str | None:
    if given is not None:
        return given.get_secret_value().strip()
    if file is None:
        return None
    text = _readable(f"{name}_file", file).read_text(encoding="utf-8", errors="replace").strip()
    if not text or "\n" in text:
        raise UserError(f"elastic.{name}_file {file} holds no secret: expected one line of it")
    return text


def _certificates(file: Path) -> Path:
    """The file of authorities. Raises UserError on one that holds no certificate."""
    try:
        ssl.create_default_context(cafile=_readable("ca_file", file))
    except ssl.SSLError:
        raise UserError(
            f"elastic.ca_file {file} holds no certificate that can be used: expected PEM"
        ) from None
    return file


def _readable(name: str, file: Path) -> Path:
    try:
        file.open("rb").close()
    except OSError as error:
        raise UserError(f"elastic.{name} {file} cannot be read: {error.strerror}") from None
    return file
