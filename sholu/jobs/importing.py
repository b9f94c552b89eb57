"""Importing WARC files: what others archived, through the same path as what we fetch."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from crawlers.archive.captures import Captures
from crawlers.session import join_session, leave_session
from crawlers.spiders.run import Listener
from sholu import clock, locks
from sholu.errors import UserError
from sholu.index.following import Following
from sholu.issues import IssueLog, issue
from sholu.jobs.records import Records
from sholu.settings import Settings
from sholu.store import RunRow, Store

WINDOW = 16
"""Records in flight: memory stays flat however large the file is."""
HEAD = 1_000_000
"""Bytes by which, with its size, a file is known again wherever it lies."""
INDEX_EVERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What became of a file: its run, reasons, records of other kinds, and where it broke off.

    `fault` says why an index could not follow; the articles are in the store all the same.
    """

    file: Path
    run: RunRow
    reasons: dict[tuple[str, str], int]
    others: dict[str, int] = field(default_factory=dict)
    torn: str = ""
    fault: str = ""


def import_warc(
    settings: Settings, files: Sequence[Path], listener: Listener
) -> Iterator[Imported]:
    """Import files one after another; every answer in them ends in one disposition.

    An import that was stopped or killed goes on where it ended, under the same run. Ctrl-C stops
    it between two records; the run's outcome is then `stopped`. Raises UserError on a file that
    cannot be read, and when another process holds it or one of its sites.
    """
    for path in files:
        if not path.is_file():
            raise UserError(f"{path}: no such file")
    following = Following(settings, IssueLog(settings.issue_file).write)
    for path in files:
        name = name_of(path)
        with locks.hold(settings.lock_folder, name.replace(":", "-")), ExitStack() as stack:
            session = join_session(settings)
            stack.callback(leave_session)
            store = stack.enter_context(Store(settings.store_file, zone=settings.zone))
            done = _import(path, name, Records(settings, store, session, listener), following)
        yield done
        if done.run.outcome == "stopped":
            return


def name_of(path: Path) -> str:
    """The name a file's runs go by: of its beginning and its size, not of where it lies."""
    try:
        with path.open("rb") as stream:
            digest = blake2b(stream.read(HEAD), digest_size=6)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}") from None
    digest.update(str(path.stat().st_size).encode())
    return f"warc:{digest.hexdigest()}"


def _import(path: Path, name: str, records: Records, following: Following) -> Imported:
    store = records.store
    run = store.unfinished(name) or store.start_run(name, "import", clock.now())
    records.begin(run, store.imported(run))
    _freeze(records)
    captures = Captures(path)
    outcome = "finished"
    try:
        asyncio.run(_flow(captures, records, following))
    except KeyboardInterrupt:
        outcome = "stopped"
    row = store.end_run(run, name, outcome, clock.now())
    if captures.torn:
        message = f"{path.name} is incomplete: {captures.torn}"
        records.session.issues.write(issue("archive.torn", message))
    following.keep_up(wait=True)
    return Imported(
        file=path,
        run=row,
        reasons=store.reasons(run),
        others=dict(captures.others),
        torn=captures.torn,
        fault=following.fault,
    )


def _freeze(records: Records) -> None:
    """Let what the sites repeat be known to the readers; where a site is held, its crawl did."""
    for site in records.store.line_sites():
        with suppress(locks.Busy), locks.hold(records.settings.lock_folder, f"site-{site}"):
            records.store.freeze_lines(site)


async def _flow(captures: Captures, records: Records, following: Following) -> None:
    """Read side by side, keep one after another in the order of the file."""
    waiting: deque[asyncio.Task[None]] = deque()
    last: asyncio.Task[None] | None = None
    ended = 0
    try:
        for capture in captures:
            if capture.position in records.done:
                continue
            last = asyncio.create_task(records.take(capture, last))
            waiting.append(last)
            if len(waiting) >= WINDOW:
                await waiting.popleft()
                ended += 1
                if ended % INDEX_EVERY == 0:
                    await asyncio.to_thread(following.keep_up, wait=True)
        while waiting:
            await waiting.popleft()
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
