"""The bounds of a page hold before a tree is made of it, and say what was left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crawlers.page import Page
from crawlers.reading import read_page
from crawlers.reading.limits import ATTRIBUTES, BYTES, LONG_TAG, PLAIN_TAGS, TAGS, VALUE, bounded
from crawlers.reading.tree import parse
from sholu import clock

TEXT = "<p>Бүгін Алматыда жаңа мектеп ашылды, оған мың бала барады.</p>"


def test_a_page_within_all_bounds_is_not_touched() -> None:
    tag = f'<div class="текст" data-state=\'{{"a": "<p>{"б" * LONG_TAG}</p>"}}\'>'
    picture = f'<img alt="Сурет" src="data:image/png;base64,{"A" * LONG_TAG}">'
    html = f"<html><body>{tag}{picture}{TEXT}</div></body></html>"
    assert bounded(html.encode(), None, plain=False) == (html, [])


def test_of_too_many_bytes_the_first_are_read() -> None:
    body = TEXT.encode() * (BYTES // len(TEXT.encode()) + 1)
    html, notes = bounded(body, None, plain=False)
    assert "\ufffd" not in html
    assert notes[0] == f"it has {len(body):,} bytes; the first {BYTES:,} were read"


def test_bytes_are_not_torn_within_a_letter() -> None:
    """What is torn is no valid UTF-8, and would be read in another encoding."""
    body = b"<p>" + "ұ".encode() * 20 + b"<p>x" + "ұ".encode() * BYTES
    assert bounded(body, None, plain=False)[0] == "<p>" + "ұ" * 20


def test_the_plain_reading_reads_fewer_tags() -> None:
    body = TEXT.encode() + b"<br>" * (TAGS + 1)
    for plain, most in ((False, TAGS), (True, PLAIN_TAGS)):
        html, notes = bounded(body, None, plain=plain)
        assert html.count("<") == most
        assert notes == [f"it has {TAGS + 3:,} tags; the first {most:,} were read"]


def test_an_element_keeps_its_first_attributes() -> None:
    many = " ".join(f'data-{number}="{number}"' for number in range(30_000))
    html, notes = bounded(f"<div id='a' {many}>{TEXT}</div>".encode(), None, plain=False)
    root = parse(html)
    assert root is not None
    (div,) = root.iter("div")
    assert len(div.attrib) == ATTRIBUTES
    assert (div.get("id"), div.get("data-7")) == ("a", "7")
    assert html.endswith(f">{TEXT}</div>")
    assert notes == ["an element with too many attributes, or too long ones, lost some"]


def test_what_looks_like_a_tag_in_a_script_is_none() -> None:
    code = "for (i = 0; i <n && b" + " c = d" * LONG_TAG
    html = f"<html><script>{code}</script>{TEXT}</html>"
    assert bounded(html.encode(), None, plain=False) == (html, [])


def test_a_far_too_long_attribute_is_left_out() -> None:
    style = "display:block;" * (VALUE // 10)
    html, notes = bounded(f'<div class="a" style="{style}">{TEXT}'.encode(), None, plain=False)
    assert html == f'<div class="a">{TEXT}'
    assert len(notes) == 1


def test_attributes_that_never_end_leave_the_text_before_them() -> None:
    html, _ = bounded(f'{TEXT}<div "{"a=1 " * 20_000}'.encode(), None, plain=False)
    assert html.startswith(TEXT)


def test_what_was_left_out_is_an_issue_of_the_page() -> None:
    page = Page(
        url="https://example.kz/1",
        body=(TEXT * 8 + "<br>" * PLAIN_TAGS).encode(),
        fetched=clock.now(),
        site="example.kz",
    )
    assert _slow(page) == []
    (message,) = _slow(replace(page, plain=True))
    assert message.endswith(f"the first {PLAIN_TAGS:,} were read")


def _slow(page: Page) -> list[str]:
    issues = read_page(page, None, strict=False).issues
    return [note.message for note in issues if note.slug == "page.slow"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "utf-16"])
@pytest.mark.parametrize("letter", ["\f", "\x0b", "\x01", "\x1f", "\ufffe", "\uffff"])
def test_a_letter_that_no_element_may_have_fails_no_page(encoding: str, letter: str) -> None:
    """What stands behind a menu that is cut is written into its parent, and lxml is strict."""
    lines = "".join(
        f"<nav>Басты бет</nav>Қала{letter}ның <p>Мектепте {n} жаңа сынып ашылды, деді директор.</p>"
        for n in range(9)
    )
    html = f"<html><head><meta charset={encoding}></head><body><h1>Мектеп</h1>{lines}</body></html>"
    body = html.encode(encoding, "ignore")
    page = Page(url="https://example.kz/1", body=body, site="", fetched=clock.now())
    outcome = read_page(page, None, strict=False)
    assert outcome.article is not None
    assert not {letter} & set(outcome.article.text)
