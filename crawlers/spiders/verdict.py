"""What a finished run says of its site: whether it was silent, and whether fields ran thin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sholu import clock
from sholu.health import SiteState, SourceReport, silent, site_state
from sholu.issues import Issue, issue
from sholu.store import RunRow

if TYPE_CHECKING:
    from crawlers.spiders.run import Run

BECAME = ("stored", "updated", "unchanged", "duplicate")
"""Dispositions of pages that are articles."""
ENOUGH = 10
"""New articles below which shares of fields say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run over a site came to.

    `reasons` count pages by disposition and reason; `silence` is why the run must count as
    failed, None when it need not.
    """

    site: str
    run: RunRow
    reasons: dict[tuple[str, str], int]
    state: SiteState
    sources: tuple[SourceReport, ...]
    silence: str | None


def judge(run: Run, row: RunRow) -> Result:
    """The result of a run that has ended; a run somebody stopped is never called silent."""
    sources = reports(run)
    why = None
    if row.outcome == "finished":
        why = silent(
            sources,
            became=sum(row.counts.get(name, 0) for name in BECAME),
            last_new=run.store.newest(run.site.id),
            quiet_after=clock.span(run.site.expect.quiet_after),
            now=clock.now(),
        )
    return Result(
        site=run.site.id,
        run=row,
        reasons=run.store.reasons(run.id),
        state=site_state(sources),
        sources=tuple(sources),
        silence=why,
    )


def reports(run: Run) -> list[SourceReport]:
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
            new=run.new_links[row.url],
        )
        for row in run.store.sources(run.site.id)
        if row.parent is None
    ]


def thin_fields(run: Run) -> Iterator[Issue]:
    """An issue for each field that too few of the run's new articles have."""
    total, having = 0, Counter[str]()
    for record in run.store.stored_in(run.id):
        total += 1
        having.update(name for name in run.site.expect.fields if getattr(record.article, name))
    if total < ENOUGH:
        return
    for field, floor in run.site.expect.fields.items():
        share = having[field] / total
        if share < floor:
            message = f"{field}: in {share:.0%} of {total} new articles, expected {floor:.0%}"
            yield issue("expect.fields", message, site=run.site.id)
