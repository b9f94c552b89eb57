"""Records: keeping an article, its aliases and revisions, and giving them back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sholu.article import Annotations, Article, Raw, Record
from sholu.store.base import Change, decode, encode, instant, log_change, stamp
from sholu.store.copies import Linker, Sketch
from sholu.store.letters import Letters
from sholu.store.lines import Lines
from sholu.store.moves import Moves
from sholu.store.ordering import day_of, next_change, sort_key
from sholu.store.rows import PageEnd

_BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """A read article on its way into the store.

    `id` is what its address says it is; `fingerprint` a hash of normalised title and text:
    two readings with the same one are no edit. `before` is today's reading of the bytes the store
    knows, where they were read again, with its fingerprint. `classify` names the class of an edit
    from old title, old text, title and text. `link` finds what it is a copy of, by its `sketch`;
    a text too short to compare has none. `lines` are the hashes of the text's lines. `worded`: its
    id is made of words of its address, which may change with the headline.
    """

    id: str
    article: Article
    annotations: Annotations
    fingerprint: str
    reader: str
    raw: Raw | None
    fetched: datetime
    before: Article | None = None
    before_fingerprint: str | None = None
    classify: Callable[[str, str, str, str], str] | None = None
    sketch: Sketch | None = None
    link: Linker | None = None
    lines: tuple[int, ...] = ()
    worded: bool = False


class Kept(NamedTuple):
    """What came of it: `stored`, `updated`, `unchanged`, `duplicate` or `skipped`; and the id."""

    disposition: str
    id: str


class Articles(Moves, Letters, Lines):
    """The part of the store that holds the articles."""

    def keep(self, new: Keeping, page: PageEnd) -> Kept:
        """Keep an article and end its page, in one transaction: from here on it is safe.

        An address known as an alias keeps its article's id whatever its pattern says now. The
        same id under another address is a `duplicate`; see `Moves` for when an article moves
        there. A revision is what the outlet changed: see `_is_edit`. What was forgotten stays
        away: `skipped`.
        """
        with self.write() as db:
            named = new.article.url
            if self.is_forgotten(page.url, named, new.id):
                self.note_back(page.url, named, new.id, new.raw)
                self._end(replace(page, disposition="skipped", reason="forgotten"))
                return Kept("skipped", new.id)
            known = self._known(page.url, new)
            id = known["id"] if known else new.id
            if not known:
                disposition = "stored"
                self._insert(db, new)
                self._link(id, new, None)
                self._learn(id, new.lines)
                if new.worded:
                    self.doubt_alike(id, page)
            elif self.speaks(page.url, named, id):
                if not self.may_move(page.url, named, id, new.fingerprint):
                    new = replace(new, article=replace(new.article, url=known["url"]))
                    named = known["url"]
                disposition = self._update(db, known, new, first=self.first_answer(page.url, id))
                if named != known["url"]:
                    self.join(id, named, new.fingerprint, new.fetched)
                self._link(id, new, known["change"])
            else:
                disposition = "duplicate"
                self.doubt(known, page, named, new.fingerprint)
            for url in {page.url, named}:
                db.execute("INSERT OR IGNORE INTO aliases (url, id) VALUES (?, ?)", (url, id))
            ended = replace(page, disposition=disposition)
            self._end(ended, article=id)
            if known and disposition != "duplicate" and named != known["url"]:
                self.moved(id, named, ended)
            return Kept(disposition, id)

    def _link(self, id: str, new: Keeping, change: int | None) -> None:
        """Find what a record is a copy of; `change` is what it was before this transaction."""
        if new.link:
            logged = self.one("SELECT 1 FROM articles WHERE id = ? AND change IS NOT ?", id, change)
            new.link(self, id, new.sketch, new.fetched, logged=logged is not None)

    def _known(self, url: str, new: Keeping) -> sqlite3.Row | None:
        row = self.one(  # what the page's own address says comes first
            "SELECT id FROM aliases WHERE url IN (?1, ?2) ORDER BY url = ?1 DESC",
            url,
            new.article.url,
        )
        return self.one("SELECT * FROM articles WHERE id = ?", row["id"] if row else new.id)

    def _insert(self, db: sqlite3.Connection, new: Keeping) -> None:
        day = day_of(new.article.published, new.fetched, self.zone)
        change = next_change(None, new.fetched)
        values = {
            "id": new.id,
            "site": new.article.site,
            "edition": new.article.edition,
            "day": day.day,
            "day_estimated": int(day.estimated),
            "year": int(day.day[:4]),
            "sort_key": self._free_sort_key(new, new.fetched),
            "revision": 1,
            "reading": 1,
            "state": "live",
            "first_seen": stamp(new.fetched),
            **_content(new, change),
        }
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        db.execute(f"INSERT INTO articles ({names}) VALUES ({marks})", values)
        self._log_revision(db, new.id, 1, new)
        log_change(db, "article", new.id, change)

    def _free_sort_key(self, new: Keeping, first_seen: datetime) -> int:
        key = sort_key(new.id, new.article.published, first_seen)
        while self.one("SELECT 1 FROM articles WHERE sort_key = ? AND id <> ?", key, new.id):
            key += 1
        return key

    def _update(
        self, db: sqlite3.Connection, old: sqlite3.Row, new: Keeping, *, first: bool = False
    ) -> str:
        """The next revision or reading of a record, if there is anything to tell.

        `first`: what was known came from another address, so that it is no edit.
        """
        change = next_change(old["change"], new.fetched)
        content = _content(new, change)
        if all(old[name] == content[name] for name in ("fingerprint", "article", "annotations")):
            db.execute(
                "UPDATE articles SET fetched = ?, reader = ? WHERE id = ?",
                (content["fetched"], content["reader"], old["id"]),
            )
            return "unchanged"
        edited = not first and self._is_edit(old, new)
        another = old["fingerprint"] != new.fingerprint and not edited
        reread = another or old["reader"] != new.reader or _same_bytes(old, new)
        revision = old["revision"] + edited
        content |= {
            "revision": revision,
            "reading": old["reading"] + reread,
            **self._placing(old, new),
        }
        sets = ", ".join(f"{name} = :{name}" for name in content)
        db.execute(f"UPDATE articles SET {sets} WHERE id = :id", {**content, "id": old["id"]})
        if edited:
            before = new.before or decode(old["article"], Article)
            self._log_revision(db, old["id"], revision, new, before)
        log_change(db, "article", old["id"], change)
        return "updated" if edited else "unchanged"

    def _is_edit(self, old: sqlite3.Row, new: Keeping) -> bool:
        """Whether the outlet changed title or text, and not our own reader what it makes of them.

        The same bytes are none. Of new bytes both versions are compared as read today; where the
        old ones are not to be had, only what the same reader read twice can be an edit.
        """
        if old["fingerprint"] == new.fingerprint or _same_bytes(old, new):
            return False
        if new.before_fingerprint is not None:
            return new.before_fingerprint != new.fingerprint
        return bool(old["reader"] == new.reader)

    def reread(self, new: Keeping) -> bool:
        """Keep what the archived bytes of a stored article are read as today.

        Raises `reading` if it differs, and never makes a revision; says whether it did. An
        article that is not stored, or not with these bytes, is left alone.
        """
        with self.write() as db:
            old = self.one("SELECT * FROM articles WHERE id = ?", new.id)
            if old is None or not _same_bytes(old, new):
                return False
            self._update(db, old, new)
            self._link(new.id, new, old["change"])
            self._learn(new.id, new.lines)
            after = self.one("SELECT reading FROM articles WHERE id = ?", new.id)
            return after is not None and after["reading"] > old["reading"]

    def _placing(self, old: sqlite3.Row, new: Keeping) -> dict[str, object]:
        """Day and order, if the page now gives another time of publication."""
        if decode(old["article"], Article).published == new.article.published:
            return {}
        first_seen = instant(old["first_seen"])
        day = day_of(new.article.published, first_seen, self.zone)
        return {
            "day": day.day,
            "day_estimated": int(day.estimated),
            "sort_key": self._free_sort_key(replace(new, id=old["id"]), first_seen),
        }

    def _log_revision(
        self,
        db: sqlite3.Connection,
        id: str,
        revision: int,
        new: Keeping,
        before: Article | None = None,
    ) -> None:
        article, raw = new.article, new.raw
        values = {
            "id": id,
            "revision": revision,
            "seen": stamp(new.fetched),
            "title": article.title,
            "text": article.text,
            "raw_file": raw and raw.file,
            "raw_offset": raw and raw.offset,
            "raw_sha256": raw and raw.sha256,
        }
        if before:
            texts = (before.title, before.text, article.title, article.text)
            values |= {"old_title": before.title, "old_text": before.text}
            values |= {"class": new.classify(*texts) if new.classify else None}
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        db.execute(f"INSERT INTO revisions ({names}) VALUES ({marks})", values)
        if revision > 1:
            log_change(db, "revision", f"{id} {revision}", revision)

    def record(self, id: str) -> Record | None:
        """The record of an id, or of an address that is an alias."""
        row = self.one(
            "SELECT * FROM articles WHERE id = ?1 OR id = (SELECT id FROM aliases WHERE url = ?1)",
            id,
        )
        return record_of(row) if row else None

    def records(self, ids: Sequence[str]) -> list[Record]:
        """The records of those ids that exist, in the order asked."""
        found: dict[str, Record] = {}
        for start in range(0, len(ids), _BATCH):
            part = ids[start : start + _BATCH]
            marks = ", ".join("?" * len(part))
            rows = self.db.execute(f"SELECT * FROM articles WHERE id IN ({marks})", part)
            found |= {row["id"]: record_of(row) for row in rows}
        return [found[id] for id in ids if id in found]

    def stored_in(self, run: int) -> Iterator[Article]:
        """The articles a run stored for the first time; streams. Not to be written to meanwhile."""
        rows = self.db.execute(
            "SELECT articles.article FROM pages JOIN articles ON articles.id = pages.article"
            " WHERE pages.run = ? AND pages.disposition = 'stored'",
            (run,),
        )
        yield from (decode(row["article"], Article) for row in rows)

    def all_records(self, after_id: str = "") -> Iterator[Record]:
        """Every record by id, from one on; streams, and sees a new record only past its place."""
        while True:
            rows = self.db.execute(
                "SELECT * FROM articles WHERE id > ? ORDER BY id LIMIT ?", (after_id, _BATCH)
            ).fetchall()
            yield from map(record_of, rows)
            if len(rows) < _BATCH:
                return
            after_id = rows[-1]["id"]

    def ids(self) -> Iterator[str]:
        """The id of every record, in order; streams, and sees a new one only past its place."""
        after = ""
        while rows := self.db.execute(
            "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?", (after, _BATCH)
        ).fetchall():
            yield from (row["id"] for row in rows)
            after = rows[-1]["id"]

    def count(self, site: str | None = None) -> int:
        """How many articles are kept, of all sites or one."""
        row = self.one("SELECT count(*) FROM articles WHERE ?1 IS NULL OR site = ?1", site)
        return int(row[0]) if row else 0

    def newest(self, site: str) -> datetime | None:
        """When the last new article of a site was first seen."""
        row = self.one("SELECT max(first_seen) FROM articles WHERE site = ?", site)
        return instant(row[0]) if row and row[0] else None

    def changes(self, after: int, limit: int) -> list[Change]:
        """Rows of the change log after a sequence number, oldest first."""
        rows = self.db.execute(
            "SELECT seq, kind, id, change FROM changes WHERE seq > ? ORDER BY seq LIMIT ?",
            (after, limit),
        )
        return [Change(*row) for row in rows]

    def changed(self, ids: Sequence[str], after: int) -> set[str]:
        """Those of the ids that the log has after a sequence number."""
        found: set[str] = set()
        for start in range(0, len(ids), _BATCH):
            part = ids[start : start + _BATCH]
            marks = ", ".join("?" * len(part))
            rows = self.db.execute(
                f"SELECT DISTINCT id FROM changes WHERE seq > ? AND id IN ({marks})", (after, *part)
            )
            found |= {row["id"] for row in rows}
        return found

    def last_seq(self) -> int:
        """The sequence number of the last change; 0 when there is none."""
        row = self.one("SELECT coalesce(max(seq), 0) FROM changes")
        return int(row[0]) if row else 0

    def cursor(self, target: str) -> int:
        """How far a target has followed the change log."""
        row = self.one("SELECT seq FROM cursors WHERE target = ?", target)
        return int(row["seq"]) if row else 0

    def move_cursor(self, target: str, seq: int) -> None:
        """Note that a target has everything up to `seq`. Only after its own commit."""
        with self.write() as db:
            db.execute(
                "INSERT INTO cursors (target, seq) VALUES (?1, ?2)"
                " ON CONFLICT (target) DO UPDATE SET seq = ?2",
                (target, seq),
            )


def _same_bytes(old: sqlite3.Row, new: Keeping) -> bool:
    return new.raw is not None and bool(old["raw_sha256"] == new.raw.sha256)


def _content(new: Keeping, change: int) -> dict[str, object]:
    """The columns that another fetch or reading may change."""
    raw = new.raw
    return {
        "url": new.article.url,
        "change": change,
        "reader": new.reader,
        "fingerprint": new.fingerprint,
        "fetched": stamp(new.fetched),
        "raw_file": raw and raw.file,
        "raw_offset": raw and raw.offset,
        "raw_sha256": raw and raw.sha256,
        "article": encode(new.article),
        "annotations": encode(new.annotations),
    }


def record_of(row: sqlite3.Row) -> Record:
    """The record in a row of `articles`."""
    raw = None
    if row["raw_file"]:
        raw = Raw(file=row["raw_file"], offset=row["raw_offset"], sha256=row["raw_sha256"])
    return Record(
        id=row["id"],
        article=decode(row["article"], Article),
        annotations=decode(row["annotations"], Annotations),
        first_seen=instant(row["first_seen"]),
        fetched=instant(row["fetched"]),
        day=row["day"],
        day_estimated=bool(row["day_estimated"]),
        year=row["year"],
        sort_key=row["sort_key"],
        change=row["change"],
        revision=row["revision"],
        reading=row["reading"],
        reader=row["reader"],
        state=row["state"],
        raw=raw,
        duplicate_of=row["duplicate_of"],
        twin=row["twin"],
        story=row["story"],
    )
