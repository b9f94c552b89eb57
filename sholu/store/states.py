"""Whether an article is live or gone: settled in the transaction that ends its page."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import NamedTuple

from sholu.store.again import confirmed
from sholu.store.base import instant, log_change, stamp
from sholu.store.ordering import next_change
from sholu.store.rows import PageEnd

THERE = ("stored", "updated", "unchanged", "not_modified")
"""Dispositions that show an article at its address."""


class Known(NamedTuple):
    """What the schedule of an article hangs on."""

    first_seen: datetime
    topical: bool


def known(db: sqlite3.Connection, id: str) -> Known | None:
    """When an article was first seen, and whether it has a tag."""
    row = db.execute(
        "SELECT first_seen, json_array_length(CAST(annotations AS TEXT), '$.tags') AS tags"
        " FROM articles WHERE id = ?",
        (id,),
    ).fetchone()
    return Known(instant(row["first_seen"]), bool(row["tags"])) if row else None


def settle(db: sqlite3.Connection, id: str, page: PageEnd, seen_gone: datetime | None) -> None:
    """Turn an article gone when its page was gone before, live when it is back."""
    row = db.execute("SELECT state, change FROM articles WHERE id = ?", (id,)).fetchone()
    if row is None:
        return
    if page.disposition == "gone" and confirmed(seen_gone, page.at):
        state = "gone"
    elif page.disposition in THERE:
        state = "live"
    else:
        return
    if row["state"] == state:
        return
    change = next_change(row["change"], page.at)
    db.execute("UPDATE articles SET state = ?, change = ? WHERE id = ?", (state, change, id))
    db.execute(
        "INSERT INTO states (id, at, state, reason) VALUES (?, ?, ?, ?)",
        (id, stamp(page.at), state, page.reason),
    )
    log_change(db, "article", id, change)
