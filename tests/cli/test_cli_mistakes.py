"""Values that cannot be, queries with a dash in front, narrow terminals, unprofiled sites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sholu.article import Annotations, Article
from sholu.index.targets import catch_up
from sholu.issues import IssueLog, issue
from sholu.settings import Settings, load_settings
from sholu.store import Keeping, PageEnd, Store
from tests.cli.conftest import Done, fails

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
LONG = "https://alys.example.kz/" + "-".join(["uzyn", "maqala", "mekenzhayy"] * 6) + ".html"

Sholu = Callable[..., Done]


@pytest.fixture
def stored(sholu: Sholu) -> Settings:
    """A store with an article in Tatar of a site without a profile, and one of lada_kz."""
    settings = load_settings()
    with Store(settings.store_file, zone=settings.zone) as store:
        run = store.start_run("warc:1", "import", NOW)
        for number, (site, lang) in enumerate([("alys.example.kz", "tt"), ("lada_kz", "ru")]):
            article = Article(url=f"https://{site}/1", site=site, edition=None, title="Көпер",
                              text="Көпер ябыла. Мост закрыт.")  # fmt: skip
            new = Keeping(
                id=f"{number:016x}", article=article, fingerprint="a", reader="r", raw=None,
                annotations=Annotations(lang=lang, script="Cyrl"), fetched=NOW,
            )  # fmt: skip
            end = PageEnd(url=article.url, run=run, disposition="", at=NOW, position=number)
            store.keep(new, end)
    catch_up(settings, wait=True)
    return settings


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("lang:kaz", ("unknown language kaz", "kk")),
        ("мост -lang:xx", ("unknown language xx", "en, kk, ru, tt")),
        ("state:dead", ("unknown state of an article dead", "gone", "live")),
        ("script:Cyr", ("unknown script Cyr", "Cyrl")),
        ("since:3m", ("minutes or months", "3min", "90d")),
    ],
)
def test_values_that_cannot_be_are_named(sholu, stored, query, words):
    fails(sholu("search", query), *words)
    fails(sholu("search", query, "--count"), *words)


@pytest.mark.parametrize("query", ["lang:kk", "lang:en", "lang:tt", "script:arab", "state:gone"])
def test_values_that_can_be_are_asked(sholu, stored, query):
    assert sholu("search", query).code == 0


def test_a_search_tells_the_ids_that_other_commands_take(sholu, stored):
    found = sholu("search", "site:lada_kz").out
    assert f"    {1:016x}  https://lada_kz/1" in found
    assert sholu("history", f"{1:016x}").out.startswith(f"{1:016x}  https://lada_kz/1")


def test_a_bare_m_of_an_option_is_asked_about(sholu):
    fails(sholu("issues", "--since", "3m"), "minutes or months", "3min")
    assert sholu("issues", "--since", "3min").code == 0


@pytest.mark.parametrize(
    "args",
    [
        ("-lang:tt",),
        ("--json", "-lang:tt", "--limit", "5"),
        ("-lang:tt", "--limit=5", "--json"),
        ("--", "-lang:tt"),
    ],
)
def test_a_query_may_begin_with_a_dash(sholu, stored, args):
    done = sholu("search", *args)
    assert done.code == 0
    assert "lada" in done.out
    assert "alys" not in done.out


def test_a_query_of_several_arguments_is_shown_with_its_quotes(sholu):
    for name in ("search", "export"):
        fails(sholu(name, "дипфейк", "нейросеть"), f"sholu {name} 'дипфейк нейросеть'", "quotes")


def test_a_dash_before_a_word_is_no_option(sholu, stored):
    assert sholu("search", "-һава", "--count").out == "2\n"
    assert sholu("search", "-chatgpt", "--count").out == "2\n"  # h is not help
    assert "Usage" in sholu("search", "-h").out
    fails(sholu("search", "--jsn", "мост"), "--jsn", "--json")
    assert sholu("export", "-lang:tt").out.count("\n") == 1
    assert sholu("trends", "-lang:tt", "--by", "day").code == 0


def test_the_version(sholu):
    done = sholu("--version")
    assert done.code == 0
    assert done.out.startswith("sholu ")


def test_a_site_nobody_knows_has_no_issues(sholu, stored):
    fails(sholu("issues", "--site", "lada"), "unknown site lada", "lada_kz")
    assert sholu("issues", "--site", "lada_kz").out == "no issues\n"
    assert sholu("issues", "--site", "alys.example.kz").out == "no issues\n"


def test_sites_without_a_profile_are_listed(sholu, stored):
    rows = {row["site"]: row for row in sholu("sites", "--json").rows}
    assert rows["alys.example.kz"]["articles"] == 1
    assert rows["alys.example.kz"]["status"] == "no profile"
    assert rows["lada_kz"]["status"] == "active"
    assert list(rows)[-1] == "alys.example.kz"
    (row,) = sholu("sites", "alys.example.kz", "--json").rows
    assert row == rows["alys.example.kz"]
    assert "imported" in sholu("sites", "alys.example.kz").out
    fails(sholu("sites", "alys.example"), "unknown site", "alys.example.kz")


def test_a_narrow_terminal_cuts_no_address(sholu, stored, monkeypatch):
    from rich.console import Console

    from sholu.cli import show

    def narrow(*, stderr: bool = False) -> Console:
        return Console(stderr=stderr, highlight=False, width=80, soft_wrap=True)

    monkeypatch.setattr(show, "console", narrow)
    log = IssueLog(stored.issue_file)
    log.write(issue("date.missing", "a page without any date " * 9, site="lada_kz", url=LONG))
    shown = sholu("issues").out
    assert LONG in shown
    assert "a page without any date " * 8 in shown
    for line in sholu("sites").out.splitlines():
        assert len(line) <= 80
    assert "alys.example.kz" in sholu("sites").out


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ("binary",)),
        (bytes(range(256)) * 4, ("binary",)),
        (b"\x1f\x8b\x08\0rest", ("unpack",)),
    ],
)
def test_what_is_no_page_is_one_sentence(sholu, tmp_path: Path, body, words):
    (tmp_path / "page.bin").write_bytes(body)
    fails(sholu("read", "page.bin"), "page.bin", *words)


def test_a_page_in_utf_16_is_read(sholu, tmp_path: Path):
    text = "Акимат города сообщил о ремонте моста через канал, который начнётся во вторник."
    html = f"<html><head><title>Мост</title></head><body><h1>Мост</h1><p>{text}</p></body></html>"
    (tmp_path / "page.html").write_bytes(html.encode("utf-16"))
    done = sholu("read", "page.html", "--json")
    assert done.code == 0
    assert done.rows[0]["text"] == text


def test_a_folder_of_settings_that_is_not_there_is_named(sholu, tmp_path: Path):
    (tmp_path / "sholu.toml").write_text('sites = "nosuchdir"\n')
    fails(sholu("sites"), "setting sites in sholu.toml", "nosuchdir")
