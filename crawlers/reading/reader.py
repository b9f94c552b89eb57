"""Read a page: bytes, address and profile to an article or a rejection."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

from lxml.html import HtmlElement

from crawlers.address import BadAddress, article_key, canonical
from crawlers.page import Link, Page
from crawlers.reading import fields
from crawlers.reading.blocks import Block, blocks
from crawlers.reading.body import Body, contained, read_body
from crawlers.reading.context import Context
from crawlers.reading.dating import marked
from crawlers.reading.decode import decode
from crawlers.reading.furniture import key, of_site
from crawlers.reading.gate import not_article, too_little
from crawlers.reading.generic import plain_lines
from crawlers.reading.head import head_of
from crawlers.reading.lines import Cleaner, Line
from crawlers.reading.prune import credits_in, prune, take_captions
from crawlers.reading.traces import article_links, line_hashes, other_headlines
from crawlers.reading.tree import parse, squeeze
from crawlers.site import Site
from sholu.article import Article, Moment, Rejected
from sholu.issues import Issue

LEAD = 0.8
"""Share of the description's word triples that make the first paragraph the lead."""

TAGS = 100_000
"""Opening and closing tags that are read; pages have some 1,600, large ones 40,000."""
CAPTIONS = 200
"""Captions that are kept; a page with more is broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What reading a page gave: an article or a rejection, never both; and what to remember."""

    article: Article | None = None
    rejected: Rejected | None = None
    issues: tuple[Issue, ...] = ()
    line_hashes: tuple[int, ...] = ()
    links: tuple[Link, ...] = ()


def read_page(
    page: Page, site: Site | None, *, hooks: ModuleType | None = None, strict: bool = True
) -> Outcome:
    """Read a page by its site's profile, or by the default chain alone.

    `hooks` may have functions title, published and body of (page, tree): what one gives as a
    string is taken, None passes on. A strict reading takes articles only (`gate`); another refuses
    only what is `too_short`. Whatever bytes the page has, nothing is raised but by a hook.
    """
    html = decode(page.body, dict(page.headers).get("content-type"))
    tags = html.count("<")
    root = parse(html if tags <= TAGS else _beginning(html))
    if root is None:
        return Outcome(rejected=Rejected(disposition="too_short", reason="an empty page"))
    context = Context(page, site, hooks, root, head_of(root, page.url, site))
    if tags > TAGS:
        context.report("page.slow", f"it has {tags:,} tags; the first {TAGS:,} were read")
    for fault in context.head.broken:
        context.report("jsonld.broken", f"a JSON-LD block cannot be read: {fault}")
    body = root.find("body")
    body = root if body is None else body
    shown = blocks(body)
    hashes, links = line_hashes(shown), article_links(body, page.url, site)
    result = _article(context, body, shown, strict=strict)
    return Outcome(
        article=result if isinstance(result, Article) else None,
        rejected=result if isinstance(result, Rejected) else None,
        issues=tuple(context.issues),
        line_hashes=hashes,
        links=links,
    )


def _beginning(html: str) -> str:
    """The page as far as TAGS go."""
    return html[: len(html) - len(html.split("<", TAGS)[-1]) - 1]


def _article(
    page: Context, body: HtmlElement, shown: list[Block], *, strict: bool
) -> Article | Rejected:
    known_captions = fields.captions(page)
    published = fields.published(page, known_captions)
    reason = not_article(page.site, page.page.url, page.head, published) if strict else None
    if reason:
        return Rejected(disposition="not_article", reason=reason)
    title = fields.title(page)
    authors = fields.authors(page)
    modified = fields.modified(page)
    others = other_headlines(body, page.page.url)
    cleaner = Cleaner(of_site(page.site), title, others, authors, known_captions)
    dated = published.raw if published and published.source == "text" else ""
    found = _body(page, body, shown, cleaner, dated)
    paragraphs = cleaner.paragraphs(found.lines)
    text = "\n\n".join(paragraphs)
    refused = too_little(page.site, title, text, strict=strict)
    if refused:
        return refused
    _missing(page, title, published)
    url = _address(page)
    return Article(
        url=url,
        site=page.page.site,
        edition=page.page.edition or (page.site.edition_of(url) if page.site else None),
        title=title,
        lead=_lead(found, paragraphs, page.head.named("og:description", "description")),
        text=text,
        authors=authors,
        section=fields.section(page, title),
        keywords=fields.keywords(page),
        image=fields.image(page),
        captions=_captions(cleaner.captions),
        published=published,
        modified=modified,
        declared_lang=page.head.language,
        alternates=page.head.alternates,
        how=tuple(page.how.items()),
    )


def _body(
    page: Context, body: HtmlElement, shown: list[Block], cleaner: Cleaner, dated: str
) -> Body:
    """The body by the hook, by the plain rules where they are asked for, else by the whole art."""
    given = page.hook("body")
    if given:
        found = Body(tuple(Line(line) for line in map(squeeze, given.splitlines())), (), "hook")
    elif page.page.plain:
        cleaner.captions += take_captions(body)
        found = Body(tuple(plain_lines(body)), (), "plain")
    else:
        marked_text = next((text for _, text in marked(page.root, "description")), "")
        prune(body, shown, page.page.url, cleaner.title, cleaner.furniture, dated)
        taken = take_captions(body)
        if not cleaner.captions:
            cleaner.captions += taken
        left = blocks(body)
        cleaner.captions += credits_in(left, cleaner.furniture)
        stated = "\n".join(page.head.ld("articleBody"))
        description = next(iter(page.head.ld("description")), "")
        description = description or page.head.named("og:description", "description")
        description = description or marked_text
        found = read_body(body, left, page.rules.body, stated, squeeze(description))
    page.say("body", found.rule)
    return found


def _lead(found: Body, paragraphs: list[str], description: str) -> str | None:
    """The paragraphs of the text the page sets apart as lead, or the first if it is described."""
    texts = {line.text for line in found.lead}
    own = [paragraph for paragraph in paragraphs if paragraph in texts]
    if own:
        return "\n\n".join(own)
    if paragraphs and contained([Line(description)], [Line(paragraphs[0])]) >= LEAD:
        return paragraphs[0]
    return None


def _missing(page: Context, title: str, published: Moment | None) -> None:
    if not title:
        page.report("title.missing", "no headline was found")
    if published is None:
        page.report("date.missing", "no date of publication was found")


def _captions(found: list[str]) -> tuple[str, ...]:
    """Captions once each, none that is a part of another; the first of very many."""
    found = found[:CAPTIONS]
    keys = [key(text) for text in found]
    return tuple(
        text
        for at, text in enumerate(found)
        if keys[at] not in keys[:at]
        and not any(keys[at] in other and keys[at] != other for other in keys)
    )


def _address(page: Context) -> str:
    """The canonical address: the one the page names where it has this article's id, else its own.

    A broken one stays as it came.
    """
    url, named = page.page.url, page.head.canonical
    if page.site and named and article_key(named, page.site):
        same = article_key(named, page.site) == article_key(url, page.site)
        url = named if same else url
    try:
        return canonical(url, page.site)
    except BadAddress:
        return url
