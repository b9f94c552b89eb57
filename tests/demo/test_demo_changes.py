"""What the newsroom's outlets do after its epoch: edits, withdrawals, reprints, and troubles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from crawlers.site import get_site
from sholu.demo import small
from sholu.demo.newsroom import Newsroom
from sholu.demo.story import Story, replaced
from sholu.edits import EditClass, edit_class

EPOCH = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
LATER = EPOCH + timedelta(hours=27)
CLASSES: tuple[EditClass, ...] = ("headline", "number", "quote", "cosmetic", "substance")


@pytest.fixture(scope="module")
def before() -> Newsroom:
    return Newsroom(EPOCH, small_ones=True)


@pytest.fixture(scope="module")
def after() -> Newsroom:
    return Newsroom(LATER, epoch=EPOCH, small_ones=True)


def status(newsroom: Newsroom, url: str) -> int:
    parts = urlsplit(url)
    return newsroom.find(parts.netloc, parts.path).status


def body(newsroom: Newsroom, url: str) -> str:
    parts = urlsplit(url)
    return newsroom.find(parts.netloc, parts.path).body.decode()


def test_every_class_of_edit_is_there_and_is_what_it_says(before, after):
    was = {item.key: item for item in before.expected()}
    edited = [item for item in after.expected() if item.edits]
    assert {kind for item in edited for kind in item.edits} == set(CLASSES)
    assert {item.lang for item in edited} == {"kk", "ru"}
    for item in edited:
        old = was[item.key]
        (kind,) = item.edits
        assert edit_class(old.title, old.text, item.title, item.text) == kind
        assert (old.url, old.published, old.topics) == (item.url, item.published, item.topics)


def test_what_is_not_edited_stays_and_the_epoch_fixes_addresses(before, after):
    was = {item.key: item for item in before.expected()}
    now = {item.key: item for item in after.expected()}
    for key in was.keys() & now.keys():
        if not now[key].edits:
            assert was[key] == now[key]
    new = [now[key] for key in now.keys() - was.keys()]
    assert all(item.published > EPOCH for item in new)
    assert {item.site for item in new} == {"zakon_kz", "lada_kz", "inform_kz", *small.SITES}
    assert timedelta(0) < LATER - after.expected()[0].published < timedelta(hours=2)


def test_what_is_withdrawn_answers_so_and_is_listed_no_more(before, after):
    assert sorted(after.withdrawn.values()) == [404, 410]
    for url, code in after.withdrawn.items():
        assert status(before, url) == 200
        assert status(after, url) == code
        assert url not in {item.url for item in after.expected()}
        assert url not in after.addresses


def test_a_reprint_is_another_text_but_for_whom_it_names(before):
    found = {item.key.rpartition("/")[2]: item for item in before.expected()}
    copies = [item for item in found.values() if item.copy_of]
    assert len(copies) >= 4
    assert {item.lang for item in copies} == {"kk", "ru"}
    for item in copies:
        origin = found[item.copy_of]
        assert item.site != origin.site
        assert timedelta(0) < item.published - origin.published < timedelta(days=7)
        assert item.text != origin.text
        assert item.text.split("\n\n")[1:] == origin.text.split("\n\n")[1:]


def test_the_small_outlets_have_their_troubles(before, after):
    profiles = {id: get_site(id, small.PROFILES) for id in small.SITES}
    dala, _map = profiles[small.DALA].sources
    feed, listing = profiles[small.SHAHAR].sources
    (wrong,) = profiles[small.KOKPAR].sources
    for newsroom in (before, after):
        assert status(newsroom, dala.url) == 404
        assert status(newsroom, wrong.url) == 404
        assert "Sitemap: https://kokpar.example/sitemap.xml" in body(
            newsroom, "https://kokpar.example/robots.txt"
        )
        assert "<item>" in body(newsroom, feed.url)
    assert 'class="card"' in body(before, listing.url)
    assert 'class="card"' not in body(after, listing.url)


def test_they_are_there_only_when_asked_for():
    assert not {host for host in Newsroom(EPOCH).hosts if host.endswith(".example")}


def test_words_that_are_not_there_are_refused():
    with pytest.raises(ValueError, match="is not in the text"):
        replaced("Мост закроют.", {"дорогу": "улицу"})
    story = Story(
        key="a", lang="ru", ago="3h", title="Мост", text="Мост закроют.", section="x",
        edits=[{"after": "1h", "kind": "number", "words": {"5": "6"}}],
    )  # fmt: skip
    assert story.by(EPOCH, EPOCH) == story
    with pytest.raises(ValueError, match="is not in the text"):
        story.by(LATER, EPOCH)
