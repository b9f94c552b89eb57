"""`sholu trends` as people, programs and tables get it; `sholu search --count`."""

from __future__ import annotations

import csv
import io
import json

import pytest


def test_a_chart_says_what_it_counts_and_what_it_could_see(sholu) -> None:
    done = sholu("trends", "deepfake", "--by", "week", "--lang", "kk,ru")
    assert done.code == 0
    assert "by week, 2025-08-30 to 2025-10-29, days of Asia/Almaty, copies counted" in done.out
    assert "deepfake · kk" in done.out
    assert "deepfake · ru" in done.out
    assert "█" in done.out
    assert "site-days seen" in done.out
    assert "lada_kz: a source up on 10 of 61 days" in done.out
    assert "zakon_kz: a source up on 7 of 61 days" in done.out
    assert "https://www.zakon.kz/rss: up on 7 of 10 days asked" in done.out
    assert "rss.xml" not in done.out  # that one always answered
    assert "3 days of it" in done.out  # the present week has only begun


def test_a_gap_is_shaded(sholu) -> None:
    done = sholu("trends", "дипфейк", "--by", "month", "--from", "2025-07-01")
    (july,) = [line for line in done.out.splitlines() if line.startswith("2025-07-01")]
    assert "░" * 40 in july
    assert july.rstrip().endswith("no data")


def test_json_has_a_line_a_series_and_csv_a_line_a_period(sholu) -> None:
    args = ("trends", "дипфейк", "--topic", "all", "--by", "month", "--from", "2025-07-01")
    rows = sholu(*args, "--json").rows
    table = list(csv.DictReader(io.StringIO(sholu(*args, "--csv").out)))
    assert [row["group"]["topic"] for row in rows] == sorted(
        ["ai_regulation", "deepfake", "platform_regulation"]
    )
    points = [(row["group"]["topic"], point) for row in rows for point in row["points"]]
    assert len(table) == len(points) == 3 * 4
    for line, (topic, point) in zip(table, points, strict=True):
        assert (line["asked"], line["topic"], line["start"]) == ("дипфейк", topic, point["start"])
        assert line["articles"] == ("" if point["gap"] else str(point["articles"]))
        assert line["gap"] == json.dumps(point["gap"])
    assert {line["gap"] for line in table if line["start"] == "2025-07-01"} == {"true"}
    assert rows[0]["zone"] == "Asia/Almaty"


def test_counts_of_a_trend_a_search_and_its_count_agree(sholu) -> None:
    (trend,) = sholu("trends", "заң OR закон", "--json").rows
    assert int(sholu("search", "заң OR закон", "--count").out) == trend["articles"] > 0
    (row,) = sholu("search", "заң OR закон", "--count", "--json").rows
    assert row == {"query": "заң OR закон", "articles": trend["articles"]}
    assert len(sholu("search", "заң OR закон", "--json", "--limit", "500").rows) == row["articles"]
    for since in ("7d", "30d"):  # hours: a search counts from the instant, a trend whole days
        (lately,) = sholu("trends", "заң OR закон", "--since", since, "--json").rows
        found = sholu("search", "заң OR закон", "--since", since, "--count").out
        assert int(found) == lately["articles"] > 0


def test_unique_counts_originals(sholu) -> None:
    (every,) = sholu("trends", "--json").rows
    (originals,) = sholu("trends", "--unique", "--json").rows
    assert originals["articles"] == int(sholu("search", "duplicate:no", "--count").out)
    assert every["asked"] == "all articles"
    assert every["articles"] == every["published"] == 300
    assert originals["unique"]


def test_a_cursor_leads_to_the_last_hit(sholu) -> None:
    rows, after = [], ()
    while page := sholu("search", "*", "--json", "--limit", "70", *after).rows:
        rows += page
        after = ("--after", str(page[-1]["sort_key"]))
    assert len({row["id"] for row in rows}) == len(rows) == 300


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--site", "lada"), ("unknown site lada", "lada_kz")),
        (("--topic", "deepfakes"), ("unknown topic", "deepfake")),
        (("--lang", "kz"), ("unknown lang kz", "kk")),
        (("deepfakes",), ("unknown topic deepfakes", "deepfake", '"deepfakes"')),
        (("lang:kz",), ("unknown language kz", "kk")),
        (("--from", "2025-11-01"), ("2025-10-29", "2025-11-01")),
        (("--from", "1.11.2025"), ("2025-10-31",)),
        (("--since", "3d", "--from", "2025-10-01"), ("--since", "--from")),
        (("--json", "--csv"), ("--json", "--csv")),
        (("--by", "year"), ("month",)),
        (("(заң",), ("^",)),
    ],
    ids=lambda value: " ".join(value),
)
def test_mistakes_end_in_one_sentence(sholu, args, words) -> None:
    done = sholu("trends", *args)
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    for word in words:
        assert word in done.err


def test_a_bad_cursor_is_named(sholu) -> None:
    done = sholu("search", "*", "--after", "x")
    assert (done.code, done.out) == (2, "")
    assert "'x' is no cursor" in done.err


@pytest.mark.parametrize("query", ["topic:ai_regulation", "deepfake*", '"deepfakes"'])
def test_a_query_that_looks_like_a_topic_is_a_query(sholu, query) -> None:
    assert sholu("trends", query).code == 0
