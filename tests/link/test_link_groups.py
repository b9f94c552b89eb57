"""Groups of copies in the store: the earliest is the original, whatever came first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sholu.article import Annotations, Article, Moment
from sholu.edits import edit_class, fingerprint
from sholu.link import link
from sholu.link.sketch import sketch
from sholu.store import Finding, Keeping, PageEnd, SourceAnswer, Store

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ALMATY = ZoneInfo("Asia/Almaty")

FIRST = (
    "В Казахстане утвердили порядок маркировки синтетического контента. Соответствующий приказ "
    "подписал министр и передал документ на регистрацию. Правила обязывают площадки сообщать "
    "пользователю, что ролик создан с помощью искусственного интеллекта.\n\nВладельцам сервисов "
    "дали три месяца на подготовку. За отсутствие метки предусмотрен штраф, размер которого "
    "зависит от величины предприятия. Эксперты считают, что без проверки со стороны ведомства "
    "норма останется на бумаге, а жалобы граждан будут копиться."
)
ADDED = "Редакция получила документ вечером. " + FIRST
CHANGED = FIRST.replace("три месяца", "полгода").replace("копиться", "теряться")
OTHER = (
    "Спасатели вывезли туристов с затопленной базы отдыха на берегу реки. Вода поднялась ночью "
    "после ливня в горах и отрезала дорогу. Никто не пострадал, людей разместили в школе "
    "ближайшего посёлка, где им дали горячую еду и одежду. Мост осмотрят инженеры."
)


@pytest.fixture
def store(tmp_path: Path):
    with Store(tmp_path / "sholu.sqlite", zone=ALMATY) as store:
        yield store


class Desk:
    """Keeps texts under ids; each with its own page."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.run = store.start_run("zakon_kz", "crawl", NOW)

    def keep(self, number: int, text: str, hours: float, *, site: str = "zakon_kz") -> str:
        url = f"https://{site.replace('_', '.')}/{number}-a.html"
        answer = SourceAnswer(
            site=site, url=f"https://{site}/feed", edition="ru", kind="feed", at=NOW
        )
        self.store.add(answer, [Finding(url=url, edition="ru", hints={})])
        at = NOW + timedelta(hours=hours)
        moment = Moment(instant=at, zone="Asia/Almaty", precision="minute", source="t", raw="")
        new = Keeping(
            id=f"{number:016x}",
            article=Article(url=url, site=site, title="Т", text=text, published=moment),
            annotations=Annotations(lang="ru", script="Cyrl"),
            fingerprint=fingerprint("Т", text),
            classify=edit_class,
            reader="r1",
            raw=None,
            fetched=NOW,
            sketch=sketch(text),
            link=link,
        )
        end = PageEnd(url=url, run=self.run, disposition="", at=NOW)
        return self.store.keep(new, end).disposition

    def originals(self) -> dict[int, int | None]:
        return {
            int(record.id, 16): record.duplicate_of and int(record.duplicate_of, 16)
            for record in self.store.all_records()
        }


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_a_reprint_names_the_earliest_across_sites(desk):
    desk.keep(1, FIRST, 0)
    assert desk.keep(2, ADDED, 5, site="lada_kz") == "stored"
    desk.keep(3, OTHER, 6)
    assert desk.originals() == {1: None, 2: 1, 3: None}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_group_is_the_same_in_any_order_of_arrival(desk, order):
    texts = [(7, FIRST, 0), (3, ADDED, 10), (5, CHANGED, 20)]
    desk.keep(1, OTHER, 5)
    for number in order:
        desk.keep(*texts[number])
    assert desk.originals() == {7: None, 3: 7, 5: 7, 1: None}


def test_an_earlier_latecomer_repoints_the_group_and_each_change_is_logged(desk):
    desk.keep(1, FIRST, 10)
    desk.keep(2, ADDED, 20)
    before = {record.id: record.change for record in desk.store.all_records()}
    seq = desk.store.last_seq()
    desk.keep(3, CHANGED, 0)
    assert desk.originals() == {1: 3, 2: 3, 3: None}
    logged = [row.id for row in desk.store.changes(seq, 50) if row.kind == "article"]
    assert sorted(logged) == [f"{n:016x}" for n in (1, 2, 3)]
    after = {record.id: record.change for record in desk.store.all_records()}
    assert all(after[id] > change for id, change in before.items())


def test_a_copy_is_logged_once_with_its_original_in_place(desk):
    desk.keep(1, FIRST, 0)
    seq = desk.store.last_seq()
    desk.keep(2, FIRST, 1)
    rows = [row for row in desk.store.changes(seq, 50) if row.kind == "article"]
    record = desk.store.record(f"{2:016x}")
    assert [(row.id, row.change) for row in rows] == [(record.id, record.change)]


@pytest.mark.parametrize(("days", "copy"), [(6.9, True), (7, True), (7.01, False), (30, False)])
def test_copies_are_at_most_seven_days_apart(desk, days, copy):
    desk.keep(1, FIRST, 0)
    desk.keep(2, FIRST, 24 * days)
    assert desk.originals()[2] == (1 if copy else None)


def test_what_is_read_again_unchanged_moves_nothing(desk):
    for number, text in enumerate((FIRST, ADDED, CHANGED), 1):
        desk.keep(number, text, number)
    before = [change for change in desk.store.changes(0, 1000) if change.kind == "article"]
    for number, text in enumerate((FIRST, ADDED, CHANGED), 1):
        assert desk.keep(number, text, number) == "unchanged"
    after = [change for change in desk.store.changes(0, 1000) if change.kind == "article"]
    assert after == before


def test_an_original_that_becomes_another_text_leaves_its_copies_to_each_other(desk):
    for number, text in enumerate((FIRST, ADDED, CHANGED), 1):
        desk.keep(number, text, number)
    assert desk.originals() == {1: None, 2: 1, 3: 1}
    assert desk.keep(1, OTHER, 1) == "updated"
    assert desk.originals() == {1: None, 2: None, 3: 2}
    desk.keep(1, FIRST, 1)
    assert desk.originals() == {1: None, 2: 1, 3: 1}


def test_the_link_between_two_texts_gone_parts_the_group(desk):
    near, far = FIRST, FIRST
    words = FIRST.split()
    far = " ".join(words[:20] + OTHER.split()[:14] + words[34:])
    bridge = " ".join(words[:26] + OTHER.split()[6:14] + words[34:])
    desk.keep(1, near, 0)
    desk.keep(2, bridge, 100)
    desk.keep(3, far, 200)
    assert desk.originals() == {1: None, 2: 1, 3: 1}
    desk.keep(2, OTHER, 100)
    assert desk.originals() == {1: None, 2: None, 3: None}


def test_another_time_of_publication_changes_who_was_first(desk):
    desk.keep(1, FIRST, 0)
    desk.keep(2, ADDED, 5)
    desk.keep(1, FIRST, 9)
    assert desk.originals() == {1: 2, 2: None}
    desk.keep(1, FIRST, 24 * 20)
    assert desk.originals() == {1: None, 2: None}


def test_a_text_cut_to_a_line_is_no_copy_any_more(desk):
    desk.keep(1, FIRST, 0)
    desk.keep(2, ADDED, 5)
    desk.keep(2, "Материал удалён.", 5)
    assert desk.originals() == {1: None, 2: None}
    assert desk.store.one("SELECT count(*) FROM sketches")[0] == 1


def test_a_forgotten_original_leaves_its_place_and_no_trace(desk):
    for number, text in enumerate((FIRST, ADDED, CHANGED), 1):
        desk.keep(number, text, number)
    desk.store.forget(f"{1:016x}", "court", NOW)
    assert desk.originals() == {2: None, 3: 2}
    sketches = desk.store.one("SELECT count(*) FROM sketches")[0]
    bands = desk.store.one("SELECT count(DISTINCT sketch) FROM bands")[0]
    assert (sketches, bands) == (2, 2)


def test_a_store_of_before_learns_its_copies_as_texts_come_again(desk):
    desk.keep(1, FIRST, 0)
    desk.keep(2, ADDED, 5)
    with desk.store.write() as db:
        db.execute("DELETE FROM bands")
        db.execute("DELETE FROM sketches")
        db.execute("UPDATE articles SET duplicate_of = NULL")
    seq = desk.store.last_seq()
    desk.keep(1, FIRST, 0)
    desk.keep(2, ADDED, 5)
    assert desk.originals() == {1: None, 2: 1}
    assert [row.id for row in desk.store.changes(seq, 9) if row.kind == "article"] == [f"{2:016x}"]
