"""What goes with the articles, found again by the names that the log and dead letters have."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sholu.index.companions import of_names, of_store
from sholu.store import SourceAnswer, Store

NOW = datetime(2025, 10, 29, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("path", ["rss", "rss?тема=жасанды интеллект", " rss "])
def test_a_name_leads_back_to_its_document(tmp_path: Path, path: str) -> None:
    with Store(tmp_path / "sholu.sqlite", zone=ZoneInfo("Asia/Almaty")) as store:
        url = f"https://kaz.zakon.kz/{path}"
        store.start_run("zakon_kz", "crawl", NOW)
        store.add(SourceAnswer(site="zakon_kz", url=url, edition="kk", kind="feed", at=NOW))
        documents = list(of_store(store))
        assert [document.kind for document in documents] == ["sources", "runs"]
        assert list(of_names(store, [document.name for document in documents])) == documents
        assert list(of_names(store, ["run 99", f"source zakon_kz {url} 2024-01-01"])) == []
