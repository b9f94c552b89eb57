"""Sources, the frontier of pages, and runs: what to ask next and what came of it."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sholu.store import states
from sholu.store.again import GONE_APART, NEVER, confirmed, gone_since
from sholu.store.base import encode, instant, log_change, milliseconds, stamp
from sholu.store.learned import Learnings
from sholu.store.rows import (
    Due,
    Finding,
    PageEnd,
    RunRow,
    SourceAnswer,
    SourceRow,
    Validators,
)
from sholu.store.watch import Watch

TRIES = 3
"""How often a page that failed is asked in all: the first time and in two later runs."""
PERSISTENCE = timedelta(days=3)
"""How long after it was found a page is asked again while its server fails or refuses."""


class Frontier(Learnings, Watch):
    """The part of the store that a crawl reads to know what to do."""

    def add(self, answer: SourceAnswer, findings: Iterable[Finding] = ()) -> list[Finding]:
        """Keep a source's answer and its links in one transaction; gives the links that are new.

        A done page whose source now gives another time of change is found again.
        """
        with self.write() as db:
            new, times = [], []
            for item in findings:
                times += [item.told] if item.told else []
                known = self.one("SELECT state, modified FROM pages WHERE url = ?", item.url)
                if known is None:
                    new.append(item)
                    db.execute(
                        "INSERT INTO pages (url, site, edition, source, state, found, hints,"
                        " hinted, modified) VALUES (?, ?, ?, ?, 'found', ?, ?, ?, ?)",
                        (
                            item.url,
                            answer.site,
                            item.edition,
                            answer.url,
                            stamp(answer.at),
                            encode(item.hints),
                            item.hinted and stamp(item.hinted),
                            item.modified,
                        ),
                    )
                elif item.modified and _later(item.modified, known["modified"]):
                    db.execute(
                        "UPDATE pages SET state = 'found', modified = ?,"
                        " hinted = coalesce(?, hinted) WHERE url = ?",
                        (item.modified, item.hinted and stamp(item.hinted), item.url),
                    )
            self._answer(answer)
            self.note_day(answer, times)
            return new

    def _answer(self, answer: SourceAnswer) -> None:
        """Keep what the source is like now."""
        old = self.source(answer.site, answer.url)
        same = old is not None and old.state == answer.state
        validators = answer.validators or (old.validators if old else Validators())
        self.db.execute(
            "INSERT OR REPLACE INTO sources (site, url, edition, kind, parent, state, reason,"
            " since, checked, failures, listed, newest, etag, last_modified, learned, complete)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                answer.site,
                answer.url,
                answer.edition,
                answer.kind,
                answer.parent,
                answer.state,
                answer.reason,
                stamp(old.since if old and same else answer.at),
                stamp(answer.at),
                answer.failures,
                answer.listed if answer.listed is not None else (old.listed if old else 0),
                answer.newest or (old.newest if old else None),
                validators.etag,
                validators.last_modified,
                answer.learned or (old.learned if old else None),
                answer.complete,
            ),
        )

    def source(self, site: str, url: str) -> SourceRow | None:
        """One source of a site, if it was ever asked."""
        rows = self.sources(site, url)
        return rows[0] if rows else None

    def sources(self, site: str | None = None, url: str | None = None) -> list[SourceRow]:
        """The sources ever asked, of all sites or one."""
        rows = self.db.execute(
            "SELECT * FROM sources WHERE (?1 IS NULL OR site = ?1) AND (?2 IS NULL OR url = ?2)"
            " ORDER BY site, rowid",
            (site, url),
        )
        return [_source(row) for row in rows]

    def due(
        self, site: str, *, after: int = 0, limit: int = 50, since: datetime | None = None
    ) -> list[Due]:
        """Found pages of a site, those that failed before last, from place `after` on.

        With `since`, a page whose source said an earlier time is left for another run. Further
        on, what the site's newest run came to already is left out: a page that failed moves back.
        """
        rows = self.db.execute(
            "SELECT (tries << 40) + rowid AS place, * FROM pages WHERE site = ?1"
            " AND state = 'found' AND (tries << 40) + rowid > ?2"
            " AND (?3 IS NULL OR hinted IS NULL OR hinted >= ?3)"
            " AND (?2 = 0 OR run IS NULL OR run <> (SELECT max(id) FROM runs WHERE site = ?1))"
            " ORDER BY tries, rowid LIMIT ?4",
            (site, after, since and stamp(since), limit),
        )
        return [_due(row) for row in rows]

    def due_again(
        self, site: str, run: int, at: datetime, *, after: int = 0, limit: int = 50
    ) -> list[Due]:
        """Done pages of a site that are to be asked again by now, from row `after` on.

        Those that this run came to already are not among them: a page ends once a run.
        """
        rows = self.db.execute(
            "SELECT rowid AS place, * FROM pages WHERE site = ?1 AND state = 'done' AND due <= ?2"
            " AND (run IS NULL OR run <> ?3) AND rowid > ?4 ORDER BY rowid LIMIT ?5",
            (site, stamp(at), run, after, limit),
        )
        return [_due(row) for row in rows]

    def left(self, site: str, run: int, at: datetime | None = None) -> int:
        """How many found pages of a site, and by `at` to be asked again, a run has not come to."""
        row = self.one(
            "SELECT count(*) FROM pages WHERE site = ?1 AND (run IS NULL OR run <> ?2)"
            " AND (state = 'found' OR due <= ?3)",
            site,
            run,
            at and stamp(at),
        )
        return int(row[0]) if row else 0

    def end(self, page: PageEnd) -> None:
        """Give a page its disposition, in a transaction of its own."""
        with self.write():
            self._end(page)

    def _end(self, page: PageEnd, article: str | None = None) -> None:
        if page.position is not None:
            self._record(page, article)
            return
        row = self.one("SELECT tries, found, gone, article FROM pages WHERE url = ?", page.url)
        id = article or (row["article"] if row else None)
        seen_gone = instant(row["gone"]) if row and row["gone"] else None
        gone = gone_since(page.disposition, seen_gone, page.at)
        tries = (row["tries"] if row else 0) + 1 if page.retry else 0
        young = row is not None and page.at - instant(row["found"]) < PERSISTENCE
        again = page.retry and (tries < TRIES or (page.patient and young))
        due = None if again else self._next(page, id, seen_gone)
        validators = page.validators
        self.db.execute(
            "UPDATE pages SET state = ?, run = ?, disposition = ?, reason = ?, tries = ?,"
            " due = ?, gone = ?, asked = ?, etag = coalesce(?, etag),"
            " last_modified = coalesce(?, last_modified),"
            " article = coalesce(?, article) WHERE url = ?",
            (
                "found" if again else "done",
                page.run,
                page.disposition,
                page.reason,
                tries,
                due and stamp(due),
                gone and stamp(gone),
                stamp(page.at),
                validators and validators.etag,
                validators and validators.last_modified,
                article,
                page.url,
            ),
        )

        if id and not self.second_address(page.url, id):
            if page.disposition == "gone" and self._ask_elsewhere(page, id, seen_gone):
                return
            states.settle(self.db, id, page, seen_gone)

    def _ask_elsewhere(self, page: PageEnd, id: str, seen_gone: datetime | None) -> bool:
        """Whether an article that goes here is there under another address: that is asked then."""
        due = page.at if confirmed(seen_gone, page.at) else (seen_gone or page.at) + GONE_APART
        done = self.db.execute(
            "UPDATE pages SET due = ?1, etag = NULL, last_modified = NULL"
            " WHERE article = ?2 AND url <> ?3 AND state = 'done' AND gone IS NULL"
            " AND disposition IN ('stored', 'updated', 'unchanged', 'duplicate', 'not_modified')",
            (stamp(due), id, page.url),
        )
        return done.rowcount > 0

    def _next(self, page: PageEnd, id: str | None, seen_gone: datetime | None) -> datetime | None:
        """When a done page is asked again: on its schedule, and soon if it went."""
        if page.again is NEVER or (id and self.second_address(page.url, id)):
            return None
        times: list[datetime | None] = []
        if page.disposition == "gone" and not confirmed(seen_gone, page.at):
            times.append((seen_gone or page.at) + GONE_APART)
        if id and (known := states.known(self.db, id)):
            times.append(page.again.next(known.first_seen, page.at, topical=known.topical))
        return min((time for time in times if time), default=None)

    def second_address(self, url: str, id: str) -> bool:
        """Whether an article has another address in the frontier that is its own, and not gone.

        What the second one says changes nothing: two addresses may give two versions of a page.
        """
        own = self.own_page(url, id)
        if own is None:
            return False
        gone = instant(own["gone"]) if own["gone"] else None
        return not confirmed(gone, instant(own["asked"])) if own["asked"] else True

    def own_page(self, url: str, id: str) -> sqlite3.Row | None:
        """The page at an article's own address, if that is not `url`."""
        return self.one(
            "SELECT pages.* FROM articles JOIN pages ON pages.url = articles.url"
            " WHERE articles.id = ?1 AND articles.url <> ?2 AND pages.article = ?1",
            id,
            url,
        )

    def is_forgotten(self, *names: str) -> bool:
        """Whether an address or id is that of an article that was forgotten on request."""
        marks = ", ".join("?" * len(names))
        return self.one(f"SELECT 1 FROM forgotten WHERE name IN ({marks})", *names) is not None

    def knows(self, url: str) -> bool:
        """Whether an address is in the frontier, in any state."""
        return self.one("SELECT 1 FROM pages WHERE url = ?", url) is not None

    def start_run(self, site: str, command: str, at: datetime) -> int:
        """Begin a run; gives its number."""
        with self.write() as db:
            cursor = db.execute(
                "INSERT INTO runs (site, command, started, change) VALUES (?, ?, ?, ?)",
                (site, command, stamp(at), milliseconds(at)),
            )
            run = int(cursor.lastrowid or 0)
            log_change(db, "run", str(run), milliseconds(at))
            return run

    def end_run(self, run: int, site: str, outcome: str, at: datetime) -> RunRow:
        """Finish a run: count its dispositions, record what is left; gives the row."""
        with self.write() as db:
            db.execute(
                "UPDATE runs SET finished = ?, outcome = ?, counts = ?, left_over = ?,"
                " change = max(change + 1, ?) WHERE id = ?",
                (
                    stamp(at),
                    outcome,
                    json.dumps(self.dispositions(run)),
                    self.left(site, run, at),
                    milliseconds(at),
                    run,
                ),
            )
            log_change(db, "run", str(run), milliseconds(at))
        return next(row for row in self.runs(site) if row.id == run)

    def dispositions(self, run: int) -> dict[str, int]:
        """Pages of a run by disposition, most first."""
        rows = self.db.execute(
            "SELECT disposition, count(*) FROM (SELECT disposition FROM pages WHERE run = ?1"
            " UNION ALL SELECT disposition FROM records WHERE run = ?1) GROUP BY disposition",
            (run,),
        )
        return dict(Counter(dict(tuple(row) for row in rows)).most_common())

    def reasons(self, run: int) -> dict[tuple[str, str], int]:
        """The same by disposition and reason, for those that have one."""
        rows = self.db.execute(
            "SELECT disposition, reason, count(*) FROM (SELECT disposition, reason FROM pages"
            " WHERE run = ?1 UNION ALL SELECT disposition, reason FROM records WHERE run = ?1)"
            " WHERE reason <> '' GROUP BY disposition, reason ORDER BY count(*) DESC",
            (run,),
        )
        return {(row[0], row[1]): row[2] for row in rows}

    def runs(self, site: str | None = None, limit: int = 50) -> Sequence[RunRow]:
        """Runs, newest first."""
        rows = self.db.execute(
            "SELECT * FROM runs WHERE ?1 IS NULL OR site = ?1 ORDER BY id DESC LIMIT ?2",
            (site, limit),
        )
        return [run_of(row) for row in rows]


def _later(told: str, known: str | None) -> bool:
    """Whether a time of change is after the known one; one that cannot be read is before all."""
    try:
        return _utc(told) > _utc(known or "")
    except ValueError:
        return told != known


def _utc(text: str) -> datetime:
    time = instant(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _source(row: sqlite3.Row) -> SourceRow:
    return SourceRow(
        site=row["site"],
        url=row["url"],
        edition=row["edition"],
        kind=row["kind"],
        parent=row["parent"],
        state=row["state"],
        reason=row["reason"],
        since=instant(row["since"]),
        checked=instant(row["checked"]),
        failures=row["failures"],
        listed=row["listed"],
        newest=row["newest"],
        validators=_validators(row),
        learned=row["learned"],
        complete=bool(row["complete"]),
    )


def _due(row: sqlite3.Row) -> Due:
    known = row["article"]  # only what was read before can be "not modified"
    return Due(
        row=row["place"],
        url=row["url"],
        edition=row["edition"],
        hints=row["hints"],
        tries=row["tries"],
        article=row["article"],
        validators=_validators(row) if known else None,
    )


def run_of(row: sqlite3.Row) -> RunRow:
    """The run in a row of `runs`."""
    return RunRow(
        id=row["id"],
        site=row["site"],
        command=row["command"],
        started=instant(row["started"]),
        finished=row["finished"] and instant(row["finished"]),
        outcome=row["outcome"],
        counts=json.loads(row["counts"] or "{}"),
        left=row["left_over"],
        change=row["change"],
    )


def _validators(row: sqlite3.Row) -> Validators:
    return Validators(etag=row["etag"], last_modified=row["last_modified"])
