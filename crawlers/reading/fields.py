"""The fields of an article beside its text: the hook first, then the profile, then the chain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from crawlers.reading import dating
from crawlers.reading.context import Context
from crawlers.reading.furniture import key
from crawlers.reading.people import authors_of, people
from crawlers.reading.title import title_of
from crawlers.reading.tree import once, squeeze
from sholu.article import Moment

RUBRIC = 60
"""Characters of a longest rubric; a longer breadcrumb is a headline."""
_SECTION = ("ld:articleSection", "meta:article:section")
_COMMAS = re.compile(r"\s*[,;]\s*")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")


def title(page: Context) -> str:
    """The headline; empty if there is none, which is an issue."""
    given = page.hook("title")
    if given:
        page.say("title", "hook")
        return squeeze(given)
    for rule, text in page.stated(page.rules.title):
        page.say("title", rule)
        return text
    text, rule = title_of(page.root, page.head)
    page.say("title", rule)
    return text


def captions(page: Context) -> list[str]:
    """What the profile's rules say are captions; a text printed twice over is one."""
    found = [once(text) for _, text in page.stated(page.rules.captions, alts=True)]
    return list({key(text): text for text in reversed(found)}.values())[::-1]


def published(page: Context, known_captions: list[str]) -> Moment | None:
    """When it came out, or None: a date of a related card is none.

    Contradicting witnesses, impossible and future dates are issues.
    """
    reader = dating.Dating(page.zone, page.page.fetched)
    found = reader.first(_publication(page), compare=True)
    if found is None:
        found = reader.first(dating.printed(page.root))
    if found is None:
        dated = (text for text in known_captions if _CLOCK.search(text))
        found = reader.first(("caption", text) for text in dated)
    if found is None:
        found = reader.address(page.page.url)
    for slug, message in reader.faults:
        page.report(slug, message)
    page.say("published", found.source if found else "")
    return found


def modified(page: Context) -> Moment | None:
    """When it was changed last, as the page says."""
    reader = dating.Dating(page.zone, page.page.fetched)
    found = reader.first(_modification(page))
    page.say("modified", found.source if found else "")
    return found


def authors(page: Context) -> tuple[str, ...]:
    """The people who wrote it."""
    stated = page.stated(page.rules.authors)
    found = people(text for _, text in stated)
    rule = stated[0][0] if stated else ""
    if not found:
        found, rule = authors_of(page.root, page.head)
    page.say("authors", rule if found else "")
    return found


def section(page: Context, headline: str) -> str | None:
    """The rubric: the profile's, JSON-LD's, the meta's, or the last breadcrumb before the page."""
    for rule, text in page.stated((*page.rules.section, *_SECTION)):
        page.say("section", rule)
        return text
    own = (key(headline), key(page.head.title))
    trail = [crumb for crumb in page.head.crumbs[1:] if key(crumb) not in own]
    if trail and len(trail[-1]) <= RUBRIC:
        page.say("section", "ld:BreadcrumbList")
        return trail[-1]
    return None


def keywords(page: Context) -> tuple[str, ...]:
    """The keywords of JSON-LD, the article's tags or the meta, once each."""
    for texts in (page.head.ld("keywords"), *(page.head.meta.get(n, ()) for n in _KEYWORDS)):
        words = [word for text in texts for word in _COMMAS.split(squeeze(text)) if word]
        if words:
            return tuple(dict.fromkeys(words))
    return ()


def image(page: Context) -> str | None:
    """The address of the article's picture; a JSON-LD reference (`…/#primaryimage`) is none."""
    stated = page.head.ld("image", "url") or page.head.ld("image")
    found = next((text for text in stated if "#" not in text), "") or page.head.named(
        "og:image", "twitter:image"
    )
    try:
        return urljoin(page.page.url, found) if found else None
    except ValueError:
        return None


_KEYWORDS = ("article:tag", "news_keywords", "keywords")


def _publication(page: Context) -> Iterator[dating.Found]:
    given = page.hook("published")
    if given:
        yield "hook", given
    yield from page.stated(page.rules.published)
    yield from dating.stated(page.head, "datePublished", dating.PUBLISHED)
    yield from dating.marked(page.root, "datePublished")
    yield from dating.timed(page.root)


def _modification(page: Context) -> Iterator[dating.Found]:
    yield from page.stated(page.rules.modified)
    yield from dating.stated(page.head, "dateModified", dating.MODIFIED)
    yield from dating.marked(page.root, "dateModified")
