"""What servers do to a crawl: each ends as the design's table says, and harms nobody else."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.crawl.harness import Answer, Site

CHALLENGE = b"<html><head><title>Just a moment...</title></head><body>_cf_chl_opt</body></html>"
LOOP = "https://proba.example.kz"


def hit(site: Site, number: int, answer: Answer) -> None:
    site.answers[site.paths[number]] = answer


PAGES = {
    "404": (Answer(status=404), {"gone": 1}),
    "410": (Answer(status=410), {"gone": 1}),
    "403": (Answer(status=403), {"blocked": 1}),
    "500": (Answer(status=500), {"failed": 1}),
    "challenge": (Answer(CHALLENGE, status=403), {"blocked": 1}),
    "challenge with 200": (
        Answer(CHALLENGE, headers={"Server": "cloudflare"}),
        {"blocked": 1},
    ),
    "redirect loop": (
        Answer(status=302, headers={"Location": f"{LOOP}/news/1002-most-1.html"}),
        {"failed": 1},
    ),
    "redirect to another site": (
        Answer(status=302, headers={"Location": "https://elsewhere.example.kz/a"}),
        {"skipped": 1},
    ),
    "redirect home": (Answer(status=302, headers={"Location": f"{LOOP}/"}), {"gone": 1}),
    "noindex": (
        Answer(b"<html><head><meta name='robots' content='noindex'></head><body>x</body></html>"),
        {"gone": 1},
    ),
    "a listing": (
        Answer(b"<html><head><title>Rubrika</title></head><body><h1>Rubrika</h1></body></html>"),
        {"not_article": 1},
    ),
    "an image": (Answer(b"\x89PNG", headers={"Content-Type": "image/png"}), {"not_article": 1}),
    "nothing": (Answer(b""), {"failed": 1}),
    "too large": (Answer(b"x" * 10_100_000), {"failed": 1}),
    "garbage": (Answer(bytes(range(256)) * 50), {"not_article": 1}),
}


def test_pages_that_go_wrong(crawl_of):
    """All kinds in one run: each has its disposition, and the good pages are stored."""
    site = Site("proba", articles=len(PAGES) + 4)
    site.answers["/"] = Answer(b"<html><body>home</body></html>")
    for number, (answer, _wanted) in enumerate(PAGES.values()):
        if "Location" in answer.headers and "most" in answer.headers["Location"]:
            answer.headers["Location"] = f"{LOOP}{site.paths[number]}"
        hit(site, number, answer)
    wanted: dict[str, int] = {"stored": 4}
    for _answer, counts in PAGES.values():
        for name, count in counts.items():
            wanted[name] = wanted.get(name, 0) + count
    crawl = crawl_of(site, workers=2)
    done = crawl.run()
    assert done.code == 0, done.err
    assert done.row["dispositions"] == wanted
    assert sum(done.row["dispositions"].values()) == done.row["pages"] == len(site.paths)
    assert done.row["left"] == 0
    reasons = done.row["reasons"]
    assert reasons["failed: redirect loop"] == 1
    assert reasons["failed: http 500"] == 1
    assert reasons["failed: too large"] == 1
    assert reasons["blocked: challenge page of Cloudflare"] == 2
    assert {"page.failed", "page.blocked"} <= {item["slug"] for item in crawl.issues()}


def test_a_timeout_fails_its_page(crawl_of):
    site = Site("proba")
    hit(site, 1, Answer(b"late", delay=30))
    done = crawl_of(site).run(SHOLU_CRAWL__TIMEOUT="0.5")
    assert done.row["dispositions"] == {"stored": 2, "failed": 1}
    assert done.row["reasons"] == {"failed: timeout": 1}


def test_a_host_that_refuses_is_left_in_peace(crawl_of):
    site = Site("proba", articles=30)
    for path in site.paths:
        site.answers[path] = Answer(status=403)
    done = crawl_of(site).run()
    assert done.row["dispositions"].keys() == {"blocked"}
    assert 3 <= done.row["dispositions"]["blocked"] < 30
    assert done.row["left"] == 30 - done.row["dispositions"]["blocked"]
    assert done.code == 1


def test_a_page_that_no_reader_survives_fails_and_is_tried_again(crawl_of):
    """Nine megabytes of long paragraphs take even the plain reader far longer than it gets."""
    site = Site("proba", articles=1)
    part = f"<p>{'Слово за слово, и так до бесконечности. ' * 100}</p>"
    hit(site, 0, Answer(f"<html><body>{part * 1_300}</body></html>".encode()))
    crawl = crawl_of(site)
    limits = {"SHOLU_CRAWL__HARD_SECONDS": "0.05", "SHOLU_CRAWL__WORKERS": "1"}
    done = crawl.run(**limits)
    assert done.row["reasons"] == {"failed: timeout": 1}
    with crawl.store() as store:
        assert [page.tries for page in store.due(site.id)] == [1]


@pytest.fixture
def moving_clock(tmp_path):
    """A clock that a test moves; gives (file, move)."""
    file = tmp_path / "clock"
    start = datetime.now(UTC)
    file.write_text(start.isoformat())

    def move(**by: float) -> None:
        temporary = file.with_suffix(".new")
        temporary.write_text(
            (datetime.fromisoformat(file.read_text()) + timedelta(**by)).isoformat()
        )
        temporary.replace(file)

    return file, move


def wait_for(condition, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def stays(condition, seconds: float = 1.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert condition(), "it did not stay so"
        time.sleep(0.02)


def test_retry_after_is_waited_out_by_the_clock(crawl_of, moving_clock):
    file, move = moving_clock
    site = Site("proba", articles=8)
    good = site.answers[site.paths[0]]
    hit(site, 0, Answer(status=429, headers={"Retry-After": "300"}, times=1, then=good))
    crawl = crawl_of(site)
    process = crawl.start("crawl", "proba", "--json", SHOLU_CLOCK=str(file))
    wait_for(lambda: len(site.asked(site.paths[0])) == 1)
    seen = len(site.log)
    assert site.log[-1].status == 429
    try:
        stays(lambda: len(site.log) == seen)  # the host rests, with all that stood in the queue
        move(seconds=290)
        stays(lambda: len(site.log) == seen, 0.3)
        while process.poll() is None:  # it may have looked at the clock before or after that
            move(seconds=20)
            time.sleep(0.05)
    finally:
        process.kill()
        out, err = process.communicate()
    assert process.returncode == 0, err
    assert b'"stored":8' in out
    assert len(site.asked(site.paths[0])) == 2


def test_a_503_that_names_a_time_is_not_asked_again_at_once(crawl_of, moving_clock):
    file, move = moving_clock
    site = Site("proba", articles=1)
    good = site.answers[site.paths[0]]
    hit(site, 0, Answer(status=503, headers={"Retry-After": "300"}, times=1, then=good))
    process = crawl_of(site).start("crawl", "proba", "--json", SHOLU_CLOCK=str(file))
    try:
        wait_for(lambda: len(site.asked(site.paths[0])) == 1)
        stays(lambda: len(site.asked(site.paths[0])) == 1)
        while process.poll() is None:
            move(seconds=20)
            time.sleep(0.05)
    finally:
        process.kill()
        out, err = process.communicate()
    assert process.returncode == 0, err
    assert b'"stored":1' in out


def test_a_host_that_asks_for_too_much_patience_is_left_until_a_later_run(crawl_of):
    site = Site("proba", articles=8)
    good = site.answers[site.paths[0]]
    hit(site, 0, Answer(status=429, headers={"Retry-After": "86400"}, times=1, then=good))
    crawl = crawl_of(site)
    first = crawl.run()
    assert site.log[-1].status == 429
    assert first.row["dispositions"].keys() == {"blocked"}
    assert {"blocked: http 429", "blocked: asked to wait 86400 seconds"} == {*first.row["reasons"]}
    assert crawl.run().row["dispositions"] == {"stored": 8}


def test_two_waits_and_then_the_page_is_blocked(crawl_of):
    site = Site("proba")
    date = format_datetime(datetime.now(UTC) - timedelta(seconds=5), usegmt=True)
    hit(site, 0, Answer(status=429, headers={"Retry-After": date}))
    done = crawl_of(site).run()
    assert done.row["dispositions"] == {"stored": 2, "blocked": 1}
    assert done.row["reasons"] == {"blocked: http 429": 1}
    assert len(site.asked(site.paths[0])) == 3


SOURCES = {
    "empty": (
        Answer(b"<rss version='2.0'><channel><title>t</title></channel></rss>"),
        "empty_feed",
    ),
    "html": (Answer(b"<!doctype html><html><body><h1>404</h1></body></html>"), "empty_feed"),
    "404": (Answer(status=404), "dead"),
    "500": (Answer(status=500), "dead"),
    "403": (Answer(status=403), "blocked"),
    "challenge": (Answer(CHALLENGE, status=403), "challenge"),
    "redirect loop": (Answer(status=302, headers={"Location": "https://HOST/rss.xml"}), "dead"),
    "old": (
        Answer(
            b"<rss version='2.0'><channel><title>t</title><item><title>a</title>"
            b"<link>https://HOST/news/9-a.html</link>"
            b"<pubDate>Mon, 06 Jan 2020 10:00:00 +0500</pubDate></item></channel></rss>"
        ),
        "zombie_feed",
    ),
}


def test_a_source_that_goes_wrong_is_named_and_fails_the_run_alone(crawl_of):
    """Every kind in one run, beside a site that is well."""
    sites = {}
    for number, (kind, (answer, _state)) in enumerate(SOURCES.items()):
        site = sites[kind] = Site(f"proba{number}")
        body = answer.body.replace(b"HOST", site.host.encode())
        headers = {name: value.replace("HOST", site.host) for name, value in answer.headers.items()}
        site.answers["/rss.xml"] = Answer(body, status=answer.status, headers=headers)
    well = Site("zdorovy")
    crawl = crawl_of(*sites.values(), well)
    done = crawl.run()
    by_site = {row["site"]: row for row in done.rows}
    found = {kind: by_site[site.id]["sources"][0]["state"] for kind, site in sites.items()}
    assert found == {kind: state for kind, (_answer, state) in SOURCES.items()}
    assert all(by_site[site.id]["silent"] for site in sites.values())
    assert by_site["zdorovy"]["dispositions"] == {"stored": 3}
    assert by_site["zdorovy"]["silent"] is None
    assert done.code == 1
    slugs = {(item["site"], item["slug"]) for item in crawl.issues()}
    for site in sites.values():
        assert {(site.id, "source.failing"), (site.id, "site.silent")} <= slugs


def test_robots_forbids(crawl_of):
    site = Site("proba")
    rules = f"User-agent: *\nDisallow: {site.paths[1]}\n"
    site.answers["/robots.txt"] = Answer(rules.encode())
    crawl = crawl_of(site)
    first, second = crawl.run(), crawl.run()
    assert first.row["dispositions"] == {"stored": 2, "robots": 1}
    assert second.code == 0
    assert site.asked(site.paths[1]) == []


UNREACHABLE = {
    "500": Answer(status=500),
    "429": Answer(status=429, headers={"Retry-After": "86400"}),
    "hangs": Answer(delay=30),
    "elsewhere": Answer(status=302, headers={"Location": "https://elsewhere.example.kz/a"}),
    "nowhere": Answer(status=302),
}


@pytest.mark.parametrize("kind", UNREACHABLE)
def test_robots_that_cannot_be_read_forbids_all(crawl_of, kind):
    site = Site("proba")
    site.answers["/robots.txt"] = UNREACHABLE[kind]
    done = crawl_of(site).run(SHOLU_CRAWL__TIMEOUT="0.5")
    assert done.row["state"] == "robots"
    assert {hit.path for hit in site.log} == {"/robots.txt"}
    assert done.code == 1


def test_robots_that_cannot_be_read_for_once_costs_no_page(crawl_of):
    site = Site("proba")
    rules = site.answers["/robots.txt"]
    crawl = crawl_of(site)
    assert crawl.run("--limit", "1").row["left"] == 2
    site.answers["/robots.txt"] = Answer(status=503)
    second = crawl.run()
    assert second.row["reasons"] == {"failed: robots.txt cannot be read: http 503": 2}
    site.answers["/robots.txt"] = rules
    assert crawl.run().row["dispositions"] == {"stored": 2}


def test_a_missing_robots_forbids_nothing(crawl_of):
    site = Site("proba")
    site.answers["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /\n", status=403)
    assert crawl_of(site).run().row["dispositions"] == {"stored": 3}


HANG = """
def title(page, tree):
    if page.url.endswith("most-1.html"):
        while True:
            pass
    return None
"""


def test_a_page_that_hangs_the_reader_costs_its_worker_and_no_other_page(crawl_of):
    site = Site("proba", articles=6)
    crawl = crawl_of(site, workers=2)
    (crawl.folder / "sites" / "proba.py").write_text(HANG)
    done = crawl.run(SHOLU_CRAWL__HARD_SECONDS="1", SHOLU_CRAWL__SOFT_SECONDS="30")
    assert done.code == 0, done.err
    assert done.row["dispositions"] == {"stored": 6}
    with crawl.store() as store:
        record = store.record(f"https://{site.host}{site.paths[1]}")
    assert "plain" in dict(record.article.how).values() or any(
        "plain" in rule for _field, rule in record.article.how
    )
    slow = [item for item in crawl.issues() if item["slug"] == "page.slow"]
    assert [item["url"].rpartition("/")[2] for item in slow] == ["1002-most-1.html"]
