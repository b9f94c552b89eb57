"""Keep: one short transaction makes the article safe, or ends the page without one."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Self

from scrapy.crawler import Crawler

from crawlers.address import accepts, article_id, article_key, canonical
from crawlers.page import Reading
from crawlers.site import Site
from crawlers.spiders.news import NewsSpider
from crawlers.spiders.run import Run
from pipelines.read import Work
from sholu.article import Annotations, Article
from sholu.edits import edit_class, fingerprint
from sholu.issues import issue
from sholu.link import link
from sholu.store import Keeping

logger = logging.getLogger(__name__)


class Keep:
    """Writes articles to the store. Nothing after it can lose one."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Made by Scrapy."""
        return cls(crawler)

    def process_item(self, item: Work) -> Work:
        """The same item, with its page ended."""
        spider = self.crawler.spider
        assert isinstance(spider, NewsSpider)
        try:
            keep(spider.run, item)
        except Exception as error:  # one page's trouble must not end without a disposition
            logger.exception("keeping %s", item.fetched.due.url)
            reason = f"keeping: {type(error).__name__}"
            spider.run.log(issue("page.failed", f"{reason}: {error}", site=spider.name,
                                 url=item.fetched.due.url))  # fmt: skip
            spider.run.end(item.fetched.due, "failed", reason, by_reader=True)
        return item


def keep(run: Run, item: Work) -> None:
    """Log the reading's issues, then keep its article or give its page another disposition."""
    reading, fetched = item.reading, item.fetched
    run.log(*reading.issues)
    if reading.article and reading.annotations:
        new = keeping(run.site, item, reading, reading.article, reading.annotations)
        run.keep(fetched.due, new, fetched.validators)
        return
    rejected = reading.rejected
    disposition, reason = (
        (rejected.disposition, rejected.reason) if rejected else ("failed", "no reading")
    )
    run.end(
        fetched.due,
        disposition,
        reason,
        at=fetched.page.fetched,
        validators=None if disposition == "failed" else fetched.validators,
        by_reader=True,
    )


def keeping(
    site: Site, item: Work, reading: Reading, article: Article, notes: Annotations
) -> Keeping:
    """The article under the id its address gives it.

    The address is the canonical one the page names, where that is an article's; some pages name
    their home page.
    """
    named = article.url if accepts(article.url, site) else item.fetched.page.url
    url = canonical(named, site)
    key = article_key(url, site)
    own = key.own_id if key else url
    edition = key.edition if key else article.edition
    before = reading.before
    return Keeping(
        id=article_id(site.id, edition, own),
        article=replace(article, url=url, edition=edition),
        annotations=notes,
        fingerprint=fingerprint(article.title, article.text),
        before=before,
        before_fingerprint=fingerprint(before.title, before.text) if before else None,
        classify=edit_class,
        sketch=reading.sketch,
        link=link,
        lines=reading.line_hashes,
        reader=reading.reader,
        raw=item.fetched.page.raw,
        fetched=item.fetched.page.fetched,
        worded=not own.isdigit(),
    )
