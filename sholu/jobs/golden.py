"""Golden pages: pages of a site beside what a person has agreed they say, read again offline.

Three files of one stem: the page as .html.gz, the article (or the refusal) as .json; address,
headers and time as .meta.json. They stand in tests/sites/ID/ of a checkout, and in the folder ID
beside a profile of the user's own.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from crawlers.page import Page
from crawlers.reading import read_page
from crawlers.site import Site, hooks
from sholu.article import Article, Pairs, Rejected
from sholu.errors import UserError
from sholu.settings import Settings

PAGE, READ, META = ".html.gz", ".json", ".meta.json"
_AROUND = 40
"""Characters shown of a long value from where two differ."""
_NOT_COMPARED = ("how",)  # which rule found a field may change; what was found may not


class Meta(msgspec.Struct, forbid_unknown_fields=True):
    """What a page was besides its bytes."""

    url: str
    status: int
    headers: Pairs
    fetched: datetime


@dataclass(frozen=True, slots=True)
class Golden:
    """One golden page; `stem` is the path of its files without their endings."""

    stem: Path
    site: Site

    @property
    def read_file(self) -> Path:
        """The file of what it says."""
        return self.stem.with_name(self.stem.name + READ)

    def page(self) -> Page:
        """The page as it was fetched. Raises UserError where a file is broken."""
        page = page_of(self.stem, self.site.id)
        return replace(page, edition=self.site.edition_of(page.url))

    def agreed(self) -> Any:
        """What a person has agreed that it says, as JSON. Raises UserError on a broken file."""
        try:
            return msgspec.json.decode(self.read_file.read_bytes())
        except (OSError, msgspec.MsgspecError) as error:
            raise UserError(f"{self.read_file} cannot be read: {error}") from None

    def read(self, settings: Settings) -> Article | Rejected:
        """What today's profile and reader make of it. Raises UserError where a file is broken."""
        return read(self.page(), self.site, settings)

    def faults(self, settings: Settings) -> list[str]:
        """Each field that is not read as agreed, with both values."""
        agreed = self.agreed()
        now = msgspec.json.decode(msgspec.json.encode(self.read(settings)))
        return [f"{self.read_file}: {said}" for said in differences(agreed, now)]

    def accept(self, settings: Settings) -> None:
        """Write what is read today over what was agreed."""
        self.read_file.write_bytes(pretty(self.read(settings)))


def page_of(stem: Path, site: str) -> Page:
    """The page of a golden page's files, with the time of its fetch. Raises UserError."""
    try:
        meta = msgspec.json.decode(stem.with_name(stem.name + META).read_bytes(), type=Meta)
        body = gzip.decompress(stem.with_name(stem.name + PAGE).read_bytes())
    except (OSError, EOFError, zlib.error, msgspec.MsgspecError) as error:
        raise UserError(f"the golden page {stem} cannot be read: {error}") from None
    return Page(
        url=meta.url, body=body, headers=meta.headers, status=meta.status, fetched=meta.fetched,
        site=site,
    )  # fmt: skip


def read(page: Page, site: Site, settings: Settings) -> Article | Rejected:
    """The page as a crawl would read it, without its language."""
    outcome = read_page(page, site, hooks=hooks(site.id, *settings.site_folders))
    if outcome.article is None:
        return outcome.rejected or Rejected(disposition="failed", reason="no reading")
    return outcome.article


def golden_pages(settings: Settings, site: Site) -> Iterator[Golden]:
    """The golden pages of a site, in the order of their names."""
    for folder in folders(settings, site.id):
        for path in sorted(folder.glob(f"*{PAGE}")):
            yield Golden(path.with_name(path.name.removesuffix(PAGE)), site)


def folders(settings: Settings, id: str) -> list[Path]:
    """Where golden pages of a site may be: with the user's own profile, or in a checkout."""
    own = [folder / id for folder in settings.site_folders if (folder / f"{id}.yml").exists()]
    root = Path(__file__).parents[2]
    checkout = [root / "tests" / "sites" / id] if (root / "scrapy.cfg").exists() else []
    return own or checkout


def differences(agreed: Any, now: Any) -> Iterator[str]:
    """Where two readings differ: the field, and both values.

    >>> list(differences({"title": "Мост"}, {"title": "Мосты"}))
    ["title: agreed 'Мост', read 'Мосты'"]
    """
    if not isinstance(agreed, dict):
        yield f"agreed {agreed!r}, read {now!r}"
        return
    for name in dict.fromkeys([*agreed, *now]):
        old, new = agreed.get(name), now.get(name)
        if old != new and name not in _NOT_COMPARED:
            yield f"{name}: agreed {_shown(old, new)}, read {_shown(new, old)}"


def _shown(value: Any, other: Any) -> str:
    """A value as it is; of a long text the stretch where it parts from the other."""
    if not isinstance(value, str) or len(value) <= 3 * _AROUND:
        return repr(value)
    pairs = enumerate(zip(value, str(other), strict=False))
    at = next((n for n, (one, two) in pairs if one != two), min(len(value), len(str(other))))
    start = max(0, at - _AROUND)
    piece = value[start : at + _AROUND]
    return f"{'…' if start else ''}{piece!r}{'…' if at + _AROUND < len(value) else ''} at {at}"


def pretty(value: object) -> bytes:
    """JSON for people to look at."""
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
