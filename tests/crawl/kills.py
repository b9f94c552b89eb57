"""Kill a crawl at many moments, run another, and see that nothing is lost or doubled.

`python -m tests.crawl.kills` does all the moments below and prints a line each; the test suite
does a few of them.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import psutil

from crawlers.archive import ArchiveReader
from sholu.index.targets import open_target
from sholu.query import parse
from sholu.settings import Settings
from tests.crawl.harness import ROOT, Answer, Crawl, Site, serving


class Moment(NamedTuple):
    """The number-th time the crawl comes to a stage (tests/crawl/killed.py says which there are).

    The index is drained after 50 articles: to be killed at its third commit, a site needs 101.
    `several`: the site's articles stand in two sitemaps of an index, a feed and a listing.
    """

    stage: str
    number: int
    several: bool = False

    @property
    def articles(self) -> int:
        return 110 if self.stage.startswith("index") and self.number > 1 else 12


MOMENTS = [
    Moment("sources", 1),
    Moment("answered", 1),
    Moment("answered", 6),
    Moment("answered", 12),
    Moment("archive", 1),
    Moment("archive", 2),
    Moment("archive", 7),
    Moment("archive", 13),
    Moment("keep", 1),
    Moment("keep", 5),
    Moment("keep", 12),
    Moment("kept", 1),
    Moment("kept", 6),
    Moment("kept", 12),
    Moment("index", 1),
    Moment("index", 2),
    Moment("index", 3),
    Moment("indexed", 1),
    Moment("indexed", 2),
    Moment("indexed", 3),
    *(Moment("sources", number, several=True) for number in range(1, 8)),
    Moment("answered", 5, several=True),
    Moment("kept", 7, several=True),
]


class Several(Site):
    """Twelve articles, three to a source: two sitemaps of an index, a feed, a listing."""

    def profile(self, folder: Path, more: str = "") -> None:
        super().profile(folder, more)
        path = folder / f"{self.id}.yml"
        base = f"https://{self.host}"
        feed = f'  - {{kind: feed, url: "{base}/rss.xml", edition: ru}}\n'
        text = path.read_text(encoding="utf-8")
        assert feed in text
        index = feed.replace("feed", "sitemap_index").replace("rss.xml", "map.xml")
        listing = feed.replace("feed", "listing").replace("rss.xml", "all/{page}")
        path.write_text(text.replace(feed, index + feed + listing), encoding="utf-8")

    def list_articles(self, *extra: str) -> None:
        share = len(self.paths) // 4
        first, second, fed, listed = (
            self.paths[number * share : (number + 1) * share] for number in range(4)
        )
        every, self.paths = self.paths, fed
        super().list_articles()
        self.paths = every
        for number, paths in enumerate((first, second), start=1):
            urls = "".join(f"<url><loc>https://{self.host}{path}</loc></url>" for path in paths)
            self.answers[f"/map-{number}.xml"] = _xml(f"<urlset>{urls}</urlset>")
        maps = "".join(
            f"<sitemap><loc>https://{self.host}/map-{n}.xml</loc></sitemap>" for n in (1, 2)
        )
        self.answers["/map.xml"] = _xml(f"<sitemapindex>{maps}</sitemapindex>")
        for number, path in enumerate(listed, start=1):
            card = f'<div><a href="{path}"><h3>Новость</h3></a></div>'
            self.answers[f"/all/{number}"] = Answer(f"<html><body>{card}</body></html>".encode())


def _xml(text: str) -> Answer:
    return Answer(text.encode(), headers={"Content-Type": "application/xml"})


def survive(folder: Path, moment: Moment) -> list[str]:
    """What went wrong; nothing, if all is well."""
    site = (Several if moment.several else Site)("proba", articles=moment.articles)
    with serving(site) as address:
        crawl = Crawl(folder, address, site)
        killed = [str(ROOT / "tests" / "crawl" / "killed.py"), moment.stage, str(moment.number)]
        first = crawl.start_python(*killed, "crawl", "proba")
        first.communicate(timeout=600)
        faults = [] if first.returncode == -9 else [f"not killed: exit {first.returncode}"]
        left = survivors(folder)
        if left:
            faults.append(f"left running: {left}")
        second = crawl.run()
        if second.code != 0:
            faults.append(f"second run: exit {second.code}: {second.err[-300:]}")
        return faults + compare(folder, site, second.out)


def survivors(folder: Path) -> list[int]:
    """Processes of a killed crawl that are still there after a moment."""
    mine = [process for process in psutil.process_iter() if _belongs(process, folder)]
    _gone, alive = psutil.wait_procs(mine, timeout=3)
    return [process.pid for process in alive]


def _belongs(process: psutil.Process, folder: Path) -> bool:
    try:
        return process.environ().get("SHOLU_DATA") == str(folder / "data")
    except psutil.Error:
        return False


def compare(folder: Path, site: Site, summary: str) -> list[str]:
    """Store, index and archive against what the site has."""
    faults = []
    wanted = {f"https://{site.host}{path}" for path in site.paths}
    crawl = Crawl(folder, "127.0.0.1:1", site)
    settings = Settings(data=folder / "data", sites=folder / "sites")
    with crawl.store() as store:
        urls = [record.article.url for record in store.all_records()]
        raws = [record.raw for record in store.all_records()]
        if sorted(urls) != sorted(wanted):
            faults.append(f"store: {len(urls)} articles, {len(set(urls) & wanted)} of the site's")
        left = store.due(site.id)
        if left:
            faults.append(f"left in the frontier: {[page.url for page in left]}")
        index = open_target("tantivy", settings)
        hits = index.search(parse("*"), limit=1000)
        ids = [hit.id for hit in hits.hits]
        if sorted(ids) != sorted(record.id for record in store.all_records()):
            faults.append(f"index: {len(ids)} hits, {len(set(ids))} ids, for {len(urls)} articles")
        rest = store.changes(store.cursor("tantivy"), 1000)
        if any(change.kind == "article" for change in rest):
            faults.append("the index has not followed to the end")
    reader = ArchiveReader(settings.archive_folder)
    for raw in raws:
        page = reader.read(raw)
        if b"NewsArticle" not in page.body:
            faults.append(f"archive: {raw} is not the page")
    for path in sorted(settings.archive_folder.iterdir()):
        faults += [f"archive: {path.name}: {page.problem}" for page in reader.iterate(path.name)
                   if page.problem]  # fmt: skip
        if path.suffix == ".open":
            faults.append(f"archive: {path.name} was left open")
    return faults


def main(moments: Sequence[Moment] = MOMENTS) -> int:
    bad = 0
    for moment in moments:
        with tempfile.TemporaryDirectory() as folder:
            faults = survive(Path(folder), moment)
        bad += bool(faults)
        where = f"{moment.stage} {moment.number}{' of several' * moment.several}"
        print(f"{where}: {'; '.join(faults) or 'nothing lost'}", flush=True)
    print(f"{len(moments) - bad} of {len(moments)} kills survived")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
