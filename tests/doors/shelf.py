"""A data folder with generated articles in store and index."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sholu.index.targets import catch_up
from sholu.settings import Settings
from sholu.store import Keeping, PageEnd, SourceAnswer, Store
from tests.index.corpus import NOW, corpus

SEEN = datetime(2025, 10, 29, 12, tzinfo=UTC)


def fill(settings: Settings, size: int) -> None:
    """Keep that many articles, and say what two sites' feeds did for ten days.

    That of lada_kz answered, that of zakon_kz stopped three days ago.
    """
    with Store(settings.store_file, zone=settings.zone) as store:
        store.db.execute("PRAGMA synchronous = OFF")  # nobody will pull the plug
        for number, record in enumerate(corpus(size)):
            store.keep(
                Keeping(
                    id=record.id,
                    article=record.article,
                    annotations=record.annotations,
                    fingerprint=str(number),
                    reader="test",
                    raw=None,
                    fetched=SEEN,
                ),
                PageEnd(url=record.article.url, run=0, disposition="stored", at=SEEN),
            )
        for days in range(10):
            at = NOW - timedelta(days=days)
            store.add(
                SourceAnswer(
                    site="lada_kz",
                    url="https://www.lada.kz/rss.xml",
                    edition="ru",
                    kind="feed",
                    at=at,
                )
            )
            store.add(
                SourceAnswer(
                    site="zakon_kz",
                    url="https://www.zakon.kz/rss",
                    edition="ru",
                    kind="feed",
                    state="dead" if days < 3 else "ok",
                    at=at,
                )
            )
    catch_up(settings, wait=True)
