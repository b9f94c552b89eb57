"""Articles that move: the address an article has now, and what another address may say of it.

The address it was kept under decides (the *own* one). Another address that gives other words may
be an older copy, a page for print or the page's new address, so it changes nothing by itself: the
own address is asked, and moves the article when it sends to the new one, names it as canonical or
gives the new words itself. Where the own address is gone for good, one that names itself takes its
place. So two addresses with two versions can never take turns.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import datetime

from sholu.article import Raw
from sholu.store import states
from sholu.store.again import GONE_APART, NEVER
from sholu.store.base import log_change, milliseconds, stamp
from sholu.store.copies import Copies
from sholu.store.frontier import Frontier
from sholu.store.letters import drop_letters
from sholu.store.rows import PageEnd

ALIKE = 2
"""How many earlier articles of a site that say the same are asked whether they have moved."""


class Moves(Frontier, Copies):
    """The part of the store that knows which address speaks for an article."""

    def note_back(self, url: str, named: str, id: str, raw: Raw | None) -> None:
        """Note that bytes of a forgotten article came into the archive under an address.

        Nobody knew before they came that they are its own: they are to be taken out once more.
        """
        if raw:
            self.db.execute(
                "INSERT OR REPLACE INTO forgotten (name, id, site, at, reason, raws)"
                " SELECT ?1, id, site, at, reason, ?4 FROM forgotten WHERE name IN (?1, ?2, ?3)"
                " LIMIT 1",
                (url, named, id, json.dumps([(raw.file, raw.offset)])),
            )

    def speaks(self, url: str, named: str, id: str) -> bool:
        """Whether an address speaks for an article, when its page names `named` as its own."""
        if self._own_gone(url, id):
            return named == url
        if self.one("SELECT 1 FROM aliases WHERE url = ? AND id = ?", url, id) is None:
            return False
        return not self.second_address(url, id)

    def may_move(self, url: str, named: str, id: str, fingerprint: str) -> bool:
        """Whether a page that speaks for an article may move it to the address it names.

        Where that has spoken, it must have said the same: two pages that name each other and
        differ would take turns.
        """
        row = self.one(
            "SELECT 1 FROM pages WHERE url = ?1 AND url <> ?2 AND article = ?3 AND said IS NOT ?4",
            named,
            url,
            id,
            fingerprint,
        )
        return row is None

    def first_answer(self, url: str, id: str) -> bool:
        """Whether an address gives for the first time what another one gave before it."""
        row = self.one(
            "SELECT 1 FROM pages AS mine JOIN pages AS other ON other.article = ?2"
            " AND other.url <> mine.url AND other.gone IS NULL"
            " WHERE mine.url = ?1 AND mine.article IS NULL",
            url,
            id,
        )
        return row is not None

    def doubt(self, known: sqlite3.Row, page: PageEnd, named: str, fingerprint: str) -> None:
        """Ask the own address of the record `known`, when another one gave other words.

        One whose own address is gone, and that another speaks for without naming itself, is gone.
        """
        id, url = known["id"], known["url"]
        if page.position is not None:
            return  # from an archive: nobody can be asked
        self.db.execute("UPDATE pages SET said = ? WHERE url = ?", (fingerprint, page.url))
        if named != page.url and self._own_gone(page.url, id):
            gone = replace(page, disposition="gone", reason="at its own address")
            states.settle(self.db, id, gone, page.at - GONE_APART)
            return
        if known["fingerprint"] == fingerprint:
            return
        other = self.one("SELECT 1 FROM pages WHERE article = ?1 AND url <> ?2", id, page.url)
        self.db.execute(  # an article out of an archive has no page yet
            "INSERT OR IGNORE INTO pages (url, site, edition, source, state, found, hints, article)"
            " SELECT ?1, site, edition, source, 'done', ?2, CAST('{}' AS BLOB), ?3"
            " FROM pages WHERE url = ?4",
            (url, stamp(page.at), None if other else id, page.url),
        )
        self._ask([url], page.at)

    def doubt_alike(self, id: str, page: PageEnd) -> None:
        """A new article says what earlier ones of its site said: ask whether they have moved.

        Where an article's own id is its address, a new one looks like a new article. What was
        listed before the earlier one was kept is another one.
        """
        if page.position is not None:
            return
        rows = self.db.execute(
            "SELECT old.url FROM articles AS new JOIN articles AS old ON old.id <> new.id"
            " AND coalesce(new.duplicate_of, new.id) IN (old.id, old.duplicate_of)"
            " AND old.site = new.site AND old.edition IS new.edition AND old.state = 'live'"
            " JOIN pages ON pages.url = ?2 AND pages.found > old.first_seen"
            " WHERE new.id = ?1 ORDER BY old.first_seen DESC LIMIT ?3",
            (id, page.url, ALIKE),
        )
        self._ask([row["url"] for row in rows.fetchall()], page.at)

    def moved(self, id: str, url: str, page: PageEnd) -> None:
        """The article's address is `url` from now on: it is asked as the old one was."""
        if page.position is not None:
            return
        states.settle(self.db, id, page, None)
        known = states.known(self.db, id)
        if known is None or page.again is NEVER:
            return
        due = page.again.next(known.first_seen, page.at, topical=known.topical)
        self.db.execute(
            "UPDATE pages SET due = ? WHERE url = ? AND state = 'done'", (due and stamp(due), url)
        )

    def join(self, id: str, url: str, fingerprint: str, at: datetime) -> None:
        """The article has moved to `url`: what was kept from there as another article is this one.

        Only if it says the same and was never edited; its id stays a name of the article.
        """
        row = self.one(
            "SELECT articles.* FROM articles JOIN aliases ON aliases.id = articles.id"
            " JOIN articles AS mine ON mine.id = ?2 AND mine.site = articles.site"
            " WHERE aliases.url = ?1 AND articles.id <> ?2 AND articles.fingerprint = ?3"
            " AND articles.revision = 1",
            url,
            id,
            fingerprint,
        )
        if row is None:
            return
        db, other = self.db, row["id"]
        self.repoint_copies(other, at)
        self.drop_sketch(other)
        drop_letters(db, other)
        for table in ("revisions", "states"):
            db.execute(f"DELETE FROM {table} WHERE id = ?", (other,))
        db.execute("UPDATE aliases SET id = ? WHERE id = ?", (id, other))
        db.execute("UPDATE pages SET article = ? WHERE article = ?", (id, other))
        db.execute("DELETE FROM articles WHERE id = ?", (other,))
        db.execute("INSERT OR REPLACE INTO aliases (url, id) VALUES (?, ?)", (other, id))
        log_change(db, "forget", other, max(row["change"] + 1, milliseconds(at)))

    def repoint_copies(self, id: str, at: datetime) -> None:
        """Give the copies of an article that goes the earliest of them to be copies of."""
        rows = self.db.execute(
            "SELECT id, change FROM articles WHERE duplicate_of = ? ORDER BY sort_key", (id,)
        ).fetchall()
        for number, row in enumerate(rows):
            first = None if number == 0 else rows[0]["id"]
            change = max(row["change"] + 1, milliseconds(at))
            self.db.execute(
                "UPDATE articles SET duplicate_of = ?, change = ? WHERE id = ?",
                (first, change, row["id"]),
            )
            log_change(self.db, "article", row["id"], change)

    def _ask(self, urls: list[str], at: datetime) -> None:
        self.db.executemany(
            "UPDATE pages SET due = min(coalesce(due, ?1), ?1) WHERE url = ?2 AND state = 'done'",
            [(stamp(at), url) for url in urls],
        )

    def _own_gone(self, url: str, id: str) -> bool:
        """Whether the article's own address is another one, and gone for good."""
        own = self.own_page(url, id)
        return own is not None and not self.second_address(url, id)
