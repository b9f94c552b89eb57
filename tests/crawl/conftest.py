"""Small sites on loopback and crawls of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.crawl.harness import Crawl, Site, serving


@pytest.fixture
def crawl_of(tmp_path: Path) -> Iterator[Callable[..., Crawl]]:
    """Serves the given sites and gives a Crawl of them into a folder of the test's own.

    A reader takes seconds of CPU to start: for a few pages one will do, unless a test is about it.
    """
    with ExitStack() as stack:

        def make(*sites: Site, workers: int = 1) -> Crawl:
            address = stack.enter_context(serving(*sites))
            crawl = Crawl(tmp_path, address, *sites)
            crawl.env["SHOLU_CRAWL__WORKERS"] = str(workers)
            return crawl

        yield make
