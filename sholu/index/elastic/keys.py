"""API keys of least privilege: one to write, one to read, both for the indices of a prefix only."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import SecretStr

from sholu.errors import UserError
from sholu.index.elastic.calls import Door
from sholu.index.elastic.client import connect
from sholu.index.elastic.faults import ElasticError
from sholu.settings import Elastic, Settings

Role = Literal["writer", "reader"]
ROLES: Mapping[Role, tuple[list[str], list[str]]] = {
    # indexing, making a year's index, moving the aliases, removing old ones; no templates, no users
    "writer": (["monitor"], ["read", "write", "manage"]),
    "reader": ([], ["read", "view_index_metadata", "monitor"]),
}
"""Role -> what it may do to the cluster, and to the indices below the prefix."""


class Key(NamedTuple):
    """A key for a role. `file` is where it is kept; `made`: it is new."""

    role: Role
    secret: SecretStr
    file: Path | None = None
    made: bool = True


def keep_keys(door: Door, folder: Path) -> list[Key]:
    """A key for each role in a file of the folder, readable by its owner alone.

    A file whose key the server still takes is left as it is. Raises ElasticError.
    """
    keys = []
    for role in ROLES:
        file = folder / f"{role}.key"
        secret = _good(door.settings, file)
        if secret is None:
            key = make_key(door, role)
            _write(file, key.secret)
            keys.append(Key(role, key.secret, file))
        else:
            keys.append(Key(role, secret, file, made=False))
    return keys


def make_key(door: Door, role: Role) -> Key:
    """A new key. Raises ElasticError, also where a key was to make a key."""
    cluster, indices = ROLES[role]
    body: dict[str, Any] = {
        "name": f"{door.prefix}-{role}",
        "role_descriptors": {
            f"{door.prefix}-{role}": {
                "cluster": cluster,
                "indices": [{"names": [f"{door.prefix}-*"], "privileges": indices}],
            }
        },
        "metadata": {"application": "sholu", "prefix": door.prefix, "role": role},
    }
    status, answer = door.ask("POST", "/_security/api_key", body, fine=(400, 405))
    if status == 200:
        return Key(role, SecretStr(answer["encoded"]))
    said = str(answer["error"])
    if "derived" in said:
        raise ElasticError(
            "a server makes no keys for an API key; give elastic.username and a password of an "
            "administrator for: sholu elastic setup --keys FOLDER"
        )
    raise ElasticError(
        "the server has its security off, so there are no keys to make; leave --keys out"
    )


def _good(settings: Settings, file: Path) -> SecretStr | None:
    """The key in a file if the server knows it."""
    if not file.exists():
        return None
    elastic = Elastic.model_validate(
        {
            **settings.elastic.model_dump(
                include={"hosts", "prefix", "ca_file", "fingerprint", "timeout"}
            ),
            "api_key_file": file,
        }
    )
    there = settings.model_copy(update={"elastic": elastic})
    status, _ = Door(connect(there), there).ask("GET", "/_security/_authenticate", fine=(401,))
    return SecretStr(file.read_text(encoding="utf-8").strip()) if status == 200 else None


def _write(file: Path, secret: SecretStr) -> None:
    """Whole or not at all, and never readable by others in between."""
    new = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new.unlink(missing_ok=True)
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(secret.get_secret_value() + "\n")
        new.replace(file)
    except OSError as error:
        raise UserError(f"the key cannot be written to {file}: {error.strerror}") from None
