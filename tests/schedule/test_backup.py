"""A back-up made while a crawl is under way, restored: nothing is missing, the crawl goes on."""

from __future__ import annotations

import json
import shutil
from threading import Event

import pytest

from crawlers.archive import ArchiveReader
from sholu.settings import Settings
from tests.crawl.harness import Crawl, Site, serving

pytestmark = pytest.mark.long


class Held(Site):
    """A site that answers its last article, once it lists it, only when it may."""

    def __init__(self, id, articles):
        super().__init__(id, articles)
        self.asked_for, self.may_go = Event(), Event()
        self.last = self.paths.pop()
        self.list_articles()

    def handle(self, request):
        if request.path == self.last:
            self.asked_for.set()
            self.may_go.wait(300)
        super().handle(request)


def counts(crawl):
    with crawl.store() as store:
        raws = {record.id: record.raw for record in store.all_records()}
        revisions = [len(store.revisions(id)) for id in raws]
    return raws, sum(revisions)


def test_backup_and_restore(tmp_path):
    site = Held("proba", articles=12)
    place = tmp_path / "place"
    place.mkdir()
    with serving(site) as address:
        crawl = Crawl(place, address, site)
        (place / "sholu.toml").write_text('[crawl]\ncontact = "press@example.kz"\n')
        assert crawl.run().row["dispositions"] == {"stored": 11}
        site.list_articles(site.last)
        running = crawl.start("crawl", "proba")
        assert site.asked_for.wait(300)
        first = crawl.command("backup", str(tmp_path / "backup"), "--json")
        assert first.code == 0, first.err
        assert (first.row["articles"], first.row["revisions"], first.row["pages"]) == (11, 11, 12)
        assert first.row["copied"] >= 1
        site.may_go.set()
        running.communicate(timeout=300)

        restored = restore(tmp_path / "backup", tmp_path / "again", address, site)
        raws, revisions = counts(restored)
        assert (len(raws), revisions) == (11, 11)
        assert (restored.folder / "sholu.toml").exists()
        assert (restored.folder / "sites" / "proba.yml").exists()
        archive = ArchiveReader(Settings(data=restored.folder / "data").archive_folder)
        assert all(b"NewsArticle" in archive.read(raw).body for raw in raws.values())
        assert restored.command("reindex").code == 0
        assert restored.command("search", "*", "--count").out == "11\n"
        assert restored.run().row["dispositions"] == {"stored": 1}
        assert restored.command("search", "*", "--count").out == "12\n"

    second = crawl.command("backup", str(tmp_path / "backup"), "--json")
    assert (second.row["articles"], second.row["same"]) == (12, 1)
    files = {path.name for path in (tmp_path / "backup" / "data" / "archive").iterdir()}
    assert [name for name in files if name.endswith(".open")] == []
    third = crawl.command("backup", str(tmp_path / "backup"))
    assert "archive: 0 files copied (0.0 MB), 2 already there" in third.out
    manifest = json.loads((tmp_path / "backup" / "backup.json").read_text())
    assert manifest["articles"] == 12
    assert manifest["files"].keys() >= {"sholu.sqlite", *(f"archive/{name}" for name in files)}

    id = next(iter(raws))
    assert crawl.command("forget", id, "--reason", "on request").code == 0
    assert crawl.command("backup", str(tmp_path / "backup"), "--json").row["copied"] == 1
    for name in files:
        kept = tmp_path / "backup" / "data" / "archive" / name
        assert kept.read_bytes() == (place / "data" / "archive" / name).read_bytes()


def restore(backup, folder, address, site):
    """As docs/operations.md says."""
    folder.mkdir()
    shutil.copytree(backup / "data", folder / "data")
    shutil.copytree(backup / "config", folder, dirs_exist_ok=True)
    return Crawl(folder, address, site)


def test_a_folder_that_is_something_else_is_refused(tmp_path):
    site = Site("proba", articles=1)
    with serving(site) as address:
        crawl = Crawl(tmp_path, address, site)
        assert crawl.command("backup", "x").err.startswith("sholu: there is nothing here yet")
        assert crawl.run().code == 0
    inside = crawl.command("backup", str(tmp_path / "data" / "backup"))
    assert (inside.code, inside.err.count("\n")) == (2, 1)
    assert "in the data folder itself" in inside.err
    other = crawl.command("backup", str(tmp_path / "sites"))
    assert (other.code, "neither empty nor a back-up" in other.err) == (2, True)
