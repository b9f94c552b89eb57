"""The soft limit holds for the tags and the sketch too, and nothing is left out silently."""

from __future__ import annotations

import pytest

from crawlers import worker
from crawlers.page import Page, Reading
from crawlers.reading import read_page
from nlp.annotate import annotate
from nlp.extent import LONGEST
from nlp.tokens import FILLER
from nlp.topic import load_topics
from sholu import clock
from sholu.article import Annotations, Article

SENTENCE = "Депутаттар жаңа заң жобасын екінші оқылымда қарап шықты. "
TOPICS = load_topics()
PARAGRAPH = f"<p>{SENTENCE * 10}</p>"


def _page(length: int, *, plain: bool = False) -> Page:
    body = "<html lang='kk'><body><article><h1>Заң жобасы туралы</h1>"
    body += PARAGRAPH.replace("<p>", "<p>{}. ") * (length // len(PARAGRAPH) + 1)
    numbered = body.format(*range(length))  # or a paragraph would stand there twice
    return Page(
        url="https://example.kz/1",
        body=numbered.encode(),
        fetched=clock.now(),
        site="example.kz",
        plain=plain,
    )


def _long(reading: Reading) -> list[str]:
    return [note.message for note in reading.issues if note.slug == "text.long"]


def _words(reading: Reading) -> int:
    assert reading.annotations
    return len(reading.annotations.keys.words.replace(f"{FILLER} ", ""))


def test_a_text_of_any_usual_length_is_annotated_whole() -> None:
    worker.sit_down(worker.Desk(soft_seconds=60, topics=TOPICS))
    reading = worker.look(_page(worker.HURRIED + 5_000))
    assert reading.article
    assert len(reading.article.text) > worker.HURRIED
    assert _words(reading) > worker.HURRIED * 0.8
    assert _long(reading) == []


def test_a_longer_one_is_kept_whole_and_said_to_be_annotated_in_part() -> None:
    worker.sit_down(worker.Desk(soft_seconds=60, topics=TOPICS))
    reading = worker.look(_page(LONGEST + 20_000))
    assert reading.article
    length = len(reading.article.text)
    assert length > LONGEST
    assert _long(reading) == [
        f"of {length:,} characters the first {LONGEST:,} are tagged, searched and compared"
    ]
    assert _words(reading) < LONGEST


def test_tags_that_take_too_long_are_made_of_the_beginning(monkeypatch) -> None:
    worker.sit_down(worker.Desk(soft_seconds=0.1, topics=TOPICS))
    page = _page(worker.HURRIED + 5_000)
    worker.warm_up()

    def endless(
        article: Article, *rest: object, most: int = LONGEST, **more: object
    ) -> Annotations:
        while most == LONGEST:
            pass
        return annotate(article, *rest, most=most, **more)  # type: ignore[arg-type]

    outcome = read_page(page, None, strict=False)
    monkeypatch.setattr(worker, "_read", lambda *_given: (outcome, False))
    monkeypatch.setattr(worker, "annotate", endless)
    reading = worker.look(page)
    assert reading.article
    (message,) = _long(reading)
    assert f"the first {worker.HURRIED:,} are" in message
    assert _words(reading) < worker.HURRIED
    assert reading.sketch
    assert reading.reader.endswith("-plain") is False


def test_the_plain_way_annotates_the_beginning_at_once() -> None:
    worker.sit_down(worker.Desk(soft_seconds=60, topics=TOPICS))
    reading = worker.look(_page(worker.HURRIED + 5_000, plain=True))
    (message,) = _long(reading)
    assert f"the first {worker.HURRIED:,} are" in message


@pytest.fixture(autouse=True)
def _desk_afterwards():
    yield
    worker.sit_down(worker.Desk())
