"""The headline, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from crawlers.reading.blocks import blocks
from crawlers.reading.candidate import Candidate
from crawlers.reading.head import Head
from crawlers.reading.stamps import Stamps
from crawlers.reading.tree import hidden, squeeze, text_of

_AFFIX = re.compile(r"\s+(?:[|—–-]|::?|»|/|•|·)\s+|\s*(?:::|\|)\s*")
_FIRM = re.compile(r"\s-\s|[|–»•·/]|::")
_SIGNS = " |—–-:»/•·"
_SITE = re.compile(
    r"новости|жаңалықтар|портал|сайт|газета|\bnews\b|\.(?:kz|ru|com|org|net)\b", re.IGNORECASE
)
"""What the site's part of a title holds."""
_WORDS = re.compile(r"\w+")
_HEADINGS = 6
"""How many headings from the top may be the headline."""
_ABOVE = 3
"""How many ancestors may hide a heading; further up it is a page that a script will show."""
SHORTEST = 8
"""Characters of a longest heading that is a label."""


def candidates(root: HtmlElement, head: Head, stamps: Stamps) -> Iterator[Candidate[str]]:
    """What may be the headline, the surest witness first; `stamps` know the microdata.

    The h1 that <title> or og:title contains; JSON-LD; og:title; microdata; a lone h1; <title>,
    without the part that is the site's.
    """
    said = (head.named("og:title", "twitter:title"), head.title)
    tops = [text for node in _headings(root, "h1") if (text := _headline(node, said))]
    stated = head.ld("headline") or head.ld("name")
    for text in tops:
        refused = _unsaid(text, said) or _rubric(text, head.title, [*stated, said[0]])
        yield Candidate("h1", text, text, refused)
    for text in stated:
        shown = squeeze(text)
        yield Candidate("ld:headline", text, shown, "" if shown else "it is empty")
    heard = tops + [text for text in map(text_of, _headings(root, "h2", "h3")) if text]
    if said[0]:
        bare = without_affix(said[0], heard, head.named("og:site_name"))
        yield Candidate("meta:og:title", said[0], bare)
    for rule, text in stamps.marked("headline"):
        yield Candidate(rule, text, squeeze(text), _short(squeeze(text)))
    if len(tops) == 1:
        yield Candidate("h1", tops[0], tops[0], _short(tops[0]))
    if said[1]:
        yield Candidate("title", said[1], without_affix(said[1], heard, ""))


def _unsaid(text: str, said: tuple[str, str]) -> str:
    """Why a heading is not surely the headline; empty where <title> or og:title contains it."""
    if any(_words(text) in _words(whole) for whole in said if whole):
        return _short(text)
    return "it stands neither in og:title nor in <title>"


def _rubric(text: str, title: str, stated: list[str]) -> str:
    """Why a heading that <title> holds is the site's part of it: the headline that is stated
    elsewhere stands in <title> beside it."""
    whole, own = _words(title), _words(text)
    others = [words for each in stated if (words := _words(each)) and len(words) > SHORTEST]
    if own not in whole or any(own in words or words in own for words in others):
        return ""
    return "it is the site's part of <title>" if any(words in whole for words in others) else ""


def _short(text: str) -> str:
    return "" if len(text) > SHORTEST else f"{SHORTEST} characters or fewer are a label"


def _headline(heading: HtmlElement, said: tuple[str, str]) -> str:
    """All lines of a heading where og:title or <title> begins with them, else the first: a subtitle
    or a date below it is not the headline."""
    whole = _words(text_of(heading))
    if any(_words(title).startswith(whole) for title in said):
        return " ".join(block.text for block in blocks(heading))
    return next((block.text for block in blocks(heading)), "")


def _headings(root: HtmlElement, *tags: str) -> list[HtmlElement]:
    found = []
    for node in root.iter(*tags):
        if any(hidden(above) for above in (node, *islice(node.iterancestors(), _ABOVE))):
            continue
        found.append(node)
        if len(found) == _HEADINGS * len(tags):
            break
    return found


def without_affix(title: str, headings: list[str], site_name: str) -> str:
    """A title without the site's name behind or before a separator with spaces around it.

    The part that stands in a heading is the headline; else the site's name, where it is known,
    is cut; else a last part that speaks of a site; else the longest part is taken, if it is much
    the longer and the parts are not those of a sentence with a dash.
    """
    parts = [part for part in _AFFIX.split(title) if part and part.strip()]
    if len(parts) < 2:
        return title
    for heading in headings:
        words = _words(heading)
        if len(words) > 10 and words in _words(title):
            return heading
        for part in parts:
            if len(_words(part)) > 10 and _words(part) == words:
                return part
    if site_name:
        kept = [part for part in parts if _words(part) != _words(site_name)]
        return title if len(kept) == len(parts) else max(kept, key=len, default=title)
    if _SITE.search(parts[-1]) and not _SITE.search(parts[0]):
        return title[: title.rindex(parts[-1])].rstrip(_SIGNS)
    if "—" in title and not _FIRM.search(title):
        return title  # a dash is as common within a headline
    longest = max(parts, key=len)
    return longest if len(longest) >= 0.5 * len(title) else title


def _words(text: str) -> str:
    return " ".join(_WORDS.findall(text.lower()))
