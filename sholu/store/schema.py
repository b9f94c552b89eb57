"""The tables, and how an older store becomes a newer one."""

from __future__ import annotations

import sqlite3

from sholu.errors import UserError

MIGRATIONS = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        site TEXT NOT NULL,
        command TEXT NOT NULL,
        started TEXT NOT NULL,
        finished TEXT,
        outcome TEXT,            -- finished, stopped; NULL while it runs or after it was killed
        counts TEXT,             -- JSON: disposition -> pages
        left_over INTEGER
    ) STRICT;

    CREATE TABLE sources (
        site TEXT NOT NULL,
        url TEXT NOT NULL,
        edition TEXT NOT NULL,
        kind TEXT NOT NULL,
        parent TEXT,             -- the sitemap index that named it
        state TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        since TEXT NOT NULL,     -- in this state since
        checked TEXT NOT NULL,
        failures INTEGER NOT NULL DEFAULT 0,   -- runs in a row that could not reach it
        listed INTEGER NOT NULL DEFAULT 0,     -- addresses on it when last read
        newest TEXT,             -- newest item's time
        etag TEXT,
        last_modified TEXT,
        PRIMARY KEY (site, url)
    ) STRICT;

    CREATE TABLE articles (
        id TEXT PRIMARY KEY,
        site TEXT NOT NULL,
        edition TEXT,
        url TEXT NOT NULL,
        day TEXT NOT NULL,
        day_estimated INTEGER NOT NULL,
        year INTEGER NOT NULL,
        sort_key INTEGER NOT NULL UNIQUE,
        change INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        reading INTEGER NOT NULL,
        reader TEXT NOT NULL,
        fingerprint TEXT NOT NULL,   -- of the normalised title and text
        state TEXT NOT NULL,
        first_seen TEXT NOT NULL,
        fetched TEXT NOT NULL,
        raw_file TEXT,
        raw_offset INTEGER,
        raw_sha256 TEXT,
        duplicate_of TEXT REFERENCES articles (id),
        twin TEXT,
        story TEXT,
        article BLOB NOT NULL,
        annotations BLOB NOT NULL
    ) STRICT;
    CREATE INDEX articles_first_seen ON articles (site, first_seen);

    CREATE TABLE pages (
        url TEXT PRIMARY KEY,
        site TEXT NOT NULL,
        edition TEXT,
        source TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('found', 'done')),
        found TEXT NOT NULL,
        hints BLOB NOT NULL,
        hinted TEXT,             -- the hinted time of publication, UTC
        modified TEXT,           -- the hinted time of change, as printed
        run INTEGER REFERENCES runs (id),      -- the run that gave the disposition
        disposition TEXT,
        reason TEXT NOT NULL DEFAULT '',
        tries INTEGER NOT NULL DEFAULT 0,      -- failures in a row
        asked TEXT,
        etag TEXT,
        last_modified TEXT,
        article TEXT REFERENCES articles (id)
    ) STRICT;
    CREATE INDEX pages_frontier ON pages (site, state);
    CREATE INDEX pages_run ON pages (run);

    CREATE TABLE aliases (
        url TEXT PRIMARY KEY,
        id TEXT NOT NULL REFERENCES articles (id)
    ) STRICT;
    CREATE INDEX aliases_id ON aliases (id);

    CREATE TABLE revisions (
        id TEXT NOT NULL REFERENCES articles (id),
        revision INTEGER NOT NULL,
        seen TEXT NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        raw_file TEXT,
        raw_offset INTEGER,
        raw_sha256 TEXT,
        PRIMARY KEY (id, revision)
    ) STRICT;

    CREATE TABLE changes (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind IN ('article', 'revision', 'source', 'run', 'forget')),
        id TEXT NOT NULL,
        change INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE cursors (
        target TEXT PRIMARY KEY,
        seq INTEGER NOT NULL
    ) STRICT;
    """,
    """
    CREATE TABLE source_days (
        site TEXT NOT NULL,
        url TEXT NOT NULL,
        day TEXT NOT NULL,       -- in the zone of the setting
        state TEXT NOT NULL,     -- the best of that day
        PRIMARY KEY (site, url, day)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE pages ADD COLUMN due TEXT;       -- a done page is asked again from then on
    ALTER TABLE pages ADD COLUMN gone TEXT;      -- first seen gone, and not back since
    CREATE INDEX pages_due ON pages (site, due) WHERE due IS NOT NULL;
    CREATE INDEX pages_article ON pages (article);

    ALTER TABLE revisions ADD COLUMN class TEXT;         -- of the edit; NULL for the first
    ALTER TABLE revisions ADD COLUMN old_title TEXT;     -- what it was compared with, read by
    ALTER TABLE revisions ADD COLUMN old_text TEXT;      -- the same reader

    CREATE TABLE states (                        -- live or gone, each change
        id TEXT NOT NULL REFERENCES articles (id),
        at TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE INDEX states_id ON states (id);

    CREATE TABLE places (                        -- how far a long job has come
        job TEXT PRIMARY KEY,
        what TEXT NOT NULL,                      -- with which rules; others begin anew
        place TEXT NOT NULL
    ) STRICT;

    CREATE TABLE forgotten (                     -- tombstones
        name TEXT PRIMARY KEY,                   -- an address, or the id
        id TEXT NOT NULL,
        site TEXT NOT NULL,
        at TEXT NOT NULL,
        reason TEXT NOT NULL,
        raws TEXT NOT NULL,                      -- JSON: (file, offset) of its known bytes
        done INTEGER NOT NULL DEFAULT 0          -- they are out of the archive
    ) STRICT;
    CREATE INDEX forgotten_id ON forgotten (id);
    """,
    """
    ALTER TABLE sources ADD COLUMN learned TEXT;   -- JSON: how it was found; NULL: a profile's
    CREATE TABLE explored (  -- when a search for a site's sources last found nothing
        site TEXT PRIMARY KEY,
        at TEXT NOT NULL
    ) STRICT;
    CREATE TABLE records (   -- the records of WARC files that were imported
        run INTEGER NOT NULL REFERENCES runs (id),
        position INTEGER NOT NULL,   -- the byte at which the record begins
        url TEXT NOT NULL,
        disposition TEXT NOT NULL,
        reason TEXT NOT NULL DEFAULT '',
        article TEXT,
        PRIMARY KEY (run, position)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX records_url ON records (run, url);
    """,
    """
    CREATE INDEX articles_duplicate_of ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;

    CREATE TABLE sketches (  -- of the texts, for near-duplicates
        number INTEGER PRIMARY KEY,
        article TEXT NOT NULL UNIQUE REFERENCES articles (id) ON DELETE CASCADE,
        at INTEGER NOT NULL,     -- the second of its sort_key
        words INTEGER NOT NULL,
        bins BLOB NOT NULL,
        marks BLOB NOT NULL,
        bands BLOB NOT NULL      -- its keys in the table below
    ) STRICT;

    CREATE TABLE bands (     -- alike texts have one in common
        band INTEGER NOT NULL,
        second INTEGER NOT NULL,
        sketch INTEGER NOT NULL,
        PRIMARY KEY (band, second, sketch)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE source_days ADD COLUMN reach TEXT;   -- the earliest day its items go back to
    """,
    """
    ALTER TABLE sources ADD COLUMN complete INTEGER NOT NULL DEFAULT 1;  -- 0: more was to ask
    """,
    """
    ALTER TABLE pages ADD COLUMN said TEXT;  -- a second address: the fingerprint of its words
    """,
    """
    CREATE TABLE due (           -- what the scheduler does, a row a site
        site TEXT PRIMARY KEY,
        due TEXT NOT NULL,       -- crawled next from then on
        started TEXT,            -- its newest run
        outcome TEXT,            -- of that; NULL while it runs, or if it was cut off
        why TEXT NOT NULL DEFAULT '',
        seconds REAL,
        success TEXT             -- the end of the newest that went well
    ) STRICT, WITHOUT ROWID;
    """,
    """
    ALTER TABLE source_days ADD COLUMN reason TEXT NOT NULL DEFAULT '';  -- of that state
    ALTER TABLE source_days ADD COLUMN listed INTEGER;   -- addresses on it when last read
    ALTER TABLE source_days ADD COLUMN checked TEXT;     -- last answered; NULL: before this column
    """,
    """
    CREATE TABLE dead_letters (  -- articles that a target refused and has not taken since
        target TEXT NOT NULL,
        id TEXT NOT NULL,
        change INTEGER NOT NULL,
        reason TEXT NOT NULL,    -- in the engine's words
        at TEXT NOT NULL,
        PRIMARY KEY (target, id)
    ) STRICT, WITHOUT ROWID;
    """,
    # What was sent of these had the millisecond of `checked`, or of a run's end or begin, as its
    # version: what follows stands above that. Quiet days never arrived; they go out again.
    """
    ALTER TABLE source_days ADD COLUMN change INTEGER NOT NULL DEFAULT 1;  -- rises with the row
    UPDATE source_days SET change = CAST(strftime('%s', checked) AS INTEGER) * 1000 + 1000
        WHERE checked IS NOT NULL;
    INSERT INTO changes (kind, id, change)
        SELECT 'source', site || ' ' || url, CAST(strftime('%s', checked) AS INTEGER) * 1000
        FROM source_days WHERE state = 'quiet' AND checked IS NOT NULL ORDER BY day, site, url;
    ALTER TABLE runs ADD COLUMN change INTEGER NOT NULL DEFAULT 1;         -- rises with the row
    UPDATE runs SET
        change = CAST(strftime('%s', coalesce(finished, started)) AS INTEGER) * 1000 + 1000;
    """,
    """
    CREATE TABLE lines (         -- of articles, by hash; what a site repeats is furniture
        site TEXT NOT NULL,
        edition TEXT NOT NULL,   -- empty without one
        line INTEGER NOT NULL,
        articles INTEGER NOT NULL,               -- how many had it
        seen INTEGER NOT NULL,                   -- last on this day (proleptic ordinal, UTC)
        furniture INTEGER NOT NULL DEFAULT 0,    -- readers leave it out
        PRIMARY KEY (site, edition, line)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE line_days (     -- articles whose lines were learned on a day
        site TEXT NOT NULL,
        edition TEXT NOT NULL,
        day INTEGER NOT NULL,
        articles INTEGER NOT NULL,
        PRIMARY KEY (site, edition, day)
    ) STRICT, WITHOUT ROWID;
    ALTER TABLE articles ADD COLUMN learned INTEGER NOT NULL DEFAULT 0;  -- its lines are in there
    """,
    # Lines had one count for all time. It is taken for the line's last day, so that what was known
    # stays known until the days that are counted from now on have taken its place. `learned` is the
    # day an article's lines were counted on from now on; 1: before there were days.
    """
    ALTER TABLE lines RENAME TO counted;
    CREATE TABLE lines (         -- of articles, by hash, on each day they were learned
        site TEXT NOT NULL,
        edition TEXT NOT NULL,   -- empty without one
        line INTEGER NOT NULL,
        day INTEGER NOT NULL,                    -- proleptic ordinal, UTC
        articles INTEGER NOT NULL,               -- of that day that had it
        PRIMARY KEY (site, edition, line, day)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE furniture (     -- lines that readers leave out
        site TEXT NOT NULL,
        edition TEXT NOT NULL,
        line INTEGER NOT NULL,
        PRIMARY KEY (site, edition, line)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO lines (site, edition, line, day, articles)
        SELECT counted.site, counted.edition, line, seen, min(counted.articles, sum(days.articles))
        FROM counted JOIN line_days AS days
            ON days.site = counted.site AND days.edition = counted.edition
        GROUP BY counted.site, counted.edition, line;
    INSERT INTO furniture (site, edition, line)
        SELECT site, edition, line FROM counted WHERE furniture;
    DROP TABLE counted;
    """,
)
"""Script n takes a store from version n to n + 1. A released script is never edited."""

VERSION = len(MIGRATIONS)


class NewerStore(UserError):
    """The store was written by a newer sholu; nothing was touched."""


def version(connection: sqlite3.Connection) -> int:
    """The schema version of a store; 0 is an empty file."""
    found: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return found


def check(connection: sqlite3.Connection, path: object) -> None:
    """Raise NewerStore if this sholu is too old for the store."""
    found = version(connection)
    if found > VERSION:
        raise NewerStore(
            f"the store {path} has version {found}, this sholu knows {VERSION}: "
            "use the newer sholu that wrote it; nothing was touched"
        )


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the store to VERSION, a script a transaction; two processes may start at once."""
    while version(connection) < VERSION:
        connection.execute("BEGIN IMMEDIATE")
        try:
            at = version(connection)
            if at < VERSION:
                for statement in _statements(MIGRATIONS[at]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {at + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _statements(script: str) -> list[str]:
    """`executescript` would commit the transaction, so the script is cut up here."""
    statements, part = [], ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            statements.append(part)
            part = ""
    return statements
