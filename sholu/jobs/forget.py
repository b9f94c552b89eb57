"""Forgetting an article: out of store, index and archive, and never back."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from crawlers.address import BadAddress, article_id, article_key, canonical
from crawlers.archive import Entry, files_of, recover, remove
from crawlers.archive.remove import entries
from crawlers.memory import line_hashes
from crawlers.site import Site
from sholu import clock, locks
from sholu.errors import UserError
from sholu.index.targets import keep_up
from sholu.issues import IssueLog, issue
from sholu.jobs.history import UnknownArticle, find, profile, spellings
from sholu.settings import Settings
from sholu.store import Store, Tombstone

ARCHIVE_LOCK = "archive"
FOREVER = -1.0

Progress = Callable[[int], None]


class StillWritten(UserError):
    """A crawl is writing the file that holds the bytes; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was done: the article's id and site, the records taken out of so many files.

    `behind`: why a target still has it, if its server does not answer; `fault`: why one still has
    it that somebody must mend. `before`: when it had been forgotten already (UTC), if it had.
    """

    id: str
    site: str
    records: int
    files: int
    behind: str | None = None
    fault: str | None = None
    before: datetime | None = None


def forget(
    settings: Settings, name: str, reason: str, progress: Progress | None = None
) -> Forgotten:
    """Remove an article by id or address; a tombstone stops its return.

    First it leaves the store, then the index, then its bytes leave the archive. No fault of an
    index keeps the bytes from going. Killed in between, the same command goes on, and so does
    `bury_left`. Raises UnknownArticle, locks.Busy, StillWritten.
    """
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        record = find(store, settings, name)
        names = [record.id] if record else spellings(store, settings, name)
        stone = next((found for each in names for found in store.tombstones(each)), None)
        if record is None and stone is None:
            raise UnknownArticle(f"{name}: no such article is stored")
    id, site = (record.id, record.article.site) if record else (stone.id, stone.site)  # type: ignore[union-attr]
    before = stone.at if stone and stone.done and not record else None
    with (
        locks.hold(settings.lock_folder, f"site-{site}"),
        Store(settings.store_file, zone=settings.zone) as store,
    ):
        store.forget(id, reason, clock.now(), lines=_lines(store, id))
        behind, fault = _leave_index(settings, site)
        (stone,) = store.tombstones(id)
        try:
            done = _finish(settings, store, stone, progress or (lambda done: None))
        except StillWritten as error:
            raise (StillWritten(f"{error}; {fault}") if fault else error) from None
        return replace(done, behind=behind, fault=fault, before=before)


def bury_left(settings: Settings, sites: Collection[str] | None = None) -> None:
    """Take out of the archive what `forget` had to leave there, of all sites or of some.

    What cannot be done now, since a crawl is at it, is left for the next call; where bytes stay
    for that reason, an issue says so.
    """
    with Store(settings.store_file, zone=settings.zone) as store:
        for stone in store.tombstones(done=False):
            if sites is not None and stone.site not in sites:
                continue
            with (
                suppress(locks.Busy, StillWritten),
                locks.hold(settings.lock_folder, f"site-{stone.site}"),
            ):
                _finish(settings, store, stone, lambda done: None)


def _lines(store: Store, id: str) -> set[int]:
    """The hashes of an article's lines, of its first version, which was learned, and of today's."""
    texts = [version.text for version in store.revisions(id)[:1]]
    texts += [record.article.text for record in store.records([id])]
    return {number for text in texts for number in line_hashes(text)}


def _leave_index(settings: Settings, site: str) -> tuple[str | None, str | None]:
    """Let every index follow; gives why one lags that will catch up by itself, and what failed."""
    try:
        behind, fault = keep_up(settings, wait=True), None
    except Exception as error:  # whatever it is, the archive comes next
        what = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
        behind, fault = None, f"an index still has it: {what}; mend that and type: sholu index"
    for slug, said in (("index.behind", behind), ("index.failed", fault)):
        if said:
            IssueLog(settings.issue_file).write(issue(slug, said, site=site))
    return behind, fault


def _finish(settings: Settings, store: Store, stone: Tombstone, progress: Progress) -> Forgotten:
    """Take an article's bytes out and note that; under its site's lock. Raises StillWritten."""
    log = IssueLog(settings.issue_file)
    try:
        with locks.hold(settings.lock_folder, ARCHIVE_LOCK, timeout=FOREVER):
            done = _bury(settings, stone, progress)
    except StillWritten as error:
        log.write(issue("forget.unfinished", str(error), site=stone.site, id=stone.id))
        raise
    if not stone.done:
        store.buried(stone.id)
        said = issue(
            "article.forgotten", stone.reason, site=stone.site, id=stone.id, records=done.records
        )
        log.write(said)
    return done


def _bury(settings: Settings, stone: Tombstone, progress: Progress) -> Forgotten:
    """Take the article's records out of every file; `progress` is told how many are done."""
    unwanted = _Unwanted(stone, profile(settings, stone.site))
    recover(settings.archive_folder)
    closed, written = files_of(settings.archive_folder)
    records = files = 0
    for number, path in enumerate(closed, 1):
        removed = remove(path, unwanted, clock.now())
        records, files = records + removed, files + bool(removed)
        progress(number)
    for path in written:
        if any(map(unwanted, entries(path))):
            raise StillWritten(
                f"{stone.id} is out of the store, but {path.name} holds its bytes and a crawl is "
                "writing it: the next crawl of its site takes them out, or type: sholu index"
            )
    return Forgotten(id=stone.id, site=stone.site, records=records, files=files)


class _Unwanted:
    """Whether a record is the article's: by address, id, place, or what it repeats."""

    def __init__(self, stone: Tombstone, site: Site | None) -> None:
        self.stone, self.site = stone, site
        self.names, self.places = set(stone.names), set(stone.raws)

    def __call__(self, entry: Entry) -> bool:
        if not entry.url:  # what fills the place of a record that is gone has none
            return False
        found = (
            (entry.file, entry.offset) in self.places
            or entry.refers_to in self.places
            or self._is_named(entry.url)
        )
        if found:
            self.places.add((entry.file, entry.offset))
        return found

    def _is_named(self, url: str) -> bool:
        try:
            if url in self.names or canonical(url, self.site) in self.names:
                return True
        except BadAddress:
            return False
        key = article_key(url, self.site) if self.site else None
        return key is not None and article_id(self.stone.site, *key) == self.stone.id
