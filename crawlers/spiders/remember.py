"""What discovery found by itself: kept for the next run, and told as lines for a profile."""

from __future__ import annotations

import json
from io import StringIO
from textwrap import dedent

from ruamel.yaml import YAML

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
    learned = findings.learned
    source = {"kind": way.source.kind, "url": way.source.url, "edition": way.source.edition}
    if source["edition"] == NO_EDITION:
        del source["edition"]
    urls = {"article": list(learned.article), "drop": list(learned.drop)}
    urls = {name: patterns for name, patterns in urls.items() if patterns}
    profile = {"sources": [source]} | ({"urls": urls} if urls else {})
    return issue(
        "source.found",
        f"found by {way.way}; write into the profile:\n{_yaml(profile)}",
        site=findings.site.id,
        url=way.source.url,
        sources=_yaml([source]),
        **{f"urls_{name}": _yaml(patterns) for name, patterns in urls.items()},
    )


def _yaml(value: object) -> str:
    """Lines to paste into a profile."""
    yaml, out = YAML(), StringIO()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 10_000
    yaml.dump(value, out)
    return dedent(out.getvalue()).rstrip()
