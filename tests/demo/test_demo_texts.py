"""The newsroom's texts: whole, varied, in clean scripts, and spread over the ninety days."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest

from sholu.demo.newsroom import Newsroom
from sholu.demo.story import published

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)
_WORD = re.compile(r"[^\W\d_]+")
_LATIN, _CYRILLIC = re.compile(r"[A-Za-zÀ-ɏ]"), re.compile(r"[Ѐ-ԯ]")
_KAZAKH = re.compile(r"[әғқңөұүһі]", re.IGNORECASE)
_SHINGLE = 4
_NEAR = 0.6


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom(NOW)


def test_the_newsroom_has_the_promised_shape(newsroom: Newsroom) -> None:
    found = newsroom.expected()
    kept = [article for article in found if article.disposition == "stored"]
    kazakh = sum(article.lang == "kk" for article in kept) / len(kept)
    topical = [article for article in kept if article.topics]
    assert 275 <= len(found) <= 310
    assert 0.40 <= kazakh <= 0.50
    assert 60 <= len(topical) <= 80
    assert {article.lang for article in topical} == {"kk", "ru"}
    assert Counter(topic for article in topical for topic in article.topics).keys() == {
        "deepfake",
        "ai_regulation",
        "platform_regulation",
    }


def test_keys_addresses_and_titles_are_unique_but_for_repeating_routine(newsroom: Newsroom) -> None:
    found = newsroom.expected()
    assert len({article.key for article in found}) == len(found)
    assert len({article.url for article in found}) == len(found)
    assert len({(article.title, article.text) for article in found}) == len(found)


def test_no_word_mixes_scripts(newsroom: Newsroom) -> None:
    mixed = {
        word
        for article in newsroom.expected()
        for word in _WORD.findall(f"{article.title} {article.text} {' '.join(article.captions)}")
        if _LATIN.search(word) and _CYRILLIC.search(word)
    }
    assert not mixed


def test_languages_are_what_they_say(newsroom: Newsroom) -> None:
    for article in newsroom.expected():
        letters = len(_KAZAKH.findall(article.text)) / len(article.text)
        if article.lang == "kk":
            assert letters > 0.04, article.key
        elif article.lang == "ru":
            assert letters < 0.002, article.key


def test_no_gap_is_left_open_and_no_space_is_odd(newsroom: Newsroom) -> None:
    for article in newsroom.expected():
        for text in (article.title, article.text):
            assert not re.search(r"[{}\[\]]|  | [,.!?]", text), article.key
        assert article.title[-1] != "."
        assert len(article.text.split("\n\n")) >= 3, article.key


def test_every_article_is_of_the_last_ninety_days(newsroom: Newsroom) -> None:
    times = [article.published for article in newsroom.expected()]
    assert times == sorted(times, reverse=True)
    assert timedelta(0) < NOW - times[0] < timedelta(hours=1)
    assert timedelta(days=75) < NOW - times[-1] < timedelta(days=90)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return set(zip(*(words[start:] for start in range(_SHINGLE)), strict=False))


def test_no_two_texts_are_near_duplicates(newsroom: Newsroom) -> None:
    sketches = [(article.key, _shingles(article.text)) for article in newsroom.expected()]
    near = [
        (one, other)
        for (one, left), (other, right) in combinations(sketches, 2)
        if len(left & right) > _NEAR * len(left | right)
    ]
    assert not near


def test_twins_are_each_others() -> None:
    stories = {piece.story.key: piece.story for piece in Newsroom(NOW).pieces}
    twins = [story for story in stories.values() if story.twin]
    assert len(twins) >= 6
    for story in twins:
        other = stories[story.twin or ""]
        assert other.twin == story.key
        assert other.lang != story.lang
        assert other.topics == story.topics


@pytest.mark.parametrize("hour", [0, 7, 12, 19])
def test_addresses_do_not_depend_on_the_hour(hour: int, newsroom: Newsroom) -> None:
    then = Newsroom(datetime(2026, 3, 1, hour, 5, tzinfo=UTC))
    assert {piece.url for piece in then.pieces} == {piece.url for piece in newsroom.pieces}


def test_a_time_still_to_come_is_refused() -> None:
    with pytest.raises(ValueError, match="still to come"):
        published("0d 23:59", datetime(2026, 11, 24, 5, 0, tzinfo=UTC), "Asia/Almaty")
