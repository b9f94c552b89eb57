"""Whatever changes in the store without an edit of the outlet reaches every target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nlp.keys import text_keys
from sholu.article import Annotations, Article, Tag
from sholu.index.drain import BATCH
from sholu.index.targets import catch_up, open_target, replay_target
from sholu.link import link
from sholu.link.sketch import sketch
from sholu.settings import Elastic, Settings
from sholu.settings import Index as Targets
from sholu.store import Finding, Keeping, PageEnd, SourceAnswer, Store
from tests.elasticsearch.servers import Server
from tests.index.corpus import question

NOW = datetime(2025, 10, 29, 9, 0, tzinfo=UTC)
TARGETS = ("tantivy", "elastic")
TEXT = (
    "В Казахстане утвердили порядок маркировки синтетического контента. Соответствующий приказ "
    "подписал министр и передал документ на регистрацию. Правила обязывают площадки сообщать "
    "пользователю, что ролик создан с помощью искусственного интеллекта. Владельцам сервисов "
    "дали три месяца на подготовку, за отсутствие метки предусмотрен штраф."
)
DEEPFAKE = Tag(topic="deepfake", score=1.0, level="strong", evidence=(), engine="rules")


@pytest.fixture
def settings(server: Server, prefix: str, tmp_path: Path) -> Settings:
    elastic = Elastic(hosts=(server.url,), prefix=prefix, timeout=120)
    return Settings(data=tmp_path / "data", index=Targets(targets=TARGETS), elastic=elastic)


@pytest.fixture
def store(settings: Settings):
    with Store(settings.store_file, zone=settings.zone) as store:
        yield store


def url(number: int) -> str:
    return f"https://www.zakon.kz/{number}-m.html"


def page(store: Store, number: int, disposition: str, at: datetime) -> PageEnd:
    run = store.start_run("zakon_kz", "crawl", at)
    return PageEnd(url=url(number), run=run, disposition=disposition, at=at)


def keep(
    store: Store, number: int, hour: int = 0, *, title: str = "Приказ", tags: Sequence[Tag] = (),
    linked: bool = False,
) -> None:  # fmt: skip
    at = NOW + timedelta(hours=hour)
    source = SourceAnswer(site="zakon_kz", url="https://www.zakon.kz/feed", edition="ru",
                          kind="feed", at=at)  # fmt: skip
    store.add(source, [Finding(url=url(number), edition="ru", hints={})])
    notes = Annotations(
        lang="ru", script="Cyrl", tags=tuple(tags),
        keys=text_keys(title, TEXT, [(0, len(TEXT), "ru")], "ru"),
    )  # fmt: skip
    article = Article(url=url(number), site="zakon_kz", edition="ru", title=title, text=TEXT)
    keeping = Keeping(
        id=f"{number:016x}", article=article, annotations=notes, fingerprint=title, reader="r1",
        raw=None, fetched=at,
    )  # fmt: skip
    if linked:
        keeping = replace(keeping, sketch=sketch(TEXT), link=link)
    store.keep(keeping, page(store, number, "stored", at))


def everywhere(settings: Settings, query: str) -> list[int]:
    """The numbers of the articles that a query finds, the same in every target."""
    catch_up(settings, wait=False)
    found = [open_target(name, settings).search(question(query)) for name in TARGETS]
    assert found[0] == found[1]
    return sorted(int(hit.id, 16) for hit in found[0].hits)


def in_step(settings: Settings, store: Store) -> None:
    """Every target has each article with the change the store has, and follows to the end."""
    changes = {record.id: record.change for record in store.all_records()}
    for name in TARGETS:
        assert open_target(name, settings).versions([*changes, "f" * 16]) == changes
        assert store.cursor(name) == store.last_seq()
        assert store.dead_letters(name) == []


def test_other_tags_without_a_revision(settings: Settings, store: Store) -> None:
    keep(store, 1)
    keep(store, 2)
    assert everywhere(settings, "topic:deepfake") == []
    keep(store, 1, 1, tags=[DEEPFAKE])
    assert everywhere(settings, "topic:deepfake") == [1]
    assert everywhere(settings, "revision:>1") == []
    in_step(settings, store)
    keep(store, 1, 2)
    assert everywhere(settings, "topic:deepfake") == []
    in_step(settings, store)


def test_a_new_original(settings: Settings, store: Store) -> None:
    keep(store, 2, 2, linked=True)
    assert everywhere(settings, "duplicate:no") == [2]
    keep(store, 3, 3, linked=True)
    assert everywhere(settings, "duplicate:yes") == [3]
    keep(store, 1, 1, linked=True)  # an earlier one, found later: both are copies of it
    assert everywhere(settings, "duplicate:yes") == [2, 3]
    assert everywhere(settings, "duplicate:no") == [1]
    for name in TARGETS:
        counts = open_target(name, settings).aggregate(question("*"), ("duplicate_of",))
        assert counts == [((f"{1:016x}",), 2)]
    in_step(settings, store)


def test_gone_and_back(settings: Settings, store: Store) -> None:
    keep(store, 1)
    keep(store, 2)
    assert everywhere(settings, "state:gone") == []
    for hour in (1, 3):
        store.end(page(store, 1, "gone", NOW + timedelta(hours=hour)))
    assert everywhere(settings, "state:gone") == [1]
    in_step(settings, store)
    keep(store, 1, 4)
    assert everywhere(settings, "state:live") == [1, 2]
    in_step(settings, store)


def test_forgotten(settings: Settings, store: Store) -> None:
    keep(store, 1, linked=True)
    keep(store, 2, 1, linked=True)
    keep(store, 3, 2, linked=True)
    assert everywhere(settings, "duplicate:yes") == [2, 3]
    record = store.record(f"{1:016x}")
    assert record is not None
    store.forget(record.id, "a court said so", NOW + timedelta(hours=3))
    assert everywhere(settings, "*") == [2, 3]
    assert everywhere(settings, "duplicate:yes") == [3]
    in_step(settings, store)
    for name in TARGETS:
        index = open_target(name, settings)
        assert index.versions([record.id]) == {}
    late = open_target("elastic", settings)
    late.upsert([record])  # as a killed writer's last request might
    assert late.commit() == ()
    assert everywhere(settings, "*") == [2, 3]


def test_an_edit_and_a_replay_of_the_whole_log(settings: Settings, store: Store) -> None:
    keep(store, 1)
    keep(store, 1, 1, title="Другой приказ")
    assert everywhere(settings, "title:другой revision:2") == [1]
    for name in TARGETS:
        store.move_cursor(name, 0)
    assert everywhere(settings, "title:другой revision:2") == [1]
    in_step(settings, store)


def test_more_than_a_batch(settings: Settings, store: Store) -> None:
    for number in range(1, BATCH + 3):
        keep(store, number)
    catch_up(settings, wait=False)
    in_step(settings, store)


def test_what_the_server_refuses_is_a_dead_letter_until_it_takes_it(
    settings: Settings, store: Store, monkeypatch
) -> None:
    """One article is refused, the others go on; sent again, or changed, it leaves the list."""
    from sholu.index.elastic import engine
    from sholu.index.elastic.source import source

    bad = {f"{1:016x}", f"{2:016x}"}

    def broken(record) -> bytes:
        sent = source(record)
        return sent.replace(b'"year":', b'"yeer":') if record.id in bad else sent

    for number in (1, 2, 3):
        keep(store, number)
    with monkeypatch.context() as patch:
        patch.setattr(engine, "source", broken)
        catch_up(settings, wait=False)
        letters = store.dead_letters("elastic")
        assert {letter.id for letter in letters} == bad
        assert all("yeer" in letter.reason and letter.change for letter in letters)
        assert open_target("elastic", settings).count(question("*")) == 1
        assert open_target("tantivy", settings).count(question("*")) == 3
        assert store.cursor("elastic") == store.last_seq()
        assert replay_target(settings, "elastic") == (0, 2)
        bad.remove(f"{1:016x}")
        keep(store, 1, 1, tags=[DEEPFAKE])  # a later change of it is taken
        catch_up(settings, wait=False)
        assert [letter.id for letter in store.dead_letters("elastic")] == [f"{2:016x}"]
    assert replay_target(settings, "elastic") == (1, 0)
    assert everywhere(settings, "*") == [1, 2, 3]
    in_step(settings, store)


def test_a_refused_article_that_is_forgotten_leaves_the_list(
    settings: Settings, store: Store
) -> None:
    keep(store, 1)
    id = f"{1:016x}"
    store.note_refused("elastic", [id], [(id, 1, "мәтін")], NOW)
    store.forget(id, "a court said so", NOW)
    assert store.dead_letters("elastic") == []
    assert everywhere(settings, "*") == []
