"""Counts of originals: what the index answers equals the groups that were planted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bench.reprint_texts import Maker
from sholu.article import Annotations, Article, Moment
from sholu.index.targets import catch_up
from sholu.jobs.search import count
from sholu.jobs.trends import trends
from sholu.link import link
from sholu.link.sketch import sketch
from sholu.settings import Settings
from sholu.store import Keeping, PageEnd, Store

SIZE = 300


def fill(settings: Settings, seed: int) -> int:
    """Keep generated texts, the late ones first; gives the number of originals."""
    texts = Maker(seed).make(SIZE)
    with Store(settings.store_file, zone=settings.zone) as store:
        store.db.execute("PRAGMA synchronous = OFF")  # nobody will pull the plug
        for text in reversed(texts):
            url = f"https://{text.site}/{text.number}"
            moment = Moment(instant=text.at, zone="UTC", precision="second", source="t", raw="")
            new = Keeping(
                id=f"{text.number + 1:016x}",
                article=Article(url=url, site=text.site, text=text.text, published=moment),
                annotations=Annotations(lang=text.lang, script="Cyrl"),
                fingerprint=str(text.number),
                reader="test",
                raw=None,
                fetched=text.at,
                sketch=sketch(text.text),
                link=link,
            )
            store.keep(new, PageEnd(url=url, run=0, disposition="", at=text.at))
    catch_up(settings, wait=True)
    return sum(text.first == text.number for text in texts)


def test_originals_are_counted_once_a_group(tmp_path: Path):
    settings = Settings(data=tmp_path)
    originals = fill(settings, seed=1)
    assert count(settings, "duplicate:no") == originals
    assert count(settings, "duplicate:yes") == SIZE - originals
    range = {"first": date(2026, 2, 1), "last": date(2026, 8, 1)}
    everything = trends(settings, by="month", **range)
    unique = trends(settings, by="month", unique=True, **range)
    assert [line.articles for line in everything.series] == [SIZE]
    assert [line.articles for line in unique.series] == [originals]
