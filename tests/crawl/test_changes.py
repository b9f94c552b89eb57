"""What a site edits and withdraws over days: each recorded once with its class, none invented."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.archive import ArchiveReader
from tests.crawl.harness import ROOT, Answer, Crawl, Done, Site

pytestmark = pytest.mark.long

PARTS = (
    "Акимат города сообщил о ремонте моста через канал, который начнётся во вторник утром.",
    "Движение транспорта ограничат на 14 дней, а автобусы пойдут по соседней улице.",
    "«Мы просим жителей выезжать раньше обычного», — сказал заместитель акима города.",
    "Подрядчик уже завёз материалы, а рабочие начали разбирать старое ограждение.",
    "Редакция благодарит читателей за внимание к теме городских дорог.",
)
SIGNED = PARTS[-1]
NOINDEX = b"<html><head><meta name='robots' content='noindex'></head><body>x</body></html>"


def parts(**changes: str) -> list[str]:
    """The paragraphs with words of one replaced: old='new' by position in the call."""
    return [_replaced(part, changes) for part in PARTS]


def _replaced(part: str, changes: dict[str, str]) -> str:
    for old, new in changes.items():
        part = part.replace(old, new)
    return part


class Paper(Site):
    """Articles whose pages a test rewrites: title, paragraphs, and bytes that mean nothing."""

    def put(self, number: int, *, title: str = "", text: list[str] | None = None, noise: str = ""):
        path = self.paths[number]
        title = title or f"Мост номер {number} закроют на ремонт"
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": title,
            "datePublished": "2026-11-20T10:00:00+05:00",
            "url": f"https://{self.host}{path}",
        }
        body = "".join(f"<p>{part}</p>" for part in text or PARTS)
        self.answers[path] = Answer(
            f'<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="og:type" content="article">'
            f'<script type="application/ld+json">{json.dumps(data)}</script></head>'
            f"<body><article><h1>{title}</h1>{body}</article><!-- {noise} --></body>"
            f"</html>".encode()
        )


class Days:
    """A paper and its crawls by a clock that a test moves."""

    def __init__(self, crawl_of, folder: Path, articles: int) -> None:
        self.site = Paper("proba", articles=articles)
        self.site.answers["/"] = Answer(b"<html><body>home</body></html>")
        for number in range(articles):
            self.site.put(number)
        self.crawl: Crawl = crawl_of(self.site)
        self.crawl.env["SHOLU_CRAWL__SOFT_SECONDS"] = "9"  # a busy machine is not what is tested
        self.clock = folder / "clock"
        self.start = datetime.now(UTC)
        self.at(hours=0)

    def at(self, **since_start: float) -> None:
        self.clock.write_text((self.start + timedelta(**since_start)).isoformat())

    def run(self) -> dict:
        done = self.crawl.run(SHOLU_CLOCK=str(self.clock))
        assert done.code == 0, done.err
        assert sum(done.row["dispositions"].values()) == done.row["pages"]
        return done.row["dispositions"]

    def command(self, *args: str) -> Done:
        done = self.crawl.command(*args, SHOLU_CLOCK=str(self.clock))
        assert done.code == 0, done.err
        return done

    def url(self, number: int) -> str:
        return f"https://{self.site.host}{self.site.paths[number]}"

    def edits(self) -> dict[int, list[str]]:
        """The classes of every article's edits."""
        with self.crawl.store() as store:
            found = {
                number: [item.edit for item in store.revisions(store.record(self.url(number)).id)]
                for number in range(len(self.site.paths))
            }
        return {number: kinds[1:] for number, kinds in found.items() if kinds[1:]}

    def state(self, number: int) -> str:
        with self.crawl.store() as store:
            return store.record(self.url(number)).state

    def readings(self) -> list[int]:
        with self.crawl.store() as store:
            return [record.reading for record in store.all_records()]

    def last_seq(self) -> int:
        with self.crawl.store() as store:
            return store.last_seq()

    def change_reader(self) -> None:
        """The profile now knows a line of every page as furniture: the reader is another."""
        profile = self.crawl.folder / "sites" / "proba.yml"
        profile.write_text(profile.read_text() + f'furniture: {{ru: ["{SIGNED}"]}}\n')


@pytest.fixture
def days(crawl_of, tmp_path):
    return lambda articles: Days(crawl_of, tmp_path, articles)


def test_every_edit_once_with_its_class_and_none_invented(days):
    week = days(8)
    site = week.site
    assert week.run() == {"stored": 8}
    week.at(hours=23)
    assert week.run() == {}

    week.at(days=1, minutes=1)
    site.put(0, title="Мост номер 0 закроют до зимы")
    site.put(1, text=parts(**{"14": "21"}))
    site.put(2, text=parts(просим="требуем"))
    site.put(3, text=parts(соседней="соседнеи", утром="Утром"))
    site.put(4, text=[*PARTS[:3], *PARTS[4:]])
    site.put(5, noise="другая реклама")
    seen = len(site.log)
    assert week.run() == {"updated": 5, "unchanged": 1, "not_modified": 2}
    assert all(hit.conditional for hit in site.log[seen:] if hit.path != "/robots.txt")
    wanted = {0: ["headline"], 1: ["number"], 2: ["quote"], 3: ["cosmetic"], 4: ["substance"]}
    assert week.edits() == wanted

    week.change_reader()
    assert week.run() == {}
    week.at(days=7, minutes=1)
    site.put(0, title="Мост номер 0 закроют до зимы", text=parts(подрядчик="Завод", рабочие="люди"))
    site.put(5, noise="ещё реклама")
    site.put(6, noise="первая реклама")
    assert week.run() == {"updated": 1, "unchanged": 2, "not_modified": 5}
    wanted[0] = ["headline", "substance"]
    assert week.edits() == wanted

    before = week.readings()
    counts = week.command("reprocess", "--json").row
    assert (counts["articles"], counts["reading"], counts["same"]) == (8, 5, 3)
    assert sum(week.readings()) == sum(before) + 5
    assert week.edits() == wanted
    with week.crawl.store() as store:
        assert all(SIGNED not in record.article.text for record in store.all_records())
    seq = week.last_seq()
    again = week.command("reprocess", "proba", "--json").row
    assert (again["articles"], again["same"]) == (8, 8)
    assert week.last_seq() == seq

    rows = week.command("history", week.url(0), "--json").rows
    assert [row["class"] for row in rows] == [None, "headline", "substance"]
    for row in rows:
        assert len(row["raw"]["sha256"]) == 64
        assert row["raw"]["file"].endswith(".warc.gz")
    diff = rows[-1]["text_diff"]
    assert ["out", "рабочие"] in diff
    assert ["in", "люди"] in diff
    assert not any(SIGNED[:20] in text for side, text in diff if side != "same")
    shown = week.command("history", rows[0]["id"]).out
    assert "[-рабочие-]{+люди+}" in shown


def test_what_is_withdrawn_is_gone_once_seen_twice(days):
    week = days(6)
    site = week.site
    assert week.run() == {"stored": 6}
    week.at(days=1, minutes=1)
    there = site.answers[site.paths[3]]
    home = Answer(status=302, headers={"Location": f"https://{site.host}/"})
    for number, answer in enumerate((Answer(status=404), home, Answer(NOINDEX))):
        site.answers[site.paths[number]] = answer
    site.answers[site.paths[3]] = Answer(status=410)
    site.answers[site.paths[4]] = Answer(status=404)
    assert week.run() == {"gone": 5, "not_modified": 1}
    assert {week.state(number) for number in range(6)} == {"live"}
    week.at(days=1, minutes=30)
    assert week.run() == {}

    week.at(days=1, hours=1, minutes=2)
    site.answers[site.paths[3]] = there
    assert week.run() == {"gone": 4, "not_modified": 1}
    states = ["gone", "gone", "gone", "live", "gone", "live"]
    assert [week.state(number) for number in range(6)] == states
    assert len(week.command("search", "state:gone", "--json").rows) == 4
    assert len(week.command("search", "ремонт", "--json").rows) == 6

    week.at(days=7, minutes=1)
    site.put(4, noise="и снова здесь")
    assert week.run() == {"gone": 3, "unchanged": 1, "not_modified": 2}
    assert week.state(4) == "live"
    assert week.edits() == {}
    rows = week.command("history", week.url(4), "--json").rows
    assert [row.get("state") for row in rows] == [None, "gone", "live"]
    week.at(days=9)  # the schedule is over; nothing new for so long is an error of its own
    assert week.crawl.run(SHOLU_CLOCK=str(week.clock)).row["dispositions"] == {}


def test_a_changed_reader_makes_no_edit_where_the_old_bytes_are_gone(days):
    week = days(2)
    week.run()
    for file in (week.crawl.folder / "data" / "archive").iterdir():
        file.unlink()
    week.change_reader()
    week.site.put(0, text=parts(рабочие="люди"))
    week.at(days=1, minutes=1)
    assert week.run() == {"unchanged": 1, "not_modified": 1}
    assert week.edits() == {}
    assert sorted(week.readings()) == [1, 2]


def test_what_is_forgotten_leaves_everything_and_does_not_come_back(days):
    week = days(4)
    site = week.site
    week.run()
    week.at(days=1, minutes=1)
    site.put(0, title="Тайный мост закроют", text=parts(рабочие="люди"))
    site.put(1, noise="реклама")
    week.run()
    with week.crawl.store() as store:
        others = [store.record(week.url(number)) for number in (1, 2, 3)]
    done = week.command("forget", week.url(0), "--reason", "court order", "--json").row
    assert (done["records"], done["files"]) == (4, 2)  # two answers and their requests
    assert week.command("search", "Тайный", "--json").rows == []
    assert len(week.command("search", "*", "--json").rows) == 3
    archive = week.crawl.folder / "data" / "archive"
    for path in archive.iterdir():
        assert site.paths[0].encode() not in gzip.decompress(path.read_bytes())
    reader = ArchiveReader(archive)
    with week.crawl.store() as store:
        assert store.record(week.url(0)) is None
        assert [store.record(week.url(number)) for number in (1, 2, 3)] == others
    assert all("Мост номер".encode() in reader.read(record.raw).body for record in others)
    logged = [item["message"] for item in week.crawl.issues() if item["level"] == "info"]
    assert logged == ["court order"]

    other = f"{site.paths[0][:-5]}-snova.html"
    site.answers[other] = site.answers[site.paths[0]]
    site.list_articles(other)
    week.at(days=2)
    seen = len(site.log)
    assert week.run() == {"skipped": 1}
    assert {site.paths[0], other}.isdisjoint(hit.path for hit in site.log[seen:])
    with week.crawl.store() as store:
        assert store.count() == 3
    gone = week.crawl.command("history", week.url(0))
    assert (gone.code, "court order" in gone.err) == (2, True)


@pytest.mark.parametrize(
    ("stage", "command"),
    [("reread", ["reprocess"]), ("burying", ["forget", "URL", "--reason", "court order"])],
)
def test_a_kill_in_the_middle_loses_nothing(days, stage, command):
    week = days(4)
    week.run()
    week.change_reader()
    command = [week.url(0) if word == "URL" else word for word in command]
    script = str(ROOT / "tests" / "crawl" / "killed.py")
    process = week.crawl.start_python(script, stage, "2", *command, SHOLU_CLOCK=str(week.clock))
    process.communicate(timeout=600)
    assert process.returncode == -9
    week.command(*command)
    left = 4 if stage == "reread" else 3
    reader = ArchiveReader(week.crawl.folder / "data" / "archive")
    with week.crawl.store() as store:
        records = list(store.all_records())
        assert len(records) == left
        assert all(SIGNED.encode() in reader.read(record.raw).body for record in records)
        if stage == "reread":
            assert [(record.revision, record.reading) for record in records] == [(1, 2)] * 4
    found = week.command("search", "*", "--json").rows
    assert len(found) == left
    if stage == "burying":
        for path in (week.crawl.folder / "data" / "archive").iterdir():
            assert week.site.paths[0].encode() not in gzip.decompress(path.read_bytes())


def test_what_a_killed_forget_left_is_taken_out_by_the_next_crawl(days):
    week = days(2)
    week.run()
    script = str(ROOT / "tests" / "crawl" / "killed.py")
    command = ["forget", week.url(0), "--reason", "court order"]
    process = week.crawl.start_python(script, "burying", "1", *command, SHOLU_CLOCK=str(week.clock))
    process.communicate(timeout=600)
    assert process.returncode == -9
    week.at(days=1, minutes=1)
    week.run()
    with week.crawl.store() as store:
        assert store.tombstones(week.url(0))[0].done
    for path in (week.crawl.folder / "data" / "archive").iterdir():
        assert week.site.paths[0].encode() not in gzip.decompress(path.read_bytes())
