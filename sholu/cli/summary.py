"""What a crawl came to, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crawlers.spiders.verdict import Result
from sholu.article import DISPOSITIONS
from sholu.cli.show import console, table
from sholu.health import STATES


def as_row(result: Result) -> dict[str, Any]:
    """A result as one flat JSON object; `reasons` maps "disposition: reason" to pages."""
    run = result.run
    return {
        "site": result.site,
        "run": run.id,
        "outcome": run.outcome,
        "started": run.started,
        "finished": run.finished,
        "pages": sum(run.counts.values()),
        "dispositions": run.counts,
        "reasons": {f"{name}: {why}": count for (name, why), count in result.reasons.items()},
        "left": run.left,
        "state": result.state.state,
        "reason": result.state.reason,
        "sources": [
            {"url": source.url, "kind": source.kind, "state": source.state, "reason": source.reason}
            for source in result.sources
        ],
        "silent": result.silence,
        "fault": result.fault,
    }


def show(results: Sequence[Result]) -> None:
    """Print the summary: a row a site, then what someone should look at."""
    names = sorted({name for result in results for name in result.run.counts}, key=_order)
    table(
        ("site", "pages", *names, "left", "state"),
        (
            (
                result.site,
                sum(result.run.counts.values()),
                *(result.run.counts.get(name) for name in names),
                result.run.left or None,
                result.state.state if result.sources else "not asked",
            )
            for result in results
        ),
    )
    out = console()
    for result in results:
        for source in result.sources:
            if source.state != "ok":
                why = f" ({source.reason})" if source.reason else ""
                out.print(f"{result.site}: {source.url}: {source.state}{why}", markup=False)
                out.print(f"    {STATES[source.state]}", markup=False)
        for (name, why), count in result.reasons.items():
            out.print(f"{result.site}: {count} {name}: {why}", markup=False)
        if result.run.outcome == "stopped":
            out.print(f"{result.site}: stopped; the next crawl goes on where this one ended")
        if result.silence:
            out.print(f"{result.site}: FAILED: {result.silence}", markup=False)
        if result.fault:
            out.print(f"{result.site}: FAILED: {result.fault}", markup=False)
    if any(result.reasons or result.silence or result.fault for result in results):
        out.print("what went wrong in detail: sholu issues --since 1h")


def _order(name: str) -> int:
    return DISPOSITIONS.index(name)
