"""The store of record: keeping, aliases, the frontier, the change log, versions."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sholu.article import Annotations, Article, Moment, Raw
from sholu.store import (
    Finding,
    Keeping,
    NewerStore,
    NoStore,
    PageEnd,
    SourceAnswer,
    Store,
    Validators,
)

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ALMATY = ZoneInfo("Asia/Almaty")
URL = "https://www.lada.kz/aktau_news/society/123456-zhol.html"
FEED = "https://www.lada.kz/rss.xml"


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "s" / "sholu.sqlite", zone=ALMATY) as store:
        yield store


def answer(**more) -> SourceAnswer:
    values = {"site": "lada_kz", "url": FEED, "edition": "ru", "kind": "feed", "at": NOW}
    return SourceAnswer(**{**values, **more})


def article(**more) -> Article:
    values = {
        "url": URL,
        "site": "lada_kz",
        "edition": "ru",
        "title": "Дорогу открыли",
        "text": "Движение по трассе восстановлено.",
        "published": Moment(
            instant=NOW - timedelta(hours=2),
            zone="Asia/Aqtau",
            precision="minute",
            source="ld:datePublished",
            raw="2026-11-20T12:30:00+05:00",
        ),
    }
    return Article(**{**values, **more})


def keeping(fingerprint: str = "a", **more) -> Keeping:
    values = {
        "id": "00000000000000aa",
        "article": article(),
        "annotations": Annotations(lang="ru", script="Cyrl"),
        "fingerprint": fingerprint,
        "reader": "r1",
        "raw": Raw(file="x.warc.gz", offset=10, sha256="0" * 64),
        "fetched": NOW,
    }
    return Keeping(**{**values, **more})


def end(run: int, url: str = URL, **more) -> PageEnd:
    return PageEnd(**{"url": url, "run": run, "disposition": "stored", "at": NOW, **more})


def started(store: Store, *urls: str) -> int:
    run = store.start_run("lada_kz", "crawl", NOW)
    store.add(answer(), [Finding(url=url, edition="ru", hints={}) for url in urls or (URL,)])
    return run


def test_an_article_comes_back_as_it_was_kept(store):
    run = started(store)
    kept = store.keep(keeping(), end(run))
    record = store.record(kept.id)
    assert kept.disposition == "stored"
    assert record is not None
    assert record.article == article()
    assert record.day == "2026-11-20"
    assert not record.day_estimated
    assert record.raw == Raw(file="x.warc.gz", offset=10, sha256="0" * 64)
    assert record.sort_key >> 31 == int((NOW - timedelta(hours=2)).timestamp())
    assert store.record(URL) == record
    assert [change.kind for change in store.changes(0, 10)] == ["source", "article"]


def test_the_same_bytes_again_change_nothing(store):
    run = started(store)
    store.keep(keeping(), end(run))
    seq = store.last_seq()
    assert store.keep(keeping(), end(run)).disposition == "unchanged"
    assert store.last_seq() == seq


def test_another_text_is_a_revision_and_another_reader_only_a_reading(store):
    run = started(store)
    store.keep(keeping("a"), end(run))
    edited = keeping("b", article=article(text="Движение ограничено."))
    assert store.keep(edited, end(run)).disposition == "updated"
    again = keeping("c", article=article(text="Движение."), reader="r2")
    assert store.keep(again, end(run)).disposition == "unchanged"
    record = store.record(URL)
    assert (record.revision, record.reading) == (2, 2)
    kinds = [change.kind for change in store.changes(0, 20)]
    assert kinds.count("revision") == 1
    changes = [change.change for change in store.changes(0, 20) if change.kind == "article"]
    assert changes == sorted(set(changes))


def test_the_same_id_under_another_address_is_a_duplicate(store):
    other = URL.replace("-zhol", "-zhol-2")
    run = started(store, URL, other)
    store.keep(keeping(), end(run))
    kept = store.keep(keeping(article=article(url=other)), end(run, other))
    assert kept.disposition == "duplicate"
    assert store.count() == 1
    assert store.record(other) == store.record(URL)


def test_a_changed_pattern_never_renames_a_kept_article(store):
    run = started(store)
    store.keep(keeping(), end(run))
    kept = store.keep(keeping(id="00000000000000bb"), end(run))
    assert kept.id == "00000000000000aa"


def test_two_articles_of_one_second_and_one_key_keep_their_order(store):
    other = URL.replace("123456", "123457")
    run = started(store, URL, other)
    store.keep(keeping(id="10000000000000aa"), end(run))
    store.keep(keeping(id="20000000000000aa", article=article(url=other)), end(run, other))
    keys = [record.sort_key for record in store.all_records()]
    assert keys[1] == keys[0] + 1


def test_a_page_without_a_time_counts_on_the_day_it_was_seen(store):
    run = started(store)
    late = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # already the 21st in Almaty
    store.keep(keeping(article=article(published=None), fetched=late), end(run))
    record = store.record(URL)
    assert (record.day, record.day_estimated) == ("2026-11-21", True)


def test_a_time_found_later_moves_the_article(store):
    run = started(store)
    store.keep(keeping(article=article(published=None)), end(run))
    store.keep(keeping(), end(run))
    record = store.record(URL)
    assert not record.day_estimated
    assert record.sort_key >> 31 == int((NOW - timedelta(hours=2)).timestamp())


def test_links_and_validators_are_kept_in_one_transaction(store):
    item = Finding(url=URL, edition="ru", hints={})
    broken = Finding(url=None, edition="ru", hints={})  # type: ignore[arg-type]
    with pytest.raises(sqlite3.IntegrityError):
        store.add(answer(validators=Validators(etag="1")), [item, broken])
    assert not store.knows(URL)
    assert store.source("lada_kz", FEED) is None


def test_a_failed_page_is_asked_in_two_later_runs_and_then_left(store):
    started(store)
    for number in (1, 2, 3):
        run = store.start_run("lada_kz", "crawl", NOW)
        assert len(store.due("lada_kz")) == 1, number
        store.end(end(run, disposition="failed", reason="timeout", retry=True))
        assert store.dispositions(run) == {"failed": 1}
        assert store.left("lada_kz", run) == 0
    assert store.due("lada_kz") == []


def test_a_page_whose_server_fails_is_asked_for_three_days(store):
    run = started(store)
    failed = {"disposition": "failed", "reason": "http 500", "retry": True, "patient": True}
    for hour in (1, 24, 48, 71):
        store.end(end(run, **failed, at=NOW + timedelta(hours=hour)))
        assert len(store.due("lada_kz")) == 1, hour
    store.end(end(run, **failed, at=NOW + timedelta(hours=73)))
    assert store.due("lada_kz") == []


def test_a_known_page_is_found_again_when_its_source_says_it_changed(store):
    run = started(store)
    store.keep(keeping(), end(run, validators=Validators(etag='"1"')))
    assert store.due("lada_kz") == []
    store.add(answer(), [Finding(url=URL, edition="ru", hints={}, modified="2026-11-21")])
    due = store.due("lada_kz")
    assert [page.url for page in due] == [URL]
    assert due[0].validators == Validators(etag='"1"')
    store.end(end(run, disposition="not_modified"))
    store.add(answer(), [Finding(url=URL, edition="ru", hints={}, modified="2026-11-21")])
    assert store.due("lada_kz") == []


def test_since_leaves_older_pages_for_another_run(store):
    old = Finding(url=URL, edition="ru", hints={}, hinted=NOW - timedelta(days=9))
    unknown = Finding(url=URL + "?x", edition="ru", hints={})
    store.add(answer(), [old, unknown])
    due = store.due("lada_kz", since=NOW - timedelta(days=3))
    assert [page.url for page in due] == [unknown.url]
    run = store.start_run("lada_kz", "crawl", NOW)
    assert store.left("lada_kz", run) == 2


def test_a_source_keeps_since_when_it_is_in_its_state(store):
    store.add(answer(state="ok", reason=""))
    for day in (1, 2):
        at = NOW + timedelta(days=day)
        store.add(answer(state="blocked", reason="http 403", failures=day, at=at))
    row = store.source("lada_kz", FEED)
    assert (row.state, row.reason, row.failures) == ("blocked", "http 403", 2)
    assert row.since == NOW + timedelta(days=1)
    assert [change.kind for change in store.changes(0, 9)] == ["source", "source"]


def test_a_run_is_counted_when_it_ends(store):
    run = started(store, URL, URL + "?y")
    store.keep(keeping(), end(run))
    row = store.end_run(run, "lada_kz", "stopped", NOW)
    assert row.counts == {"stored": 1}
    assert row.left == 1


def test_two_processes_may_open_an_empty_store(tmp_path):
    path = tmp_path / "sholu.sqlite"
    with Store(path, zone=ALMATY) as one, Store(path, zone=ALMATY) as two:
        run = one.start_run("lada_kz", "crawl", NOW)
        assert two.start_run("zakon_kz", "crawl", NOW) == run + 1


def test_a_newer_store_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "sholu.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NewerStore, match="version 99"):
        Store(path, zone=ALMATY)
    assert path.read_bytes() == before


def test_no_store_says_what_to_type(tmp_path):
    with pytest.raises(NoStore, match="sholu crawl"):
        Store(tmp_path / "none.sqlite", zone=ALMATY, create=False)


def test_unknown_parts_of_a_stored_article_are_not_dropped_in_silence(store):
    run = started(store)
    store.keep(keeping(), end(run))
    sql = "UPDATE articles SET article = CAST(json_set(article, '$.mood', 'sad') AS BLOB)"
    store.db.execute(sql)
    with pytest.raises(ValueError, match="mood"):
        store.record(URL)


def test_the_cursor_of_a_target(store):
    assert store.cursor("tantivy") == 0
    store.move_cursor("tantivy", 7)
    store.move_cursor("tantivy", 9)
    assert store.cursor("tantivy") == 9


def test_days_of_a_source_keep_its_best_state(store):
    late = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)  # the 21st in Almaty
    for at, state in (
        (NOW, "dead"),
        (NOW, "ok"),
        (NOW, "dns"),
        (late, "quiet"),
        (late, "tls"),
        (late + timedelta(days=1), "blocked"),
    ):
        store.add(answer(at=at, state=state))
    store.add(answer(url=FEED + "/1", parent=FEED))
    assert [(row.day, row.state) for row in store.source_days()] == [
        ("2026-11-20", "ok"),
        ("2026-11-21", "quiet"),
        ("2026-11-22", "blocked"),
    ]
    assert [row.day for row in store.source_days("2026-11-21", "2026-11-21")] == ["2026-11-21"]
    assert store.watched_sites() == ["lada_kz"]
