"""What a client's error means, and what to do about it: one sentence each."""

from __future__ import annotations

import json
import re
from typing import Any

from sholu.errors import UserError
from sholu.index import Away
from sholu.settings import Elastic

OLD_CLIENT = "pip install 'elasticsearch>=8.19,<9'"
NEW_KEYS = "make new keys: sholu elastic setup --keys FOLDER"
TLS = (
    (
        r"ingerprints? did not match",
        "shows another certificate than elastic.fingerprint says; if the server got a new one, "
        "write the fingerprint of that",
    ),
    (r"(?i)wrong.version.number", "does not speak TLS; write http:// in elastic.hosts"),
    (
        r"(?i)hostname mismatch|IP address mismatch|doesn't match",
        "shows a certificate for another name; write a name that stands in it into elastic.hosts",
    ),
    (r"certificate has expired", "shows a certificate that has expired; renew it on the server"),
    (
        r"(?i)certificate.verify.failed",
        "shows a certificate of an authority that is not trusted; name the right one in "
        "elastic.ca_file, or the certificate's fingerprint in elastic.fingerprint",
    ),
)
"""What a TLS error says -> what is the matter. The first that fits holds."""


class ElasticError(UserError):
    """The server or the way to it is not as it has to be; the message says what to do."""


class Unreachable(ElasticError, Away):
    """No node answers now; later one may, and everything waits in the store until then."""


class Forbidden(ElasticError):
    """The credentials are good and may not do this."""


def fault(error: Exception, elastic: Elastic) -> ElasticError:
    """The sentence for an ApiError or TransportError of the client."""
    from elasticsearch import ApiError, UnsupportedProductError

    hosts = ", ".join(elastic.hosts)
    if isinstance(error, UnsupportedProductError):
        return _stranger(hosts)
    if isinstance(error, ApiError):
        return _answered(error, elastic, f"Elasticsearch at {hosts}")
    return _unanswered(error, hosts)


def _unanswered(error: Exception, hosts: str) -> ElasticError:
    from elasticsearch import ConnectionTimeout, SerializationError, SSLError

    where, said = f"Elasticsearch at {hosts}", str(getattr(error, "message", error))
    if isinstance(error, SSLError):
        known = (what for pattern, what in TLS if re.search(pattern, said))
        return ElasticError(f"{where} {next(known, f'refuses TLS ({_short(said)})')}")
    if isinstance(error, ConnectionTimeout):
        return Unreachable(
            f"{where} did not answer in time; look at its load, or raise elastic.timeout"
        )
    if isinstance(error, SerializationError):
        return _stranger(hosts)
    if "http://" in hosts and re.search(r"RemoteDisconnected|BadStatusLine|reset by peer", said):
        return Unreachable(f"{where} closed the connection; if it speaks TLS, write https://")
    return Unreachable(
        f"{where} cannot be reached ({_short(said)}); start it, or correct elastic.hosts"
    )


def _answered(error: Any, elastic: Elastic, where: str) -> ElasticError:
    kind, reason, whole = _told(error)
    status = int(error.meta.status)
    if kind == "media_type_header_exception" or status == 406:
        return _refuses(whole, where)
    if status == 401:
        return ElasticError(f"{where} {_locked_out(whole, elastic)}")
    if status == 403 and kind == "security_exception":
        return Forbidden(
            f"{where} does not let these credentials do {_action(reason)}; use those of an "
            "administrator, or keys made with: sholu elastic setup --keys FOLDER"
        )
    if kind == "cluster_block_exception":
        return Unreachable(f"{where} takes no writes now ({_short(reason)}); see to its disk")
    if status in (429, 502, 503, 504):
        return Unreachable(f"{where} is overloaded or not ready ({status}); try again later")
    if kind == "index_not_found_exception":
        return ElasticError(f"{where}: {_short(reason)}; type: sholu elastic setup")
    if not kind and "x-elastic-product" not in error.meta.headers:
        return _stranger(where.removeprefix("Elasticsearch at "))
    return ElasticError(f"{where} answers {status} {kind}: {_short(reason)}")


def _stranger(hosts: str) -> ElasticError:
    return ElasticError(
        f"what answers at {hosts} is no Elasticsearch of version 8 or newer, or something stands "
        "before it; correct elastic.hosts"
    )


def _refuses(whole: str, where: str) -> ElasticError:
    """A server takes clients of its own major version and of the one before."""
    from importlib.metadata import version

    taken = re.search(r"either version (\d+)", whole)
    if taken and int(taken[1]) >= 8:
        return ElasticError(
            f"{where} is of version {taken[1]} and refuses the client {version('elasticsearch')}; "
            f"type: {OLD_CLIENT}"
        )
    return ElasticError(f"{where} is older than version 8, which sholu needs: upgrade the server")


def _locked_out(said: str, elastic: Elastic) -> str:
    key = elastic.api_key or elastic.api_key_file
    if not key and not elastic.username:
        return "wants credentials; give elastic.api_key_file, or username and password_file"
    if key and "expired" in said:
        return f"says that the API key has expired; {NEW_KEYS}"
    if key and "invalidated" in said:
        return f"says that the API key was withdrawn; {NEW_KEYS}"
    if key:
        return "does not accept the API key; correct elastic.api_key_file (or elastic.api_key)"
    return (
        f"does not accept the password of {elastic.username}; correct elastic.password_file "
        "(or elastic.password)"
    )


def _action(reason: str) -> str:
    action = re.search(r"action \[(\S+?)\]", reason)
    needed = re.search(r"granted by the (\w+) privileges \[([^\],]+)", reason)
    needs = f" (it needs the {needed[1]} privilege {needed[2]})" if needed else ""
    return (action[1] if action else "this") + needs


def _told(error: Any) -> tuple[str, str, str]:
    """Type and reason of the server's answer, and all of it as text."""
    body = error.body
    inner = body.get("error") if isinstance(body, dict) else None
    if not isinstance(inner, dict):
        return "", str(inner or body or error.message), str(body)
    whole = json.dumps(inner, ensure_ascii=False, default=str)
    return str(inner.get("type", "")), str(inner.get("reason", "")), whole


def _short(said: str) -> str:
    """An error's own words in one line."""
    line = " ".join(said.split())
    system = re.search(r"\[Errno -?\d+\] ([^')\]]+)", line)
    return (system[1] if system else line)[:200]
