"""docs/mend-a-reading.md is followed to the letter: its commands, its lines, what they print."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.crawl.harness import Answer, Site

pytestmark = pytest.mark.long

DOCS = Path(__file__).parents[2] / "docs" / "mend-a-reading.md"
LOST = "По опросу жителей, новую дорогу к порту ждут девять семей из десяти."
LINE = "Наш канал в Telegram: @aqparat"
BODY = f"""<div class="story"><p>Дорогу к порту откроют в среду, сообщил акимат города.</p>
<div class="rating"><p>{LOST}</p></div>
<p>Движение по ней пустят в две стороны, светофоры уже работают.</p>
<p>Строители уложили два слоя асфальта, поставили ограждения и посадили вдоль обочин карагачи.</p>
<p>Прежняя дорога вдоль берега останется для велосипедистов, её закроют для машин летом.</p>
<p>Автобусы двух маршрутов пойдут по новой дороге с понедельника.</p><p>{LINE}</p></div>"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", DOCS.read_text("utf-8"), re.S | re.M)


def test_the_way_of_the_docs(crawl_of):
    site = Site("aqparat", articles=1)
    crawl = crawl_of(site)
    head, foot = '<div class="page"><h1>Дорогу к порту откроют в среду</h1>', "</div>"
    html = site.page(0, site.paths[0], title="Дорогу к порту откроют в среду").decode()
    html = re.sub(r"<article>.*</article>", head + BODY + foot, html, flags=re.S)
    site.answers[site.paths[0]] = Answer(html.encode())
    profile = crawl.folder / "sites" / "aqparat.yml"
    (lines,) = blocks("yaml")
    seen: list[str] = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, *wanted = part.splitlines()
            program, *args = command.split()
            assert program == "sholu"
            done = crawl.command(*args)
            said = done.out.replace(str(crawl.folder) + "/", "").splitlines()
            for line in wanted:
                assert line in said or line == "...", (command, line, done.out, done.err)
            seen.append(args[0])
            if args[0] == "read" and len(seen) == 1:
                profile.write_text(profile.read_text("utf-8") + lines, encoding="utf-8")
    assert seen == ["read", "capture", "read", "check"]
    agreed = json.loads((crawl.folder / "sites" / "aqparat" / "1001.json").read_text("utf-8"))
    assert LOST in agreed["text"]
    assert LINE not in agreed["text"]
