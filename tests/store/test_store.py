"""The store of record: keeping, aliases, the frontier, the change log, versions."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sholu.article import Annotations, Article, Cite, Entity, Moment, Raw, Span, Tag
from sholu.store import (
    Again,
    Finding,
    Keeping,
    NewerStore,
    NoStore,
    PageEnd,
    SourceAnswer,
    Store,
    Validators,
)
from sholu.store.schema import MIGRATIONS

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
    assert [change.kind for change in store.changes(0, 10)] == ["run", "source", "article"]


def test_the_same_bytes_again_change_nothing(store):
    run = started(store)
    store.keep(keeping(), end(run))
    seq = store.last_seq()
    assert store.keep(keeping(), end(run)).disposition == "unchanged"
    assert store.last_seq() == seq


def raw(digit: str) -> Raw:
    return Raw(file="x.warc.gz", offset=int(digit), sha256=digit * 64)


def test_another_text_is_a_revision_and_another_reader_only_a_reading(store):
    run = started(store)
    store.keep(keeping("a"), end(run))
    edited = keeping("b", article=article(text="Движение ограничено."), raw=raw("1"))
    assert store.keep(edited, end(run)).disposition == "updated"
    again = keeping("c", article=article(text="Движение."), reader="r2", raw=raw("2"))
    assert store.keep(again, end(run)).disposition == "unchanged"
    record = store.record(URL)
    assert (record.revision, record.reading) == (2, 2)
    kinds = [change.kind for change in store.changes(0, 20)]
    assert kinds.count("revision") == 1
    changes = [change.change for change in store.changes(0, 20) if change.kind == "article"]
    assert changes == sorted(set(changes))


def test_the_same_bytes_read_otherwise_are_never_an_edit(store):
    run = started(store)
    store.keep(keeping("a"), end(run))
    plain = keeping("b", article=article(text="Движение."))
    assert store.keep(plain, end(run)).disposition == "unchanged"
    record = store.record(URL)
    assert (record.revision, record.reading) == (1, 2)


@pytest.mark.parametrize(("before", "reader", "revision"), [("b", "r1", 1), ("a2", "r2", 2)])
def test_new_bytes_are_compared_with_the_old_ones_as_read_today(store, before, reader, revision):
    run = started(store)
    store.keep(keeping("a"), end(run))
    today = article(text="Движение по трассе.")
    new = keeping(
        "b", article=article(text="Движение."), raw=raw("1"), reader=reader,
        before=today, before_fingerprint=before, classify=lambda *texts: "substance",
    )  # fmt: skip
    store.keep(new, end(run))
    record = store.record(URL)
    assert record.revision == revision
    edits = [(r.old_text, r.text, r.edit) for r in store.revisions(record.id)[1:]]
    assert edits == [("Движение по трассе.", "Движение.", "substance")][: revision - 1]


AGAIN = Again(
    everyone=(timedelta(days=1), timedelta(days=7)),
    topical=(timedelta(hours=1), timedelta(days=3)),
)


def asked_again(store, run: int, at: datetime) -> list[str]:
    return [page.url for page in store.due_again("lada_kz", run, at)]


def test_a_page_is_asked_again_on_its_schedule(store):
    run = started(store)
    store.keep(keeping(), end(run, again=AGAIN))
    asked = []
    for hours in range(1, 24 * 9):
        at = NOW + timedelta(hours=hours)
        run = store.start_run("lada_kz", "crawl", at)
        if asked_again(store, run, at):
            asked.append(hours)
            store.end(end(run, disposition="not_modified", at=at, again=AGAIN))
            assert not asked_again(store, run, at)  # once a run
    assert asked == [24, 24 * 7]


def test_a_topical_page_is_asked_more_often(store):
    run = started(store)
    tag = Tag(topic="deepfake", score=1.0, level="strong", evidence=(), engine="rules")
    notes = Annotations(lang="ru", script="Cyrl", tags=(tag,))
    store.keep(keeping(annotations=notes), end(run, again=AGAIN))
    asked = []
    for hours in range(1, 24 * 9):
        at = NOW + timedelta(hours=hours)
        run = store.start_run("lada_kz", "crawl", at)
        if asked_again(store, run, at):
            asked.append(hours)
            store.end(end(run, disposition="not_modified", at=at, again=AGAIN))
    assert asked == [1, 24, 72, 24 * 7]


def test_gone_in_two_runs_an_hour_apart_is_gone_and_comes_back(store):
    run = started(store)
    id = store.keep(keeping(), end(run, again=AGAIN)).id

    def ask(minutes: int, disposition: str) -> str:
        at = NOW + timedelta(minutes=minutes)
        store.end(end(run, disposition=disposition, at=at, again=AGAIN))
        return store.record(id).state

    assert ask(60, "gone") == "live"
    assert asked_again(store, 0, NOW + timedelta(minutes=119)) == []
    assert asked_again(store, 0, NOW + timedelta(minutes=120)) == [URL]
    assert ask(100, "gone") == "live"
    assert ask(110, "failed") == "live"
    assert ask(121, "gone") == "gone"
    assert ask(200, "gone") == "gone"
    assert ask(300, "not_modified") == "live"
    assert ask(400, "gone") == "live"
    assert [item.state for item in store.state_changes(id)] == ["gone", "live"]
    assert [change.kind for change in store.changes(0, 20)].count("article") == 3


def test_a_page_that_was_never_there_is_asked_once_more(store):
    run = started(store)
    store.end(end(run, disposition="gone", again=AGAIN))
    assert asked_again(store, 0, NOW + timedelta(minutes=59)) == []
    assert asked_again(store, 0, NOW + timedelta(hours=1)) == [URL]
    at = NOW + timedelta(hours=1)
    store.end(end(run, disposition="gone", at=at, again=AGAIN))
    assert asked_again(store, 0, NOW + timedelta(days=99)) == []


def test_the_second_address_of_an_article_changes_nothing(store):
    run = started(store, URL, URL + "?mobile")
    id = store.keep(keeping(), end(run, again=AGAIN)).id
    mobile = article(url=URL + "?mobile", text="Коротко.")
    for _time in range(2):
        new = keeping("b", article=mobile, raw=raw("1"))
        kept = store.keep(new, end(run, url=URL + "?mobile", again=AGAIN))
        assert kept == ("duplicate", id)
    for hours in (1, 3):
        at = NOW + timedelta(hours=hours)
        store.end(end(run, url=URL + "?mobile", disposition="gone", at=at, again=AGAIN))
    assert store.record(id).state == "live"
    assert store.record(id).revision == 1


def test_a_forgotten_article_leaves_nothing_but_tombstones(store):
    run = started(store)
    id = store.keep(keeping(), end(run)).id
    edited = keeping("b", article=article(text="Другое."), raw=raw("1"))
    store.keep(edited, end(run))
    letters = [(id, 1, "мәтін"), (f"revision {id} 2", 1, "мәтін")]
    store.note_refused("elastic", [], letters, NOW)
    store.forget(id, "a court order", NOW)
    assert store.record(id) is None
    assert store.dead_letters("elastic") == []
    assert store.revisions(id) == []
    (stone,) = store.tombstones(URL)
    assert (stone.id, set(stone.names), stone.done) == (id, {id, URL}, False)
    assert set(stone.raws) == {("x.warc.gz", 10), ("x.warc.gz", 1)}
    assert store.changes(0, 20)[-1][1:3] == ("forget", id)
    assert store.keep(keeping(), end(run)).disposition == "skipped"
    elsewhere = keeping(article=article(url=URL + "?other"))
    assert store.keep(elsewhere, end(run, url=URL + "?other")).disposition == "skipped"
    store.buried(id)
    assert store.tombstones(id)[0].done
    assert "трассе".encode() not in store.path.read_bytes()


def test_a_place_is_kept_for_the_same_rules_only(store):
    store.note_place("reprocess lada_kz", "rules 1", "0a")
    assert store.place("reprocess lada_kz", "rules 1") == "0a"
    assert store.place("reprocess lada_kz", "rules 2") == ""
    store.note_place("reprocess lada_kz", "rules 1", None)
    assert store.place("reprocess lada_kz", "rules 1") == ""


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


@pytest.mark.parametrize(
    ("told", "again"),
    [
        ("2026-11-21T05:00:00+05:00", False),
        ("2026-11-20T23:00:00+00:00", False),
        ("2026-11-21T00:00:01+00:00", True),
    ],
)
def test_only_a_later_instant_of_change_is_news(store, told, again):
    run = started(store)
    store.keep(keeping(), end(run))
    for modified in ("2026-11-21T00:00:00+00:00", told):
        store.end(end(run, disposition="not_modified"))
        store.add(answer(), [Finding(url=URL, edition="ru", hints={}, modified=modified)])
    assert bool(store.due("lada_kz")) == again


def test_what_failed_before_comes_last_and_once_a_run(store):
    urls = [f"https://www.lada.kz/a/{number}.html" for number in range(4)]
    run = started(store, *urls)
    store.end(end(run, urls[0], disposition="failed", retry=True))
    run = store.start_run("lada_kz", "crawl", NOW)
    asked, after = [], 0
    while batch := store.due("lada_kz", after=after, limit=2):
        asked += [page.url for page in batch]
        after = batch[-1].row
        for page in batch:
            store.end(end(run, page.url, disposition="failed", retry=True))
    assert asked == [*urls[1:], urls[0]]


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
    assert [change.kind for change in store.changes(0, 9)] == ["source"] * 3
    store.add(answer(state="blocked", reason="http 403", failures=3, at=at + timedelta(hours=1)))
    assert store.last_seq() == 4  # each answer of a profile's source: its day says when
    store.add(answer(url=FEED + "/1", parent=FEED))
    assert store.last_seq() == 4


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


@pytest.mark.parametrize(
    ("column", "within", "name"),
    [
        ("article", "$", "mood"),
        ("article", "$.published", "mystery"),
        ("article", "$.modified", "mystery"),
        ("annotations", "$", "mood"),
        ("annotations", "$.keys", "keys_en"),
        ("annotations", "$.tags[0]", "mood"),
        ("annotations", "$.tags[0].evidence[0]", "mood"),
        ("annotations", "$.entities[0]", "mood"),
        ("annotations", "$.cites[0]", "mood"),
    ],
)
def test_unknown_parts_of_a_stored_article_are_not_dropped_in_silence(store, column, within, name):
    moment = Moment(
        instant=NOW, zone="Asia/Almaty", precision="minute", source="meta", raw="2026-11-20"
    )
    span = Span(field="text", start=0, end=5, text="Текст", term="текст")
    new = keeping()
    article = replace(new.article, published=moment, modified=moment)
    notes = replace(
        new.annotations,
        tags=(Tag(topic="deepfake", score=1.0, level="weak", evidence=(span,), engine="rules"),),
        entities=(
            Entity(id=None, label="person", norm="а", text="А", field="text", start=0, end=1),
        ),
        cites=(Cite(text="акимат"),),
    )
    store.keep(replace(new, article=article, annotations=notes), end(started(store)))
    record = store.record(URL)
    assert (record.article, record.annotations) == (article, notes)
    sql = f"UPDATE articles SET {column} = CAST(json_set({column}, ?, 'sad') AS BLOB)"
    store.db.execute(sql, (f"{within}.{name}",))
    with pytest.raises(ValueError, match=f"unknown field `{name}`") as failed:
        store.record(URL)
    assert within == "$" or f"`{within}`" in str(failed.value)


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


def test_a_quiet_day_says_why_and_rises_with_every_write(store):
    def day(day="2026-11-20"):
        row = store.watched_day("lada_kz", FEED, day)
        return row.state, row.reason, row.change

    late = datetime(2026, 11, 20, 18, 59, tzinfo=UTC)  # 23:59 in Almaty
    first = int(late.timestamp() * 1000)
    store.add(answer(at=late))
    assert day() == ("ok", "", first)
    store.settle_quiet("lada_kz", [FEED], "9 hours", late + timedelta(minutes=2))  # past midnight
    assert day() == ("quiet", "9 hours", first + 120_000)
    store.settle_quiet("lada_kz", [FEED], "9 hours", late + timedelta(minutes=3))
    assert [row.kind for row in store.changes(0, 9)] == ["source"] * 2  # nothing was new
    store.settle_quiet("lada_kz", [FEED], "10 hours", late)
    assert day() == ("quiet", "10 hours", first + 120_001)
    store.settle_quiet("lada_kz", [FEED], None, late)
    assert day() == ("ok", "", first + 120_002)
    assert [row.kind for row in store.changes(0, 9)] == ["source"] * 4
    assert {row.change for row in store.changes(0, 9)} == {first}  # which names the day


def test_what_counts_the_failures_of_a_source_that_is_ok_stays(store):
    store.add(answer(reason="http 404", failures=1))
    store.settle_quiet("lada_kz", [FEED], None, NOW)
    row = store.source("lada_kz", FEED)
    assert (row.state, row.reason, row.failures) == ("ok", "http 404", 1)
    assert store.last_seq() == 1


def test_an_older_store_keeps_its_days_and_runs_and_sends_what_was_quiet(tmp_path):
    path = tmp_path / "sholu.sqlite"
    old = sqlite3.connect(path, isolation_level=None)
    for number, script in enumerate(MIGRATIONS[:11], 1):
        old.executescript(script)
        old.execute(f"PRAGMA user_version = {number}")
    day = (
        "INSERT INTO source_days (site, url, day, state, listed, checked) VALUES (?, ?, ?, ?, ?, ?)"
    )
    at = NOW.isoformat(timespec="microseconds")
    old.execute(day, ("lada_kz", FEED, "2026-11-18", "ok", None, None))
    old.execute(day, ("lada_kz", FEED, "2026-11-19", "ok", 7, at.replace("-20T", "-19T")))
    old.execute(day, ("lada_kz", FEED, "2026-11-20", "quiet", 7, at))
    run = "INSERT INTO runs (site, command, started, finished) VALUES ('lada_kz', 'crawl', ?, ?)"
    old.execute(run, (at, None))
    old.execute(run, (at, at.replace("09:30", "09:40")))
    old.close()
    with Store(path, zone=ALMATY) as store:
        days = [
            row
            for day in (18, 19, 20)
            if (row := store.watched_day("lada_kz", FEED, f"2026-11-{day}"))
        ]
        assert [(row.state, row.listed) for row in days] == [("ok", None), ("ok", 7), ("quiet", 7)]
        now = int(NOW.timestamp() * 1000)
        assert [row.change for row in days] == [1, now - 86_400_000 + 1000, now + 1000]
        assert [row.change for row in store.all_runs()] == [now + 1000, now + 600_000 + 1000]
        assert store.changes(0, 9) == [(1, "source", f"lada_kz {FEED}", now)]
        assert store.end_run(1, "lada_kz", "finished", NOW).change == now + 1001


def test_how_far_back_a_source_reaches(store):
    def ask(*days: int, since: int = 90, **more):
        items = [
            Finding(url=f"{URL}?{n}", edition="ru", hints={}, told=NOW - timedelta(days=n))
            for n in days
        ]
        store.add(answer(since=NOW - timedelta(days=since), **more), items)
        return [row.reach for row in store.source_days() if row.url == FEED]

    assert ask() == [None]
    assert ask(0, 2, 5, 30) == ["2026-11-15"]  # the pinned one says nothing of the weeks between
    assert ask(1, 3) == ["2026-11-15"]
    assert ask(12, 18, url=FEED + "/october", parent=FEED) == ["2026-11-02"]
    assert ask(60, url=FEED + "/september", parent=FEED) == ["2026-11-02"]
    assert ask(24, since=20) == ["2026-10-31"]
    assert [row.day for row in store.source_days("2026-11-01", "2026-11-03")] == ["2026-11-20"]
    assert store.source_days("2026-10-01", "2026-10-30") == []
