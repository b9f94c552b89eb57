"""The fields of an article beside its text: the hook first, then the profile, then the chain.

Each has its candidates, in their order, and takes the first that holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import urljoin

from crawlers.reading import dating
from crawlers.reading import people as who
from crawlers.reading import title as headline
from crawlers.reading.candidate import Candidate, first
from crawlers.reading.context import Context
from crawlers.reading.furniture import key
from crawlers.reading.trails import related, trail_of
from crawlers.reading.tree import once, squeeze
from sholu.article import Moment

RUBRIC = 60
"""Characters of a longest rubric; a longer breadcrumb is a headline."""
_SECTION = ("ld:articleSection", "meta:article:section")
_ADDRESS = ("url:section",)
_KEYWORDS = ("article:tag", "news_keywords", "keywords")
_IMAGES = ("og:image", "twitter:image")
_SOURCES = ("data-src", "data-lazy-src", "src")
"""Where an <img> has its address; before one that is loaded late stands a placeholder."""
_COMMAS = re.compile(r"\s*[,;]\s*")
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")


def title(page: Context) -> str:
    """The headline; empty if there is none, which is an issue."""
    return page.take("title", titles(page)) or ""


def titles(page: Context) -> Iterator[Candidate[str]]:
    """What may be the headline."""
    given = page.hook("title")
    if given:
        yield Candidate("hook", given, squeeze(given))
    for rule, text in page.stated(page.rules.title):
        yield Candidate(rule, text, text)
    yield from headline.candidates(page.root, page.head, page.stamps)


def captions(page: Context) -> list[str]:
    """What the profile's rules say are captions; a text printed twice over is one."""
    found = [once(text) for _, text in page.stated(page.rules.captions, alts=True)]
    return list({key(text): text for text in reversed(found)}.values())[::-1]


def published(page: Context, known_captions: list[str]) -> Moment | None:
    """When it came out, or None: a date of a related card is none.

    Contradicting witnesses, of the page, its source and its address, impossible and future dates
    are issues.
    """
    reader = dating.Dating(page.zone, page.page.fetched)
    found = reader.surest(publications(page), page.stamps.further())
    found = found or reader.first(last_resorts(page, known_captions))
    if found:
        reader.compare(found, dating.beside(page.page))
    for slug, message in reader.faults:
        page.report(slug, message)
    page.say("published", found.source if found else "")
    return found


def modified(page: Context) -> Moment | None:
    """When it was changed last, as the page says."""
    reader = dating.Dating(page.zone, page.page.fetched, changes=True)
    found = reader.first(modifications(page))
    page.say("modified", found.source if found else "")
    return found


def publications(page: Context) -> Iterator[dating.Found]:
    """What states the time of publication, or shows it beside the headline; all are heard, and
    compared."""
    given = page.hook("published")
    if given:
        yield "hook", given
    yield from page.stated(page.rules.published)
    yield from dating.stated(page.head, "datePublished", dating.PUBLISHED)
    yield from page.stamps.marked("datePublished")
    yield from page.stamps.beside()


def last_resorts(page: Context, known_captions: list[str]) -> Iterator[dating.Found]:
    """The witnesses that are asked where those said nothing."""
    yield from (("caption", text) for text in known_captions if _CLOCK.search(text))
    yield from dating.beside(page.page)


def modifications(page: Context) -> Iterator[dating.Found]:
    """The witnesses of the last change."""
    yield from page.stated(page.rules.modified)
    yield from dating.stated(page.head, "dateModified", dating.MODIFIED)
    yield from page.stamps.marked("dateModified")


def authors(page: Context) -> tuple[str, ...]:
    """The people who wrote it."""
    return page.take("authors", writers(page)) or ()


def writers(page: Context) -> Iterator[Candidate[tuple[str, ...]]]:
    """Who may have written it; what the profile's rules find belongs together."""
    stated = page.stated(page.rules.authors)
    if stated:
        yield who.candidate(stated[0][0], [text for _, text in stated])
    yield from who.candidates(page.root, page.head, page.cards)


def section(page: Context, title: str) -> str | None:
    """The rubric."""
    return page.take("section", sections(page, title))


def sections(page: Context, title: str) -> Iterator[Candidate[str]]:
    """The rubrics: the profile's, JSON-LD's, the meta's, microdata's, the last breadcrumb before
    the page, a link that says it is the category, the word in the address."""
    for rule, text in page.stated((*page.rules.section, *_SECTION)):
        yield Candidate(rule, text, text)
    own = (key(title), key(page.head.title))
    for rule, crumbs in (
        (
            "itemprop:articleSection",
            [text for _, text in page.stamps.marked("articleSection")],
        ),
        ("ld:BreadcrumbList", page.head.crumbs[1:]),
        ("breadcrumbs", trail_of(page.root)[1:]),
        ("rel:category", related(page.root, page.cards, "category")[:1]),
    ):
        trail = [crumb for crumb in crumbs if crumb and key(crumb) not in own]
        if trail:
            refused = f"over {RUBRIC} characters are a headline" if len(trail[-1]) > RUBRIC else ""
            yield Candidate(rule, trail[-1], trail[-1], refused)
    for rule, text in page.stated(_ADDRESS):
        yield Candidate(rule, text, text)


def keywords(page: Context) -> tuple[str, ...]:
    """The keywords, once each."""
    found = first(keyword_lists(page))
    return (found.value or ()) if found else ()


def keyword_lists(page: Context) -> Iterator[Candidate[tuple[str, ...]]]:
    """The keywords of JSON-LD, the article's tags, the metas, the links that say they are tags."""
    lists = [("ld:keywords", page.head.ld("keywords"))]
    lists += [(f"meta:{name}", list(page.head.meta.get(name, ()))) for name in _KEYWORDS]
    lists += [("rel:tag", related(page.root, page.cards, "tag"))]
    for rule, texts in lists:
        words = [word for text in texts for word in _COMMAS.split(squeeze(text)) if word]
        if texts:
            shown, refused = "; ".join(texts), "" if words else "it has no word"
            yield Candidate(rule, shown, tuple(dict.fromkeys(words)), refused)


def image(page: Context) -> str | None:
    """The address of the article's picture."""
    found = first(images(page))
    return found.value if found else None


def images(page: Context) -> Iterator[Candidate[str]]:
    """The pictures that the head names, then microdata's, then the first in a figure."""
    named = [("ld:image", text) for text in page.head.ld("image", "url") or page.head.ld("image")]
    named += [(f"meta:{name}", page.head.named(name)) for name in _IMAGES]
    named += [("itemprop:image", text) for _, text in page.stamps.marked("image")]
    for rule, text in chain(named, _figures(page)):
        try:
            if "#" in text:
                yield Candidate(rule, text, None, "a reference inside of the page's data")
            elif text:
                yield Candidate(rule, text, urljoin(page.page.url, text))
        except ValueError:
            yield Candidate(rule, text, None, "no address")


def _figures(page: Context) -> Iterator[tuple[str, str]]:
    """The first picture in a figure of the article's own."""
    for figure in page.cards.outside(page.root.iter("figure")):
        for picture in figure.iter("img"):
            said = (picture.get(name, "").strip() for name in _SOURCES)
            address = next((text for text in said if text and not text.startswith("data:")), None)
            if address:
                yield "figure", address
                return
