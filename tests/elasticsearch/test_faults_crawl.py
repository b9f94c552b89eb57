"""A real crawl whose server goes away in the middle of it, and comes back later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sholu.index.targets import open_target
from sholu.query import All
from sholu.settings import Settings
from tests.crawl.harness import Crawl, Site, serving
from tests.elasticsearch.backlog import alike
from tests.elasticsearch.servers import Node

pytestmark = pytest.mark.long
ARTICLES = 120


class Watched(Site):
    """Calls something, once, before it answers for an article."""

    at = ""
    then: Callable[[], None]

    def handle(self, request) -> None:
        if request.path == self.at:
            self.at = ""
            self.then()
        super().handle(request)


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[tuple[Watched, Crawl]]:
    site = Watched("proba", articles=ARTICLES)
    with ExitStack() as stack:
        yield site, Crawl(tmp_path, stack.enter_context(serving(site)), site)


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_it_goes_away_during_a_crawl(own_node: Node, crawl, tmp_path: Path, how: str) -> None:
    site, crawl = crawl
    prefix = f"crawl{how}"
    crawl.env |= {
        "SHOLU_INDEX__TARGETS": "elastic,tantivy",
        "SHOLU_ELASTIC__HOSTS": own_node.url,
        "SHOLU_ELASTIC__PREFIX": prefix,
        "SHOLU_CRAWL__SOFT_SECONDS": "9",  # a busy machine is not what is tested
    }
    settings = Settings(
        data=tmp_path / "data", elastic={"hosts": [own_node.url], "prefix": prefix},
        index={"targets": ["elastic", "tantivy"]},
    )  # fmt: skip
    site.at, site.then = site.paths[70], getattr(own_node, how)
    down = crawl.run()
    assert not site.at
    assert down.row["dispositions"] == {"stored": ARTICLES}
    said = [issue for issue in crawl.issues() if issue["slug"].startswith("index.")]
    assert [issue["slug"] for issue in said] == ["index.behind"]
    assert "cannot be reached" in said[0]["message"]
    assert "the articles are safe" in said[0]["message"]
    assert "Traceback" not in down.err
    assert open_target("tantivy", settings).count(All()) == ARTICLES
    own_node.start()
    own_node.wait()
    again = crawl.run()
    assert (again.code, again.row["dispositions"]) == (0, {})
    assert alike(settings, own_node.server) == ARTICLES
    assert len(crawl.issues()) == len([*said])
