"""The newsroom over HTTP: hosts, validators, robots, redirects, overrides, reachability."""

from __future__ import annotations

import gzip
import http.client
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree
from lxml import html as lxml_html

from crawlers.site import get_site
from sholu.demo.newsroom import Newsroom, Reply, Request
from sholu.demo.server import Serving, serve

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
SITES = ("zakon_kz", "lada_kz", "inform_kz")


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    with serve(Newsroom(NOW)) as running:
        yield running


class Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = dict(response.getheaders())
        self.body = response.read()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def ask(serving: Serving, url: str, method: str = "GET", **headers: str) -> Answer:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(serving.address, timeout=5)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers={"Host": parts.netloc} | named)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def test_every_host_of_the_profiles_answers(serving: Serving) -> None:
    hosts = {host for site in SITES for host in get_site(site).hosts}
    assert hosts <= set(serving.hosts)
    for host in serving.hosts:
        assert ask(serving, f"https://{host}/").status in (200, 301)


def test_every_source_of_the_profiles_answers(serving: Serving) -> None:
    for site in SITES:
        for source in get_site(site).sources:
            answer = ask(serving, source.url.replace("{page}", "1"))
            assert answer.status == 200, source.url
            assert answer.body


@pytest.mark.parametrize("validator", ["If_None_Match", "If_Modified_Since"])
def test_conditional_requests_get_304(serving: Serving, validator: str) -> None:
    url = serving.newsroom.pieces[0].url
    first = ask(serving, url)
    given = first.headers["ETag" if validator == "If_None_Match" else "Last-Modified"]
    again = ask(serving, url, **{validator: given})
    assert (again.status, again.body) == (304, b"")
    hit = serving.log[-1]
    assert (hit.status, hit.conditional) == (304, True)
    assert ask(serving, url, If_None_Match='"other"').status == 200


def test_every_answer_that_is_no_error_has_validators(serving: Serving) -> None:
    for address in serving.newsroom.addresses:
        answer = ask(serving, address, method="HEAD")
        if answer.status == 200:
            assert {"ETag", "Last-Modified"} <= answer.headers.keys(), address
        else:
            assert answer.status == 301
            assert answer.headers["Location"].startswith("https://")


def test_bodies_are_gzipped_for_who_takes_it(serving: Serving) -> None:
    url = serving.newsroom.pieces[0].url
    packed = ask(serving, url, Accept_Encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == ask(serving, url).body


def test_robots_forbids_pages_that_sources_list(serving: Serving) -> None:
    for host in ("www.zakon.kz", "kaz.zakon.kz", "www.lada.kz", "www.inform.kz", "kaz.inform.kz"):
        robots = ask(serving, f"https://{host}/robots.txt").text
        assert "Disallow: /search" in robots
        banned = re.findall(r"Disallow: (/\S{12,})", robots)
        assert bool(banned) == (host != "www.lada.kz")
        for path in banned:
            assert any(path in text for text in _sources(serving, host)), path


def test_strangers_get_404_and_bare_hosts_redirect(serving: Serving) -> None:
    assert ask(serving, "https://www.zakon.kz/rss").status == 404
    assert ask(serving, "https://elsewhere.kz/").status == 404
    piece = next(piece for piece in serving.newsroom.pieces if piece.site == "lada_kz")
    for url in (f"https://lada.kz{piece.path}", f"https://www.lada.kz/amp{piece.path}"):
        answer = ask(serving, url)
        assert (answer.status, answer.headers["Location"]) == (301, piece.url)
    assert ask(serving, f"{piece.url}?utm_source=rss").status == 200


def test_an_override_answers_instead(serving: Serving) -> None:
    asked: list[Request] = []

    def busy(request: Request) -> Reply:
        asked.append(request)
        return Reply(status=429, headers=(("Retry-After", "7"),), body=b"later")

    piece = serving.newsroom.pieces[0]
    host = urlsplit(piece.url).netloc
    serving.newsroom.override(host, piece.path, busy)
    answer = ask(serving, piece.url, User_Agent="sholu test")
    serving.newsroom.override(host, piece.path, None)
    assert (answer.status, answer.headers["Retry-After"]) == (429, "7")
    assert asked[0].headers["user-agent"] == "sholu test"
    assert serving.log[-1].user_agent == "sholu test"
    assert ask(serving, piece.url).status == 200


def test_a_late_answer_does_not_hold_up_the_end() -> None:
    newsroom = Newsroom(NOW)
    newsroom.override("www.lada.kz", "/", lambda _: Reply(delay=600.0))
    with serve(newsroom) as running:
        connection = http.client.HTTPConnection(running.address, timeout=0.05)
        connection.request("GET", "/", headers={"Host": "www.lada.kz"})
        with pytest.raises(TimeoutError):
            connection.getresponse()
        connection.close()


def _sources(serving: Serving, host: str) -> list[str]:
    """All discovery files of a host, listings page by page, as text."""
    found = []
    for site in SITES:
        profile = get_site(site)
        for source in profile.sources:
            if source.host != host:
                continue
            urls = [source.url.replace("{page}", str(page)) for page in range(1, source.pages + 1)]
            bodies = [ask(serving, url).text for url in dict.fromkeys(urls)]
            children = re.findall(r"<sitemap><loc>([^<]+)", bodies[0])
            bodies += [ask(serving, child).text for child in children]
            found += [_markup(body) for body in bodies]
    return found


def _markup(body: str) -> str:
    return str(json.loads(body)["html"]) if body.startswith("{") else body


@pytest.mark.parametrize("site", SITES)
def test_every_article_is_reachable(serving: Serving, site: str) -> None:
    profile = get_site(site)
    linked = set()
    for host in sorted({source.host for source in profile.sources}):
        for text in _sources(serving, host):
            links = re.findall(r'href="([^"]+)"|<loc>([^<]+)</loc>|<link>([^<]+)</link>', text)
            linked |= {urljoin(f"https://{host}/", unescape("".join(link))) for link in links}
    wanted = {piece.url for piece in serving.newsroom.pieces if piece.site == site}
    assert wanted <= linked


def test_article_addresses_fit_the_profiles(serving: Serving) -> None:
    for piece in serving.newsroom.pieces:
        profile = get_site(piece.site)
        assert any(re.match(pattern, piece.url) for pattern in profile.urls.article), piece.url
        assert not any(re.search(pattern, piece.url) for pattern in profile.urls.drop)
        assert profile.edition_of(piece.url) == piece.edition


def test_pages_and_discovery_files_parse(serving: Serving) -> None:
    for address in serving.newsroom.addresses:
        parts = urlsplit(address)
        answer = serving.newsroom.find(parts.netloc, f"{parts.path}?{parts.query}")
        if answer.content_type.startswith("application/xml"):
            etree.fromstring(answer.body)
        elif answer.content_type.startswith("text/html") and answer.body:
            lxml_html.fromstring(answer.body)


def test_selectors_of_the_profiles_find_their_parts(serving: Serving) -> None:
    for piece in serving.newsroom.pieces:
        rules = get_site(piece.site).rules()
        page = lxml_html.fromstring(ask(serving, piece.url).body)
        for selector in (*rules.body.keep, *rules.body.lead):
            assert page.cssselect(selector), (piece.url, selector)
