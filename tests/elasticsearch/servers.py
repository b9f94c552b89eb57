"""Elasticsearch servers of the tests' own on loopback: started, stopped, killed, asked."""

from __future__ import annotations

import base64
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.elasticsearch import distributions
from tests.elasticsearch.distributions import BY_VERSION, Missing

PATIENCE = 600
"""Seconds a server may take to answer: machines are busy, and a start is some 10 s of CPU."""
LOGGING = """
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""


@dataclass(frozen=True)
class Server:
    """A server to ask, ours or one that was there. `password` is that of the user elastic."""

    url: str
    version: str
    password: str | None = None
    trust: ssl.SSLContext | None = None

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The JSON it answers. Raises urllib.error.HTTPError; needs no client."""
        headers = {"Content-Type": "application/json"}
        if self.password:
            pair = base64.b64encode(f"elastic:{self.password}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.url}/{path.lstrip('/')}", data, headers, method=method
        )
        opened = urllib.request.urlopen(request, timeout=60, context=self.trust)
        with opened as answer:
            return json.loads(answer.read() or b"null")

    def answers(self) -> bool:
        """Whether it is up and takes requests."""
        try:
            health = self.ask("GET", "_cluster/health?timeout=1s")
        except OSError:  # refused, reset, 401 while security starts, 503 without a master
            return False
        return health["status"] != "red"

    def clean(self, prefix: str) -> None:
        """Take away every index, template and API key whose name begins with the prefix."""
        indices = self.ask(
            "GET", f"_cat/indices/{prefix}*?format=json&expand_wildcards=all&h=index"
        )
        for index in indices:
            self.ask("DELETE", index["index"])
        for kind in ("index", "component"):  # what is in use can't go: index templates first
            found = self.ask("GET", f"_{kind}_template")[f"{kind}_templates"]
            for name in (one["name"] for one in found):
                if name.startswith(prefix):
                    self.ask("DELETE", f"_{kind}_template/{name}")
        if self.password:
            keys = self.ask("GET", f"_security/api_key?name={prefix}*")["api_keys"]
            alive = [key["id"] for key in keys if not key["invalidated"]]
            if alive:
                self.ask("DELETE", "_security/api_key", {"ids": alive})


class Node:
    """A server we start. It keeps its port and its data over a stop or a kill.

    It ends with the thread that started it, whatever becomes of that (where setpriv is). As root it
    runs as nobody: Elasticsearch refuses root.
    """

    def __init__(
        self,
        version: str,
        *,
        password: str | None = None,
        settings: Mapping[str, object] = {},
        heap: int = 512,
        transport: int | None = None,
        trust: ssl.SSLContext | None = None,
        files: Mapping[str, bytes] = {},
    ) -> None:
        self._distribution = BY_VERSION[version]
        self._home = distributions.home(self._distribution)
        self._jdk = distributions.jdk(self._distribution.java)
        self._heap = heap
        self._process: subprocess.Popen[bytes] | None = None
        port, spare = free_ports(2)
        self.transport = transport or spare
        scheme = "https" if trust else "http"
        self.server = Server(f"{scheme}://127.0.0.1:{port}", version, password, trust)
        self.folder = Path(tempfile.mkdtemp(prefix="sholu-elasticsearch-"))
        self._configure(port, settings, files)

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def log(self) -> Path:
        return self.folder / "node.log"

    def start(self) -> None:
        """Start it, without waiting until it answers."""
        path, name, properties = self._distribution.cli
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command(path, name, *properties),
                env=self._environment(),
                cwd=self._home,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> Node:
        """Wait until it answers. Raises Missing when it dies or takes too long."""
        assert self._process
        for _ in range(PATIENCE * 4):
            if self.server.answers():
                return self
            try:
                self._process.wait(0.25)
            except subprocess.TimeoutExpired:
                continue
            break
        said = "\n".join(self.log.read_text(errors="replace").splitlines()[-20:])
        raise Missing(f"Elasticsearch {self.server.version} did not start; its log ends:\n{said}")

    def stop(self) -> None:
        """Stop it the proper way and wait for its end."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it at once, as a machine that loses its power does."""
        self._end(signal.SIGKILL)

    def remove(self) -> None:
        """Stop it and forget its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        if not self._process:
            return
        group = self._process.pid  # the launcher's, and the server's that it launched
        with suppress(ProcessLookupError):
            os.killpg(group, how)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(60)
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        self._process.wait()
        assert self._process.stdin
        self._process.stdin.close()
        self._process = None

    def _command(self, path: str, name: str, *options: str) -> list[str]:
        """A launcher of the server's own: its scripts only gather the same words."""
        classes = ":".join(f"{self._home}/{part}" for part in path.split(":"))
        return [
            *_as_nobody(),
            f"{self._jdk}/bin/java", "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", *options,
            f"-Djava.io.tmpdir={self.folder}/tmp", f"-Dcli.script={self._home}/bin/elasticsearch",
            f"-Des.path.home={self._home}", f"-Des.path.conf={self.folder}/config",
            "-Des.distribution.type=tar", "-Des.java.type=ES_JAVA_HOME", "-cp", classes, name,
        ]  # fmt: skip

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "ES_HOME": str(self._home),
            "ES_PATH_CONF": f"{self.folder}/config",
            "ES_DISTRIBUTION_TYPE": "tar",
            "ES_TMPDIR": f"{self.folder}/tmp",
            "ES_JAVA_HOME": str(self._jdk),
            "JAVA_TYPE": "ES_JAVA_HOME",
            "JAVA": f"{self._jdk}/bin/java",
            "ES_JAVA_OPTS": f"-Xms{self._heap}m -Xmx{self._heap}m",
        }

    def _configure(
        self, port: int, settings: Mapping[str, object], files: Mapping[str, bytes]
    ) -> None:
        config, temporary = self.folder / "config", self.folder / "tmp"
        for folder in (config, temporary, self.folder / "data", self.folder / "logs"):
            folder.mkdir()
        chosen = {
            "cluster.name": "sholu-test",
            "network.host": "127.0.0.1",
            "http.port": port,
            "transport.port": self.transport,
            "path.data": f"{self.folder}/data",
            "path.logs": f"{self.folder}/logs",
            "discovery.type": "single-node",
            "node.store.allow_mmap": False,
            "cluster.routing.allocation.disk.threshold_enabled": False,
            "action.auto_create_index": False,
            "xpack.security.enabled": bool(self.server.password),
            **settings,
        }
        lines = [
            f"{name}: {json.dumps(value)}\n" for name, value in chosen.items() if value is not None
        ]
        (config / "elasticsearch.yml").write_text("".join(lines))
        quick = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")  # half the CPU time of a start
        options = (*quick, "-XX:+ExitOnOutOfMemoryError", f"-Djava.io.tmpdir={temporary}")
        (config / "jvm.options").write_text("\n".join(options))
        (config / "log4j2.properties").write_text(LOGGING)
        for name, data in files.items():
            (config / name).write_bytes(data)
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.rglob("*")):
                shutil.chown(path, "nobody")
        if self.server.password:
            self._note_password(self.server.password)

    def _note_password(self, password: str) -> None:
        """The first password of the user elastic comes from the keystore."""
        command = self._command(
            "lib/*:lib/cli-launcher/*",
            "org.elasticsearch.launcher.CliToolLauncher",
            "-Dcli.name=keystore",
            "-Dcli.libs=lib/tools/keystore-cli",
        )
        subprocess.run(
            [*command, "add", "-x", "-f", "bootstrap.password"],
            input=password.encode(),
            env=self._environment(),
            cwd=self._home,
            check=True,
            capture_output=True,
        )


def free_ports(count: int) -> list[int]:
    """Ports of the loopback that nobody listens on, all different."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _as_nobody() -> list[str]:
    """What stands before a command so that it ends with us and never runs as root."""
    tool = shutil.which("setpriv")
    if os.geteuid() != 0:
        return [tool, "--pdeathsig", "TERM"] if tool else []
    if not tool:
        raise Missing("Elasticsearch refuses root, and there is no setpriv: install util-linux")
    nobody = pwd.getpwnam("nobody")
    ids = [f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups"]
    return [tool, *ids, "--pdeathsig", "TERM"]


@contextmanager
def own_prefix(*servers: Server) -> Iterator[str]:
    """A prefix nobody else has; whatever has it on these servers is taken away at the end."""
    prefix = f"t{secrets.token_hex(5)}"
    try:
        yield prefix
    finally:
        for server in servers:
            server.clean(prefix)
