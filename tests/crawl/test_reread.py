"""Workers read the earlier bytes of a known article too, the same way as the new ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers import worker
from crawlers.archive import ArchiveWriter
from crawlers.page import Known, Page
from sholu.article import Raw
from sholu.edits import fingerprint

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
URL = "https://www.lada.kz/aktau_news/society/123456-most-zakroyut.html"
LINE = "Движение по мосту через канал ограничат на две недели, сообщил акимат города."
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)


def html(line: str) -> bytes:
    body = "".join(f"<p>{part}</p>" for part in (line, LINE, LINE.replace("две", "три")))
    return (
        "<html><head><meta property='og:type' content='article'><title>Мост закроют</title></head>"
        f"<body><article><h1>Мост закроют на ремонт</h1>{body}</article></body></html>"
    ).encode()


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Raw]:
    """Where the earlier bytes are, at a desk that knows the archive."""
    desk = worker._desk
    worker.sit_down(worker.Desk(archive=tmp_path, soft_seconds=60))
    with ArchiveWriter(tmp_path) as writer:
        yield writer.write(URL, 200, HEADERS, html("Автобусы пойдут в объезд."), fetched=NOW)
    worker.sit_down(desk)


def page(line: str) -> Page:
    headers = tuple((name.lower(), value) for name, value in HEADERS)
    return Page(url=URL, body=html(line), headers=headers, fetched=NOW, site="lada_kz")


@pytest.mark.parametrize("plain", [False, True])
def test_both_versions_are_read_the_same_way(old: Raw, plain: bool) -> None:
    new = replace(page("Автобусы постоят."), plain=plain, known=Known(raw=old, fingerprint="x"))
    reading = worker.look(new)
    assert (
        reading.before
        == worker.look(replace(page("Автобусы пойдут в объезд."), plain=plain)).article
    )
    assert reading.before != reading.article
    assert reading.reader.endswith("-plain") == plain


def test_what_reads_as_known_needs_no_second_look(old: Raw) -> None:
    article = worker.look(page("Автобусы постоят.")).article
    assert article is not None
    known = Known(raw=old, fingerprint=fingerprint(article.title, article.text))
    assert worker.look(replace(page("Автобусы постоят."), known=known)).before is None


def test_bytes_that_are_gone_are_not_read(old: Raw) -> None:
    lost = replace(old, file="sholu-20200101T000000Z-1.warc.gz")
    known = Known(raw=lost, fingerprint="x")
    reading = worker.look(replace(page("Автобусы постоят."), known=known))
    assert reading.article is not None
    assert reading.before is None
    again = worker.reread(replace(page(""), raw=lost))
    assert again.rejected is not None
    assert again.rejected.reason == "no bytes"
