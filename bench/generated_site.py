"""A news site of any size, made as it is asked: pages in Russian and Kazakh, no two alike.

A page has about 700 tags and 100 to 160 KB: menus, cards of other articles, scripts, and in the
middle an article of 6 to 60 sentences of the demo newsroom with 30 % of their words replaced.
Every thirtieth is a reprint of the one before. The same number gives the same page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Thread
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from reprint_texts import Maker

HOST = "bench-news.example.kz"
BASE = f"https://{HOST}"
A_SITEMAP = 1000
"""Addresses a sitemap."""
REPRINTS = 30
LANGS = ("ru", "ru", "kk")
_ZONE = ZoneInfo("Asia/Almaty")
_MENU = ("Политика", "Экономика", "Қоғам", "Спорт", "Оқиғалар", "Мәдениет", "Общество", "Сот")
_SCRIPT = "window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}"
_ICON = '<svg viewBox="0 0 24 24"><path d="M12 2L2 7l10 5 10-5-10-5zM2 17l10 5 10-5"></path></svg>'


class News:
    """The site's answers: `answer(path)` gives bytes and their type, None where there is none."""

    def __init__(self, size: int) -> None:
        self.size, self.now = size, datetime.now(UTC)
        self._maker = Maker()
        self.base = BASE
        """Where its pages say they stand."""
        self.asked = 0
        """Article pages asked so far."""

    def answer(self, path: str) -> tuple[bytes, str] | None:
        """What an address answers."""
        if path == "/robots.txt":
            return b"User-agent: *\nDisallow: /search\n", "text/plain"
        if path == "/sitemap.xml":
            return self._index(), "application/xml"
        if path.startswith("/sitemap-"):
            return self._sitemap(int(path[len("/sitemap-") : -len(".xml")])), "application/xml"
        number = path.rpartition("/")[2].partition("-")[0]
        if number.isdigit() and int(number) <= self.size:
            self.asked += 1
            return self._page(int(number)).encode(), "text/html; charset=utf-8"
        return None

    def at(self, number: int) -> datetime:
        """When an article was published: one every four minutes, the last an hour ago."""
        return (self.now - timedelta(hours=1, minutes=4 * (self.size - number))).astimezone(_ZONE)

    def path(self, number: int) -> str:
        """Its address on the site."""
        return f"{'/kk' if LANGS[number % 3] == 'kk' else ''}/news/{number}-zhana-habar.html"

    def _index(self) -> bytes:
        children = "".join(
            f"<sitemap><loc>{self.base}/sitemap-{first}.xml</loc><lastmod>"
            f"{self.at(min(first + A_SITEMAP - 1, self.size)).isoformat()}</lastmod></sitemap>"
            for first in range(1, self.size + 1, A_SITEMAP)
        )
        return f'<?xml version="1.0"?><sitemapindex>{children}</sitemapindex>'.encode()

    def _sitemap(self, first: int) -> bytes:
        pages = "".join(
            f"<url><loc>{self.base}{self.path(number)}</loc>"
            f"<lastmod>{self.at(number).isoformat(timespec='seconds')}</lastmod></url>"
            for number in range(first, min(first + A_SITEMAP, self.size + 1))
        )
        return f'<?xml version="1.0"?><urlset>{pages}</urlset>'.encode()

    def _page(self, number: int) -> str:
        lang, parts = self._text(number)
        title = escape(" ".join(parts[0].split()[:9]))
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": title,
            "datePublished": self.at(number).isoformat(timespec="minutes"),
            "inLanguage": lang,
            "url": f"{self.base}{self.path(number)}",
            "author": {"@type": "Person", "name": Random(number).choice(_MENU)},
        }
        body = "".join(
            f"<p>{escape(' '.join(parts[at : at + 3]))}</p>" for at in range(0, len(parts), 3)
        )
        return (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="og:type" content="article">'
            f'<meta property="og:title" content="{title}">'
            f'<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script>'
            f"<script>{_SCRIPT * Random(number).randint(300, 800)}</script></head><body>"
            f"{self._around(number)}<main><article><h1>{title}</h1>"
            f"<time>{data['datePublished']}</time>{body}</article></main>"
            f"{self._around(number + 1)}<footer><p>© Стенд</p></footer></body></html>"
        )

    def _text(self, number: int) -> tuple[str, list[str]]:
        """The language and sentences of an article; now and then those of the one before."""
        lang = LANGS[number % 3]
        chance = self._maker.chance = Random(number - 3 * (number % REPRINTS == 0))
        taken = chance.choices(self._maker.pool[lang], k=chance.choice((6, 9, 12, 15, 20, 60)))
        parts = [self._maker.changed(sentence, lang, 0.3) for sentence in taken]
        return lang, parts[1:] if number % REPRINTS == 0 else parts

    def _around(self, number: int) -> str:
        chance = Random(-number)
        menu = "".join(
            f'<li><a href="/{at}/"><span>{name}</span></a></li>' for at, name in enumerate(_MENU)
        )
        cards = "".join(
            f'<div class="card"><a href="{self.path(other)}"><img src="/i/{other}.jpg" alt="">'
            f"{_ICON}<span>{escape(chance.choice(self._maker.pool[LANGS[other % 3]]))}</span></a>"
            f"<div><time>{self.at(other):%d.%m.%Y %H:%M}</time></div></div>"
            for other in (chance.randint(1, self.size) for _ in range(40))
        )
        return f"<header><nav><ul>{menu}</ul></nav></header><aside>{cards}</aside>"


def profile(base: str = BASE) -> str:
    """The profile of a site of articles under /news/, with a number in their addresses."""
    host = urlsplit(base).hostname
    return f"""
title: {{ru: Стенд}}
summary: A site that a benchmark crawls over loopback.
timezone: Asia/Almaty
editions:
  ru: {{hosts: [{host}], language: ru}}
  kk: {{hosts: [{host}], path: /kk/, language: kk}}
sources:
  - {{kind: sitemap_index, url: "{base}/sitemap.xml", edition: ru, pages: 500}}
urls:
  article: ['/news/(?:\\S*-)?(?P<id>\\d+)(?:-[a-z-]+)?\\.html$']
manners: {{delay: 1.0}}
"""


@contextmanager
def serving(news: News) -> Iterator[str]:
    """Serve the site on loopback; gives address:port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = news.answer(self.path)
            body, kind = found or (b"", "text/html")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a benchmark asks thousands of times."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that has gone is no error."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
