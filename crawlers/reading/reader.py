"""Read a page: bytes, address and profile to an article or a rejection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from urllib.parse import urlsplit

from crawlers.address import BadAddress, article_key, canonical
from crawlers.memory import NOTHING, Memory, line_hash, recall
from crawlers.page import Page
from crawlers.reading import fields
from crawlers.reading.blocks import Shown
from crawlers.reading.body import Body, drop_unwanted, read_body
from crawlers.reading.candidate import Candidate, first
from crawlers.reading.cards import Cards
from crawlers.reading.context import Context
from crawlers.reading.furniture import key, of_site
from crawlers.reading.gate import not_article, too_little
from crawlers.reading.generic import plain_lines
from crawlers.reading.head import head_of
from crawlers.reading.lead import candidates as lead_candidates
from crawlers.reading.limits import bounded
from crawlers.reading.lines import Cleaner, Line
from crawlers.reading.prune import credits_in, prune, take_captions
from crawlers.reading.stamps import Stamps
from crawlers.reading.traces import other_headlines
from crawlers.reading.tree import matches, parse, squeeze
from crawlers.site import Site
from sholu.article import Article, Moment, Rejected
from sholu.issues import Issue
from sholu.plural import counted

EMPTY = Rejected(disposition="too_short", reason="an empty page")

CAPTIONS = 200
"""Captions that are kept; a page with more is broken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What reading a page gave: an article or a rejection, never both; and what to remember.

    `line_hashes` are those of the article's paragraphs, with the ones that memory cut.
    """

    article: Article | None = None
    rejected: Rejected | None = None
    issues: tuple[Issue, ...] = ()
    line_hashes: tuple[int, ...] = ()


def read_page(
    page: Page,
    site: Site | None,
    *,
    hooks: ModuleType | None = None,
    strict: bool = True,
    memory: Memory = NOTHING,
) -> Outcome:
    """Read a page by its site's profile, or by the default chain alone.

    `hooks` may have functions title, published and body of (page, tree): what one gives as a
    string is taken, None passes on. `memory` has the lines that the site repeats. A strict
    reading takes articles only (`gate`); another refuses only what is `too_short`. Whatever bytes
    the page has, nothing is raised but by a hook.
    """
    context = context_of(page, site, hooks, memory)
    if context is None:
        return Outcome(rejected=EMPTY)
    return read_context(context, strict=strict)


def context_of(
    page: Page, site: Site | None, hooks: ModuleType | None, memory: Memory = NOTHING
) -> Context | None:
    """The page as its fields are found from; None for one that has no element at all."""
    declared = dict(page.headers).get("content-type")
    html, left_out = bounded(page.body, declared, plain=page.plain)
    root = parse(html)
    if root is None:
        return None
    held = list(root.iter())
    head = head_of(root, page.url, site)
    cards = Cards(root)
    context = Context(page, site, hooks, root, head, held, cards, Stamps(held, cards), memory)
    for note in left_out:
        context.report("page.slow", note)
    return context


def read_context(context: Context, *, strict: bool) -> Outcome:
    """Read a page that was prepared; its tree is taken apart."""
    for fault in context.head.broken:
        context.report("jsonld.broken", f"a JSON-LD block cannot be read: {fault}")
    body = context.body
    shown = Shown(body)
    result = _article(context, shown, strict=strict)
    return Outcome(
        article=result if isinstance(result, Article) else None,
        rejected=result if isinstance(result, Rejected) else None,
        issues=tuple(context.issues),
        line_hashes=context.line_hashes,
    )


def _article(page: Context, shown: Shown, *, strict: bool) -> Article | Rejected:
    known_captions = fields.captions(page)
    published = fields.published(page, known_captions)
    reason = not_article(page.site, page.page.url, page.head, published) if strict else None
    if reason:
        return Rejected(disposition="not_article", reason=reason)
    title = fields.title(page)
    authors = fields.authors(page)
    section = fields.section(page, title)  # its rule may look at what `prune` takes out
    image = fields.image(page)  # and so is a figure
    modified = fields.modified(page)
    others = other_headlines(page.body, page.page.url)
    cleaner = Cleaner(of_site(page.site), title, others, authors, known_captions)
    dated = published.raw if published and published.source == "text" else ""
    found = _body(page, shown, cleaner, dated)
    paragraphs = _remembered(page, cleaner, cleaner.paragraphs(found.lines))
    page.read, page.judged = found, cleaner.judged
    text = "\n\n".join(paragraphs)
    refused = too_little(page.site, title, text, strict=strict)
    if refused:
        return refused
    _missing(page, title, published)
    url = _address(page)
    lead = first(lead_candidates(found, paragraphs, page.head.described))
    return Article(
        url=url,
        site=page.page.site,
        edition=page.page.edition or (page.site.edition_of(url) if page.site else None),
        title=title,
        lead=lead.value if lead else None,
        text=text,
        authors=authors,
        section=section,
        keywords=fields.keywords(page),
        image=image,
        captions=_captions(cleaner.captions),
        published=published,
        modified=modified,
        declared_lang=page.head.language,
        alternates=page.head.alternates,
        how=tuple(page.how.items()),
    )


def _body(page: Context, shown: Shown, cleaner: Cleaner, dated: str) -> Body:
    """The body by the hook, by the plain rules where they are asked for, else by the whole art."""
    page.left = shown.blocks
    given = page.hook("body")
    if given:
        lines = tuple(Line(line) for line in map(squeeze, given.splitlines()))
        found = Body(lines, (), "hook", "hook")
    elif page.page.plain:
        cleaner.captions += take_captions(page.body, page.cuts)
        found = Body(tuple(plain_lines(page.body)), (), "plain", "plain")
    else:
        found = _pruned_body(page, shown, cleaner, dated)
    page.say("body", found.rule)
    return found


def _remembered(page: Context, cleaner: Cleaner, paragraphs: list[str]) -> list[str]:
    """The paragraphs without the lines that the site is known to repeat."""
    page.line_hashes = tuple(map(line_hash, paragraphs))
    known = {
        number
        for text, number in zip(paragraphs, page.line_hashes, strict=True)
        if number in page.memory.lines and cleaner.furniture.rule(text) != "keep"
    }
    recalled = recall(paragraphs, page.line_hashes, Memory(frozenset(known)))
    if recalled.cut:
        page.say("memory", f"{counted(len(recalled.cut), 'line')} cut")
        cleaner.cut_too(recalled.cut, "memory")
    if recalled.doubted:
        page.report("memory.doubted", "the site repeats more than half of the text: nothing cut")
    return recalled.kept


def _pruned_body(page: Context, shown: Shown, cleaner: Cleaner, dated: str) -> Body:
    body, rules, furniture = page.body, page.rules.body, cleaner.furniture
    url, cuts = page.page.url, page.cuts
    spared = {node for css in rules.spare for node in matches(body, css)}
    marked_text = next((text for _, text in page.stamps.marked("description")), "")
    prune(body, shown, url, cleaner.title, furniture, dated=dated, spared=spared, cuts=cuts)
    taken = take_captions(body, cuts, spared)
    if not cleaner.captions:
        cleaner.captions += taken
    left = shown.left(cuts)
    cleaner.captions += credits_in(left, furniture)
    page.left = drop_unwanted(body, left, rules, cuts)
    stated = page.head.stated_body
    description = squeeze(page.head.description or marked_text)
    found = read_body(body, page.left, rules, stated, description)
    if rules.keep and found.base != "profile":
        page.report(
            "body.selector", f"none of the profile's selectors fits: {', '.join(rules.keep)}"
        )
    return found


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
    found = first(addresses(page))
    return found.value if found and found.value else page.page.url


def addresses(page: Context) -> Iterator[Candidate[str]]:
    """The canonical address: the one the page names where it has this article's id, or without a
    profile where it is the own one without its query, else its own.

    A broken one stays as it came.
    """
    url, named, site = page.page.url, page.head.canonical, page.site
    if named:
        ids = (article_key(named, site), article_key(url, site)) if site else (None, None)
        same = ids[0] is not None and ids[0] == ids[1] if site else _is_bare(named, url)
        refused = "" if same else "it is not surely the address of this article"
        yield Candidate("link:canonical", named, _canonical(named, page), refused)
    yield Candidate("address", url, _canonical(url, page))


def _canonical(url: str, page: Context) -> str:
    try:
        return canonical(url, page.site)
    except BadAddress:
        return url


def _is_bare(named: str, url: str) -> bool:
    """Whether an address is the other without query; not where the path may be all articles'."""
    try:
        bare = urlsplit(canonical(url, None))._replace(query="")
        slug = bare.path.rstrip("/").rpartition("/")[2]
        return canonical(named, None) == bare.geturl() and re.search(r"[\d-]", slug) is not None
    except BadAddress:
        return False
