"""What memory cuts of a text, and what it never does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawlers.memory import MOST, NOTHING, Memory, line_hash, recall
from crawlers.page import Page
from crawlers.reading import read_page
from sholu import clock

NOTICE = "Редакция приглашает читателей присылать свои истории на почту газеты."
NEWS = (
    "В Актау во вторник откроют новый мост через канал, сообщили в акимате города.",
    "Движение автобусов изменят на две недели, жителей просят выезжать раньше обычного.",
    "Подрядчик обещает закончить благоустройство набережной до первого снега.",
)
TEXTS = st.lists(st.text(min_size=1, max_size=40), max_size=12)


def page(*lines: str, **more: object) -> Page:
    body = "".join(f"<p>{line}</p>" for line in lines)
    html = f"<html><body><article><h1>Мост откроют</h1>{body}</article></body></html>"
    values = {"url": "https://gazeta.kz/1.html", "site": "gazeta.kz", "fetched": clock.now()}
    return Page(body=html.encode(), headers=(("content-type", "text/html; charset=utf-8"),),
                **{**values, **more})  # fmt: skip


def test_a_known_line_is_left_out_and_told():
    memory = Memory(frozenset([line_hash(NOTICE)]))
    found = read_page(page(*NEWS, NOTICE), None, memory=memory, strict=False)
    assert found.article is not None
    assert found.article.text == "\n\n".join(NEWS)
    assert dict(found.article.how)["memory"] == "1 line cut"
    assert line_hash(NOTICE) in found.line_hashes
    whole = read_page(page(*NEWS, NOTICE), None, strict=False)
    assert whole.article is not None
    assert whole.article.text.endswith(NOTICE)
    assert whole.line_hashes == found.line_hashes


def test_a_line_that_the_site_says_is_no_furniture_stays():
    kept = "Напомним, мост через канал закрыли на ремонт прошлой осенью."
    memory = Memory(frozenset([line_hash(kept), line_hash(NOTICE)]))
    found = read_page(page(*NEWS, kept, NOTICE), None, memory=memory, strict=False)
    assert found.article is not None
    assert found.article.text == "\n\n".join((*NEWS, kept))


def test_what_differs_in_digits_and_case_only_is_the_same_line():
    assert line_hash("Просмотров: 17") == line_hash("ПРОСМОТРОВ:  2048")
    assert line_hash("Мост открыт") != line_hash("Мост закрыт")


def test_a_page_of_which_most_is_known_stays_whole_and_is_doubted():
    memory = Memory(frozenset(map(line_hash, NEWS[:2])))
    found = read_page(page(*NEWS), None, memory=memory, strict=False)
    assert found.article is not None
    assert found.article.text == "\n\n".join(NEWS)
    assert [item.slug for item in found.issues if item.slug.startswith("memory")] == [
        "memory.doubted"
    ]


def test_the_mark_tells_memories_apart():
    assert NOTHING.mark == ""
    assert Memory(frozenset([1, 2])).mark == Memory(frozenset([2, 1])).mark
    assert Memory(frozenset([1])).mark != Memory(frozenset([2])).mark


@given(TEXTS, st.data())
def test_nothing_is_lost_or_moved_and_never_more_than_most(paragraphs, data):
    known = data.draw(st.sets(st.sampled_from(paragraphs))) if paragraphs else set()
    hashes = [line_hash(text) for text in paragraphs]
    memory = Memory(frozenset(map(line_hash, known)))
    kept, cut, doubted = recall(paragraphs, hashes, memory)
    assert sorted([*kept, *cut]) == sorted(paragraphs)
    assert [text for text in paragraphs if text in kept] == kept
    assert sum(map(len, cut)) <= MOST * sum(map(len, paragraphs))
    assert not (cut and doubted)
    assert not ({line_hash(text) for text in kept} & memory.lines) or doubted
