"""Where the article stands on a page that no profile describes."""

from __future__ import annotations

from crawlers.reading.blocks import blocks
from crawlers.reading.candidate import first
from crawlers.reading.container import container, in_container
from crawlers.reading.gate import too_little
from crawlers.reading.generic import candidates
from crawlers.reading.tree import parse

LONG = (
    "Мәжіліс депутаттары заң жобасын бірінші оқылымда мақұлдады, енді оны жұмыс тобы қарайды.",
    "Документ вводит маркировку материалов, которые созданы нейросетью, и штрафы за её отсутствие.",
    "В министерстве пояснили, что правила заработают через шесть месяцев после публикации закона.",
    "Эксперты считают, что площадкам понадобится время, чтобы научиться находить такие ролики.",
)


def _of(html: str) -> tuple[list[str], str]:
    root = parse(f"<html><body>{html}</body></html>")
    assert root is not None
    body = root.find("body")
    found = first(candidates(body, blocks(body)))
    assert found is not None
    return [line.text for line in found.value or ()], found.rule


def test_the_article_is_the_element_with_most_of_the_prose() -> None:
    prose = "".join(f"<p>{text}</p>" for text in LONG)
    menu = "".join(f'<li><a href="/{n}">Раздел {n} новостей</a></li>' for n in range(20))
    html = f"<ul>{menu}</ul><div id=a>{prose}</div><div>Все права защищены.</div>"
    assert _of(html) == (list(LONG), "container")


def test_sections_beside_each_other_are_one_article() -> None:
    def section(half: tuple[str, ...]) -> str:
        prose = "".join(f"<p>{text}</p>" for text in half)
        return f"<div class=chunk><div class=in>{prose}</div></div>"

    sections = section(LONG[:2]) + section(LONG[2:])
    other = f"<div class=teaser><p>{LONG[0]} Подробнее читайте на сайте издания завтра.</p></div>"
    lines, _ = _of(f"<div class=page>{sections}</div>{other}")
    assert lines == list(LONG)


def test_a_list_is_doubtful() -> None:
    """It may be one of other articles: trafilatura is asked."""
    items = "".join(f"<li>{text}</li>" for text in LONG * 2)
    _, rule = _of(f"<ul>{items}</ul>")
    assert rule != "container"


def test_a_linked_sentence_on_an_earlier_story_stays() -> None:
    earlier = "Ранее мы писали, что обсуждение законопроекта отложили до осени."
    linked = f'<p><a href="/old">{earlier}</a></p>'
    prose = [f"<p>{text}</p>" for text in LONG]
    lines, _ = _of(f"<div>{prose[0]}{prose[1]}{linked}{prose[2]}{prose[3]}</div>")
    assert lines == [LONG[0], LONG[1], earlier, LONG[2], LONG[3]]


def test_a_page_without_prose_has_no_container() -> None:
    root = parse("<html><body><a href='/'>На главную</a></body></html>")
    assert root is not None
    found = blocks(root.find("body"))
    assert container(found) is None
    assert in_container(found) == []


def test_scripts_without_spaces_have_sentences_too() -> None:
    assert too_little(None, "", "政府は新しい法律を発表した。", strict=False) is None
    assert too_little(None, "", "स्थानीय प्रशासन ने आज नए नियम लागू किए।", strict=False) is None
    refused = too_little(None, "", "続きを読む", strict=False)
    assert refused is not None
    assert refused.disposition == "too_short"
