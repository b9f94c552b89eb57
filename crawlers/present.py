"""Which of the sources that a store knows are a site's today."""

from __future__ import annotations

from collections.abc import Iterable

from crawlers.discovery import first_url
from crawlers.site import Site
from sholu.store import SourceRow


def present(site: Site, rows: Iterable[SourceRow]) -> list[SourceRow]:
    """The sources of the profile as it stands, and those learned; not what it once named."""
    named = {first_url(source) for source in site.sources}
    return [row for row in rows if row.parent is None and (row.learned or row.url in named)]
