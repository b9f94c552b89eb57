"""What discovery found by itself: kept for the next run, and told as lines for a profile."""

from __future__ import annotations

import json

from crawlers.discovery.auto import CHILDREN
from crawlers.discovery.shape import Learned
from crawlers.site import Source
from crawlers.spiders.explore import Findings, Way
from crawlers.spiders.run import Run
from crawlers.unprofiled import NO_EDITION, is_unprofiled, with_first_host, with_learned
from sholu.issues import Issue, issue


def remember(way: str, learned: Learned) -> str:
    """The mark of a learned source in the store."""
    return json.dumps({"way": way, "article": learned.article, "drop": learned.drop})


def recall(run: Run) -> list[Source]:
    """The sources that an earlier run learned; the run's site then knows their addresses too."""
    sources = []
    for row in run.store.sources(run.site.id):
        if row.learned is None or row.parent is not None:
            continue
        edition = row.edition if row.edition in run.site.editions else next(iter(run.site.editions))
        source = Source.model_validate(
            {"kind": row.kind, "url": row.url, "edition": edition, "pages": CHILDREN}
        )
        mark = json.loads(row.learned)
        learned = Learned(tuple(mark["article"]), tuple(mark["drop"]))
        run.site = with_learned(run.site, learned)
        if is_unprofiled(run.site):
            run.site = with_first_host(run.site, source.host)
        sources.append(source)
    return sources


def found_issue(findings: Findings, way: Way) -> Issue:
    """What was found, and the lines that a profile needs to begin there."""
    source = way.source
    lines = [("sources", source_line(source))]
    lines += [("urls.article", f"'{pattern}'") for pattern in findings.learned.article]
    lines += [("urls.drop", f"'{pattern}'") for pattern in findings.learned.drop]
    said = "; ".join(f"{key}: {value}" for key, value in lines)
    data: dict[str, str] = {}
    for key, value in lines:
        name = key.replace(".", "_")
        data[name] = f"{data[name]}\n{value}" if name in data else value
    return issue(
        "source.found",
        f"found by {way.way}; write into the profile: {said}",
        site=findings.site.id,
        url=source.url,
        **data,
    )


def source_line(source: Source) -> str:
    """A source as a line of a profile."""
    edition = "" if source.edition == NO_EDITION else f", edition: {source.edition}"
    return f'- {{kind: {source.kind}, url: "{source.url}"{edition}}}'
