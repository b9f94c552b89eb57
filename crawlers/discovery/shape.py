"""How a site's article addresses look, learned from addresses that it lists.

Addresses are sorted by the shape of their path: a number before or after a slug, a date, a long
slug, a number in the query (the forms of sites.md 2). What a shape's pages say of themselves
decides between them where they say anything.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from crawlers.discovery.addresses import defect

SIDE = ("tag", "tags", "author", "authors", "archive", "search", "page", "amp", "photo", "category")
"""Path segments of pages that are no articles (sites.md 8.5)."""
ENOUGH = 3
"""Addresses that make a shape where no page says what it is."""

_ENDING = re.compile(r"(\.(?:html?|shtml|php|aspx?))?(/?)$", re.I)
_NUMBER = r"(?P<id>\d{4,})"
_SLUG = r"[^/?#]+"
_FORMS = {
    "number-slug": (re.compile(r"\d{4,}[-_][^/]+"), rf"{_NUMBER}[-_]{_SLUG}"),
    "slug-number": (re.compile(r"[^/]*[^/\d][-_]a?\d{4,}"), rf"{_SLUG}?[-_]a?{_NUMBER}"),
    "number": (re.compile(r"\d{4,}"), _NUMBER),
}
_DATED = re.compile(r"/(?:19|20)\d\d(?:[/-]?\d\d){1,2}/(?:[^/]+/)*$")
_NUMBERED = re.compile(r"/\d{4,}/$")
_BEGINS = re.compile(r"(\d+)[-_]")
_LONG = re.compile(r"(?=.{12,})[^/\s_-]+(?:[-_][^/\s_-]+){2,}")


class Shape(NamedTuple):
    """A kind of address: its form, the folder where that matters, ending, final slash."""

    form: str
    folder: str
    ending: str
    slash: str


@dataclass(frozen=True, slots=True)
class Learned:
    """What article addresses match, and what to leave out of those: regular expressions."""

    article: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


def shape_of(url: str) -> Shape | None:
    """The shape of an address that may be an article's; None for home, sections and side pages.

    >>> shape_of("https://a.kz/pravo/6491234-novyy-zakon.html")
    Shape(form='number-slug', folder='', ending='.html', slash='')
    >>> shape_of("https://a.kz/pravo/")
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = parts.path or "/"
    if any(segment.lower() in SIDE for segment in path.split("/")) or defect(url, frozenset()):
        return None
    ending = _ENDING.search(path)
    assert ending is not None  # it may be empty
    folder, _, last = path[: ending.start()].rpartition("/")
    tail = ((ending[1] or "").lower(), ending[2])
    for name, value in parse_qsl(parts.query):
        if re.fullmatch(r"p|id|\w*_id|newsid", name) and re.fullmatch(r"\d+", value):
            return Shape(f"?{name}", path, "", "")
    if not last:
        return None
    for form, (fits, _) in _FORMS.items():
        if fits.fullmatch(last):
            return Shape(form, "", *tail)
    if _DATED.search(folder + "/"):
        return Shape("date/slug", "", *tail)
    if _NUMBERED.search(folder + "/"):
        return Shape("number/slug", "", *tail)
    return Shape("slug", folder, *tail) if _LONG.fullmatch(last) else None


def samples(urls: Iterable[str], most: int) -> list[str]:
    """Addresses worth opening to see which shapes are articles: one a shape and first folder."""
    counts: Counter[Shape] = Counter()
    first: dict[tuple[Shape, str], str] = {}
    for url in urls:
        shape = shape_of(url)
        if shape:
            counts[shape] += 1
            first.setdefault((shape, _first_folder(url)), url)
    seen: Counter[Shape] = Counter()
    order: list[tuple[int, int, str]] = []
    for (shape, _), url in first.items():
        order.append((seen[shape], -counts[shape], url))
        seen[shape] += 1
    return [url for _, _, url in sorted(order)[:most]]


def learn(urls: Iterable[str], said: Mapping[str, bool], hosts: Iterable[str]) -> Learned:
    """The patterns of the articles among `urls`.

    `said` tells of opened addresses whether the page calls itself an article. Where one does, only
    shapes with such a page count, and first folders whose pages do not are dropped; where none
    does, shapes with a number or a date, else the long slugs, of at least `ENOUGH` addresses.
    """
    groups: dict[Shape, set[str]] = defaultdict(set)
    for url in urls:
        shape = shape_of(url)
        if shape:
            groups[shape].add(url)
    chosen = _confirmed(groups, said) if any(said.values()) else _likely(groups)
    host = _host_pattern(hosts)
    folders: dict[str, bool] = {}
    for url, good in said.items():
        folder = _first_folder(url)
        folders[folder] = folders.get(folder, False) or good
    bad = [name for name, good in folders.items() if name and not good and any(said.values())]
    drop = tuple(rf"^{host}/{re.escape(name)}/" for name in sorted(bad))
    patterns = (_pattern(shape, host, groups[shape]) for shape in chosen)
    return Learned(tuple(dict.fromkeys(patterns)), drop)


def _confirmed(groups: Mapping[Shape, set[str]], said: Mapping[str, bool]) -> list[Shape]:
    return [shape for shape, urls in groups.items() if any(said.get(url) for url in urls)]


def _likely(groups: Mapping[Shape, set[str]]) -> list[Shape]:
    large = [shape for shape, urls in groups.items() if len(urls) >= ENOUGH]
    return [shape for shape in large if shape.form != "slug"] or large


def _pattern(shape: Shape, host: str, urls: Collection[str]) -> str:
    end = re.escape(shape.ending) + ("/?" if not shape.ending else "")
    if shape.form.startswith("?"):
        name = shape.form[1:]
        return rf"^{host}{re.escape(shape.folder)}\?(?:[^#]*&)?{name}=(?P<id>\d+)(?:&[^#]*)?$"
    if shape.form == "slug":
        slug = rf"(?P<id>\d+)[-_]{_SLUG}" if _count_up(urls) else r"(?P<id>[^/?#]{12,})"
        return rf"^{host}{re.escape(shape.folder)}/{slug}{end}$"
    if shape.form == "date/slug":
        day = r"(?:19|20)\d\d(?:[/-]?\d\d){1,2}"
        return rf"^{host}(?:/[^/?#]+)*/{day}/(?P<id>(?:[^/?#]+/)*[^/?#]+){end}$"
    last = rf"{_NUMBER}/{_SLUG}" if shape.form == "number/slug" else _FORMS[shape.form][1]
    return rf"^{host}(?:/[^/?#]+)*/{last}{end}$"


def _count_up(urls: Collection[str]) -> bool:
    """Whether slugs begin with a number, each with another: a young site has short ones."""
    numbers = [_BEGINS.match(urlsplit(url).path.rstrip("/").rpartition("/")[2]) for url in urls]
    told = {int(number[1]) for number in numbers if number}
    return len(told) == len(urls) >= ENOUGH


def _host_pattern(hosts: Iterable[str]) -> str:
    bare = sorted({host.removeprefix("www.") for host in hosts})
    names = "|".join(re.escape(host) for host in bare)
    return rf"https?://(?:www\.)?{names if len(bare) == 1 else f'(?:{names})'}(?::\d+)?"


def _first_folder(url: str) -> str:
    folders = urlsplit(url).path.split("/")[1:-1]
    return folders[0] if folders else ""
