"""The configuration: defaults < sholu.toml < SHOLU_* environment < options of a command."""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)

from sholu import clock
from sholu.errors import UserError

FILE = "sholu.toml"
PREFIX = "SHOLU_"
SECRETS = ("elastic.password", "elastic.api_key")
"""Settings that are taken from the environment only, and never printed."""
_NOT_SETTINGS = ("SHOLU_CLOCK", "SHOLU_CONFIG", "SHOLU_TEST_")  # where to look, not what to do


class SettingsError(UserError, ValueError):
    """A configuration that cannot be used, in one sentence for the person who wrote it."""


def _is_zone(name: str) -> str:
    if name not in available_timezones():
        near = get_close_matches(name, available_timezones(), n=1)
        raise ValueError("no such time zone" + (f"; did you mean {near[0]}?" if near else ""))
    return name


def _is_loopback(address: str) -> str:
    host, _, port = address.rpartition(":")
    try:
        good = ipaddress.ip_address(host.strip("[]")).is_loopback and 0 < int(port) < 65536
    except ValueError:
        good = False
    if not good:
        raise ValueError("expected an address of this machine with a port, such as 127.0.0.1:8000")
    return address


Folder = Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())]
Loopback = Annotated[str, AfterValidator(_is_loopback)]


def _words(value: object) -> object:
    """A list of an environment variable may be written with commas."""
    if not isinstance(value, str):
        return value
    return [word.strip() for word in value.split(",") if word.strip()]


def _is_span(text: str) -> str:
    clock.span(text)
    return text


Spans = Annotated[tuple[Annotated[str, AfterValidator(_is_span)], ...], BeforeValidator(_words)]


def _is_host(url: str) -> str:
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise ValueError(
            "a password does not belong into an address; use SHOLU_ELASTIC__PASSWORD or a file"
        )
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
        raise ValueError("expected an address such as https://search.example.org:9200")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise ValueError("the port is no number from 1 to 65535") from None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"


def _is_fingerprint(text: str) -> str:
    digits = text.replace(":", "").lower()
    if not re.fullmatch(r"[0-9a-f]{64}", digits):
        raise ValueError("expected the SHA-256 fingerprint of a certificate, 64 hex digits")
    return digits


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Crawl(_Section):
    """How sholu asks the sites."""

    contact: str | None = Field(
        None,
        pattern=r"^\S+@\S+\.\S+$|^https?://\S+$",
        description="An e-mail or a page where an outlet reaches you",
    )
    workers: int = Field(2, ge=1, le=64, description="Processes that read pages")
    loopback: dict[str, Loopback] = Field(
        default_factory=dict,
        description="Hosts answered by a server on this machine, for the demo and tests",
    )
    soft_seconds: float = Field(
        1.0, gt=0, description="CPU seconds after which a page is read the plain way"
    )
    hard_seconds: float = Field(10.0, gt=0, description="Seconds after which the worker is killed")
    timeout: float = Field(30.0, gt=0, description="Seconds to wait for a server's answer")
    again: Spans = Field(
        ("1d", "7d"), description="After what times the page of an article is asked again"
    )
    again_topical: Spans = Field(
        ("1h", "3d"), description="The same on top, for articles that have a topic"
    )
    max_wait: float = Field(
        600.0, gt=0, description="The longest Retry-After, in seconds, that a run waits out"
    )


class Archive(_Section):
    """What happens to the bytes as received."""

    keep: str = Field("400d", pattern=r"^(forever|none|\d+[dw])$")


class Index(_Section):
    """Which indexes are kept up to date; a search asks the first, unless told otherwise."""

    targets: Annotated[
        tuple[Literal["tantivy", "elastic"], ...],
        BeforeValidator(_words),
        AfterValidator(lambda names: tuple(dict.fromkeys(names))),
    ] = Field(("tantivy",), min_length=1)


class Elastic(_Section):
    """How to reach Elasticsearch. Secrets come from the environment or from files."""

    hosts: Annotated[
        tuple[Annotated[str, AfterValidator(_is_host)], ...], BeforeValidator(_words)
    ] = Field(("http://127.0.0.1:9200",), min_length=1, description="The nodes of one cluster")
    prefix: str = Field(
        "sholu",
        pattern=r"^[a-z0-9][a-z0-9_]*(-[a-z0-9_]+)*$",
        max_length=60,
        description="Every index, template and key of this sholu begins with it and a hyphen",
    )
    username: str | None = Field(None, min_length=1)
    password: SecretStr | None = Field(None, description="From the environment only")
    password_file: Folder | None = Field(None, description="A file with the password")
    api_key: SecretStr | None = Field(None, description="From the environment only")
    api_key_file: Folder | None = Field(None, description="A file with the API key")
    ca_file: Folder | None = Field(None, description="The certificate authority, PEM")
    fingerprint: Annotated[str, AfterValidator(_is_fingerprint)] | None = Field(
        None, description="SHA-256 of the server's certificate, instead of an authority"
    )
    timeout: float = Field(30.0, gt=0, description="Seconds to wait for an answer")

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        password = _given(self, "password", "password_file")
        key = _given(self, "api_key", "api_key_file")
        for names in (password, key):
            if len(names) > 1:
                raise ValueError(f"give either {names[0]} or {names[1]}, not both")
        if key and (password or self.username):
            other = (password or ["username"])[0]
            raise ValueError(f"give either {key[0]} or {other}, not two kinds of credentials")
        if bool(password) != bool(self.username):
            raise ValueError("username and password (or password_file) go together")
        if self.ca_file and self.fingerprint:
            raise ValueError("give either ca_file or fingerprint, not both")
        plain = [host for host in self.hosts if not host.startswith("https:")]
        if plain and (self.ca_file or self.fingerprint):
            name = "ca_file" if self.ca_file else "fingerprint"
            raise ValueError(f"{name} is of use with https:// only, and {plain[0]} is not")
        return self


def _given(section: BaseModel, *names: str) -> list[str]:
    return [name for name in names if getattr(section, name) is not None]


class Schedule(_Section):
    """How `sholu schedule` runs the crawls."""

    parallel: int = Field(2, ge=1, le=64, description="Crawls at a time")
    max_time: Annotated[str, AfterValidator(_is_span)] = Field(
        "2h", description="A crawl that takes longer is stopped, and goes on in its next run"
    )
    max_memory: int = Field(
        2500, ge=100, description="Megabytes of a crawl and its workers; past it they are killed"
    )
    grace: Annotated[str, AfterValidator(_is_span)] = Field(
        "60s", description="How long a crawl that is told to stop may take to finish its pages"
    )
    listen: Loopback | None = Field(
        None, description="Where health and metrics are told, such as 127.0.0.1:9464"
    )


class Settings(_Section):
    """All of it. `data` is the folder of store, archive, index and logs."""

    data: Annotated[Folder, Field(validate_default=True)] = Path("data")
    timezone: Annotated[str, AfterValidator(_is_zone)] = "Asia/Almaty"
    sites: Folder | None = Field(None, description="A folder of your own profiles")
    topics: Folder | None = Field(None, description="A folder of your own topics")
    crawl: Crawl = Crawl()
    archive: Archive = Archive()
    index: Index = Index()
    elastic: Elastic = Elastic()
    schedule: Schedule = Schedule()

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone in which days are counted."""
        return ZoneInfo(self.timezone)

    @property
    def site_folders(self) -> tuple[Path, ...]:
        """Where your own profiles are."""
        return (self.sites,) if self.sites else ()

    @property
    def topic_folders(self) -> tuple[Path, ...]:
        """Where your own topics are."""
        return (self.topics,) if self.topics else ()

    @property
    def store_file(self) -> Path:
        """The store of record."""
        return self.data / "sholu.sqlite"

    @property
    def archive_folder(self) -> Path:
        """The WARC files."""
        return self.data / "archive"

    @property
    def index_folder(self) -> Path:
        """The embedded index."""
        return self.data / "index"

    @property
    def lock_folder(self) -> Path:
        """The locks between processes."""
        return self.data / "locks"

    @property
    def issue_file(self) -> Path:
        """The issue log."""
        return self.data / "issues.jsonl"


def load_settings(*, new_folders: bool = False, **options: Any) -> Settings:
    """The settings in force; `options` are those of a command, None meaning not given.

    Reads the file named by SHOLU_CONFIG, else ./sholu.toml if there is one. Raises SettingsError,
    also for a folder of your own files that is not there, unless `new_folders` may be made.
    """
    path = settings_file()
    values = _read_file(path) if path.exists() or "SHOLU_CONFIG" in os.environ else {}
    _refuse_secrets(values, path)
    origin = dict.fromkeys(_flat(values), str(path))
    for name, text in sorted(os.environ.items()):
        if name.startswith(PREFIX) and not name.startswith(_NOT_SETTINGS):
            steps = name.removeprefix(PREFIX).lower().split("__")
            _put(values, steps, _parse(steps, text))
            origin[".".join(steps)] = f"the environment variable {name}"
    for name, value in options.items():
        if value is not None:
            _put(values, name.split("__"), value)
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(_sentence(error.errors()[0], origin, path)) from None
    for name in ("sites", "topics"):
        folder = getattr(settings, name)
        if folder and not folder.is_dir() and not (new_folders and not folder.exists()):
            where = origin.get(name, "an option")
            raise SettingsError(f"setting {name} in {where}: there is no folder {folder}")
    return settings


def settings_file() -> Path:
    """The file settings are read from; it need not exist."""
    return Path(os.environ.get("SHOLU_CONFIG", FILE))


def _read_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}") from None
    elastic = values.get("elastic")
    for table, names in (
        (values, ("data", "sites", "topics")),
        (
            elastic if isinstance(elastic, dict) else {},
            ("password_file", "api_key_file", "ca_file"),
        ),
    ):
        for name in names:  # relative to the file, wherever the command is run
            if isinstance(table.get(name), str):
                table[name] = str(path.absolute().parent / Path(table[name]).expanduser())
    return values


def _refuse_secrets(values: dict[str, Any], path: Path) -> None:
    for name in sorted(set(SECRETS) & set(_flat(values))):
        variable = PREFIX + name.upper().replace(".", "__")
        raise SettingsError(
            f"{path} holds the secret {name}: take it out and put it into the environment variable "
            f"{variable}, or into a file that {name}_file names"
        )


def _parse(steps: list[str], text: str) -> Any:
    """The text of an environment variable; only the table of loopback hosts needs a syntax."""
    if steps == ["crawl", "loopback"]:
        pairs = (pair.partition("=") for pair in text.split(",") if pair.strip())
        return {host.strip(): address.strip() for host, _, address in pairs}
    return text


def _put(values: dict[str, Any], steps: list[str], value: Any) -> None:
    for step in steps[:-1]:
        inner = values.setdefault(step, {})
        if not isinstance(inner, dict):
            return
        values = inner
    values[steps[-1]] = value


def _flat(values: dict[str, Any], prefix: str = "") -> list[str]:
    names = []
    for name, value in values.items():
        names.append(prefix + name)
        if isinstance(value, dict):
            names += _flat(value, f"{prefix}{name}.")
    return names


def _sentence(fault: Any, origin: dict[str, str], path: Path) -> str:
    key = ".".join(str(step) for step in fault["loc"])
    names = (
        origin[name] for name in sorted(origin, reverse=True) if f"{key}.".startswith(f"{name}.")
    )
    where = next(names, f"an option or {path}")
    if fault["type"] == "extra_forbidden":
        near = get_close_matches(key, known_keys(), n=1, cutoff=0.5)
        hint = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known_keys())}"
        return f"unknown setting {key} in {where}{hint}"
    said = fault["msg"].removeprefix("Value error, ")
    hidden = key.startswith((*SECRETS, "elastic.hosts")) or isinstance(fault["input"], dict)
    return f"setting {key} in {where}: {said}" + ("" if hidden else f" (found {fault['input']!r})")


def known_keys(model: type[BaseModel] = Settings, prefix: str = "") -> list[str]:
    """Every setting as it is written in sholu.toml, sections joined by a dot."""
    keys: list[str] = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        kinds = [kind, *get_args(kind)]
        section = next((k for k in kinds if isinstance(k, type) and issubclass(k, _Section)), None)
        keys += known_keys(section, f"{prefix}{name}.") if section else [prefix + name]
    return keys
