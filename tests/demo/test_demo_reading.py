"""Every page of the newsroom, read with the real profile, is exactly what its author wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from crawlers.page import Page
from crawlers.reading import read_page
from crawlers.site import get_site
from nlp.annotate import annotate
from sholu.article import Article, Rejected
from sholu.demo.newsroom import Expected, Newsroom

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom(NOW)


def _read(newsroom: Newsroom, url: str, site: str) -> tuple[Article | None, Rejected | None]:
    parts = urlsplit(url)
    answer = newsroom.find(parts.netloc, parts.path)
    headers = (("content-type", answer.content_type),)
    page = Page(url=url, body=answer.body, headers=headers, fetched=NOW, site=site)
    outcome = read_page(page, get_site(site))
    return outcome.article, outcome.rejected


@pytest.fixture(scope="module")
def read(newsroom: Newsroom) -> list[tuple[Expected, Article]]:
    found = []
    for wanted in newsroom.expected():
        article, rejected = _read(newsroom, wanted.url, wanted.site)
        assert article is not None, (wanted.key, rejected)
        found.append((wanted, article))
    return found


def test_articles_are_read_as_written(read: list[tuple[Expected, Article]]) -> None:
    for wanted, article in read:
        assert article.title == wanted.title, wanted.key
        assert article.text == wanted.text, wanted.key
        assert article.captions == wanted.captions, wanted.key
        assert article.authors == wanted.authors, wanted.key
        assert article.url == wanted.url, wanted.key


def test_times_are_read_as_printed(read: list[tuple[Expected, Article]]) -> None:
    for wanted, article in read:
        assert article.published is not None, wanted.key
        assert article.published.instant == wanted.published, wanted.key
        assert article.published.precision == wanted.precision, wanted.key


def test_language_and_topics_are_those_meant(read: list[tuple[Expected, Article]]) -> None:
    for wanted, article in read:
        notes = annotate(article)
        assert notes.lang == wanted.lang, wanted.key
        assert tuple(sorted(tag.topic for tag in notes.tags)) == wanted.topics, wanted.key


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.inform.kz/ru/o-proekte", "inform_kz"),
        ("https://kaz.inform.kz/news/zhoba-turaly/", "inform_kz"),
        ("https://www.zakon.kz/news/", "zakon_kz"),
        ("https://www.lada.kz/", "lada_kz"),
    ],
)
def test_pages_that_are_no_articles_are_refused(newsroom: Newsroom, url: str, site: str) -> None:
    article, rejected = _read(newsroom, url, site)
    assert article is None
    assert rejected is not None
    assert rejected.disposition == "not_article"
