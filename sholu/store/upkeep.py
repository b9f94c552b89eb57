"""Looking back at articles, and forgetting one: revisions, states, tombstones, places of jobs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sholu.article import Raw, Record
from sholu.store.articles import Articles, record_of
from sholu.store.base import instant, log_change, milliseconds, stamp
from sholu.store.letters import drop_letters
from sholu.store.rows import Revision, StateChange, Tombstone

_BATCH = 200


class Upkeep(Articles):
    """The part of the store behind history, reprocess and forget."""

    def revisions(self, id: str) -> list[Revision]:
        """Every version of an article that its outlet made, the first one first."""
        rows = self.db.execute("SELECT * FROM revisions WHERE id = ? ORDER BY revision", (id,))
        return [_revision(row) for row in rows]

    def state_changes(self, id: str) -> list[StateChange]:
        """When an article went and came back, in order."""
        rows = self.db.execute("SELECT * FROM states WHERE id = ? ORDER BY rowid", (id,))
        return [
            StateChange(at=instant(row["at"]), state=row["state"], reason=row["reason"])
            for row in rows
        ]

    def fingerprint(self, id: str) -> str | None:
        """The fingerprint of an article as it was last read."""
        row = self.one("SELECT fingerprint FROM articles WHERE id = ?", id)
        return str(row["fingerprint"]) if row else None

    def article_sites(self) -> list[str]:
        """The sites that articles are kept of."""
        rows = self.db.execute("SELECT DISTINCT site FROM articles ORDER BY site")
        return [row["site"] for row in rows]

    def site_records(
        self, site: str, *, after: str = "", since: str | None = None
    ) -> Iterator[Record]:
        """The records of a site by id, from one on, of day `since` (ISO) and later; streams."""
        while True:
            rows = self.db.execute(
                "SELECT * FROM articles WHERE site = ?1 AND id > ?2"
                " AND (?3 IS NULL OR day >= ?3) ORDER BY id LIMIT ?4",
                (site, after, since, _BATCH),
            ).fetchall()
            yield from map(record_of, rows)
            if len(rows) < _BATCH:
                return
            after = rows[-1]["id"]

    def count_since(self, site: str, *, after: str = "", since: str | None = None) -> int:
        """How many records `site_records` gives."""
        row = self.one(
            "SELECT count(*) FROM articles WHERE site = ?1 AND id > ?2"
            " AND (?3 IS NULL OR day >= ?3)",
            site,
            after,
            since,
        )
        return int(row[0]) if row else 0

    def place(self, job: str, what: str) -> str:
        """How far a job had come when it stopped; empty if it did not, or by other rules."""
        row = self.one("SELECT place FROM places WHERE job = ? AND what = ?", job, what)
        return str(row["place"]) if row else ""

    def note_place(self, job: str, what: str, place: str | None) -> None:
        """Note how far a job has come; None: to its end."""
        with self.write() as db:
            db.execute("DELETE FROM places WHERE job = ?", (job,))
            if place:
                db.execute("INSERT INTO places VALUES (?, ?, ?)", (job, what, place))

    def forget(self, id: str, reason: str, at: datetime, *, lines: Collection[int] = ()) -> None:
        """Remove an article with its revisions and addresses; tombstones take their place.

        All in one transaction, overwritten on the disk. Its copies get the earliest of them to
        be copies of, and `lines`, the hashes of those of its text, are counted no more. Its bytes
        stay in the archive until `buried` says they are out.
        """
        self.db.execute("PRAGMA secure_delete = ON")
        with self.write() as db:
            row = self.one("SELECT * FROM articles WHERE id = ?", id)
            if row is None:
                return
            names = self._names(row)
            raws = json.dumps(self._raws(id))
            db.executemany(
                "INSERT OR REPLACE INTO forgotten (name, id, site, at, reason, raws)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(name, id, row["site"], stamp(at), reason, raws) for name in names],
            )
            db.execute(
                "UPDATE pages SET article = NULL, state = 'done', due = NULL, gone = NULL,"
                " hints = CAST('{}' AS BLOB), etag = NULL, last_modified = NULL"
                " WHERE article = ? OR url IN (SELECT name FROM forgotten WHERE id = ?)",
                (id, id),
            )
            self.repoint_copies(id, at)
            self.drop_sketch(id)
            self.unlearn(id, lines)
            drop_letters(db, id)
            for table in ("aliases", "revisions", "states", "articles"):
                db.execute(f"DELETE FROM {table} WHERE id = ?", (id,))
            log_change(db, "forget", id, max(row["change"] + 1, milliseconds(at)))
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _names(self, row: sqlite3.Row) -> Sequence[str]:
        urls = self.db.execute(
            "SELECT url FROM aliases WHERE id = ?1 UNION SELECT url FROM pages WHERE article = ?1",
            (row["id"],),
        )
        return list(dict.fromkeys([row["id"], row["url"], *(url["url"] for url in urls)]))

    def _raws(self, id: str) -> list[tuple[str, int]]:
        rows = self.db.execute(
            "SELECT raw_file, raw_offset FROM articles WHERE id = ?1 AND raw_file IS NOT NULL"
            " UNION SELECT raw_file, raw_offset FROM revisions"
            " WHERE id = ?1 AND raw_file IS NOT NULL",
            (id,),
        )
        return [(row["raw_file"], row["raw_offset"]) for row in rows]

    def tombstones(self, name: str | None = None, *, done: bool | None = None) -> list[Tombstone]:
        """The forgotten articles, or the one of an id or address.

        `done`: only those whose bytes are out of the archive (True), or are not yet (False).
        """
        rows = self.db.execute(
            "SELECT id, site, min(at) AS at, reason, min(done) AS done,"
            " json_group_array(name) AS names, json_group_array(json(raws)) AS raws"
            " FROM forgotten WHERE ?1 IS NULL OR id IN"
            " (SELECT id FROM forgotten WHERE name = ?1) GROUP BY id"
            " HAVING ?2 IS NULL OR min(done) = ?2",
            (name, done),
        )
        return [
            Tombstone(
                id=row["id"],
                site=row["site"],
                names=tuple(json.loads(row["names"])),
                raws=tuple({(file, at) for raws in json.loads(row["raws"]) for file, at in raws}),
                at=instant(row["at"]),
                reason=row["reason"],
                done=bool(row["done"]),
            )
            for row in rows
        ]

    def buried(self, id: str) -> None:
        """Note that the bytes of a forgotten article are out of the archive."""
        with self.write() as db:
            db.execute("UPDATE forgotten SET done = 1 WHERE id = ?", (id,))


def _revision(row: sqlite3.Row) -> Revision:
    raw = None
    if row["raw_file"]:
        raw = Raw(file=row["raw_file"], offset=row["raw_offset"], sha256=row["raw_sha256"])
    return Revision(
        revision=row["revision"],
        seen=instant(row["seen"]),
        title=row["title"],
        text=row["text"],
        edit=row["class"],
        old_title=row["old_title"],
        old_text=row["old_text"],
        raw=raw,
    )
