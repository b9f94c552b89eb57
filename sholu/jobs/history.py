"""What an outlet did to an article: its versions, and when it went and came back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from crawlers.address import BadAddress, canonical
from crawlers.site import Site, UnknownSite, get_site
from sholu.article import Record
from sholu.edits import word_diff
from sholu.errors import UserError
from sholu.fields import utc
from sholu.settings import Settings
from sholu.store import Revision, StateChange, Store


class UnknownArticle(UserError):
    """No article of that id or address is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """An article with all its versions, oldest first, and its comings and goings."""

    record: Record
    revisions: tuple[Revision, ...]
    states: tuple[StateChange, ...]

    def rows(self) -> list[dict[str, Any]]:
        """A JSON object a version or state, in the order of time."""
        rows = [(item.seen, _revision_row(self.record.id, item)) for item in self.revisions]
        rows += [(item.at, _state_row(self.record.id, item)) for item in self.states]
        return [row for _time, row in sorted(rows, key=lambda pair: pair[0])]


def history(settings: Settings, name: str) -> History:
    """The history of an article by id or address. Raises UnknownArticle, NoStore."""
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        record = find(store, settings, name)
        if record is None:
            stones = store.tombstones(name)
            why = f"it was forgotten: {stones[0].reason}" if stones else "no such article is stored"
            raise UnknownArticle(f"{name}: {why}")
        return History(
            record=record,
            revisions=tuple(store.revisions(record.id)),
            states=tuple(store.state_changes(record.id)),
        )


def find(store: Store, settings: Settings, name: str) -> Record | None:
    """The record of an id, or of an address however it is spelled."""
    return next(
        filter(None, (store.record(each) for each in spellings(store, settings, name))), None
    )


def spellings(store: Store, settings: Settings, name: str) -> list[str]:
    """A name, and what an address is called by the profiles that know its host."""
    names = [name]
    host = urlsplit(name).hostname
    if host is None:
        return names
    sites = [profile(settings, id) for id in store.article_sites()]
    for site in [*(site for site in sites if site and host in site.hosts), None]:
        try:
            names.append(canonical(name, site))
        except BadAddress:
            continue
    return list(dict.fromkeys(names))


def profile(settings: Settings, id: str) -> Site | None:
    """The profile of a site id; None for a site without one."""
    try:
        return get_site(id, *settings.site_folders)
    except UnknownSite:
        return None


def learned_patterns(store: Store, site: str) -> tuple[str, ...]:
    """The article patterns that discovery learned for a site."""
    return tuple(
        pattern
        for row in store.sources(site)
        if row.learned
        for pattern in json.loads(row.learned)["article"]
    )


def _revision_row(id: str, item: Revision) -> dict[str, Any]:
    row = {
        "id": id,
        "kind": "revision",
        "revision": item.revision,
        "class": item.edit,
        "seen": utc(item.seen),
        "title": item.title,
        "text": item.text,
        "old_title": item.old_title,
        "old_text": item.old_text,
        "raw": asdict(item.raw) if item.raw else None,
    }
    if item.old_text is not None:
        row["title_diff"] = [list(part) for part in word_diff(item.old_title or "", item.title)]
        row["text_diff"] = [list(part) for part in word_diff(item.old_text, item.text)]
    return row


def _state_row(id: str, item: StateChange) -> dict[str, Any]:
    return {
        "id": id,
        "kind": "state",
        "state": item.state,
        "seen": utc(item.at),
        "reason": item.reason,
    }
