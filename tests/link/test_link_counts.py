"""Counts of originals: what the index answers equals the groups that were planted."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bench.reprint_texts import Maker, Text
from sholu.article import Annotations, Article, Moment
from sholu.index.targets import catch_up
from sholu.jobs.search import count
from sholu.jobs.trends import trends
from sholu.link import link
from sholu.link.sketch import sketch
from sholu.settings import Settings
from sholu.store import Keeping, PageEnd, Store

SIZE = 300


class Verbatim(Maker):
    """Its reprints are the whole text under another attribution, as most in the press are."""

    def reprint(self) -> None:
        lang, parts = self.fresh()
        original = self.add("new", lang, parts)
        for _ in range(self.chance.randint(1, 3)):
            later = timedelta(minutes=self.chance.randrange(5, 6 * 24 * 60))
            self.add("reprint", lang, parts, original.at + later, original.number)


def fill(settings: Settings, texts: list[Text]) -> int:
    """Keep generated texts, the late ones first; gives the number of originals."""
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
    return sum(text.first == text.number for text in texts)


def test_originals_are_counted_once_a_group(tmp_path: Path):
    settings = Settings(data=tmp_path)
    originals = fill(settings, Maker(1).make(SIZE))
    catch_up(settings, wait=True)
    assert count(settings, "duplicate:no") == originals
    assert count(settings, "duplicate:yes") == SIZE - originals
    range = {"first": date(2026, 2, 1), "last": date(2026, 8, 1)}
    everything = trends(settings, by="month", **range)
    unique = trends(settings, by="month", unique=True, **range)
    assert [line.articles for line in everything.series] == [SIZE]
    assert [line.articles for line in unique.series] == [originals]


@pytest.mark.parametrize("seed", [2, 3])
def test_no_verbatim_copy_is_missed_or_invented(tmp_path: Path, seed: int):
    """Where nothing but the attribution differs, every group is found, of every length."""
    settings = Settings(data=tmp_path)
    texts = Verbatim(seed).make(SIZE)
    assert sum(text.kind == "reprint" for text in texts) > SIZE / 6
    originals = fill(settings, texts)
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        rows = store.db.execute("SELECT id, duplicate_of FROM articles").fetchall()
    found = {int(id, 16) - 1: int(head or id, 16) - 1 for id, head in rows}
    assert found == {text.number: text.first for text in texts}
    assert sum(number == head for number, head in found.items()) == originals
