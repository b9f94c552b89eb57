"""A small site on loopback whose every answer a test decides, and crawls in processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sholu import clock
from sholu.store import Store

ROOT = Path(__file__).parents[2]
ALMATY = ZoneInfo("Asia/Almaty")

PROFILE = """
title: {{ru: Проба}}
summary: A small invented site that the tests crawl over loopback.
timezone: Asia/Almaty
editions:
  ru: {{hosts: [{host}], language: ru}}
sources:
  - {{kind: feed, url: "https://{host}/rss.xml", edition: ru}}
urls:
  article: ['^https?://{host_re}/news/(?P<id>\\d+)-[a-z0-9-]+\\.html$']
manners: {{delay: 2.0}}
"""

TEXT = (
    "Акимат города сообщил о ремонте моста через канал, который начнётся во вторник утром. "
    "Движение транспорта ограничат на две недели, а автобусы пойдут по соседней улице. "
    "Жителей просят выезжать раньше обычного и следить за дорожными знаками."
)


class Asked(NamedTuple):
    path: str
    conditional: bool
    status: int
    agent: str


class Served(NamedTuple):
    """When a request arrived and when its answer was sent, by the server's steady clock."""

    path: str
    arrived: float
    ended: float


@dataclass
class Answer:
    """What a path answers; `then` takes over after `times` requests."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    validators: bool = True
    times: int = -1
    then: Answer | None = None


class Site:
    """One site: a feed of its articles, robots.txt, whatever a test puts there.

    With `hosts` it stands for a site of a profile that exists; the first answers for all.
    """

    def __init__(self, id: str, articles: int = 3, hosts: tuple[str, ...] = ()) -> None:
        self.id = id
        self.own_profile = not hosts
        self.hosts = hosts or (f"{id.replace('_', '-')}.example.kz",)
        self.host = self.hosts[0]
        self.log: list[Asked] = []
        self.served: list[Served] = []
        self.answers: dict[str, Answer] = {"/robots.txt": Answer(b"User-agent: *\nDisallow:\n")}
        self.paths = [f"/news/{1001 + n}-most-{n}.html" for n in range(articles)]
        for number, path in enumerate(self.paths):
            self.answers[path] = Answer(self.page(number, path))
        self.list_articles()
        self.closing = Event()

    def page(self, number: int, path: str, title: str | None = None, text: str = TEXT) -> bytes:
        title = title or f"Ремонт моста номер {number} начнётся во вторник"
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": title,
            "datePublished": clock.now().astimezone(ALMATY).isoformat(timespec="minutes"),
            "url": f"https://{self.host}{path}",
        }
        paragraphs = "".join(f"<p>{part}.</p>" for part in f"{text} Это сюжет {number}".split(". "))
        return (
            f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="og:type" content="article">'
            f'<script type="application/ld+json">{json.dumps(data)}</script></head>'
            f"<body><nav><a href='/'>Главная</a></nav><article><h1>{title}</h1>{paragraphs}"
            f"</article></body></html>"
        ).encode()

    def list_articles(self, *extra: str) -> None:
        items = "".join(
            f"<item><title>Новость {path}</title><link>https://{self.host}{path}</link>"
            f"<pubDate>{format_datetime(clock.now())}</pubDate></item>"
            for path in (*self.paths, *extra)
        )
        self.answers["/rss.xml"] = Answer(
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}'
            "</channel></rss>".encode(),
            headers={"Content-Type": "application/rss+xml"},
        )

    def asked(self, path: str) -> list[Asked]:
        return [hit for hit in self.log if hit.path == path]

    def profile(self, folder: Path, more: str = "") -> None:
        folder.mkdir(exist_ok=True)
        text = PROFILE.format(host=self.host, host_re=self.host.replace(".", r"\."))
        (folder / f"{self.id}.yml").write_text(text + more, encoding="utf-8")

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        arrived = time.monotonic()
        answer = self.answers.get(request.path, Answer(status=404, validators=False))
        while answer.times == 0 and answer.then:
            answer = answer.then
        answer.times -= 1
        etag = f'"{md5(answer.body).hexdigest()}"'
        conditional = bool({"If-None-Match", "If-Modified-Since"} & set(request.headers.keys()))
        unchanged = request.headers.get("If-None-Match") == etag and answer.validators
        status = 304 if unchanged and answer.status == 200 else answer.status
        agent = request.headers.get("User-Agent", "")
        self.log.append(Asked(request.path, conditional, status, agent))
        if answer.delay and self.closing.wait(answer.delay):
            return
        request.send_response(status)
        headers = {"Content-Type": "text/html; charset=utf-8", **answer.headers}
        if answer.validators:
            headers["ETag"] = etag
        body = b"" if status == 304 else answer.body
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        self.served.append(Served(request.path, arrived, time.monotonic()))  # before it can ask on
        request.wfile.write(body)


@contextmanager
def serving(*sites: Site) -> Iterator[str]:
    """Serve the sites, told apart by Host; gives address:port."""
    by_host = {host: site for site in sites for host in site.hosts}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                by_host[self.headers["Host"]].handle(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that was killed is no error."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            for site in sites:
                site.closing.set()
            server.shutdown()
            thread.join()


def pause_others(profiles: Path) -> None:
    """Pause every built-in site that has no profile in a folder: a scheduler asks no other."""
    for built_in in (ROOT / "crawlers" / "sites").glob("*.yml"):
        text = built_in.read_text(encoding="utf-8")
        if not (profiles / built_in.name).exists() and "\nstatus:" not in text:
            paused = f"{text}\nstatus: paused\n"
            (profiles / built_in.name).write_text(paused, encoding="utf-8")


class Crawl:
    """Crawls of some sites into one folder, each a process of its own."""

    def __init__(self, folder: Path, address: str, *sites: Site) -> None:
        self.folder, self.sites = folder, sites
        profiles = folder / "sites"
        profiles.mkdir(exist_ok=True)
        for site in sites:
            if site.own_profile and not (profiles / f"{site.id}.yml").exists():
                site.profile(profiles)
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SHOLU_")},
            "SHOLU_DATA": str(folder / "data"),
            "SHOLU_SITES": str(profiles),
            "SHOLU_CRAWL__LOOPBACK": ",".join(
                f"{host}={address}" for site in sites for host in site.hosts
            ),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        }
        self.env.pop("PYTHONDONTWRITEBYTECODE", None)  # or each process compiles all of it anew

    def start(self, *args: str, **env: str) -> subprocess.Popen[bytes]:
        """A `sholu` command, running."""
        return self.start_python("-m", "sholu", *args, **env)

    def start_python(self, *args: str, **env: str) -> subprocess.Popen[bytes]:
        """A Python script under the same settings, running."""
        return subprocess.Popen(
            [sys.executable, *args],
            cwd=self.folder,
            env={**self.env, **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def command(self, *args: str, **env: str) -> Done:
        """The same, to its end."""
        process = self.start(*args, **env)
        out, err = process.communicate(timeout=600)
        return Done(process.returncode, out.decode(), err.decode())

    def run(self, *args: str, **env: str) -> Done:
        """A crawl of all the sites."""
        return self.command("crawl", *(site.id for site in self.sites), "--json", *args, **env)

    def store(self) -> Store:
        return Store(self.folder / "data" / "sholu.sqlite", zone=ALMATY, create=False)

    def issues(self) -> list[dict]:
        path = self.folder / "data" / "issues.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> dict:
        (row,) = self.rows
        return row
