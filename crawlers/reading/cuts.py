"""What is taken out of a page, noted where it happens: the element, the rule, where it stood."""

from __future__ import annotations

from typing import NamedTuple

from lxml.html import HtmlElement


class Cut(NamedTuple):
    """An element that was taken out of `parent` by a rule; `by` is the profile's selector."""

    element: HtmlElement
    rule: str
    parent: HtmlElement
    by: str = ""


def cut(element: HtmlElement, rule: str, cuts: list[Cut], by: str = "") -> None:
    """Take an element out of its tree and note it; the text behind it stays."""
    parent = element.getparent()
    if parent is not None:
        cuts.append(Cut(element, rule, parent, by))
        element.drop_tree()
