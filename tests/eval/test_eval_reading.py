"""`sholu eval reading`: the shipped sets reach their floors, and are what they are said to be."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from nlp.tokens import sentences
from sholu.jobs.eval import reading
from sholu.jobs.eval.pages import LANGS, Labelled, from_file, shipped, shipped_folder
from sholu.jobs.eval.reading import Floor, Floors, Result, evaluate, results
from sholu.jobs.eval.scores import PageScore, body_scores, same_time, score
from sholu.settings import Settings
from sholu.yamlfile import load
from tests.eval.article import texts
from tests.eval.layouts import LAYOUTS
from tests.eval.make import pages

HERE = Path(__file__).parent
PROMISED = 0.95
"""What is promised of Kazakh pages, with no empty result."""


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str], Result]:
    return {(item.set, item.lang): item for item in evaluate(Settings())}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["golden", "generated"])
def test_the_shipped_sets_reach_their_floors(found, name: str, lang: str) -> None:
    assert found[name, lang].faults == ()


def test_kazakh_keeps_its_promise_on_every_layout(found) -> None:
    item = found["generated", "kk"]
    assert item.score.f1 >= PROMISED
    assert item.score.empty == 0
    for layout in LAYOUTS:
        mine = [page for page in item.pages if f"-{layout.__name__}" in page.id]
        assert score(mine).f1 >= 0.9, layout.__name__


def test_every_set_and_language_has_a_floor(found) -> None:
    floors = load(HERE / "floors.yml", Floors).reading
    assert {(name, lang) for name, langs in floors.items() for lang in langs} == found.keys()


@pytest.mark.parametrize("lang", LANGS)
def test_the_set_is_what_it_is_said_to_be(lang: str) -> None:
    rows = list(from_file(HERE / f"reading_{lang}.jsonl.gz"))
    assert len(rows) >= 100
    assert len({row.id for row in rows}) == len({row.page.url for row in rows}) == len(rows)
    assert {row.id.split("-")[2] for row in rows} == {layout.__name__ for layout in LAYOUTS}
    used = {row.text[start:end] for row in rows for start, end in sentences(row.text)}
    assert len(used & set(texts(lang)[0])) >= 250
    assert len({row.title for row in rows}) >= 100


@pytest.mark.parametrize("lang", LANGS)
def test_the_generator_makes_the_same_pages_twice(lang: str) -> None:
    assert list(pages(lang)) == list(pages(lang))


def test_scores() -> None:
    assert body_scores("бір екі үш төрт", "") == (None, 0.0)
    assert body_scores("бір екі үш төрт", "бір екі үш төрт") == (1.0, 1.0)
    half = PageScore(id="a", precision=0.5, recall=1.0, title=True, date=None)
    none = PageScore(id="b", precision=None, recall=0.0, title=False, date=None)
    total = score([half, none])
    assert (total.precision, total.recall, total.f1) == (0.5, 0.5, 0.5)
    assert (total.titles, total.dates, total.empty) == (0.5, None, 1)
    with pytest.raises(ValueError, match="no pages"):
        score([])


def test_a_time_is_right_with_its_hour_and_zone() -> None:
    printed = "2026-03-10T12:26:00+05:00"
    assert same_time(printed, "2026-03-10T12:26:00+05:00")
    assert not same_time(printed, "2026-03-10")
    assert not same_time(printed, "2026-03-10T12:26:00+06:00")
    assert not same_time(printed, None)
    assert same_time("2026-03-10", "2026-03-10")


def test_below_a_floor_is_named_and_ends_with_1(sholu, monkeypatch) -> None:
    page = shipped(Settings())["generated"][0].page
    wrong = Labelled(id="none", lang="kk", page=page, text="басқа мәтін осы жерде тұр")
    high = Floor(f1=1, titles=1, dates=1, empty=0)
    item = next(results("generated", [wrong], Settings(), {"kk": high}))
    assert item.faults == ("F1 0.0000 is below 1.0",)
    monkeypatch.setattr(reading, "evaluate", lambda *_: [item])
    done = sholu("eval", "reading", "--worst", "1")
    assert done.code == 1
    assert "generated kk: F1 0.0000 is below 1.0" in done.out
    assert "0.000  none" in done.out


def test_pages_of_ones_own(sholu, tmp_path) -> None:
    packed = gzip.decompress((HERE / "reading_ru.jsonl.gz").read_bytes())
    rows = [json.loads(line) for line in packed.splitlines()[:3]]
    rows[0] |= {"ref": rows[0].pop("text")}
    mine = tmp_path / "mine.jsonl"
    mine.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = sholu("eval", "--pages", str(mine), "--json", "--worst", "1")
    assert done.code == 0
    (row,) = done.rows
    assert (row["set"], row["lang"], row["pages"], row["empty"]) == ("mine", "ru", 3, 0)
    assert len(row["worst"]) == 1


def test_mistakes_are_told_in_a_sentence(sholu, tmp_path, monkeypatch) -> None:
    mine = tmp_path / "mine.jsonl"
    mine.write_text('{"url": "https://example.kz/1"}\n', encoding="utf-8")
    done = sholu("eval", "--pages", str(mine))
    assert done.code == 2
    assert f"{mine}:1: expected a JSON object with `url`, `html` and `text`" in done.err
    (tmp_path / "mine.jsonl.gz").write_bytes(b"\x1f\x8bno")
    assert "cannot be read" in sholu("eval", "--pages", str(mine) + ".gz").err
    assert sholu("eval", "everything").code == 2
    installed = tmp_path / "lib" / "sholu" / "jobs" / "eval" / "pages.py"
    monkeypatch.setattr("sholu.jobs.eval.pages.__file__", str(installed))
    done = sholu("eval", "reading")
    assert done.code == 2
    assert done.err.startswith("sholu: the sets that sholu is measured with are in its repository")
    assert done.err.count("\n") == 1


def test_the_sets_are_where_the_command_looks() -> None:
    assert shipped_folder() == HERE
