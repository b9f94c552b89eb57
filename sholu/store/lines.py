"""Lines of articles and how many articles had them: what a site repeats is learned here.

Learning counts, a run's beginning freezes: only then does a line become furniture, so that all
pages of a run are read with the same knowledge.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from math import ceil
from pathlib import Path

from sholu import clock
from sholu.article import Article
from sholu.store.base import BUSY_MS, Base, decode
from sholu.store.schema import version

LEAST = 3
"""Different articles that must have a line, at least."""
SHARE = 0.1
"""Share of the edition's articles of the last WEEKS that must have it: background that a running
story repeats stays far below, and a notice stands under nearly all."""
WEEKS = 4
"""What is no furniture is forgotten when it was not seen for so long."""
YEARS = 2
"""The same for furniture: an archived page of that time is still read well."""
SINCE = 13
"""The version of the store from which on there are lines."""
LINES = 20_000
"""Lines remembered an edition, furniture first, then the newest."""
_BATCH = 200


def known_lines(path: Path, site: str, edition: str | None) -> frozenset[int]:
    """The hashes of an edition's lines that are furniture, as of the last `freeze_lines`.

    Opens the store for reading only: workers ask, and they never write. A store of an older sholu,
    which has no such lines yet, gives none.
    """
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_MS / 1000)
    try:
        if version(db) < SINCE:
            return frozenset()
        rows = db.execute(
            "SELECT line FROM lines WHERE site = ? AND edition = ? AND furniture",
            (site, edition or ""),
        )
        return frozenset(row[0] for row in rows)
    finally:
        db.close()


class Lines(Base):
    """The part of the store that remembers lines."""

    def line_sites(self) -> list[str]:
        """The sites of which lines are remembered."""
        return [row[0] for row in self.db.execute("SELECT DISTINCT site FROM lines")]

    def line_editions(self, site: str) -> list[str]:
        """The editions of a site of which lines are remembered; empty text: without edition."""
        rows = self.db.execute(
            "SELECT DISTINCT edition FROM lines WHERE site = ? ORDER BY edition", (site,)
        )
        return [row[0] for row in rows]

    def unlearned(self, site: str) -> Iterator[dict[str, str]]:
        """The texts by id of a site's articles whose lines were never counted; streams in batches.

        A store of an older sholu has them, from before there were lines. Reprints are left out.
        """
        after = ("", 0)  # in the order of an index: each batch begins where the last one ended
        while rows := self.db.execute(
            "SELECT id, article, first_seen, rowid AS number FROM articles"
            " WHERE site = ? AND (first_seen, rowid) > (?, ?)"
            " AND NOT learned AND duplicate_of IS NULL ORDER BY first_seen, rowid LIMIT ?",
            (site, *after, _BATCH),
        ).fetchall():
            yield {row["id"]: decode(row["article"], Article).text for row in rows}
            after = (rows[-1]["first_seen"], rows[-1]["number"])

    def learn_lines(self, lines: Mapping[str, Sequence[int]]) -> None:
        """Count the lines of stored articles, each article once in its life; one transaction."""
        with self.write():
            for id, hashes in lines.items():
                self._learn(id, hashes)

    def freeze_lines(self, site: str) -> None:
        """Decide anew which lines of a site are furniture, and forget what is old.

        Under the site's lock, before its pages are read.
        """
        today = clock.now().toordinal()
        young, old = today - 7 * WEEKS, today - 365 * YEARS
        with self.write() as db:
            db.execute(
                "DELETE FROM lines WHERE site = ? AND seen < CASE furniture WHEN 1 THEN ?"
                " ELSE ? END",
                (site, old, young),
            )
            db.execute("DELETE FROM line_days WHERE site = ? AND day < ?", (site, young))
            editions = db.execute(
                "SELECT edition, sum(articles) FROM line_days WHERE site = ? GROUP BY edition",
                (site,),
            ).fetchall()
            for edition, articles in editions:
                self._bound(db, site, edition)
                db.execute(
                    "UPDATE lines SET furniture = 1"
                    " WHERE site = ? AND edition = ? AND articles >= ? AND NOT furniture",
                    (site, edition, max(LEAST, ceil(SHARE * articles))),
                )

    def _bound(self, db: sqlite3.Connection, site: str, edition: str) -> None:
        db.execute(
            "DELETE FROM lines WHERE site = ?1 AND edition = ?2 AND line IN (SELECT line FROM lines"
            " WHERE site = ?1 AND edition = ?2 ORDER BY furniture DESC, seen DESC, articles DESC"
            " LIMIT -1 OFFSET ?3)",
            (site, edition, LINES),
        )

    def unlearn(self, id: str, lines: Collection[int]) -> None:
        """Count an article's lines no more; within the transaction that removes it."""
        row = self.one("SELECT site, edition, learned FROM articles WHERE id = ?", id)
        if row is None or not row["learned"]:
            return
        where = (row["site"], row["edition"] or "")
        rows = [(*where, line) for line in set(lines)]
        this = "WHERE site = ? AND edition = ? AND line = ?"
        self.db.executemany(f"UPDATE lines SET articles = articles - 1 {this}", rows)
        self.db.executemany(f"DELETE FROM lines {this} AND articles < 1", rows)

    def _learn(self, id: str, lines: Sequence[int]) -> None:
        """Count an article's lines, once in its life; within the transaction that keeps it.

        A reprint is not counted: its lines are another article's.
        """
        row = self.one("SELECT site, edition, duplicate_of, learned FROM articles WHERE id = ?", id)
        if row is None or row["learned"] or row["duplicate_of"] or not lines:
            return
        day = clock.now().toordinal()
        where = (row["site"], row["edition"] or "")
        self.db.executemany(
            "INSERT INTO lines (site, edition, line, articles, seen) VALUES (?, ?, ?, 1, ?)"
            " ON CONFLICT DO UPDATE SET articles = articles + 1, seen = excluded.seen",
            [(*where, line, day) for line in dict.fromkeys(lines)],
        )
        self.db.execute(
            "INSERT INTO line_days (site, edition, day, articles) VALUES (?, ?, ?, 1)"
            " ON CONFLICT DO UPDATE SET articles = articles + 1",
            (*where, day),
        )
        self.db.execute("UPDATE articles SET learned = 1 WHERE id = ?", (id,))
