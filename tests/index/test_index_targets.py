"""Following the store: drained, killed in between, rebuilt beside, refused when it is another's."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from nlp.keys import text_keys
from sholu.article import Annotations, Article
from sholu.errors import UserError
from sholu.index import Away, NewerIndex, NoIndex, Refused, StaleIndex, every
from sholu.index import home as homes
from sholu.index.drain import BATCH, drain, fill, lost
from sholu.index.folder import in_use
from sholu.index.meta import FILE
from sholu.index.tantivy import TantivyIndex
from sholu.index.targets import Incomplete, catch_up, keep_up, open_target, rebuild_target
from sholu.locks import Busy, hold
from sholu.query import All
from sholu.settings import Settings
from sholu.store import Finding, Keeping, PageEnd, SourceAnswer, Store
from tests.index.corpus import corpus, question

NOW = datetime(2025, 10, 29, 9, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def store(settings: Settings):
    with Store(settings.store_file, zone=settings.zone) as store:
        yield store


def keep(store: Store, numbers: range, title: str = "Дипфейк туралы", hour: int = 0) -> None:
    """Keep an article of each number, or its next revision."""
    at = NOW + timedelta(hours=hour)
    run = store.start_run("zakon_kz", "crawl", at)
    urls = [f"https://kaz.zakon.kz/{number}-m.html" for number in numbers]
    source = SourceAnswer(site="zakon_kz", url="https://kaz.zakon.kz/sitemap.xml", edition="kk",
                          kind="sitemap", at=at)  # fmt: skip
    store.add(source, [Finding(url=url, edition="kk", hints={}) for url in urls])
    for number, url in zip(numbers, urls, strict=True):
        text = f"Мәтін {number}"
        keys = text_keys(title, text, [(0, len(text), "kk")], "kk")
        store.keep(
            Keeping(
                id=f"{number:016x}",
                article=Article(url=url, site="zakon_kz", edition="kk", title=title, text=text),
                annotations=Annotations(lang="kk", script="Cyrl", keys=keys),
                fingerprint=title, reader="r1", raw=None, fetched=at,
            ),
            PageEnd(url=url, run=run, disposition="stored", at=at),
        )  # fmt: skip


def titled(settings: Settings, query: str) -> int:
    return open_target("tantivy", settings).count(question(query))


def test_it_follows_the_log(settings: Settings, store: Store) -> None:
    keep(store, range(3))
    catch_up(settings, wait=False)
    assert (titled(settings, "дипфейк"), titled(settings, "заң")) == (3, 0)
    keep(store, range(2), "Заң туралы", hour=1)
    keep(store, range(3, 5), hour=2)
    catch_up(settings, wait=False)
    assert (titled(settings, "дипфейк"), titled(settings, "заң")) == (3, 2)
    assert store.cursor("tantivy") == store.last_seq()


@pytest.fixture
def both(settings: Settings) -> Settings:
    """With a server first, which nobody can reach."""
    more = {
        "index": {"targets": ["elastic", "tantivy"]},
        "elastic": {"hosts": ["http://127.0.0.1:1"]},
    }
    return Settings(data=settings.data, **more)


def test_a_held_target_holds_up_no_other(both: Settings, store: Store) -> None:
    keep(store, range(3))
    said: list[str | None] = []
    thread = Thread(target=lambda: said.append(keep_up(both, wait=True)))
    with hold(both.lock_folder, "target-elastic"):
        thread.start()
        while store.cursor("tantivy") < store.last_seq():
            thread.join(0.02)
            assert thread.is_alive()
    thread.join()
    assert titled(both, "*") == 3
    assert "cannot be reached" in str(said[0])


def test_a_held_target_is_waited_for(both: Settings, store: Store) -> None:
    keep(store, range(3))
    thread = Thread(target=keep_up, args=(both,), kwargs={"wait": True})
    with hold(both.lock_folder, "target-tantivy"):
        thread.start()
        thread.join(0.2)
        assert store.cursor("tantivy") == 0
    thread.join()
    assert titled(both, "*") == 3


def test_every_target_that_fails_says_so(both: Settings, store: Store) -> None:
    keep(store, range(1))
    assert "cannot be reached" in str(keep_up(both, wait=False))
    with hold(both.lock_folder, "target-tantivy"):
        said = keep_up(both, wait=False)
        assert said
        assert "target-tantivy is held by" in said
        assert "cannot be reached" in said
        with hold(both.lock_folder, "target-elastic"), pytest.raises(Busy) as held:
            keep_up(both, wait=False)
        assert str(held.value).count("is held by") == 2
    file = in_use(both.index_folder / "tantivy") / FILE
    file.write_text(json.dumps(json.loads(file.read_text()) | {"keys": "other"}))
    with pytest.raises(UserError) as caught:
        keep_up(both, wait=False)
    assert not isinstance(caught.value, Away)
    assert "another keys" in str(caught.value)
    assert "cannot be reached" in str(caught.value)
    file.unlink()
    file.mkdir()  # nothing anybody foresaw
    with pytest.raises(ExceptionGroup, match="cannot be reached") as faults:
        keep_up(both, wait=False)
    assert len(faults.value.exceptions) == 2


def test_an_open_index_sees_what_others_commit(settings: Settings, store: Store) -> None:
    catch_up(settings, wait=False)
    index = open_target("tantivy", settings)
    keep(store, range(3))
    catch_up(settings, wait=False)
    assert index.count(All()) == 3


def test_it_commits_before_the_cursor_moves(tmp_path: Path, store: Store, monkeypatch) -> None:
    keep(store, range(5))
    index = TantivyIndex.create(tmp_path / "1")
    seen = []

    def dies(target: str, seq: int) -> None:
        seen.append(index.count(All()))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "move_cursor", dies)
        with pytest.raises(KeyboardInterrupt):
            drain(store, index, "tantivy")
    assert seen == [5]
    assert store.cursor("tantivy") == 0
    assert drain(store, index, "tantivy") == len(store.changes(0, 100))  # again, from the start
    assert index.count(All()) == 5
    index.close()


def test_what_was_not_committed_comes_again(tmp_path: Path, store: Store, monkeypatch) -> None:
    keep(store, range(5))
    index = TantivyIndex.create(tmp_path / "1")

    def dies() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(index, "commit", dies)
        with pytest.raises(KeyboardInterrupt):
            drain(store, index, "tantivy")
    index.close()
    again = TantivyIndex.open(tmp_path / "1")
    assert again.count(All()) == 0
    drain(store, again, "tantivy")
    assert again.count(All()) == 5
    again.close()


def test_a_long_log_is_followed_in_batches(tmp_path: Path, store: Store, monkeypatch) -> None:
    keep(store, range(BATCH + 20))
    index = TantivyIndex.create(tmp_path / "1")
    sizes, records = [], store.records
    monkeypatch.setattr(store, "records", lambda ids: sizes.append(len(ids)) or records(ids))
    told: list[int] = []
    drain(store, index, "tantivy", progress=told.append)
    assert max(sizes) <= BATCH
    assert told[-1] == store.last_seq()
    assert len(list(every(index))) == BATCH + 20
    index.close()


def test_what_is_forgotten_leaves_the_index(tmp_path: Path, store: Store) -> None:
    keep(store, range(3))
    index = TantivyIndex.create(tmp_path / "1")
    drain(store, index, "tantivy")
    with store.write() as db:
        db.execute("INSERT INTO changes (kind, id, change) VALUES ('forget', ?, 9)", (f"{1:016x}",))
    drain(store, index, "tantivy")
    assert {hit.id for hit in every(index)} == {f"{0:016x}", f"{2:016x}"}
    index.close()


def test_what_changes_while_it_is_filled_is_in_it(tmp_path: Path, store: Store) -> None:
    keep(store, range(4))
    index = TantivyIndex.create(tmp_path / "1")
    all_records = store.all_records

    def meanwhile():
        yield from all_records()
        keep(store, range(1), "Заң туралы", hour=1)
        keep(store, range(4, 5), hour=2)

    store.all_records = meanwhile  # type: ignore[method-assign]
    filled = fill(store, index, "tantivy, filling")
    assert filled == (4, store.last_seq())
    assert (index.count(All()), index.count(question("заң"))) == (5, 1)
    index.close()


def test_a_writer_that_is_faster_lets_it_end(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever the index has followed the log, the log has gone on."""
    keep(store, range(4))
    commit = TantivyIndex.commit
    written = iter(range(4, 1000))

    def outrun(index: TantivyIndex) -> tuple[Refused, ...]:
        number = next(written)
        keep(store, range(number, number + 1), hour=number)
        return commit(index)

    monkeypatch.setattr(TantivyIndex, "commit", outrun)
    index = TantivyIndex.create(tmp_path / "1")
    filled = fill(store, index, "tantivy, filling")
    assert filled.articles == 4
    assert filled.seq < store.last_seq()
    assert list(lost(store, index, filled.seq)) == []
    store.move_cursor("tantivy", filled.seq)
    assert 0 < drain(store, index, "tantivy") < 20
    monkeypatch.undo()
    drain(store, index, "tantivy")
    assert index.count(All()) == store.count() < 20
    index.close()


def test_what_an_index_lost_keeps_it_out_of_use(
    settings: Settings, store: Store, monkeypatch
) -> None:
    keep(store, range(5))
    catch_up(settings, wait=False)
    before = in_use(settings.index_folder / "tantivy")
    upsert = TantivyIndex.upsert

    def lossy(index: TantivyIndex, records) -> None:
        upsert(index, [record for record in records if not record.id.endswith(("1", "3"))])

    monkeypatch.setattr(TantivyIndex, "upsert", lossy)
    with pytest.raises(Incomplete, match=r"lacks 2 documents .*0001, and nothing") as caught:
        rebuild_target(settings, "tantivy")
    assert "sholu reindex --to tantivy --incomplete" in str(caught.value)
    assert in_use(settings.index_folder / "tantivy") == before
    assert titled(settings, "*") == 5
    refused = [(f"{number:016x}", 1, "мәтін") for number in (1, 3)]
    store.note_refused("tantivy", (), refused[:1], NOW)
    with pytest.raises(Incomplete, match=r"lacks 1 document .*0003, and nothing"):
        rebuild_target(settings, "tantivy")
    store.note_refused("tantivy", (), refused, NOW)
    assert rebuild_target(settings, "tantivy") == 5
    assert titled(settings, "*") == 3
    store.note_refused("tantivy", None, (), NOW)
    assert rebuild_target(settings, "tantivy", incomplete=True) == 5
    monkeypatch.undo()
    assert rebuild_target(settings, "tantivy") == 5
    assert titled(settings, "*") == 5


def test_reindex_makes_it_anew_from_the_store(settings: Settings, store: Store) -> None:
    keep(store, range(3))
    catch_up(settings, wait=False)
    old = open_target("tantivy", settings)
    before = in_use(settings.index_folder / "tantivy")
    assert rebuild_target(settings, "tantivy") == 3
    assert in_use(settings.index_folder / "tantivy") != before
    assert old.count(All()) == 3  # a search that began in the old one ends in it
    keep(store, range(3, 4), hour=1)
    catch_up(settings, wait=False)
    assert titled(settings, "*") == 4
    generations = [path for path in (settings.index_folder / "tantivy").iterdir() if path.is_dir()]
    assert len(generations) == 1


def test_a_reindex_killed_at_the_end_leaves_the_old_one(
    settings: Settings, store: Store, monkeypatch
) -> None:
    keep(store, range(3))
    catch_up(settings, wait=False)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(homes, "put_in_use", dies)
        with pytest.raises(KeyboardInterrupt):
            rebuild_target(settings, "tantivy")
    assert titled(settings, "*") == 3
    assert rebuild_target(settings, "tantivy") == 3


def test_a_deleted_index_comes_back_from_the_log(settings: Settings, store: Store) -> None:
    keep(store, range(3))
    catch_up(settings, wait=False)
    (settings.index_folder / "tantivy" / "current").unlink()
    with pytest.raises(NoIndex, match="sholu reindex"):
        open_target("tantivy", settings)
    catch_up(settings, wait=False)
    assert titled(settings, "*") == 3


def test_no_index_yet(settings: Settings) -> None:
    with pytest.raises(NoIndex, match="sholu crawl"):
        open_target("tantivy", settings)


@pytest.mark.parametrize(
    ("part", "value", "fault"),
    [
        ("format", 99, NewerIndex),
        ("engine", "9.1", NewerIndex),
        ("engine", "0.26", StaleIndex),
        ("fields", "other", StaleIndex),
        ("keys", "other", StaleIndex),
    ],
)
def test_an_index_of_another_version_is_refused_and_left_alone(
    settings: Settings, store: Store, part: str, value: object, fault: type[Exception]
) -> None:
    keep(store, range(1))
    catch_up(settings, wait=False)
    file = in_use(settings.index_folder / "tantivy") / FILE
    file.write_text(json.dumps(json.loads(file.read_text()) | {part: value}))
    before = sorted((path.name, path.stat().st_mtime_ns) for path in file.parent.iterdir())
    for door in (lambda: open_target("tantivy", settings), lambda: catch_up(settings, wait=False)):
        with pytest.raises(fault, match=part):
            door()
    after = sorted((path.name, path.stat().st_mtime_ns) for path in file.parent.iterdir())
    assert before == after
    if fault is StaleIndex:
        rebuild_target(settings, "tantivy")
        assert titled(settings, "*") == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", "не json"])
def test_a_damaged_note_of_what_made_it_is_named(settings: Settings, store: Store, text) -> None:
    catch_up(settings, wait=False)
    (in_use(settings.index_folder / "tantivy") / FILE).write_text(text)
    with pytest.raises(StaleIndex, match="damaged"):
        open_target("tantivy", settings)


def test_settings_may_move(settings: Settings, tmp_path: Path, store: Store) -> None:
    keep(store, range(2))
    catch_up(settings, wait=False)
    moved = tmp_path / "moved"
    settings.data.rename(moved)
    assert titled(settings.model_copy(update={"data": moved}), "*") == 2


def test_an_index_written_bit_by_bit_does_not_keep_its_bits(tmp_path: Path) -> None:
    """Every drain of a crawl opens a writer and closes it; what it merges must not be lost."""
    index, records = TantivyIndex.create(tmp_path / "1"), corpus(210)
    for start in range(0, 200, 5):
        index.upsert(records[start : start + 5])
        index.commit()
        index.close()
    assert len(list(index.folder.glob("*.term"))) < 20  # of 40 commits
    index.upsert(records[200:210])
    index.close()
    assert index.health().articles == 200  # what was not committed is dropped
