"""The pace as a server sees it: never two requests at once on a host, never sooner than the delay.

In real time, two sites crawled at once by one process; times are those of the server's own log.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawl.harness import Crawl, Site, serving

DELAY = 0.3
JITTER = 0.0
"""The share of the delay by which crawlers/spiders/manners.py lets a request come sooner."""
LATE = 0.15
"""Seconds that a busy machine may let a request wait between its sending and the server's look
at it: so much shorter the gap after it seems, where its answer was quick."""
ARTICLES = 8
PACED = f"""
import sys
from crawlers.spiders import manners
from sholu.cli import main
manners.LOOPBACK_DELAY = {DELAY}
sys.argv = ["sholu", "crawl", "slow_kz", "quick_kz", "--json"]
main()
"""

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Site]:
    """A site whose answers take longer than the delay, and a quick one, both crawled."""
    folder: Path = tmp_path_factory.mktemp("pace")
    slow, quick = Site("slow_kz", ARTICLES), Site("quick_kz", ARTICLES)
    for path in slow.paths:
        slow.answers[path].delay = DELAY + 0.1
    with serving(slow, quick) as address:
        crawl = Crawl(folder, address, slow, quick)
        (folder / "paced.py").write_text(PACED)
        process = crawl.start_python("paced.py")
        out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err.decode()
    assert out.count(b'"stored":%d}' % ARTICLES) == 2, out.decode()
    return slow, quick


@pytest.mark.parametrize("which", [0, 1])
def test_a_host_is_asked_one_thing_at_a_time(sites: tuple[Site, Site], which: int) -> None:
    served = sorted(sites[which].served, key=lambda one: one.arrived)
    assert len(served) == ARTICLES + 2  # robots.txt and the feed
    for before, after in pairwise(served):
        assert before.ended <= after.arrived


@pytest.mark.parametrize("which", [0, 1])
def test_between_two_requests_to_a_host_lies_the_delay(
    sites: tuple[Site, Site], which: int
) -> None:
    arrived = sorted(one.arrived for one in sites[which].served)
    gaps = [after - before for before, after in pairwise(arrived)]
    least = DELAY * (1 - JITTER)
    assert min(gaps) >= least - LATE
    assert arrived[-1] - arrived[0] >= len(gaps) * least - LATE  # one of them late, not all


def test_the_sites_do_not_wait_for_each_other(sites: tuple[Site, Site]) -> None:
    spans = [
        (min(one.arrived for one in site.served), max(one.ended for one in site.served))
        for site in sites
    ]
    shared = min(end for _, end in spans) - max(start for start, _ in spans)
    assert shared > ARTICLES * DELAY / 2


def test_each_host_has_its_own_pace(sites: tuple[Site, Site]) -> None:
    """All requests together come closer than the delay: the pace is a host's, not the crawl's."""
    arrived = sorted(one.arrived for site in sites for one in site.served)
    assert min(after - before for before, after in pairwise(arrived)) < DELAY
