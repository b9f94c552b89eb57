"""Which sites are crawled, and how often: profiles, read anew when their files change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from crawlers.site import Site, UnknownSite, load_site, site_files
from sholu import clock
from sholu.errors import UserError
from sholu.names import unknown
from sholu.yamlfile import FileError


class Roster:
    """The sites named, or without names all whose profiles are active."""

    def __init__(self, folders: Sequence[Path], names: Sequence[str] = ()) -> None:
        """Read the profiles. Raises UserError: unknown, not active, or a file that is broken."""
        self.folders, self.names = folders, tuple(dict.fromkeys(names))
        self._read: dict[Path, tuple[int, Site | None]] = {}
        self._last_good: dict[str, Site] = {}
        files = site_files(*folders)
        for name in self.names:
            if name not in files:
                raise UnknownSite(unknown("site", name, files))
        sites, faults = self.sites()
        if faults:
            raise UserError(faults[0])
        for name in self.names:
            if name not in sites:
                status = self._last_good[name].status
                raise UserError(f"{name} is {status}: its profile says so under `status`")

    def sites(self) -> tuple[dict[str, Site], list[str]]:
        """The active sites by id, as the files are now, and what is newly wrong with a file.

        A profile that was good once and is broken now counts as it was.
        """
        found, faults = {}, []
        for name, path in site_files(*self.folders).items():
            if self.names and name not in self.names:
                continue
            site, fault = self._site(path)
            faults += [fault] if fault else []
            if site:
                self._last_good[name] = site
            site = site or self._last_good.get(name)
            if site and site.status == "active":
                found[name] = site
        return found, faults

    def _site(self, path: Path) -> tuple[Site | None, str | None]:
        try:
            changed = path.stat().st_mtime_ns
            known = self._read.get(path)
            if known and known[0] == changed:
                return known[1], None
            self._read[path] = (changed, None)
            site = load_site(path)
        except (FileError, OSError) as error:
            return None, str(error)
        self._read[path] = (changed, site)
        return site, None


def interval(site: Site) -> timedelta:
    """How often a site is crawled."""
    return clock.span(site.manners.interval)
