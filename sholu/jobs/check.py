"""Checking the files people write: profiles and topics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawlers.site import get_site, load_site, site_files
from nlp.topic import check_topic, load_topic, topic_files
from sholu.errors import UserError
from sholu.names import unknown
from sholu.settings import Settings
from sholu.yamlfile import FileError


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was checked; `faults` are sentences with file, key and what was expected.

    `pages` is how many golden pages there were, else None.
    """

    kind: str
    id: str
    faults: list[str]
    pages: int | None = None


def check(settings: Settings, what: Sequence[str], *, accept: bool = False) -> Iterator[Checked]:
    """Check all sites, all topics, or those named; a sound profile with its golden pages.

    With `accept` what is read of the golden pages today is written over what was agreed.
    Raises UserError on a name nobody knows.
    """
    sites, topics = site_files(*settings.site_folders), topic_files(*settings.topic_folders)
    for name in what:
        if name not in ("sites", "topics", *sites, *topics):
            raise UserError(unknown("site or topic", name, [*sites, *topics]))
    for id, path in sites.items():
        if "sites" in what or id in what:
            faults = _site(path)
            yield Checked(kind="site", id=id, faults=faults)
            if not faults:
                yield from _golden(settings, id, accept=accept)
    for id, path in topics.items():
        if "topics" in what or id in what:
            yield Checked(kind="topic", id=id, faults=_topic(path))


def _site(path: Path) -> list[str]:
    try:
        site = load_site(path)
    except FileError as error:
        return str(error).splitlines()
    return [
        f"{path}: sources: {source.url} is on none of the hosts of its edition {source.edition}"
        for source in site.sources
        if source.host not in site.editions[source.edition].hosts
    ]


def _golden(settings: Settings, id: str, *, accept: bool) -> Iterator[Checked]:
    """The golden pages of a site, if it has any."""
    from sholu.jobs.golden import golden_pages

    pages = list(golden_pages(settings, get_site(id, *settings.site_folders)))
    if not pages:
        return
    if accept:
        for page in pages:
            page.accept(settings)
    faults: list[str] = []
    for page in pages:
        try:
            faults += page.faults(settings)
        except UserError as error:
            faults.append(str(error))
    yield Checked(kind="golden", id=id, pages=len(pages), faults=faults)


def _topic(path: Path) -> list[str]:
    try:
        return list(check_topic(load_topic(path)))
    except FileError as error:
        return str(error).splitlines()
