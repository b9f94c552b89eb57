"""Listings: the links of a page of articles, and the address of the next page."""

from __future__ import annotations

import re
from functools import partial

from cssselect import SelectorError
from lxml.html import HtmlElement

from crawlers.address import accepts
from crawlers.discovery import cards
from crawlers.discovery.addresses import absolute, sift
from crawlers.discovery.answer import javascript_shell
from crawlers.discovery.found import Found
from crawlers.discovery.text import decode
from crawlers.site import Site, Source
from sholu.article import Pairs


def page_url(source: Source, number: int) -> str:
    """The address of page `number`, counted from 1, of a listing or handler.

    >>> page_url(Source(kind="listing", url="https://a.kz/?page={page}", edition="ru"), 2)
    'https://a.kz/?page=2'
    """
    return source.url.replace("{page}", str(number))


def page_number(source: Source, url: str) -> int:
    """Which page of the source an address is; 1 when it is none of them."""
    template = re.escape(source.url).replace(re.escape("{page}"), r"(\d+)", 1)
    match = re.fullmatch(template.replace(re.escape("{page}"), r"\d+"), url)
    return int(match[1]) if match and match.groups() else 1


def read_listing(
    source: Source, body: bytes, url: str, headers: Pairs, *, site: Site | None
) -> Found:
    """The articles a page lists. Never raises: a page without any is `layout` or `javascript`."""
    return read_cards(source, decode(body, headers), url, site=site)


def read_cards(source: Source, text: str, url: str, *, site: Site | None) -> Found:
    """The same of text: a page or a fragment of HTML.

    The profile's CSS first; if it selects nothing, links whose address fits the article pattern,
    and the reason says so. Past the first page an empty list is the end, not a failure.
    """
    number = page_number(source, url)
    tree = cards.parse(text) if text.strip() else None
    if tree is None:
        return _nothing(text, number, "")
    tree_base = _base(tree, url)
    is_article = partial(accepts, site=site) if site else _any
    anchors, remark = _anchors(source, tree, tree_base, site)
    found = cards.links(tree, anchors, tree_base, is_article)
    links, dropped = sift(((link.url, link.hints) for link in found), tree_base, site)
    if not links:
        return _nothing(text, number, source.links or "")
    following = _next(source, tree, tree_base, number)
    return Found(links=links, next_url=following, reason=remark, dropped=dropped)


def _any(url: str) -> bool:
    return True


def _base(tree: HtmlElement, url: str) -> str:
    """What relative links are relative to: `<base href>`, else the page's own address."""
    element = tree.find(".//base[@href]")
    return (absolute(element.get("href") or "", url) if element is not None else None) or url


def _anchors(
    source: Source, tree: HtmlElement, base: str, site: Site | None
) -> tuple[list[HtmlElement], str]:
    remark = ""
    if source.links:
        try:
            anchors = cards.selected(tree, source.links)
        except SelectorError:
            anchors, remark = [], f"links: {source.links} is not CSS"
        if anchors:
            return anchors, ""
        remark = remark or f"links: {source.links} selects nothing"
    if site is None:
        return [], remark
    by_address = [
        anchor
        for anchor in tree.iter("a")
        if (url := absolute(anchor.get("href") or "", base)) and accepts(url, site)
    ]
    return by_address, f"{remark}; taken by address" if remark else ""


def _nothing(text: str, number: int, css: str) -> Found:
    if number > 1:
        return Found(reason="no further pages")
    if not text.strip():
        return Found(state="empty_feed", reason="empty body")
    if javascript_shell(text):
        return Found(state="javascript", reason="a page without text: its links come by script")
    return Found(state="layout", reason=f"no links{f' by {css}' if css else ''} in the page")


def _next(source: Source, tree: HtmlElement, base: str, number: int) -> str | None:
    """The next page: by `{page}`, up to `source.pages`; without it, what the page calls next."""
    if "{page}" in source.url:
        return page_url(source, number + 1) if number < source.pages else None
    for element in tree.iter("link", "a"):
        if "next" in (element.get("rel") or "").split():
            return absolute(element.get("href") or "", base)
    return None


def first_url(source: Source) -> str:
    """The address to ask first, of a source of any kind."""
    return page_url(source, 1)
