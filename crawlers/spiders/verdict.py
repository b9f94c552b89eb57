"""What a finished run says of its site: whether it was silent, and whether fields ran thin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from crawlers.present import present
from crawlers.site import Site
from sholu import clock
from sholu.health import WEEK, WEEKS, SiteState, SourceReport, quiet, silent, site_state
from sholu.issues import Issue, issue
from sholu.plural import counted
from sholu.store import RunRow, Store

BECAME = ("stored", "updated", "unchanged", "duplicate")
"""Dispositions of pages that are articles."""
ENOUGH = 10
"""New articles below which shares of fields say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run over a site came to.

    `reasons` count pages by disposition and reason; `silence` is why the run must count as
    failed, None when it need not; `fault` what broke in it that nobody
    foresaw, or why the index could not follow.
    """

    site: str
    run: RunRow
    reasons: dict[tuple[str, str], int]
    state: SiteState
    sources: tuple[SourceReport, ...]
    silence: str | None
    fault: str | None


def judge(
    store: Store, site: Site, row: RunRow, new: Counter[str], fault: str | None = None
) -> Result:
    """The result of a run that has ended; a run somebody stopped is never called silent.

    `new` counts, by source, the addresses that were new and to be fetched.
    """
    sources = reports(store, site, new)
    why = None
    if row.outcome == "finished":
        why = silent(
            sources,
            became=sum(row.counts.get(name, 0) for name in BECAME),
            last_new=store.newest(site.id),
            quiet_after=clock.span(site.expect.quiet_after),
            now=clock.now(),
        )
    asked = row.counts.get("failed", 0) + row.counts.get("blocked", 0)
    if why is None and row.outcome == "finished" and asked and asked == sum(row.counts.values()):
        why = f"{counted(asked, 'page')} asked, and none could be read"
    return Result(
        site=site.id,
        run=row,
        reasons=store.reasons(row.id),
        state=site_state(sources),
        sources=tuple(sources),
        silence=why,
        fault=fault,
    )


def listen(store: Store, site: Site, row: RunRow) -> None:
    """Call the sources that answer quiet, or ok again, by the rhythm of the site's articles.

    Only after a run that came to all there was: what could not be asked may be what is missed.
    """
    missed = row.left or row.counts.get("failed") or row.counts.get("blocked")
    if row.outcome != "finished" or missed:
        return
    now = clock.now()
    times = store.seconds_of(site.id, int(now.timestamp()) - (WEEKS + 2) * WEEK)
    urls = [source.url for source in present(site, store.sources(site.id))]
    store.settle_quiet(site.id, urls, quiet(times, int(now.timestamp())), now)


def reports(store: Store, site: Site, new: Counter[str]) -> list[SourceReport]:
    """The profile's own sources as this run found them."""
    return [
        SourceReport(
            url=row.url,
            kind=row.kind,
            edition=row.edition,
            state=row.state,
            reason=row.reason,
            since=row.since,
            listed=row.listed,
            new=new[row.url],
        )
        for row in present(site, store.sources(site.id))
    ]


def thin_fields(store: Store, site: Site, run: int) -> Iterator[Issue]:
    """An issue for each field that too few of the run's new articles have."""
    total, having = 0, Counter[str]()
    for article in store.stored_in(run):
        total += 1
        having.update(name for name in site.expect.fields if getattr(article, name))
    if total < ENOUGH:
        return
    for field, floor in site.expect.fields.items():
        share = having[field] / total
        if share < floor:
            message = f"{field}: in {share:.0%} of {total} new articles, expected {floor:.0%}"
            yield issue("expect.fields", message, site=site.id)
