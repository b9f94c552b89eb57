"""The three seeds, wrapped into their sites' pages, read exactly as their references say."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from reading.seed_pages import SeedPage, wrap_seed

from crawlers.reading import read_page
from sholu.article import Article, Moment

pytestmark = pytest.mark.shared


def article_of(seed: SeedPage) -> Article:
    outcome = read_page(seed.page, seed.site)
    assert outcome.article is not None, outcome.rejected
    return outcome.article


def printed(moment: Moment | None, zone: str) -> str | None:
    """A moment as the references write it."""
    if moment is None:
        return None
    local = moment.instant.astimezone(ZoneInfo(zone))
    return local.date().isoformat() if moment.precision == "day" else local.isoformat()


@pytest.mark.parametrize("stated", [True, False], ids=["articleBody", "no articleBody"])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_seed_equals_its_reference(number: int, stated: bool, shared: Path) -> None:
    seed = wrap_seed(number, shared, stated=stated)
    article = article_of(seed)
    assert article.text.split("\n\n") == seed.ref["text"]
    assert article.title == seed.ref["title"]
    assert list(article.captions) == seed.ref["captions"]
    assert list(article.authors) == seed.ref["authors"]
    assert printed(article.published, seed.site.timezone) == seed.ref["published"]
    precision = article.published.precision if article.published else None
    assert precision == seed.ref["precision"]
    assert not [words for words in seed.ref["never_in_text"] if words in article.text]


def test_the_facts_around_the_text(shared: Path) -> None:
    lada, zakon, informburo = (article_of(wrap_seed(number, shared)) for number in range(3))
    assert zakon.edition == "kk"
    assert zakon.lead == zakon.text.split("\n\n")[0]
    assert zakon.published is not None
    assert zakon.published.source == "caption"
    assert (lada.section, lada.declared_lang) == ("Общество", "ru")
    assert informburo.published is None


def test_a_date_of_the_sidebar_is_not_even_tried(shared: Path) -> None:
    seed = wrap_seed(2, shared)
    outcome = read_page(seed.page, seed.site)
    assert [issue.slug for issue in outcome.issues] == ["date.missing"]
