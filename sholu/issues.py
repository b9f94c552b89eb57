"""What went wrong, as data: one JSON line an issue, under a slug that docs/issues.md explains.

A warning or error means that someone must act; what needs no action is `info`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from sholu import clock
from sholu.article import Pairs

Severity = Literal["info", "warning", "error"]
LEVELS: tuple[Severity, ...] = ("info", "warning", "error")

SLUGS: dict[str, Severity] = {
    "archive.torn": "warning",
    "article.forgotten": "info",
    "date.conflict": "warning",
    "date.future": "warning",
    "date.impossible": "warning",
    "date.missing": "warning",
    "expect.fields": "warning",
    "forget.unfinished": "warning",
    "index.behind": "warning",
    "index.failed": "error",
    "jsonld.broken": "info",
    "memory.doubted": "warning",
    "page.blocked": "warning",
    "page.failed": "warning",
    "page.slow": "warning",
    "reading.refused": "info",
    "run.died": "error",
    "run.failed": "error",
    "run.limit": "error",
    "run.refused": "error",
    "site.silent": "error",
    "source.failing": "warning",
    "source.changed": "info",
    "source.found": "warning",
    "text.long": "warning",
    "title.missing": "warning",
}
"""Every slug with its level. A slug that is not here cannot be logged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One thing that went wrong. `time` is UTC; `data` are further (name, value) pairs."""

    time: datetime
    level: Severity
    slug: str
    site: str | None
    url: str | None
    message: str
    data: Pairs = ()


def issue(
    slug: str, message: str, *, site: str | None = None, url: str | None = None, **data: object
) -> Issue:
    """An issue of a known slug, at its level, now. Raises KeyError on a slug that is not known."""
    pairs = tuple((name, str(value)) for name, value in data.items())
    return Issue(
        time=clock.now(), level=SLUGS[slug], slug=slug, site=site, url=url, message=message,
        data=pairs,
    )  # fmt: skip


class IssueLog:
    """The log file: appended by any process, a whole line in one write."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, *issues: Issue) -> None:
        """Append issues; a line is one `write` call, so lines of several processes don't mix."""
        if not issues:
            return
        lines = b"".join(_line(item) for item in issues)
        fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(fd, lines)
        finally:
            os.close(fd)

    def read(self, since: datetime | None = None) -> Iterator[Issue]:
        """Issues in the order written, from `since` on. Torn lines are passed over."""
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8") as lines:
            for line in lines:
                if not line.endswith("\n"):
                    continue
                try:
                    row = json.loads(line)
                except ValueError:  # a line torn by a kill or a full disk
                    continue
                row["time"] = datetime.fromisoformat(row["time"])
                row["data"] = tuple(row["data"].items())
                item = Issue(**row)
                if since is None or item.time >= since:
                    yield item


def _line(item: Issue) -> bytes:
    row = {
        "time": item.time.isoformat(),
        "level": item.level,
        "slug": item.slug,
        "site": item.site,
        "url": item.url,
        "message": item.message,
        "data": dict(item.data),
    }
    return json.dumps(row, ensure_ascii=False).encode() + b"\n"
