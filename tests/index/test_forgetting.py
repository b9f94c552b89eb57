"""Forgetting when something is in the way: no part of it is left undone without a word."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crawlers.archive import ArchiveWriter
from crawlers.memory import line_hash
from sholu import locks
from sholu.article import Annotations, Article, Raw
from sholu.index.folder import in_use
from sholu.index.meta import FILE
from sholu.index.targets import catch_up, open_target
from sholu.issues import IssueLog
from sholu.jobs.forget import StillWritten, bury_left, forget
from sholu.jobs.index import update
from sholu.query import All
from sholu.settings import Settings
from sholu.store import Keeping, PageEnd, Store

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SITE = "proba_kz"
URL = "https://proba.example.kz/tayna"
ID = f"{7:016x}"
SECRET = "Тайна одного дома"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


def keeping(raw: Raw | None, **more: object) -> Keeping:
    article = Article(url=URL, site=SITE, edition="ru", title=SECRET, text=SECRET)
    values = {
        "id": ID, "article": article, "annotations": Annotations(lang="ru", script="Cyrl"),
        "fingerprint": "1", "reader": "r", "raw": raw, "fetched": NOW, **more,
    }  # fmt: skip
    return Keeping(**values)


def archived(writer: ArchiveWriter, url: str = URL) -> Raw:
    return writer.write(url, 200, (), f"<p>{SECRET}</p>".encode() * 40, fetched=NOW)


def kept(settings: Settings, raw: Raw) -> None:
    with Store(settings.store_file, zone=settings.zone) as store:
        run = store.start_run(SITE, "crawl", NOW)
        end = PageEnd(url=URL, run=run, disposition="stored", at=NOW)
        assert store.keep(keeping(raw), end).disposition == "stored"


@pytest.fixture
def stored(settings: Settings) -> Settings:
    """An article in store, index and archive."""
    settings.data.mkdir(parents=True)
    with ArchiveWriter(settings.archive_folder) as writer:
        kept(settings, archived(writer))
    catch_up(settings, wait=True)
    return settings


def holds(settings: Settings) -> bool:
    """Whether the archive has its bytes."""
    files = settings.archive_folder.iterdir()
    return any(SECRET.encode() in gzip.decompress(path.read_bytes()) for path in files)


def said(settings: Settings) -> list[str]:
    return [item.slug for item in IssueLog(settings.issue_file).read()]


def done(settings: Settings) -> bool:
    with Store(settings.store_file, zone=settings.zone) as store:
        (stone,) = store.tombstones(ID)
    return stone.done


def test_an_index_that_cannot_follow_keeps_no_bytes_in_the_archive(stored: Settings) -> None:
    file = in_use(stored.index_folder / "tantivy") / FILE
    sound = file.read_text()
    file.write_text(json.dumps(json.loads(sound) | {"keys": "other"}))
    found = forget(stored, URL, "court order")
    assert (found.records, found.files) == (1, 1)
    assert "an index still has it: " in str(found.fault)
    assert "sholu index" in str(found.fault)
    assert (holds(stored), done(stored)) == (False, True)
    assert said(stored) == ["index.failed", "article.forgotten"]
    again = CliRunner().invoke(
        command(), ["forget", URL, "--reason", "court order"], env={"SHOLU_DATA": str(stored.data)}
    )
    assert (again.exit_code, "an index still has it" in again.stderr) == (1, True)
    file.write_text(sound)
    assert forget(stored, URL, "court order").fault is None
    assert open_target("tantivy", stored).count(All()) == 0


def test_forgetting_twice_says_when_it_was_done(
    stored: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = stored.data.parent / "clock"
    file.write_text("2026-11-21T04:00:00Z")
    monkeypatch.setenv("SHOLU_CLOCK", str(file))

    def typed() -> tuple[int, str]:
        args = ["forget", ID, "--reason", "court order"]
        done = CliRunner().invoke(command(), args, env={"SHOLU_DATA": str(stored.data)})
        return done.exit_code, done.stdout

    assert typed() == (0, f"forgotten: {ID} of {SITE}, 1 record in 1 file\n")
    file.write_text("2026-12-01T04:00:00Z")
    when = "2026-11-21 09:00"
    assert typed() == (
        0, f"forgotten already on {when}: {ID} of {SITE}, nothing of it was left\n"
    )  # fmt: skip


def command() -> object:
    from sholu.cli import app

    return app


def test_what_a_crawl_was_writing_is_taken_out_when_it_has_ended(settings: Settings) -> None:
    settings.data.mkdir(parents=True)
    with ArchiveWriter(settings.archive_folder) as writer:
        kept(settings, archived(writer))
        with pytest.raises(StillWritten, match="sholu index"):
            forget(settings, URL, "court order")
        bury_left(settings, [SITE])
    assert said(settings) == ["forget.unfinished"] * 2
    bury_left(settings, ["another_kz"])
    with locks.hold(settings.lock_folder, f"site-{SITE}"):
        bury_left(settings)
    assert (holds(settings), done(settings)) == (True, False)
    update(settings)
    assert (holds(settings), done(settings)) == (False, True)
    assert said(settings)[2:] == ["article.forgotten"]


def test_what_comes_back_under_another_address_is_taken_out_again(stored: Settings) -> None:
    assert forget(stored, URL, "court order").before is None
    other = "https://proba.example.kz/novy-adres"
    with ArchiveWriter(stored.archive_folder) as writer:
        raw = archived(writer, other)
        with Store(stored.store_file, zone=stored.zone) as store:
            end = PageEnd(url=other, run=1, disposition="stored", at=NOW)
            assert store.keep(keeping(raw), end).disposition == "skipped"
            assert store.is_forgotten(other)
    assert (holds(stored), done(stored)) == (True, False)
    bury_left(stored, [SITE])
    assert (holds(stored), done(stored)) == (False, True)


def test_the_lines_of_a_forgotten_article_are_counted_no_more(settings: Settings) -> None:
    shared, own = "Подпишитесь на наш канал", "Мост закрыли на ремонт"

    def counted() -> dict[int, int]:
        with Store(settings.store_file, zone=settings.zone) as store:
            return dict(store.db.execute("SELECT line, articles FROM lines").fetchall())

    with Store(settings.store_file, zone=settings.zone) as store:
        run = store.start_run(SITE, "crawl", NOW)
        for number, line in enumerate((SECRET, own)):
            url = f"{URL}{number}"
            article = Article(url=url, site=SITE, title=line, text=f"{line}\n\n{shared}")
            lines = (line_hash(line), line_hash(shared))
            more = {"id": f"{number:016x}", "fingerprint": line, "lines": lines}
            new = keeping(None, article=article, **more)
            store.keep(new, PageEnd(url=url, run=run, disposition="stored", at=NOW))
    assert counted() == {line_hash(SECRET): 1, line_hash(own): 1, line_hash(shared): 2}
    forget(settings, f"{URL}0", "court order")
    assert counted() == {line_hash(own): 1, line_hash(shared): 1}


def test_a_lock_that_is_let_go_names_no_command(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("sys.argv", ["sholu", "forget", URL, "--reason", "a name"])
    with locks.hold(tmp_path, "site-a"):
        with pytest.raises(locks.Busy, match="sholu forget"), locks.hold(tmp_path, "site-a"):
            pass
        assert URL in (tmp_path / "site-a.holder").read_text()
    assert (tmp_path / "site-a.holder").read_text() == ""
