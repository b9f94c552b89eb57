"""What answers mean, as the table of the design's section 3 says."""

from __future__ import annotations

import pytest

from crawlers.discovery.answer import challenge, javascript_shell, page_verdict, source_verdict
from sholu.article import Pairs
from sholu.health import STATES

URL = "https://www.zakon.kz/pravo/6497100-novyy-zakon.html"
PAGE = "<html><head><title>Заң</title></head><body><p>Мәтін.</p></body></html>".encode()
HTML: Pairs = (("Content-Type", "text/html; charset=utf-8"),)
CLOUDFLARE: Pairs = (("Server", "cloudflare"), *HTML)
WAITING = b"<html><head><title>Just a moment...</title></head><body></body></html>"
OPTIONS = b"<html><script>window._cf_chl_opt={cvId: '3'}</script></html>"
PLATFORM = b'<html><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></html>'


@pytest.mark.parametrize(
    ("status", "headers", "body", "page", "source"),
    [
        (404, HTML, PAGE, ("gone", "http 404"), ("dead", "http 404")),
        (410, HTML, PAGE, ("gone", "http 410"), ("dead", "http 410")),
        (403, HTML, PAGE, ("blocked", "http 403"), ("blocked", "http 403")),
        (429, HTML, PAGE, ("blocked", "http 429"), ("blocked", "http 429")),
        (500, HTML, PAGE, ("failed", "http 500"), ("dead", "http 500")),
        (503, HTML, PAGE, ("failed", "http 503"), ("dead", "http 503")),
        (302, HTML, b"", ("failed", "http 302"), ("dead", "http 302")),
        (400, HTML, PAGE, ("failed", "http 400"), ("dead", "http 400")),
        (304, (), b"", ("not_modified", ""), ("ok", "not modified")),
        (200, HTML, PAGE, None, None),
        (402, HTML, PAGE, ("failed", "http 402"), ("paywall", "http 402")),
    ],
)
def test_table(
    status: int,
    headers: Pairs,
    body: bytes,
    page: tuple[str, str] | None,
    source: tuple[str, str] | None,
) -> None:
    assert page_verdict(status, headers, body, URL, asked=URL) == page
    assert source_verdict(status, headers, body) == source
    assert source is None or source[0] in STATES


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, HTML, WAITING),
        (403, CLOUDFLARE, WAITING),
        (503, HTML, OPTIONS),
        (403, (("cf-mitigated", "challenge"),), b""),
        (403, CLOUDFLARE, PLATFORM),
    ],
)
def test_challenge_pages(status: int, headers: Pairs, body: bytes) -> None:
    assert challenge(status, headers, body) == "Cloudflare"
    assert page_verdict(status, headers, body, URL) == ("blocked", "challenge page of Cloudflare")
    assert source_verdict(status, headers, body) == ("challenge", "challenge page of Cloudflare")


def test_a_good_page_of_cloudflare_is_no_challenge() -> None:
    # Cloudflare adds its script to ordinary pages too.
    body = PAGE.replace(
        b"</body>", b"<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'>"
    )
    assert challenge(200, CLOUDFLARE, body) is None
    text = PAGE.replace("Мәтін.".encode(), b"Just a moment: " + "мақала".encode())
    assert challenge(200, HTML, text) is None


def test_redirect_to_the_home_page_is_gone() -> None:
    for home in ("https://www.zakon.kz/", "https://www.inform.kz/ru/", "https://a.kz/index.php"):
        gone = ("gone", "redirect to the home page")
        assert page_verdict(200, HTML, PAGE, home, asked=URL) == gone
        assert page_verdict(200, HTML, PAGE, home, asked=home) is None
    assert page_verdict(200, HTML, PAGE, "https://www.zakon.kz/?id=5", asked=URL) is None


@pytest.mark.parametrize(
    "tag",
    [
        b'<meta name="robots" content="noindex, follow">',
        b"<META content='NOINDEX' name=robots/>",
        b'<meta name="robots" content="none">',
    ],
)
def test_noindex_is_gone(tag: bytes) -> None:
    body = PAGE.replace(b"<title>", tag + b"<title>")
    assert page_verdict(200, HTML, body, URL) == ("gone", "noindex")


def test_noindex_in_the_header_and_what_is_not_noindex() -> None:
    assert page_verdict(200, (*HTML, ("X-Robots-Tag", "noindex")), PAGE, URL) == ("gone", "noindex")
    assert page_verdict(200, (*HTML, ("X-Robots-Tag", "otherbot: noindex")), PAGE, URL) is None
    body = PAGE.replace(b"<title>", b'<meta name="robots" content="index, follow"><title>')
    assert page_verdict(200, HTML, body, URL) is None
    body = PAGE.replace(b"<title>", b'<meta name="googlebot-news" content="noindex"><title>')
    assert page_verdict(200, HTML, body, URL) is None


def test_empty_and_foreign_bodies() -> None:
    assert page_verdict(200, HTML, b" \n", URL) == ("failed", "empty body")
    pdf = (("content-type", "application/pdf"),)
    assert page_verdict(200, pdf, b"%PDF-1.7", URL) == ("not_article", "application/pdf")
    assert page_verdict(200, (), PAGE, URL) is None


def test_javascript_shell() -> None:
    shell = "<html><head><title>Сайт</title><style>a{}</style></head><body><div id='app'></div>"
    assert javascript_shell(shell + "<noscript>Включите JavaScript</noscript><script>x()</script>")
    assert not javascript_shell(shell)
    assert not javascript_shell(shell + "<script></script>" + "Мәжіліс заңды қабылдады. " * 20)
