"""Why a page is read as it is: every candidate of every field, and every block kept or cut.

Nothing is judged here a second time: the candidates are those the reading takes the first of, run
to their end, and the cuts are those it noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from types import ModuleType
from typing import Any, Literal

from crawlers.memory import NOTHING, Memory
from crawlers.page import Page
from crawlers.reading import body, dating, fields, lead
from crawlers.reading.blocks import blocks
from crawlers.reading.candidate import Candidate, first
from crawlers.reading.context import Context
from crawlers.reading.gate import not_article, too_little
from crawlers.reading.head import languages
from crawlers.reading.pieces import Piece, pieces
from crawlers.reading.reader import EMPTY, Outcome, addresses, context_of, read_context
from crawlers.reading.tree import once, squeeze
from crawlers.site import Site
from sholu.article import Article, Moment, Rejected
from sholu.fields import shown
from sholu.issues import Issue

Verdict = Literal["taken", "refused", "not asked"]
Value = str | tuple[str, ...] | None
FIELDS = (
    "title", "lead", "authors", "section", "keywords", "image", "published", "modified",
    "language", "url", "alternates", "captions", "body",
)  # fmt: skip
"""What has candidates, in the order it is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A candidate: the rule, the text it found, what is made of it, and what became of it.

    `why` says why it was refused; what is `not asked` stands behind the one that was taken.
    """

    rule: str
    text: str
    value: Value
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A field with its candidates in their order; none was found where there are none."""

    field: str
    candidates: tuple[Heard, ...]

    @property
    def taken(self) -> Heard | None:
        """The candidate that fills the field."""
        return next((heard for heard in self.candidates if heard.verdict == "taken"), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A page with its reading and the reasons.

    `since` is the day from which the profile's article rules hold that were used (None: they
    have none). `refused` is what a crawl, which takes articles only, would say of the page.
    """

    url: str
    site: str
    profile: bool
    fetched: datetime
    since: date | None
    refused: Rejected | None
    choices: tuple[Choice, ...]
    pieces: tuple[Piece, ...]
    issues: tuple[Issue, ...]
    article: Article | None


def explain(
    page: Page,
    site: Site | None,
    *,
    hooks: ModuleType | None = None,
    memory: Memory = NOTHING,
) -> Explained:
    """Read a page as `read_page` does, refusing only what is too short, and say why it is so."""
    context = context_of(page, site, hooks, memory)
    if context is None:
        return _explained(page, site, None, {}, (), Outcome(rejected=EMPTY))
    heard = dict(_before(context))  # the reading takes the page apart
    all_blocks = blocks(context.body)
    outcome = read_context(context, strict=False)
    heard |= dict(_after(context))
    heard["captions"] += _credits(heard["captions"], outcome.article)
    found = pieces(context, all_blocks)
    return _explained(page, site, context, heard, found, outcome)


def _explained(
    page: Page,
    site: Site | None,
    context: Context | None,
    heard: dict[str, list[Heard]],
    found: tuple[Piece, ...],
    outcome: Outcome,
) -> Explained:
    return Explained(
        url=page.url,
        site=page.site,
        profile=site is not None,
        fetched=page.fetched,
        since=context.rules.since if context else None,
        refused=outcome.rejected or (_refused(context, outcome.article) if context else None),
        choices=tuple(Choice(field=n, candidates=tuple(heard.get(n, ()))) for n in FIELDS),
        pieces=found,
        issues=outcome.issues,
        article=outcome.article,
    )


def _refused(page: Context, article: Article | None) -> Rejected | None:
    if article is None:
        return None
    reason = not_article(page.site, page.page.url, page.head, article.published)
    if reason:
        return Rejected(disposition="not_article", reason=reason)
    return too_little(page.site, article.title, article.text, strict=True)


def _before(page: Context) -> Iterator[tuple[str, list[Heard]]]:
    """What is found on the whole page."""
    title = first(fields.titles(page))
    dates = dating.Dating(page.zone, page.page.fetched)
    surest = dates.heard(chain(fields.publications(page), page.stamps.further()))
    others = dates.candidates(fields.last_resorts(page, fields.captions(page)))
    head = page.head
    yield "title", _heard(fields.titles(page))
    yield "authors", _heard(fields.writers(page))
    yield "section", _heard(fields.sections(page, (title.value or "") if title else ""))
    yield "keywords", _heard(fields.keyword_lists(page))
    yield "image", _heard(fields.images(page))
    yield "published", _heard(chain(surest, others))
    yield "modified", _heard(dates.candidates(fields.modifications(page)))
    yield "url", _heard(addresses(page))
    yield "alternates", [_taken(f"hreflang:{code}", url) for code, url in head.alternates]
    named = page.stated(page.rules.captions, alts=True)
    yield "captions", [_taken(rule, text) for rule, text in named]
    yield "language", _heard(languages(page.root, head.article, head.meta))


def _after(page: Context) -> Iterator[tuple[str, list[Heard]]]:
    """What is found on the page once it is pruned."""
    found = page.read
    if found is None:
        return
    paragraphs = [line.text.strip(" \t") for line, rule in page.judged if not rule]
    yield "lead", _heard(lead.candidates(found, paragraphs, page.head.described))
    if found.base in ("hook", "plain"):
        value = "\n\n".join(line.text for line in found.lines)
        yield "body", [Heard(rule=found.rule, text="", value=value, verdict="taken")]
        return
    stated = page.head.stated_body
    heard = _heard(body.candidates(page.body, page.left, page.rules.body, stated))
    yield "body", [*_joined(heard, found, stated)]


def _credits(heard: list[Heard], article: Article | None) -> list[Heard]:
    """The captions that no rule of the profile found: caption elements and photo credits."""
    known = {once(each.text) for each in heard}
    captions = article.captions if article else ()
    return [_taken("caption or credit", text) for text in captions if text not in known]


def _joined(heard: list[Heard], found: body.Body, stated: str) -> Iterator[Heard]:
    """The candidates of the body, and what became of JSON-LD's own text beside the one taken."""
    whole = found.rule.removeprefix("lead + ") == "ld:articleBody"
    why = "JSON-LD's articleBody holds it, and more"
    for each in heard:
        beaten = each.verdict == "taken" and whole
        yield replace(each, verdict="refused", why=why) if beaten else each
    if stated:
        taken = whole or "ld:articleBody + " in found.rule
        why = "" if taken else "the page shows the same text, or more"
        value = squeeze(stated)
        yield Heard(
            rule="ld:articleBody", text=value, value=value, why=why,
            verdict="taken" if taken else "refused",
        )  # fmt: skip


def _taken(rule: str, text: str) -> Heard:
    """One of many that are all taken."""
    return Heard(rule=rule, text=text, value=text, verdict="taken")


def _heard(candidates: Iterable[Candidate[Any]]) -> list[Heard]:
    """All candidates: the first that holds is taken, those behind it are not asked.

    One that is asked twice, strictly and later less so, is told once, with what became of it.
    """
    heard: dict[tuple[str, str, Value], Heard] = {}
    taken = False
    for found in candidates:
        verdict: Verdict = "not asked" if taken else "refused" if found.refused else "taken"
        taken = taken or verdict == "taken"
        one = Heard(
            rule=found.rule,
            text=squeeze(found.text),
            value=_value(found.value),
            verdict=verdict,
            why=found.refused,
        )
        same = (one.rule, one.text, one.value)
        if verdict == "taken":
            heard.pop(same, None)  # where it holds is its place
        heard.setdefault(same, one)
    return list(heard.values())


def _value(value: Any) -> Value:
    """A value as people and JSON have it; lines of a body are paragraphs."""
    if isinstance(value, Moment):
        return shown(value)
    if isinstance(value, list):
        return "\n\n".join(line.text for line in value)
    return value if isinstance(value, (str, tuple)) else None
