"""`Site`: the schema of a profile (crawlers/sites/<id>.yml), and its loader.

The path is the registry: a file `zakon_kz.yml` exists, therefore `zakon_kz` is a site.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)

from sholu import clock
from sholu.errors import UserError
from sholu.names import unknown
from sholu.yamlfile import FileError, load

FOLDER = Path(__file__).parent / "sites"
MIN_DELAY = 1.0
"""Seconds between two requests to a host that no profile can go below."""


MIN_INTERVAL = timedelta(minutes=5)
"""Between the beginnings of two scheduled crawls of a site; no profile can go below."""


class UnknownSite(UserError, LookupError):
    """No profile of that id; the message names the nearest."""


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("not a time zone; write one such as Asia/Almaty") from None
    return text


def _rule(text: str) -> str:
    kind, _, path = text.partition(":")
    return f"{kind}:{_css(path)}" if kind == "css" else _xpath(text) if kind == "xpath" else text


def _css(text: str) -> str:
    from lxml.cssselect import CSSSelector, SelectorError

    try:
        CSSSelector(text.partition(" | ")[0])
    except SelectorError as error:
        raise ValueError(f"not a CSS selector: {error}") from None
    return text


def _xpath(text: str) -> str:
    from lxml.etree import XPath, XPathSyntaxError

    try:
        XPath(text.removeprefix("xpath:"))
    except XPathSyntaxError as error:
        raise ValueError(f"not an XPath: {error}") from None
    return text


def _interval(text: str) -> str:
    if clock.span(text) < MIN_INTERVAL:
        raise ValueError("a site is crawled every 5 minutes at most; write a span such as 30m")
    return text


Regex = Annotated[str, AfterValidator(_regex)]
Zone = Annotated[str, AfterValidator(_zone)]
Css = Annotated[str, AfterValidator(_css)]
Rule = Annotated[str, Field(pattern=r"^(ld|meta|css|xpath|url):\S"), AfterValidator(_rule)]
"""Where a field stands: `ld:headline`, `meta:og:title`, `css:h1`, `xpath://h1`, `url:date`."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Edition(_Model):
    """One language edition: its hosts, the canonical one first, or a path prefix on them."""

    hosts: tuple[str, ...] = Field(min_length=1)
    path: str | None = Field(None, pattern=r"^/\S*/$", description="Prefix, such as /kk/")
    language: Literal["kk", "ru", "en"]


class Source(_Model):
    """One discovery address of one edition."""

    kind: Literal["news_sitemap", "feed", "sitemap_index", "listing", "handler"]
    url: str = Field(pattern=r"^https?://\S+$", description="{page} stands for the page number")
    edition: str
    links: Css | None = Field(None, description="CSS of the article links, of listing and handler")
    pages: int = Field(3, ge=1, le=500, description="How many pages of a listing to ask at most")

    @property
    def host(self) -> str:
        """The host that answers it."""
        return urlsplit(self.url).hostname or ""


class Addresses(_Model):
    """How article addresses look, and what to leave out of them."""

    article: tuple[Regex, ...] = Field(min_length=1, description="With a named group `id`")
    drop: tuple[Regex, ...] = ()
    strip_query: tuple[str, ...] = Field(
        (), description="Parameters beside the usual trackers; * ends a prefix"
    )
    keep_query: tuple[str, ...] = Field((), description="Parameters that tell articles apart")


class Manners(_Model):
    """How gently the site is asked. Robots and the user agent are not negotiable."""

    delay: float = Field(2.0, ge=MIN_DELAY, le=120)
    interval: Annotated[str, AfterValidator(_interval)] = Field(
        "30m", description="How often `sholu schedule` crawls it: 5m at least, such as 6h or 1d"
    )


class Body(_Model):
    """Where the text stands: CSS of what to keep and of what to cut from it."""

    keep: tuple[Css, ...] = ()
    drop: tuple[Css, ...] = ()
    spare: tuple[Css, ...] = Field(
        (),
        description="Elements that are no furniture and no next article, whatever they look like",
    )
    lead: tuple[Css, ...] = ()


class ArticleRules(_Model):
    """Where fields stand, only where the default chain is wrong.

    For pages that were fetched on the day `since`, in the site's zone, or later.
    """

    since: date | None = None
    title: tuple[Rule, ...] = ()
    published: tuple[Rule, ...] = ()
    modified: tuple[Rule, ...] = ()
    authors: tuple[Rule, ...] = ()
    section: tuple[Rule, ...] = ()
    captions: tuple[Rule, ...] = ()
    body: Body = Body()


class Expect(_Model):
    """What a healthy site yields; `fields` are the shares of articles that have them."""

    quiet_after: str = Field(
        "3d", pattern=r"^\d+[hdw]$", description="No new article for longer is silence"
    )
    fields: dict[Literal["title", "text", "published"], float] = Field(default_factory=dict)


class Site(_Model):
    """A profile. `id` is the file stem; a page outside every edition belongs to none."""

    id: str = Field(pattern=r"^[a-z0-9_.-]+$")
    title: dict[Literal["kk", "ru", "en"], str] = Field(min_length=1)
    summary: str = Field(min_length=20)
    timezone: Zone = "Asia/Almaty"
    status: Literal["active", "paused", "dead"] = "active"
    editions: dict[str, Edition] = Field(min_length=1)
    languages: tuple[Literal["kk", "ru", "en"], ...] = ("kk", "ru")
    sources: tuple[Source, ...] = Field(min_length=1)
    urls: Addresses
    manners: Manners = Manners()
    article: tuple[ArticleRules, ...] = (ArticleRules(),)
    furniture: dict[Literal["kk", "ru", "en"], tuple[str, ...]] = Field(
        default_factory=dict,
        description="A line that begins so is not the article's, of one word unless it is a "
        "sentence; a final | ends the article where no prose follows",
    )
    not_furniture: dict[Literal["kk", "ru", "en"], tuple[str, ...]] = Field(
        default_factory=dict,
        description="A line that begins so is the article's, whatever the lists say",
    )
    expect: Expect = Expect()

    @model_validator(mode="after")
    def _editions_exist(self) -> Self:
        for number, source in enumerate(self.sources):
            if source.edition not in self.editions:
                names = ", ".join(self.editions)
                raise ValueError(f"sources.{number}.edition: expected one of {names}")
        for pattern in self.urls.article:
            if "id" not in re.compile(pattern).groupindex:
                raise ValueError(f"urls.article: the pattern {pattern!r} needs a group (?P<id>...)")
        days = [rules.since for rules in self.article]
        for number, day in enumerate(days):
            if day in days[:number]:
                begun = f"since {day}" if day else "without `since`"
                raise ValueError(f"article.{number}: there are rules {begun} already")
        return self

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of all editions."""
        return frozenset(host for edition in self.editions.values() for host in edition.hosts)

    def edition_of(self, url: str) -> str | None:
        """The edition an address belongs to: by host, and by the longest path prefix."""
        parts = urlsplit(url)
        fits = [
            (len(edition.path or ""), name)
            for name, edition in self.editions.items()
            if parts.hostname in edition.hosts and parts.path.startswith(edition.path or "/")
        ]
        return max(fits)[1] if fits else None

    def rules(self, day: date | None = None) -> ArticleRules:
        """The article rules of a page fetched on that day: the newest that had begun, for one
        older than all of them the oldest; None: today's."""
        known = sorted(self.article, key=lambda rules: rules.since or date.min, reverse=True)
        if day is None:
            return known[0]
        return next((rules for rules in known if (rules.since or date.min) <= day), known[-1])


def load_site(path: Path) -> Site:
    """The profile in that file. Raises sholu.yamlfile.FileError with file, line and key."""
    return load(path, Site, id=path.stem)


def site_files(*folders: Path) -> dict[str, Path]:
    """Site id -> file, of the shipped folder and then of `folders`, whose files win."""
    return {
        path.stem: path
        for folder in (FOLDER, *folders)
        for path in sorted(folder.glob("*.yml"))
    }  # fmt: skip


@cache
def get_site(site: str, *folders: Path) -> Site:
    """The profile of a site id. Raises UnknownSite, or FileError if its file is broken."""
    files = site_files(*folders)
    if site not in files:
        raise UnknownSite(unknown("site", site, files))
    return load_site(files[site])


@cache
def hooks(site: str, *folders: Path) -> ModuleType | None:
    """The .py beside a site's profile: plain functions for what YAML cannot say, or None.

    `title(page, tree)`, `published(page, tree)` and the like; the reader finds them by name.
    """
    path = site_files(*folders)[site].with_suffix(".py")
    if not path.exists():
        return None
    spec = spec_from_file_location(f"sholu_site_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise FileError(f"{path}: cannot be imported")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def schema() -> dict[str, Any]:
    """The JSON Schema of a profile, for editors; `id` is the file stem and not in it."""
    found = Site.model_json_schema()
    found["properties"].pop("id")
    found["required"] = [name for name in found["required"] if name != "id"]
    return found
