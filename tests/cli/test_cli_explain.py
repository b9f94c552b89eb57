"""`sholu read --explain` and the page of --html, whatever the explained page says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from lxml import html as parser

from crawlers.reading.pieces import RULES
from tests.cli.conftest import fails

GOLDEN = Path(__file__).parents[1] / "sites" / "lada_kz"
ONE = "Дорогу между Актау и Жанаозеном отремонтируют до конца года, сообщил аким области."
TWO = "Подрядчик уже завёз технику, работы начнутся в апреле, движение перекрывать не станут."
EVIL = "<script>alert(1)</script>"
DATA = {
    "@type": "NewsArticle",
    "headline": f"{EVIL} \x1b[31m\x00Мост",
    "articleBody": f"{ONE}\n{EVIL}",
    "image": "javascript:alert(1)",
    "keywords": ['"><img src=x onerror=alert(1)>'],
}
STATED = json.dumps(DATA).replace("</", "<\\/")
HOSTILE = f"""<html><head><title>&lt;script&gt;alert(2)&lt;/script&gt;</title>
<script type="application/ld+json">{STATED}</script></head><body>
<div class='share" onclick="alert(3)'>&lt;b&gt;Поделиться&lt;/b&gt;</div>
<div class='&#27;[31mred'><p>{ONE} &lt;script&gt;alert(4)&lt;/script&gt;</p><p>{TWO}</p></div>
<a href="javascript:alert(5)">&lt;img src=x onerror=alert(6)&gt;</a></body></html>"""


def test_the_page_of_a_hostile_page_is_harmless(sholu, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(HOSTILE, encoding="utf-8")
    done = sholu("read", "page.html", "--explain", "--html", "why.html")
    assert (done.code, done.out) == (0, "written: why.html\n")
    raw = (tmp_path / "why.html").read_text(encoding="utf-8")
    tree = parser.document_fromstring(raw)
    known = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "table", "tr",
             "th", "td", "div", "span", "br"}  # fmt: skip
    assert {node.tag for node in tree.iter()} <= known
    used = {name for node in tree.iter() for name in node.attrib}
    assert used <= {"lang", "charset", "http-equiv", "content", "class", "colspan"}
    assert "default-src 'none'" in raw
    assert "\x1b" not in raw
    assert "alert(4)" in tree.text_content()
    shown = sholu("read", "page.html", "--explain")
    assert "\x1b" not in shown.out
    assert sholu("read", "page.html", "--explain", "--json").rows[0]["fields"]["title"]


def test_a_golden_page_is_explained_by_its_site_and_time(sholu, tmp_path: Path) -> None:
    (tmp_path / "lada_kz").mkdir()
    for path in GOLDEN.glob("131944.*"):
        shutil.copy(path, tmp_path / "lada_kz")
    meta = json.loads((GOLDEN / "131944.meta.json").read_text())
    agreed = json.loads((GOLDEN / "131944.json").read_text())
    row = sholu("read", "lada_kz/131944.html.gz", "--explain", "--json").rows[0]
    assert (row["site"], row["profile"], row["url"]) == ("lada_kz", True, meta["url"])
    assert row["fetched"][:16] == meta["fetched"][:16]
    kept = [block["text"] for block in row["blocks"] if block["kept"]]
    assert "\n\n".join(kept) == agreed["text"]
    assert all(block["kept"] or block["why"] for block in row["blocks"])
    assert row["refused"] is None
    text = sholu("read", "lada_kz/131944.html.gz", "--explain").out
    assert "read by the profile lada_kz" in text
    assert "  + h1: " in text
    assert sholu("read", "lada_kz/131944.html.gz", "--json").rows[0]["title"] == agreed["title"]


def test_what_is_no_article_is_explained_all_the_same(sholu, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<nav>Menu</nav><p>Soon.</p>", encoding="utf-8")
    done = sholu("read", "page.html", "--explain")
    assert done.code == 1
    assert "a crawl refuses it: too_short" in done.out
    assert "element: its tag, class or id is that of furniture [nav]" in done.out


def test_mistakes(sholu, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<p>{ONE}</p>", encoding="utf-8")
    fails(sholu("read", "nothing.html", "--explain"), "nothing.html")
    fails(sholu("read", "page.html", "--explain", "--site", "lada"), "lada_kz")
    fails(sholu("read", "page.html", "--html", "no/such.html"), "no/such.html")
    fails(sholu("read", "page.html", "page.html", "--html", "x.html"), "one page at a time")
    fails(sholu("read", "0123456789abcdef", "--explain"))
    fails(sholu("read", "--jsonl", "page.html", "--explain"), "not JSON lines")


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_that_cuts_is_in_the_docs(rule: str) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "mend-a-reading.md").read_text(encoding="utf-8")
    assert f"| `{rule}` |" in docs
