"""Importing the dashboards: one request to Kibana, and its answer object by object.

    POST <kibana>/api/saved_objects/_import?overwrite=true

A file of the same ids is overwritten, so that doing it again renews what is there. Kibana knows
the users and API keys of its Elasticsearch, so the same credentials serve.
"""

from __future__ import annotations

import json
import secrets
import ssl
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

from sholu.errors import UserError
from sholu.index.elastic.client import credentials
from sholu.settings import Settings

PATH = "/api/saved_objects/_import?overwrite=true"
NAME = "sholu.ndjson"
"""Kibana goes by the end of the file's name."""


class KibanaError(UserError):
    """Kibana, or the way to it, is not as it has to be; the message says what to do."""


class Imported(NamedTuple):
    """How many objects Kibana took."""

    objects: int


class _Stay(HTTPRedirectHandler):
    """A redirect is somebody else's answer: a login page, or a path that Kibana is served below."""

    def redirect_request(self, *_: Any) -> None:
        return None


def import_dashboards(url: str, objects: str, settings: Settings) -> Imported:
    """Send the NDJSON to the Kibana at an address; below `/s/NAME` it goes into that space.

    Raises KibanaError, with a sentence for each object that Kibana refused; it keeps the others.
    """
    where = _address(url)
    body, kind = _multipart(objects)
    headers = {"kbn-xsrf": "true", "Content-Type": kind, **_authorization(settings)}
    request = Request(where + PATH, data=body, headers=headers, method="POST")
    try:
        context = ssl.create_default_context(cafile=settings.elastic.ca_file)
        opener = build_opener(ProxyHandler({}), _Stay(), HTTPSHandler(context=context))
        with opener.open(request, timeout=settings.elastic.timeout) as answer:
            said = answer.read()
    except HTTPError as error:
        raise KibanaError(_refusal(error, where)) from error
    except (OSError, HTTPException) as error:
        raise KibanaError(_unreachable(error, where)) from error
    return _imported(said, where)


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise KibanaError(f"{url!r} is no address of a Kibana, such as http://127.0.0.1:5601")
    if parts.username or parts.password:
        raise KibanaError(
            "write no password into Kibana's address: it takes that of Elasticsearch "
            "(SHOLU_ELASTIC__USERNAME and SHOLU_ELASTIC__PASSWORD, or an API key)"
        )
    return url.rstrip("/")


def _multipart(objects: str) -> tuple[bytes, str]:
    """The body and its content type."""
    mark = secrets.token_hex(16)
    head = (
        f"--{mark}\r\n"
        f'Content-Disposition: form-data; name="file"; filename="{NAME}"\r\n'
        "Content-Type: application/ndjson\r\n\r\n"
    )
    return f"{head}{objects}\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _authorization(settings: Settings) -> Mapping[str, str]:
    """The credentials of Elasticsearch as a header; none where it has no security."""
    found = credentials(settings.elastic)
    if "basic_auth" in found:
        return {"Authorization": f"Basic {_encoded(found['basic_auth'])}"}
    key = found.get("api_key")
    if key is None:
        return {}
    return {"Authorization": f"ApiKey {key if isinstance(key, str) else _encoded(key)}"}


def _encoded(pair: tuple[str, str]) -> str:
    return b64encode(":".join(pair).encode()).decode()


def _unreachable(error: Exception, where: str) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return (
            f"Kibana at {where} shows a certificate that is not trusted "
            f"({reason.verify_message}); name its authority in elastic.ca_file"
        )
    if isinstance(reason, ssl.SSLError):
        return f"Kibana at {where} does not speak TLS as we do ({reason.reason}); is it http://?"
    if isinstance(reason, TimeoutError):
        return f"Kibana at {where} did not answer in time; try again, or raise elastic.timeout"
    said = getattr(reason, "strerror", None) or str(reason)
    return f"Kibana at {where} cannot be reached ({said}); start it, or correct the address"


def _refusal(error: HTTPError, where: str) -> str:
    """What a status means. An answer of Kibana's has a message, one of a proxy may have none."""
    with error:
        said = _message(error.read())
    told = f" ({said})" if said else ""
    match error.code:
        case 401:
            return f"Kibana at {where} does not take these credentials{told}; see elastic.username"
        case 403:
            return (
                f"Kibana at {where} does not let these credentials import{told}; use a user who "
                "may manage saved objects, such as elastic"
            )
        case 404 | 405 | 301 | 302 | 307 | 308:
            return (
                f"there is no Kibana at {where} (status {error.code}); if it is served below a "
                "path, or a space is meant (/s/NAME), write that too"
            )
        case 502 | 503 | 504:
            return f"Kibana at {where} is not ready{told}; try again in a minute"
    return f"Kibana at {where} answers {error.code}{told or ' ' + error.reason}"


def _message(body: bytes) -> str:
    try:
        return str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        return ""


def _imported(body: bytes, where: str) -> Imported:
    try:
        answer = json.loads(body)
        done, count = bool(answer["success"]), int(answer["successCount"])
    except (ValueError, KeyError, TypeError):
        raise KibanaError(
            f"what answers at {where} is no Kibana, or something stands before it"
        ) from None
    if not done:
        refused = [sentence(one) for one in answer.get("errors", [])]
        raise KibanaError("\n".join([f"Kibana took {count} objects, and not these:", *refused]))
    return Imported(count)


def sentence(error: Mapping[str, Any]) -> str:
    """Why Kibana refused an object of an import, and what to do.

    >>> sentence({"type": "search", "id": "sholu-gone", "error": {"type": "unsupported_type"}})
    'search sholu-gone: this Kibana does not know the type search'
    """
    kind, id = str(error.get("type")), str(error.get("id"))
    why = error.get("error", {})
    match why.get("type"):
        case "conflict" | "ambiguous_conflict":
            said = "another object has this id in another space; delete it, or use another prefix"
        case "missing_references":
            gone = ", ".join(f"{one['type']} {one['id']}" for one in why.get("references", []))
            said = f"it leans on {gone}, which Kibana does not have; import the whole file"
        case "unsupported_type":
            said = f"this Kibana does not know the type {kind}"
        case _:
            said = str(why.get("message") or why.get("type") or "it does not say why")
    return f"{kind} {id}: {said}"
