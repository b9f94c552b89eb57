"""Edits, days of sources and runs on the server: as the store has them, once each."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sholu.fields import utc
from sholu.index.companions import COMPANIONS, document_id
from sholu.index.targets import catch_up
from sholu.settings import Settings
from sholu.store import SourceAnswer, Store
from tests.elasticsearch.backlog import in_store, keep, settings_for
from tests.elasticsearch.servers import Server
from tests.index.corpus import NOW


@pytest.fixture
def settings(server: Server, prefix: str, tmp_path: Path) -> Settings:
    settings = settings_for(tmp_path, server.url, prefix)
    keep(settings, range(6))
    keep(settings, range(3), edit=1)
    keep(settings, range(1), edit=2)
    with Store(settings.store_file, zone=settings.zone) as store:
        for day, state, reason in ((0, "ok", ""), (1, "blocked", "http 403"), (1, "ok", "")):
            at = NOW + timedelta(days=day)
            run = store.start_run("zakon_kz", "crawl", at)
            store.add(
                SourceAnswer(
                    site="zakon_kz", url="https://kaz.zakon.kz/rss", edition="kk", kind="feed",
                    state=state, reason=reason, listed=5, at=at,
                )
            )  # fmt: skip
            store.end_run(run, "zakon_kz", "finished", at + timedelta(minutes=2))
        store.start_run("zakon_kz", "crawl", NOW + timedelta(days=2))  # killed
    catch_up(settings, wait=True)
    return settings


def found(settings: Settings, server: Server, kind: str, sort: str) -> list[dict]:
    path = f"{settings.elastic.prefix}-{kind}/_search?size=100&sort={sort}"
    hits = server.ask("GET", path)["hits"]["hits"]
    assert all(hit["_id"] == hit["_source"]["id"] for hit in hits)
    assert all(set(hit["_source"]) <= {field.name for field in COMPANIONS[kind]} for hit in hits)
    return [hit["_source"] for hit in hits]


def test_they_are_there_once_each(settings: Settings, server: Server) -> None:
    edits = found(settings, server, "revisions", "revision")
    assert [edit["revision"] for edit in edits] == [2, 2, 2, 3]
    assert {edit["article"] for edit in edits} < in_store(settings).keys()
    assert all(edit["old_title"] and edit["day"] and edit["site"] for edit in edits)
    days = found(settings, server, "sources", "day")
    assert [(day["state"], day["healthy"], day["listed"]) for day in days] == [("ok", True, 5)] * 2
    runs = found(settings, server, "runs", "run")
    assert [run.get("outcome") for run in runs] == ["finished"] * 3 + [None]
    assert [run.get("seconds") for run in runs] == [120] * 3 + [None]
    assert runs[0]["id"] == document_id("run 1")


def test_a_replay_changes_nothing(settings: Settings, server: Server) -> None:
    before = [found(settings, server, kind, "id") for kind in COMPANIONS]
    with Store(settings.store_file, zone=settings.zone) as store:
        store.move_cursor("elastic", 0)
    catch_up(settings, wait=True)
    assert [found(settings, server, kind, "id") for kind in COMPANIONS] == before


def test_a_forgotten_article_takes_its_edits_along(settings: Settings, server: Server) -> None:
    (last,) = (one for one in found(settings, server, "revisions", "id") if one["revision"] == 3)
    with Store(settings.store_file, zone=settings.zone) as store:
        store.forget(last["article"], "asked for", NOW + timedelta(days=3))
    catch_up(settings, wait=True)
    left = found(settings, server, "revisions", "id")
    assert len(left) == 2
    assert last["article"] not in {edit["article"] for edit in left}
    with Store(settings.store_file, zone=settings.zone) as store:
        store.move_cursor("elastic", 0)  # a replay does not bring them back
    catch_up(settings, wait=True)
    assert found(settings, server, "revisions", "id") == left


FEED = "https://kaz.zakon.kz/rss"


def answer(at: datetime, **more: Any) -> SourceAnswer:
    values = {"site": "zakon_kz", "url": FEED, "edition": "kk", "kind": "feed", "at": at}
    return SourceAnswer(**{**values, **more})


def test_a_day_that_turns_quiet_and_ok_again_after_it_was_sent(
    settings: Settings, server: Server
) -> None:
    at = NOW + timedelta(days=4)

    def shown() -> tuple[str, str | None]:
        catch_up(settings, wait=True)
        day = found(settings, server, "sources", "day")[-1]
        return day["state"], day.get("reason")

    with Store(settings.store_file, zone=settings.zone) as store:
        store.add(answer(at, listed=5))
        assert shown() == ("ok", None)
        store.settle_quiet("zakon_kz", [FEED], "no article in 9 hours", at)
        assert shown() == ("quiet", "no article in 9 hours")
        store.add(answer(at, state="quiet", reason="no article in 9 hours"))
        store.settle_quiet("zakon_kz", [FEED], "no article in 10 hours", at)
        assert shown() == ("quiet", "no article in 10 hours")
        store.settle_quiet("zakon_kz", [FEED], None, at)
        assert shown() == ("ok", None)


def test_a_later_answer_of_the_same_day_and_an_end_within_the_millisecond(
    settings: Settings, server: Server
) -> None:
    at = NOW + timedelta(days=4)
    with Store(settings.store_file, zone=settings.zone) as store:
        run = store.start_run("zakon_kz", "crawl", at)
        store.add(answer(at, listed=5))
        catch_up(settings, wait=True)
        store.add(answer(at + timedelta(hours=2), listed=8))
        store.end_run(run, "zakon_kz", "finished", at)
    catch_up(settings, wait=True)
    day = found(settings, server, "sources", "day")[-1]
    assert (day["listed"], day["checked"]) == (8, utc(at + timedelta(hours=2)))
    assert found(settings, server, "runs", "run")[-1]["outcome"] == "finished"
