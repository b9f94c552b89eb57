"""Authors: people, once each. Agencies, mailboxes and photo marks are not people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from lxml.html import HtmlElement

from crawlers.reading.candidate import Candidate
from crawlers.reading.cards import Cards
from crawlers.reading.furniture import element_words, is_credit, key
from crawlers.reading.head import Head
from crawlers.reading.tree import names, once, squeeze, text_of

_MARK = re.compile(r"^(?:Сурет|Фото|Автор[ыа]?|Авторы|Текст|Мәтін|By)\s*:?\s+", re.IGNORECASE)
_BYLINE = re.compile(r"\s*Автор(?:ы|лар|лары)?\s*:\s*", re.IGNORECASE)
_SAID = re.compile(r"автор(?:ы|лар|лары)?\s*:")
"""The same in small letters anywhere in a page's text."""
_ENDS = re.compile(r"\s*[\d|•·—–]")
_AND = re.compile(r"\s*(?:[,;/|&]| и | және )\s*")
_NAME = re.compile(r"[^\W\d_][\w.'’ʼ-]*(?: [^\W\d_][\w.'’ʼ-]*){1,3}")
_NOBODY = re.compile(
    r"редакци|пресс|агентств|корреспондент|тілші|служба|қызмет|министерств|информ|новост|"
    r"жаңалық|медиа|media|news|press|admin|editor|\.kz|\.ru|\.com|https?:|@|хабар|акимат|әкімдік|"
    r"reuters|вести|газет|портал|телеканал|собственн",
    re.IGNORECASE,
)
_PICTURES = frozenset(("photo", "picture")) | element_words("captions")
"""Words in the class of an element that names a photographer."""
LONGEST = 80
"""Characters of a longest byline; more is a note on the author."""


def candidates(root: HtmlElement, head: Head, cards: Cards) -> Iterator[Candidate[tuple[str, ...]]]:
    """Who may have written it: JSON-LD, metas, then elements marked or named as the author's, then
    whom a line names that begins with `Автор:`.

    The author of a picture, in an element named so, is none.
    """
    said = head.article.get("author") or head.article.get("creator")
    if said:
        yield candidate("ld:author", _of_linked_data(said))
    for name in ("author", "article:author", "dc.creator", "mediator_author"):
        if name in head.meta:
            yield candidate(f"meta:{name}", head.meta[name])
    marked, named = _of_authors(root)
    for rule, found in (("itemprop:author", marked), ("text", named)):
        nodes = [node for node in cards.outside(found) if not _of_photo(node)]
        texts = [text for text in map(text_of, nodes) if len(text) <= LONGEST]
        if texts:
            yield candidate(rule, [text for text in texts if not is_credit(text)])
    lines = {node: text for node, text in _bylines(root) if len(text) <= LONGEST}
    heard = [lines[node] for node in cards.outside(lines)]
    if heard:
        yield candidate("byline", heard)


def _bylines(root: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """Elements with what stands behind a byline's mark in or after them, up to a date or a bar."""
    if not _SAID.search(root.text_content().lower()):
        return  # most pages have none, and to look at each element takes its time
    for node in root.iter("*"):
        for inside, text in ((True, node.text), (False, node.tail)):
            mark = _BYLINE.match(text) if text else None
            if text and mark:
                rest = text[mark.end() :] or _next_text(node, inside=inside)
                yield node, _ENDS.split(squeeze(rest))[0]


def _next_text(node: HtmlElement, *, inside: bool) -> str:
    """What follows an element's own text, or its tail."""
    tail = node.tail or ""
    if inside and not len(node) and tail.strip():
        return str(tail)
    follower = node[0] if inside and len(node) else node.getnext()
    return "" if follower is None else text_of(follower)


def candidate(rule: str, texts: Sequence[str]) -> Candidate[tuple[str, ...]]:
    """What a rule found, and the people in it."""
    found = people(texts)
    return Candidate(rule, "; ".join(texts), found, "" if found else "it names no person")


def _of_authors(root: HtmlElement) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """The elements that say that they are the author's, and those that are named after one."""
    marked, named = [], []
    for node in root.iter("*"):
        words = node.get("class")
        if words and ("author" in words or "byline" in words):
            named.append(node)
        if node.get("itemprop") == "author" or (node.get("rel") == "author" and node.tag == "a"):
            marked.append(node)
    return marked, named


def _of_photo(node: HtmlElement) -> bool:
    return not _PICTURES.isdisjoint(names(node).split())


def people(texts: Iterable[str]) -> tuple[str, ...]:
    """The people these texts name, in order, once each.

    Photo marks before a name go, names in capitals get small letters, agencies are left out.

    >>> people(["Сурет Ботагөз Ақиқат", "БОТАГӨЗ АҚИҚАТ", "Zakon.kz"])
    ('Ботагөз Ақиқат',)
    """
    found: dict[str, str] = {}
    for text in texts:
        for part in _AND.split(squeeze(text)):
            name = _calm(once(_MARK.sub("", part).strip(" .:")))
            if _is_person(name):
                found.setdefault(key(name), name)
    return tuple(found.values())


def _of_linked_data(value: object) -> list[str]:
    """Names of a string, an object or a list of them; organisations are no authors."""
    if isinstance(value, list):
        return [name for item in value for name in _of_linked_data(item)]
    if isinstance(value, dict):
        kind = str(value.get("@type") or "")
        return [] if "Organization" in kind else _of_linked_data(value.get("name"))
    return [value] if isinstance(value, str) else []


def _calm(name: str) -> str:
    """A name in capitals as a name: АҚИҚАТ БОТАГӨЗ, Аслан ӨТЕГЕН, but not А. Б."""
    least = 1 if name.isupper() and len(name) > 5 else 3
    return re.sub(
        rf"[^\W\d_]{{{least},}}",
        lambda word: word[0].capitalize() if word[0].isupper() else word[0],
        name,
    )


def _is_person(name: str) -> bool:
    if not 5 <= len(name) <= 60 or not _NAME.fullmatch(name) or _NOBODY.search(name):
        return False
    return all(word[0].isupper() for word in name.split() if word not in ("де", "фон", "ван"))
