"""The functions of the Python door: the commands' own words, giving values instead of lines.

`read`, `tag` and `explain` are pure: they know the shipped profiles and topics, and what they are
given. `search`, `trend` and `open_index` look into the data folder of the settings in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawlers.site import Site
    from nlp.topic import Explanation, Topic
    from sholu.article import Annotations, Article, Rejected
    from sholu.index import Index
    from sholu.jobs.search import Hit
    from sholu.settings import Settings
    from sholu.trends import By, Trend

PAGE = 100


def read(
    html: str | bytes,
    url: str,
    *,
    site: str | Site | None = None,
    fetched: datetime | None = None,
) -> Article | Rejected:
    """The article in a page's HTML; Rejected only when it has not one sentence.

    `site` is the id of a shipped profile, or a profile; None: the default rules. Relative dates
    count from `fetched` (aware; None: now). Raises UnknownSite.

    >>> text = "Қазақстанда дипфейк үшін жауапкершілік енгізіледі. Бұл туралы вице-министр айтты."
    >>> page = f"<html><body><h1>Жаңа норма</h1><p>{text}</p></body></html>"
    >>> read(page, "https://aqparat.example/1.html").title
    'Жаңа норма'
    >>> read("<p></p>", "https://aqparat.example/2.html").disposition
    'too_short'
    """
    from crawlers.reading import read as read_html
    from crawlers.site import get_site

    profile = get_site(site) if isinstance(site, str) else site
    return read_html(html, url, site=profile, fetched=fetched)


def tag(article: Article, *, topics: Mapping[str, Topic] | None = None) -> Annotations:
    """Language, topics with the words that prove them, and search keys of an article.

    `topics` None: those shipped; `nlp.topic.load_topics(folder)` gives them with your own.

    >>> from sholu.article import Article
    >>> notes = tag(Article.from_text("Дипфейк жасағандар жауапқа тартылады."))
    >>> notes.lang, [(tag.topic, tag.evidence[0].text) for tag in notes.tags]
    ('kk', [('deepfake', 'Дипфейк')])
    """
    from nlp.annotate import annotate

    return annotate(article, topics)


def explain(article: Article, *, topics: Mapping[str, Topic] | None = None) -> Explanation:
    """Why an article has its topics, and why not the others.

    >>> from sholu.article import Article
    >>> found = explain(Article.from_text("Дипфейк жасағандар жауапқа тартылады."))
    >>> [topic.topic for topic in found.topics if topic.kept]
    ['deepfake']
    """
    from nlp.annotate import matcher_of
    from nlp.extent import beginning
    from nlp.language import by_paragraph, identify, lang_of
    from nlp.topic import explain as explain_text

    parts = by_paragraph(beginning(article.text), article.declared_lang)
    title_lang = identify(article.title, lang_of(parts)).lang if article.title else None
    return explain_text(matcher_of(topics), article.title, article.text, parts, title_lang)


def search(
    query: str,
    *,
    since: str | timedelta | date | None = None,
    limit: int | None = None,
    settings: Settings | None = None,
) -> Iterator[Hit]:
    """What a query asks for, newest first, to the last; fetched a page at a time.

    `since` is a span such as "30d", or a day. A hit has its `record`, `title_spans` and `snippet`.
    Raises UserError (one sentence) when first asked: a query that means nothing, no store yet.
    """
    from sholu.jobs.search import search as page_of

    settings = settings or _settings()
    after, left = None, limit
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        page = page_of(settings, query, since=_since(since), limit=size, after=after)
        yield from page.hits
        after, left = page.cursor, None if left is None else left - size
        if after is None:
            return


def trend(
    *asked: str,
    by: By = "week",
    split: Mapping[str, Sequence[str]] | None = None,
    since: str | timedelta | None = None,
    first: date | None = None,
    last: date | None = None,
    unique: bool = False,
    settings: Settings | None = None,
) -> Trend:
    """Counts over time of topics and queries; none: of all articles. As `sholu trends`.

    `split` maps topic, lang, site, edition, entity or story to values, `[]` meaning all. Raises
    UserError.
    """
    from sholu import clock
    from sholu.jobs.trends import trends

    return trends(
        settings or _settings(),
        asked,
        by=by,
        split=split,
        first=first,
        last=last,
        since=clock.span(since) if isinstance(since, str) else since,
        unique=unique,
    )


def open_index(name: str | None = None, *, settings: Settings | None = None) -> Index:
    """An index of the settings, to search in; None: the first. Raises UserError, such as NoIndex.

    `search`, `count` and `aggregate` take the tree that `sholu.query.parse` gives.
    """
    from sholu.index.targets import open_target

    return open_target(name, settings or _settings())


def _settings() -> Settings:
    from sholu.settings import load_settings

    return load_settings()


def _since(since: str | timedelta | date | None) -> str | None:
    """What `since:` takes in a query: a span, or a day. Whole days are days of the calendar."""
    if isinstance(since, timedelta):
        seconds = int(since.total_seconds())
        return f"{seconds // 86_400}d" if seconds % 86_400 == 0 else f"{seconds}s"
    return since.isoformat() if isinstance(since, date) else since
