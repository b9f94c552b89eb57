"""What discovery found by itself, and which records of a WARC file were imported."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sholu.store.base import Base, instant, stamp
from sholu.store.rows import PageEnd


class Learnings(Base):
    """The part of the store that remembers searches for sources and imports of archives."""

    def explored(self, site: str) -> datetime | None:
        """When a search for the site's sources last found nothing; None after one that did."""
        row = self.one("SELECT at FROM explored WHERE site = ?", site)
        return instant(row["at"]) if row else None

    def note_explored(self, site: str, at: datetime) -> None:
        """Remember that a search found nothing."""
        with self.write() as db:
            db.execute(
                "INSERT OR REPLACE INTO explored (site, at) VALUES (?, ?)", (site, stamp(at))
            )

    def forget_learned(self, site: str, keep: Iterable[str] = ()) -> None:
        """Forget the learned sources of a site, and what they led to, but for those of `keep`."""
        kept = list(keep)
        marks = ", ".join("?" * len(kept))
        with self.write() as db:
            db.execute("DELETE FROM explored WHERE site = ?", (site,))
            db.execute(
                "DELETE FROM sources WHERE site = ? AND (learned IS NOT NULL OR parent IN"
                " (SELECT url FROM sources WHERE site = ? AND learned IS NOT NULL"
                f" AND url NOT IN ({marks}))) AND url NOT IN ({marks})",
                (site, site, *kept, *kept),
            )

    def unfinished(self, name: str) -> int | None:
        """The run under that name that was stopped or killed, newest first; None if none was."""
        row = self.one("SELECT id, outcome FROM runs WHERE site = ? ORDER BY id DESC LIMIT 1", name)
        return int(row["id"]) if row and row["outcome"] != "finished" else None

    def imported(self, run: int) -> set[int]:
        """Where the records of a run of an import begin that have their disposition."""
        rows = self.db.execute("SELECT position FROM records WHERE run = ?", (run,))
        return {int(row[0]) for row in rows}

    def _record(self, page: PageEnd, article: str | None) -> None:
        """The disposition of a record; within the transaction of whoever keeps its article."""
        self.db.execute(
            "INSERT INTO records (run, position, url, disposition, reason, article)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (page.run, page.position, page.url, page.disposition, page.reason, article),
        )

    def came_by(self, run: int, urls: Iterable[str]) -> bool:
        """Whether one of these addresses had its record in this run already."""
        return any(
            self.one("SELECT 1 FROM records WHERE run = ? AND url = ?", run, url) for url in urls
        )
