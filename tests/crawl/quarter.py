"""A virtual quarter: a crawl a day by a moved clock, edits and deletions planted, crawls killed.

`python -m tests.crawl.quarter [DAYS]` says what was planted and what was recorded. The profiles
change twice on the way, so that our own reader is another, and some days later the archive is
read again: no edit may come of that.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from tests.crawl.harness import ROOT, Answer, Crawl, Done, serving
from tests.crawl.kills import Moment
from tests.crawl.papers import PAPERS, WORDS, Daily

CLASSES = ("headline", "number", "quote", "cosmetic", "substance")
HOME, NOINDEX = "home", "noindex"
WITHDRAWN: dict[str, Answer] = {
    "404": Answer(status=404),
    "410": Answer(status=410),
    HOME: Answer(status=302, headers={"Location": "/"}),
    NOINDEX: Answer(b"<html><head><meta name='robots' content='noindex'></head>x</html>"),
}
EVENTS = (*CLASSES, *CLASSES, "twice", "noise", "flicker", *WITHDRAWN, "nothing")
"""What may befall an article: `flicker` is a 404 for a day, `twice` two edits."""
A_DAY = (2, 1, 1)
"""New articles a day, by paper."""
SETTLED = 9
"""Days after which an article is asked no more: its last look is after 7, and once more if gone."""
PATIENCE = 900
"""Seconds after which a command hangs, on however busy a machine."""
MOMENTS = (
    Moment("sources", 2), Moment("answered", 1), Moment("archive", 3), Moment("keep", 2),
    Moment("kept", 1), Moment("index", 1), Moment("indexed", 1), Moment("answered", 4),
    Moment("keep", 4), Moment("archive", 1),
)  # fmt: skip


class Plan(NamedTuple):
    """An event of a day: to which article of which paper."""

    paper: Daily
    number: int
    event: str


class Quarter:
    """Papers, their crawls, and what was planted."""

    def __init__(self, folder: Path, days: int, kills: int, stack: ExitStack) -> None:
        self.chance = random.Random(days)
        self.days = days
        self.papers = [kind(f"proba_{kind.lang}_{at}") for at, kind in enumerate(PAPERS)]
        address = stack.enter_context(serving(*self.papers))
        self.crawl = Crawl(folder, address, *self.papers)
        # a busy machine is not what is tested
        self.crawl.env |= {"SHOLU_CRAWL__SOFT_SECONDS": "9", "SHOLU_CRAWL__WORKERS": "1"}
        self.crawl.env["SHOLU_CRAWL__HARD_SECONDS"] = "60"
        self.clock = folder / "clock"
        self.now = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
        self.kills = dict(
            zip(sorted(self.chance.sample(range(1, days), kills)), MOMENTS[:kills], strict=True)
        )
        self.plans: dict[int, list[Plan]] = {}
        self.planted: Counter[str] = Counter()
        self.gone: set[tuple[str, int]] = set()
        self.furniture: list[str] = []
        self.faults: list[str] = []

    def run(self) -> None:
        """All the days. A reader that changes reads the archive again three days later."""
        changes = {self.days // 3: "thanks", 2 * self.days // 3: "sign"}
        for day in range(self.days):
            print(f"\rday {day + 1}", end="", file=sys.stderr, flush=True)
            self._tick()
            self._news(day)
            for plan in self.plans.pop(day, ()):
                self._befall(plan)
            for paper in self.papers:
                paper.publish(self.now)
            if day in changes:
                self._change_reader(changes[day])
            if day in self.kills:
                self._kill(self.kills[day], "crawl", *(paper.id for paper in self.papers))
            self._check_crawl(day)
            if day - 3 in changes:
                self._kill(Moment("reread", 2), "reprocess")
                self._command("reprocess")

    def _tick(self) -> None:
        self.now += timedelta(days=1, minutes=3)
        self.clock.write_text(self.now.isoformat())

    def _news(self, day: int) -> None:
        for paper, count in zip(self.papers, A_DAY, strict=True):
            for _new in range(count):
                number = paper.write(self.now)
                if day < self.days - SETTLED:
                    self._plan(day, paper, number)

    def _plan(self, day: int, paper: Daily, number: int) -> None:
        event = self.chance.choice(EVENTS)
        if event == "twice":
            first, second = self.chance.sample(CLASSES, 2)
            self._put(day + 1, paper, number, first)
            self._put(day + self.chance.randint(3, 6), paper, number, second)
        elif event == "flicker":
            self._put(day + 1, paper, number, "404")
            self._put(day + 2, paper, number, "back")
        elif event != "nothing":
            self._put(day + self.chance.randint(1, 6), paper, number, event)

    def _put(self, day: int, paper: Daily, number: int, event: str) -> None:
        self.plans.setdefault(day, []).append(Plan(paper, number, event))

    def _befall(self, plan: Plan) -> None:
        paper, number, event = plan
        self.planted[event] += 1
        if event in WITHDRAWN:
            paper.answers[paper.paths[number]] = WITHDRAWN[event]
            self.gone.add((paper.id, number))
        elif event == "back":
            paper.put(number)
            self.gone.discard((paper.id, number))
            self.planted["404"] -= 1
        else:
            paper.edit(number, event, self.now)

    def _change_reader(self, name: str) -> None:
        """The profiles now know one more line of every page as furniture."""
        self.furniture.append(name)
        for paper in self.papers:
            lines = [str(WORDS[paper.lang][line]) for line in self.furniture]
            paper.profile(self.crawl.folder / "sites", f"furniture: {{{paper.lang}: {lines}}}\n")

    def _kill(self, moment: Moment, *command: str) -> None:
        script = str(ROOT / "tests" / "crawl" / "killed.py")
        args = (script, moment.stage, str(moment.number), *command)
        process = self.crawl.start_python(*args, SHOLU_CLOCK=str(self.clock))
        process.communicate(timeout=PATIENCE)
        if process.returncode != -9:
            self.faults.append(f"not killed at {moment}: exit {process.returncode}")

    def _command(self, *args: str) -> Done:
        process = self.crawl.start(*args, SHOLU_CLOCK=str(self.clock))
        out, err = process.communicate(timeout=PATIENCE)
        done = Done(process.returncode, out.decode(), err.decode())
        if done.code:
            self.faults.append(f"{' '.join(args)}: exit {done.code}: {done.err[-300:]}")
        return done

    def _check_crawl(self, day: int) -> None:
        done = self._command("crawl", *(paper.id for paper in self.papers), "--json")
        for row in done.rows:
            if sum(row["dispositions"].values()) != row["pages"] or row["left"]:
                self.faults.append(f"day {day}: {row} does not add up")

    def compare(self) -> Counter[str]:
        """What was recorded, by class; what differs from what was planted goes to `faults`."""
        found: Counter[str] = Counter()
        with self.crawl.store() as store:
            for paper in self.papers:
                for number, path in enumerate(paper.paths):
                    record = store.record(f"https://{paper.host}{path}")
                    if record is None:
                        self.faults.append(f"{path} is not stored")
                        continue
                    edits = [str(item.edit) for item in store.revisions(record.id)[1:]]
                    states = [item.state for item in store.state_changes(record.id)]
                    gone = (paper.id, number) in self.gone
                    self.same(path, "edits", list(paper.texts[number].edits), edits)
                    self.same(path, "states", ["gone"] if gone else [], states)
                    self.same(path, "state", "gone" if gone else "live", record.state)
                    self.same(path, "revision", len(edits) + 1, record.revision)
                    if not gone:
                        text = paper.texts[number]
                        self.same(path, "title", text.headline, record.article.title)
                        self.same(path, "text", self._read(paper, number), record.article.text)
                    found.update(edits + states)
            stored = store.count()
        hits = self._command("search", "*", "--count", "--json").row
        self.same("index", "articles", stored, hits["articles"])
        return found

    def _read(self, paper: Daily, number: int) -> str:
        cut = tuple(str(WORDS[paper.lang][line]) for line in self.furniture)
        lines = paper.texts[number].paragraphs
        return "\n\n".join(line for line in lines if not line.startswith(cut))

    def same(self, path: str, what: str, wanted: Any, found: Any) -> None:
        if wanted != found:
            self.faults.append(f"{path}: {what}: planted {wanted!r}, recorded {found!r}")

    def reread(self) -> None:
        """Read the archive again twice: what was recorded stays, and the second changes nothing."""
        for last in (False, True):
            rows = self._command("reprocess", "--json").rows
            if last and any(row["same"] != row["articles"] for row in rows):
                self.faults.append(f"a second pass changed something: {rows}")


def quarter(folder: Path, days: int, kills: int) -> tuple[Counter[str], Counter[str], list[str]]:
    """What was planted, what was recorded, and what is wrong: nothing, if all is well."""
    with ExitStack() as stack:
        world = Quarter(folder, days, kills, stack)
        world.run()
        found = world.compare()
        world.reread()
        again = world.compare()
        world.same("all", "recorded after reprocess", found, again)
        return world.planted, found, world.faults


def main(days: int) -> int:
    """Print the figures of a run; 1 if something is wrong."""
    kills = min(10, days // 4)
    with tempfile.TemporaryDirectory() as folder:
        planted, found, faults = quarter(Path(folder), days, kills)
    print(f"{days} days, {len(PAPERS)} papers, {kills} crawls and 2 rereadings killed")
    for name in CLASSES:
        print(f"{name}: {planted[name]} planted, {found[name]} recorded")
    print(f"gone: {sum(planted[name] for name in WITHDRAWN)} planted, {found['gone']} recorded")
    print(f"no edit: {planted['noise']} changes of bytes alone, {planted['back']} gone for a day")
    print("\n".join(faults) or "each recorded once, none invented, nothing lost")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 90))
