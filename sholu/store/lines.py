"""Lines of articles and how many articles had them: what a site repeats is learned here.

Learning counts by the day, a run's beginning freezes: only then is decided what is furniture, so
that all pages of a run are read with the same knowledge. It is decided anew each time, from the
last WEEKS alone: what was learned from too little, or is shown no more, is unlearned.
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
YOUNG_SHARE, ENOUGH = 0.5, 30
"""While that share is of few articles, a story may have it: then half of them must have the line,
or ENOUGH."""
WEEKS = 4
"""Articles count for so long, and so do their lines: back from the edition's newest day, so that
a site that rested is read as it was left."""
SINCE = 14
"""The version of the store from which on there are lines of days."""
LINES = 20_000
"""Lines remembered an edition, those of most articles first, then the newest."""
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
            "SELECT line FROM furniture WHERE site = ? AND edition = ?",
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
        with self.write() as db:
            db.execute("DELETE FROM furniture WHERE site = ?", (site,))
            newest = db.execute(
                "SELECT edition, max(day) FROM line_days WHERE site = ? GROUP BY edition", (site,)
            ).fetchall()
            for edition, day in newest:
                self._freeze(db, site, edition, day - 7 * WEEKS)

    def _freeze(self, db: sqlite3.Connection, site: str, edition: str, begin: int) -> None:
        where = (site, edition)
        for table in ("lines", "line_days"):
            db.execute(
                f"DELETE FROM {table} WHERE site = ? AND edition = ? AND day < ?", (*where, begin)
            )
        articles = db.execute(
            "SELECT sum(articles) FROM line_days WHERE site = ? AND edition = ?", where
        ).fetchone()[0]
        db.execute(
            "DELETE FROM lines WHERE site = ?1 AND edition = ?2 AND line IN (SELECT line FROM lines"
            " WHERE site = ?1 AND edition = ?2 GROUP BY line"
            " ORDER BY sum(articles) DESC, max(day) DESC LIMIT -1 OFFSET ?3)",
            (*where, LINES),
        )
        db.execute(
            "INSERT INTO furniture (site, edition, line) SELECT site, edition, line FROM lines"
            " WHERE site = ? AND edition = ? GROUP BY line HAVING sum(articles) >= ?",
            (*where, _needed(articles)),
        )

    def unlearn(self, id: str, lines: Collection[int]) -> None:
        """Count an article and its lines no more; within the transaction that removes it."""
        row = self.one("SELECT site, edition, learned FROM articles WHERE id = ?", id)
        if row is None or not row["learned"]:
            return
        where = (row["site"], row["edition"] or "", row["learned"])
        rows = [(*where, line) for line in set(lines)]
        this = "WHERE site = ? AND edition = ? AND day = ?"
        self.db.executemany(f"UPDATE lines SET articles = articles - 1 {this} AND line = ?", rows)
        self.db.execute(f"UPDATE line_days SET articles = articles - 1 {this}", where)
        for table in ("lines", "line_days"):
            self.db.execute(f"DELETE FROM {table} {this} AND articles < 1", where)

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
            "INSERT INTO lines (site, edition, line, day, articles) VALUES (?, ?, ?, ?, 1)"
            " ON CONFLICT DO UPDATE SET articles = articles + 1",
            [(*where, line, day) for line in dict.fromkeys(lines)],
        )
        self.db.execute(
            "INSERT INTO line_days (site, edition, day, articles) VALUES (?, ?, ?, 1)"
            " ON CONFLICT DO UPDATE SET articles = articles + 1",
            (*where, day),
        )
        self.db.execute("UPDATE articles SET learned = ? WHERE id = ?", (day, id))


def _needed(articles: int) -> int:
    """How many of an edition's articles must have a line that is furniture."""
    young = min(ceil(YOUNG_SHARE * articles), ENOUGH)
    return max(LEAST, young, ceil(SHARE * articles))
