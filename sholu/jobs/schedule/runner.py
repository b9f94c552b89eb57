"""`Scheduler`: starts what is due, waits, and stops what it started."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from crawlers.site import Site
from sholu import clock, locks
from sholu.issues import IssueLog, issue
from sholu.jobs.schedule.backlog import Help, places
from sholu.jobs.schedule.child import Child, Limits
from sholu.jobs.schedule.due import choose, first_due, next_due, replanned, wake
from sholu.jobs.schedule.outcome import INDEX, Outcome, judged
from sholu.jobs.schedule.roster import Roster, interval
from sholu.jobs.schedule.trouble import PASSING, Trouble, sentence
from sholu.plural import counted
from sholu.settings import Settings
from sholu.store import Planned, Store

LOOK = timedelta(minutes=1)
"""The longest time between two looks at profiles and indexes."""
HELD = timedelta(minutes=1)
"""So long a site is let be that another process holds."""
_SLUGS = {"limit": "run.limit", "died": "run.died", "refused": "run.refused"}

Tell = Callable[[Outcome | str], None]
"""Gets each run when it has ended, and sentences about the scheduler itself."""


class Scheduler:
    """One on a data folder: the caller holds its lock.

    `running` maps what runs to its begin; `loop` is where it works, once it does.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        names: Sequence[str],
        *,
        tell: Tell,
        parallel: int,
        once: bool = False,
    ) -> None:
        """Read the profiles. Raises UserError."""
        self.settings, self.store, self.tell = settings, store, tell
        self.parallel, self.once = parallel, once
        self.roster = Roster(settings.site_folders, names)
        self.issues = IssueLog(settings.issue_file)
        self.help = Help()
        self.sites: dict[str, Site] = {}
        self.running: dict[str, datetime] = {}
        self.all_good = True
        self.loop: asyncio.AbstractEventLoop | None = None
        self._children: dict[str, Child] = {}
        self._tasks: dict[str, asyncio.Task[Outcome]] = {}
        self._held: dict[str, datetime] = {}
        self._holders: dict[str, str] = {}
        self._helped = False
        self._limits = Limits(
            time=clock.span(settings.schedule.max_time),
            megabytes=settings.schedule.max_memory,
            grace=clock.span(settings.schedule.grace),
        )

    async def run(self) -> bool:
        """Go on until a signal comes, `once` until nothing is due; gives whether all went well.

        The first SIGTERM or SIGINT tells the crawls to stop and waits for them, a second kills.
        """
        self._stop = asyncio.Event()
        self.loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            self.loop.add_signal_handler(number, self._signalled)
        self._look()
        self._note_cut_off()
        self._hello()
        try:
            await self._go_on()
            if self._tasks:
                self.tell(f"stopping; waiting for {', '.join(sorted(self.running))}")
        finally:
            await self._end()
        return self.all_good

    async def _go_on(self) -> None:
        trouble = Trouble()
        while not self._stop.is_set():
            try:
                self._collect()
                until = self._turn(clock.now())
                trouble.over()
            except BrokenPipeError:  # nobody listens any more
                raise
            except PASSING as error:
                pause = trouble.again()
                again = clock.now() + pause
                self._complain(sentence(error, pause))
                await self._first(clock.until(again), self._stop.wait())
                continue
            if self.once and not self._tasks:
                break
            await self._first(clock.until(until), self._stop.wait(), *self._tasks.values())

    def _turn(self, now: datetime) -> datetime:
        """Start what is due; gives when there is something to do again, unless a run ends."""
        self._look()
        rows = self._rows()
        free = self.parallel - len(self.running.keys() - {INDEX})
        for site in choose(rows, self._busy(now), now, free):
            self._start_site(site, now)
        self._start_index(now)
        look = now + LOOK
        return min(wake(rows, self._busy(now), now) or look, look)

    async def _end(self) -> None:
        """Tell what runs to stop, wait for it, and record it: nothing outlives the scheduler."""
        self._stop.set()
        fault: Exception | None = None
        while self._tasks:
            await asyncio.wait(self._tasks.values(), return_when=asyncio.FIRST_COMPLETED)
            for what in self._over():
                try:
                    self._record(what)
                except Exception as error:  # the others are waited for all the same
                    fault = error
                self._let_go(what)
        if isinstance(fault, PASSING) and not isinstance(fault, BrokenPipeError):
            self._complain(f"how a run ended could not be noted, so it is due again: {fault}")
        elif fault:
            raise fault

    def _complain(self, sentence: str) -> None:
        try:
            self.tell(sentence)
        except BrokenPipeError:
            raise
        except OSError:  # the log itself may be on the disk that is full
            pass

    def _signalled(self) -> None:
        if self._stop.is_set():
            for child in self._children.values():
                child.kill()
        self._stop.set()

    def _look(self) -> None:
        """Read profiles that changed, plan sites that are new, see how far the indexes are."""
        now = clock.now()
        self.sites, faults = self.roster.sites()
        for fault in faults:
            self.tell(f"{fault}; the profile counts as it was")
        agenda = self.store.agenda()
        for id, site in self.sites.items():
            row, every = agenda.get(id), interval(site)
            if row is None:
                runs = self.store.runs(id, limit=1)
                last = runs[0].started if runs else None
                self.store.plan(id, first_due(id, last, every, now))
            elif due := replanned(row, every, now):
                self.store.plan(id, due)
        self.help.look(places(self.settings, self.store), now)
        self._held = {site: until for site, until in self._held.items() if until > now}

    def _rows(self) -> list[Planned]:
        return [row for id, row in self.store.agenda().items() if id in self.sites]

    def _note_cut_off(self) -> None:
        for row in self._rows():
            if row.started and row.outcome is None:
                self.tell(f"{row.site} was cut off at its last run; it is due again")

    def _hello(self) -> None:
        rows = self._rows()
        if not rows:
            self.tell("there is no active profile; profiles are looked for every minute")
            return
        first = min(rows, key=lambda row: row.due)
        zone = self.settings.zone
        due = first.due.astimezone(zone)
        self.tell(f"{counted(len(rows), 'site')}; {first.site} at {due:%Y-%m-%d %H:%M}")

    def _busy(self, now: datetime) -> dict[str, datetime | None]:
        """What must not be started, and until when (None: until it ends)."""
        running: dict[str, datetime | None] = dict.fromkeys(self.running)
        return {**self._held, **running}

    def _start_site(self, site: str, now: datetime) -> None:
        try:
            with locks.hold(self.settings.lock_folder, f"site-{site}"):
                pass
        except locks.Busy as busy:
            self._held[site] = now + HELD
            if self._holders.get(site) != str(busy):
                self.tell(f"{site} waits: {busy}")
                self._holders[site] = str(busy)
            return
        self._holders.pop(site, None)
        self.store.run_begins(site, now)
        self._start(site, ["crawl", site, "--json"])

    def _start_index(self, now: datetime) -> None:
        """In the end of --once once, whatever came of it."""
        crawling = bool(self.running)
        if INDEX in self.running or (self.once and (crawling or self._helped)):
            return
        if self.help.needed(now, crawling=crawling):
            self._helped = True
            self._start(INDEX, ["index", "--json"])

    def _start(self, what: str, command: list[str]) -> None:
        child = Child(command, self._limits, self._stop)

        async def run() -> Outcome:
            return judged(what, await child.run())

        self.running[what] = clock.now()
        self._children[what] = child
        self._tasks[what] = asyncio.create_task(run())

    def _over(self) -> list[str]:
        return [what for what, task in self._tasks.items() if task.done()]

    def _collect(self) -> None:
        """Record the runs that ended. One that cannot be recorded counts as running until it is."""
        for what in self._over():
            if isinstance(error := self._tasks[what].exception(), OSError):
                self._let_go(what)  # it could not begin, and is due as it was
                raise error
            self._record(what)
            self._let_go(what)

    def _record(self, what: str) -> None:
        run = self._tasks[what].result()  # a fault of our own must not be silent
        if what == INDEX:
            self.help.ended(run.ended, good=run.good)
        else:
            self._site_ended(run)
        self._ended(run)

    def _let_go(self, what: str) -> None:
        del self._tasks[what], self.running[what], self._children[what]

    def _site_ended(self, run: Outcome) -> None:
        site = self.sites.get(run.what)
        due = next_due(run.what, run.started, interval(site), run.ended) if site else run.ended
        if run.outcome == "stopped" and self._stop.is_set():
            due = run.started  # the next scheduler goes on with it
        self.store.run_ended(
            run.what, run.outcome, run.why,
            due=due, at=run.ended, seconds=run.seconds, good=run.outcome == "finished",
        )  # fmt: skip

    def _ended(self, run: Outcome) -> None:
        self.all_good = self.all_good and run.good
        index = run.what == INDEX
        slug = _SLUGS.get(run.outcome)
        if slug and not (index and run.outcome == "refused"):  # a crawl says that it is behind
            self.issues.write(issue(slug, run.why, site=None if index else run.what))
        self.tell(run)

    async def _first(self, *awaited: Awaitable[Any]) -> None:
        """Wait for the first of these; runs go on, what else is waited for is let be."""
        futures = [asyncio.ensure_future(one) for one in awaited]
        await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
        for future in set(futures) - set(self._tasks.values()):
            future.cancel()
