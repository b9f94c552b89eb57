"""Every page of the demo newsroom (zakon ru and kk, lada, inform kk and ru) reads as it was
written; its listings, home pages and pages about the site are no articles."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from crawlers.page import Page
from crawlers.reading import Outcome, read_page
from crawlers.site import get_site
from sholu.demo.newsroom import Expected, Newsroom

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
SITES = ("zakon_kz", "lada_kz", "inform_kz")


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom(NOW)


def outcome(newsroom: Newsroom, url: str, site: str, *, plain: bool = False) -> Outcome:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    answer = newsroom.find(parts.hostname or "", target)
    headers = (("content-type", answer.content_type),)
    page = Page(url=url, body=answer.body, headers=headers, fetched=NOW, site=site, plain=plain)
    return read_page(page, get_site(site))


@pytest.mark.parametrize("site", SITES)
def test_articles_read_as_they_were_written(newsroom: Newsroom, site: str) -> None:
    mine = [piece for piece in newsroom.expected() if piece.site == site]
    assert len(mine) > 20
    for piece in mine:
        found = outcome(newsroom, piece.url, site).article
        assert found is not None, piece.url
        assert found.published is not None, piece.url
        facts = (found.url, found.edition, found.title, found.text, found.captions, found.authors)
        assert facts == _facts(piece)
        assert found.published.instant == piece.published
        assert found.published.precision == piece.precision


def _facts(piece: Expected) -> tuple[object, ...]:
    return (piece.url, piece.edition, piece.title, piece.text, piece.captions, piece.authors)


def test_other_pages_are_no_articles(newsroom: Newsroom) -> None:
    articles = {piece.url for piece in newsroom.expected()}
    hosts = {host: site for site in SITES for host in get_site(site).hosts}
    refused = 0
    for url in newsroom.addresses:
        site = hosts.get(urlsplit(url).hostname or "")
        if url in articles or site is None or urlsplit(url).path.endswith((".xml", ".txt")):
            continue
        found = outcome(newsroom, url, site)
        assert found.article is None, url
        refused += 1
    assert refused > 10


def test_a_plain_reading_says_so_and_has_the_text(newsroom: Newsroom) -> None:
    piece = next(piece for piece in newsroom.expected() if piece.site == "lada_kz")
    found = outcome(newsroom, piece.url, piece.site, plain=True).article
    assert found is not None
    assert dict(found.how)["body"] == "plain"
    assert piece.text.split("\n\n")[0] in found.text


def test_a_page_leaves_hashes_of_its_lines(newsroom: Newsroom) -> None:
    piece = next(piece for piece in newsroom.expected() if piece.site == "zakon_kz")
    found = outcome(newsroom, piece.url, piece.site)
    assert found.article is not None
    assert len(found.line_hashes) == len(found.article.text.split("\n\n"))
    assert all(-(2**63) <= number < 2**63 for number in found.line_hashes)
    assert len(set(found.line_hashes)) == len(found.line_hashes)
