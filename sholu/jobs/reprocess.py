"""Reading the archive again with today's reader: it raises `reading` and never makes an edit."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from typing import NamedTuple

from crawlers.memory import line_hashes, remembered
from crawlers.page import Page, Reading
from crawlers.pool import Pool
from crawlers.reading import reader_hash
from crawlers.session import own_topics
from crawlers.worker import Desk, reread
from nlp.keys import KEYS_VERSION
from nlp.topic import load_topics
from sholu import locks
from sholu.article import Record
from sholu.edits import fingerprint
from sholu.index.following import Following
from sholu.issues import Issue, IssueLog, issue
from sholu.jobs.history import learned_patterns, profile
from sholu.link import link
from sholu.settings import Settings
from sholu.store import Keeping, Store

WINDOW = 16
"""Articles in flight: memory stays flat however many there are."""
NOTE_EVERY = 20
"""Articles after which the place is noted; a killed pass begins again there."""

Listener = Callable[[str, str], None]


class Reprocessed(NamedTuple):
    """Counts by site, and why an index could not follow; the readings are in the store."""

    counts: dict[str, Counter[str]]
    fault: str


def reprocess(
    settings: Settings,
    sites: Sequence[str] = (),
    *,
    since: date | None = None,
    listener: Listener | None = None,
) -> Reprocessed:
    """Read every archived article again, of all sites or some, from a day on; counts by site.

    An article comes out as `reading` (read differently now), `same`, `refused` (today's reader
    takes it for no article: it is left as it is), `no_bytes` or `failed`. A pass that was stopped
    goes on where it was, if profile, topics and the lines that the site repeats are still the
    same. Raises locks.Busy, NoStore.
    """
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        chosen = list(dict.fromkeys(sites)) or store.article_sites()
    counts = {}
    with _pool(settings) as pool, closing(asyncio.new_event_loop()) as loop:
        for site in chosen:
            with (
                locks.hold(settings.lock_folder, f"site-{site}"),
                Store(settings.store_file, zone=settings.zone) as store,
            ):
                one = _Pass(settings, store, pool, site, since)
                counts[site] = one.run(loop, listener or (lambda site, outcome: None))
    following = Following(settings, IssueLog(settings.issue_file).write)
    following.keep_up(wait=True)
    return Reprocessed(counts, following.fault)


def articles_left(settings: Settings, sites: Sequence[str], since: date | None) -> int:
    """How many articles there are to read again, for a progress bar."""
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        day = since.isoformat() if since else None
        chosen = list(sites) or store.article_sites()
        return sum(store.count_since(id, since=day) for id in chosen)


@contextmanager
def _pool(settings: Settings) -> Iterator[Pool]:
    """Workers without haste: what is read the plain way on a busy machine would come and go."""
    desk = Desk(
        site_folders=settings.site_folders,
        archive=settings.archive_folder,
        store=settings.store_file,
        soft_seconds=settings.crawl.hard_seconds,
        topics=own_topics(settings),
    )
    pool = Pool(
        desk,
        workers=settings.crawl.workers,
        hard_seconds=2 * settings.crawl.hard_seconds,
        job=reread,
    )
    try:
        yield pool
    finally:
        pool.close()


class _Pass:
    """One pass over a site's articles, under its lock."""

    def __init__(
        self, settings: Settings, store: Store, pool: Pool, site: str, since: date | None
    ) -> None:
        self.store, self.pool, self.site = store, pool, site
        self.since = since.isoformat() if since else None
        self.job = f"reprocess {site}"
        _remember(store, site)
        self.what = f"{_rules(settings, site, self.since)} {_marks(settings, store, site)}"
        self.issues = IssueLog(settings.issue_file)
        self.learned = learned_patterns(store, site)

    def run(self, loop: asyncio.AbstractEventLoop, listener: Listener) -> Counter[str]:
        """Read all that is left of it; the place is noted as it goes and whatever ends it."""
        counts: Counter[str] = Counter()
        place = self.store.place(self.job, self.what)
        records = self.store.site_records(self.site, after=place, since=self.since)
        try:
            for record, reading in _in_order(loop, self._asked(loop, records)):
                outcome = self._keep(record, reading)
                counts[outcome] += 1
                place = record.id
                listener(self.site, outcome)
                if counts.total() % NOTE_EVERY == 0:
                    self.store.note_place(self.job, self.what, place)
        except BaseException:
            self.store.note_place(self.job, self.what, place)
            raise
        self.store.note_place(self.job, self.what, None)
        return counts

    def _asked(
        self, loop: asyncio.AbstractEventLoop, records: Iterable[Record]
    ) -> Iterator[tuple[Record, asyncio.Task[Reading] | None]]:
        for record in records:
            if record.raw is None:
                yield record, None
                continue
            page = Page(
                url=record.article.url,
                body=b"",
                fetched=record.fetched,
                site=record.article.site,
                edition=record.article.edition,
                raw=record.raw,
                learned=self.learned,
            )
            yield record, loop.create_task(self.pool.read(page))

    def _keep(self, record: Record, reading: Reading | None) -> str:
        if reading is None:
            return "no_bytes"
        if reading.article is None or reading.annotations is None:
            return self._refused(record, reading)
        article = replace(reading.article, url=record.article.url, edition=record.article.edition)
        changed = self.store.reread(
            Keeping(
                id=record.id,
                article=article,
                annotations=reading.annotations,
                fingerprint=fingerprint(article.title, article.text),
                reader=reading.reader,
                raw=record.raw,
                fetched=record.fetched,
                sketch=reading.sketch,
                link=link,
                lines=reading.line_hashes,
            )
        )
        return "reading" if changed else "same"

    def _refused(self, record: Record, reading: Reading) -> str:
        rejected = reading.rejected
        if rejected and rejected.disposition == "skipped":
            return "no_bytes"
        self.issues.write(*reading.issues, *_remark(record, reading))
        return "failed" if rejected is None or rejected.disposition == "failed" else "refused"


def _in_order(
    loop: asyncio.AbstractEventLoop,
    asked: Iterable[tuple[Record, asyncio.Task[Reading] | None]],
) -> Iterator[tuple[Record, Reading | None]]:
    """Records with their readings in the order given, a window of them in flight."""
    waiting: deque[tuple[Record, asyncio.Task[Reading] | None]] = deque()

    def first() -> tuple[Record, Reading | None]:
        record, task = waiting.popleft()
        return record, loop.run_until_complete(task) if task else None

    try:
        for item in asked:
            waiting.append(item)
            if len(waiting) >= WINDOW:
                yield first()
        while waiting:
            yield first()
    finally:
        tasks = [task for _record, task in waiting if task]
        for task in tasks:
            task.cancel()
        if tasks:
            loop.run_until_complete(asyncio.wait(tasks))


def _remark(record: Record, reading: Reading) -> Iterator[Issue]:
    rejected = reading.rejected
    if rejected and rejected.disposition != "failed":
        said = f"today's reader would not keep it ({rejected.disposition}: {rejected.reason})"
        yield issue("reading.refused", said, site=record.article.site, url=record.article.url)


def _remember(store: Store, site: str) -> None:
    """Learn what the site repeats from all that is stored, and freeze it for this pass.

    What an older sholu stored was never counted: learned while it is read again, it would make
    the next pass read otherwise.
    """
    for texts in store.unlearned(site):
        store.learn_lines({id: line_hashes(text) for id, text in texts.items()})
    store.freeze_lines(site)


def _marks(settings: Settings, store: Store, site: str) -> str:
    """The marks of what is remembered of the site's editions."""
    editions = store.line_editions(site)
    marks = [(name, remembered(settings.store_file, site, name).mark) for name in editions]
    return ",".join(f"{name}={mark}" for name, mark in marks if mark)


def _rules(settings: Settings, site: str, since: str | None) -> str:
    """All that a reading hangs on, and the days: another pass than this begins anew."""
    topics = load_topics(*settings.topic_folders)
    versions = ",".join(f"{id}={topics[id].version}" for id in sorted(topics))
    reader = reader_hash(profile(settings, site))
    return f"{since or ''} {version('sholu')} {reader} {KEYS_VERSION} {versions}"
