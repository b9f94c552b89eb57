"""The golden pages of tests/sites are read as a person agreed, and a change is named."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pydantic import BaseModel, RootModel

from crawlers.site import FOLDER, get_site, site_files
from sholu.jobs.check import check
from sholu.jobs.golden import Golden, golden_pages
from sholu.settings import Settings
from sholu.yamlfile import load

FOLDER_OF_PAGES = Path(__file__).parents[1] / "sites"
PAGES = sorted(FOLDER_OF_PAGES.glob("*/*.html.gz"))


class Family(BaseModel):
    """Sites of one engine and the golden pages that stand for them, as SITE/STEM."""

    summary: str
    pages: tuple[str, ...]


FAMILIES = load(FOLDER_OF_PAGES / "families.yml", RootModel[dict[str, Family]]).root


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name[:30]}")
def test_a_golden_page_is_read_as_agreed(path: Path) -> None:
    stem = path.with_name(path.name.removesuffix(".html.gz"))
    assert Golden(stem, get_site(path.parent.name)).faults(Settings()) == []


def test_every_shipped_site_has_one_in_each_edition() -> None:
    for id in site_files():
        site = get_site(id)
        agreed = [json.loads(page.read_file.read_text()) for page in golden_pages(Settings(), site)]
        assert {article["edition"] for article in agreed} == set(site.editions)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_of_sites_has_three_pages_at_least(family: str) -> None:
    pages = FAMILIES[family].pages
    assert len(set(pages)) >= 3
    assert [page for page in pages if not (FOLDER_OF_PAGES / f"{page}.html.gz").exists()] == []


def test_every_page_stands_for_one_family() -> None:
    named = sorted(page for family in FAMILIES.values() for page in family.pages)
    here = [f"{path.parent.name}/{path.name.removesuffix('.html.gz')}" for path in PAGES]
    assert named == sorted(here)


@pytest.fixture
def own(tmp_path: Path) -> tuple[Settings, Path]:
    """A profile of one's own with a golden page beside it, and the file of what that says."""
    folder = tmp_path / "sites"
    (folder / "lada_own").mkdir(parents=True)
    shutil.copy(FOLDER / "lada_kz.yml", folder / "lada_own.yml")
    for path in (Path(__file__).parents[1] / "sites" / "lada_kz").glob("131944.*"):
        shutil.copy(path, folder / "lada_own")
    file = folder / "lada_own" / "131944.json"
    file.write_text(file.read_text().replace('"lada_kz"', '"lada_own"'))
    return Settings(data=tmp_path / "data", sites=folder), file


def faults(settings: Settings, **more: bool) -> list[str]:
    return [fault for item in check(settings, ["lada_own"], **more) for fault in item.faults]


def test_a_field_that_is_read_otherwise_is_named_with_both_values(own) -> None:
    settings, file = own
    assert faults(settings) == []
    agreed = json.loads(file.read_text())
    text = agreed["text"]
    agreed |= {"section": "Погода", "text": f"{text} Конец."}
    file.write_text(json.dumps(agreed))
    longer, section = faults(settings)
    assert "131944.json: section: agreed 'Погода', read '" in section
    assert f" Конец.' at {len(text)}, read " in longer
    assert len(longer) < 400
    assert faults(settings, accept=True) == []
    assert json.loads(file.read_text())["text"] == text


@pytest.mark.parametrize("broken", ["131944.html.gz", "131944.json", "131944.meta.json"])
def test_a_broken_file_is_named(own, broken: str) -> None:
    settings, file = own
    file.with_name(broken).write_bytes(b"\x1f\x8bno")
    (fault,) = faults(settings)
    assert "131944" in fault
    assert "cannot be read" in fault
