"""Labelled pages: each with what a perfect reading gives.

The shipped ones are the golden pages of the sites, and those that tests/eval generates. A file of
one's own has JSON lines, packed with gzip or not: `url`, `html`, the reference `text` (or `ref`, as
public sets name it) and, where they are known, `id`, `title`, `published` (or `date`), `lang`,
`fetched`.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from crawlers.page import Page
from crawlers.site import Site, get_site, site_files
from crawlers.unprofiled import host_id
from sholu import clock
from sholu.article import Moment
from sholu.errors import UserError
from sholu.fields import shown
from sholu.jobs.golden import Golden, golden_pages
from sholu.settings import Settings

LANGS = ("kk", "ru")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A page with its reference. `published` is written as `sholu.fields.shown` does; what the
    reference does not say is None. `lang` is that of the text, `-` where nobody says."""

    id: str
    lang: str
    page: Page
    site: Site | None = None
    text: str
    title: str | None = None
    published: str | None = None


def shipped_folder() -> Path:
    """The folder of the shipped sets and floors. Raises UserError outside a checkout."""
    root = Path(__file__).parents[3]
    if not (root / "scrapy.cfg").exists():
        raise UserError(
            "the sets that sholu is measured with are in its repository, not in the installed "
            "package: run this in a checkout, or give pages of your own with --pages FILE"
        )
    return root / "tests" / "eval"


def shipped(settings: Settings) -> dict[str, list[Labelled]]:
    """The golden and the generated pages. Raises UserError where they are missing or broken."""
    folder = shipped_folder()
    generated = [page for lang in LANGS for page in from_file(folder / f"reading_{lang}.jsonl.gz")]
    return {"golden": list(_golden(settings)), "generated": generated}


def from_file(path: Path) -> Iterator[Labelled]:
    """The labelled pages of a file. Raises UserError with the line that cannot be used."""
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _labelled(line, f"{path}:{number}")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read: {error}") from None


def _labelled(line: str, place: str) -> Labelled:
    try:
        row: dict[str, Any] = json.loads(line)
        fetched = row.get("fetched")
        page = Page(
            url=row["url"],
            body=row["html"].encode("utf-8", "replace"),
            headers=(("content-type", "text/html; charset=utf-8"),),
            fetched=datetime.fromisoformat(fetched) if fetched else clock.now(),
            site=host_id(row["url"]),
        )
        return Labelled(
            id=str(row.get("id") or place),
            lang=row.get("lang") or "-",
            page=page,
            text=row["text"] if "text" in row else row["ref"],
            title=row.get("title"),
            published=row.get("date") or row.get("published"),
        )
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise UserError(
            f"{place}: expected a JSON object with `url`, `html` and `text`, and times in "
            f"RFC 3339: {error}"
        ) from None


def _golden(settings: Settings) -> Iterator[Labelled]:
    for id in site_files(*settings.site_folders):
        site = get_site(id, *settings.site_folders)
        for golden in golden_pages(settings, site):
            agreed = golden.agreed()
            if "disposition" not in agreed:  # else it was agreed that it is no article
                yield _agreed(golden, site, agreed)


def _agreed(golden: Golden, site: Site, agreed: dict[str, Any]) -> Labelled:
    edition = site.editions.get(agreed["edition"] or "")
    published = agreed["published"]
    return Labelled(
        id=f"{site.id}/{golden.stem.name}",
        lang=edition.language if edition else "-",
        page=golden.page(),
        site=site,
        text=agreed["text"],
        title=agreed["title"],
        published=shown(msgspec.convert(published, Moment)) if published else None,
    )
