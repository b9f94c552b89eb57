"""What counts as evidence, what does not, and how it is said."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from topic_probe import probe

from nlp.topic import (
    Matcher,
    check_topic,
    explain,
    get_matcher,
    load_topics,
    tag_text,
    unused_terms,
)
from sholu.article import Tag

MINISTRY_RU = "Министерство искусственного интеллекта и цифрового развития"
MINISTRY_KK = "Жасанды интеллект және цифрлық даму министрлігі"


def tags(text: str, title: str = "", lang: str = "ru") -> dict[str, Tag]:
    """The shipped topics' tags by id."""
    return {tag.topic: tag for tag in tag_text(get_matcher(), title, text, None, lang)}


def test_evidence_slices_to_its_words() -> None:
    title, text = "Дипфейктер туралы", "Бірінші.\n\nАлаяқтар дипфейк-видео таратты."
    tag = tags(text, title, "kk")["deepfake"]
    fields = {"title": title, "text": text}
    assert [(span.field, span.text) for span in tag.evidence] == [
        ("title", "Дипфейктер"), ("text", "дипфейк"),
    ]  # fmt: skip
    assert all(s.text == fields[s.field][s.start : s.end] for s in tag.evidence)
    assert tag.score == 3.0
    assert tag.level == "strong"


def test_a_sentence_counts_once() -> None:
    assert tags("Дипфейки, дипфейки и дипфейк.")["deepfake"].score == 1.0
    assert tags("Дипфейки. Дипфейки. И дипфейк.")["deepfake"].score == 3.0


@pytest.mark.parametrize(
    "opener",
    [
        "Напомним, в мае осудили автора дипфейков.",
        "Также напомним, что в мае осудили автора дипфейков.",
        "Ранее мы писали, что в стране появились дипфейки.",
        "Мы сообщали, что за дипфейки будут штрафовать.",
        "Ранее сообщалось о дипфейках.",
        "Бұған дейін дипфейктер туралы жазғанбыз.",
        "Бұған дейін елімізде дипфейк таратқан азамат ұсталғанын хабарлаған едік.",
        "Еске салайық, биыл дипфейк үшін айыппұл енгізілді.",
        "Еске сала кетейік, биыл дипфейк үшін айыппұл енгізілді.",
        "Айта кетейік, елде дипфейктер көбейді.",
    ],
)
def test_a_recalling_sentence_is_weak_and_never_alone(opener: str) -> None:
    assert tags(opener) == {}
    (found,) = (t for t in explain(get_matcher(), "", opener).topics if t.topic == "deepfake")
    assert found.why[0].note == "recalls another story: weak at most"
    assert "another story" in found.verdict
    beside = tags(f"Дипфейк распознали за час.\n\n{opener}")["deepfake"]
    assert beside.level == "strong"
    assert len(beside.evidence) == 2


def test_a_paragraph_that_opens_with_another_story_goes_on_with_it() -> None:
    assert tags("Напомним, в мае был суд. Тогда осудили автора дипфейков.") == {}
    assert "deepfake" in tags("Суд идет. Напомним, он начался в мае. Автор дипфейков молчит.")


@pytest.mark.parametrize(
    "told",
    ["Казахстанцам напомнили о дипфейках.", "Ранее агентство сообщило о дипфейках.",
     "Бұған дейін дипфейк болмаған."],
)  # fmt: skip
def test_other_sentences_are_no_recall(told: str) -> None:
    assert tags(told)["deepfake"].level == "strong"


@pytest.mark.parametrize(
    "text",
    [
        f"{MINISTRY_RU} сообщило о ремонте.",
        f"{MINISTRY_RU} внесло законопроект. {MINISTRY_RU} поддержало другой законопроект.",
        f"{MINISTRY_RU} опровергло фейковое видео о ремонте.",
        "Вице-министр искусственного интеллекта и цифрового развития рассказал о законопроекте.",
        f"{MINISTRY_KK} заң жобасын әзірледі.",
        f"{MINISTRY_KK} жалған видео тарағанын мәлімдеді.",
        "Жасанды интеллект және цифрлық даму вице-министрі заң жобасы туралы айтты.",
    ],
)
def test_the_name_of_the_ministry_is_no_topic(text: str) -> None:
    assert tags(text) == {}


def test_the_ministry_may_speak_of_the_law_all_the_same() -> None:
    text = f"{MINISTRY_RU} разъяснило закон об искусственном интеллекте."
    (span,) = tags(text)["ai_regulation"].evidence
    assert span.text == "закон об искусственном интеллекте"


def test_mixed_sentences() -> None:
    assert "deepfake" in tags("Министр «дипфейки» туралы айтты.", lang="kk")
    assert "ai_regulation" in tags("Депутат ИИ туралы заңды талқылады.", lang="kk")
    assert "ai_regulation" in tags("Автор книги «Жасанды интеллект туралы заң» приехал.")


def test_exclusions() -> None:
    topic = probe(
        strong={"ru": ["ролик"]},
        **{"not": {"ru": ["детский ролик"]}, "not_beside": {"ru": ["кино"]}},
    )
    matcher = Matcher({"probe": topic})
    assert tag_text(matcher, "", "Детский ролик и просто ролик.")[0].evidence[0].start == 23
    assert tag_text(matcher, "", "Детский ролик.") == ()
    assert tag_text(matcher, "", "Ролик в кино.") == ()
    (found,) = explain(matcher, "", "Ролик в кино.").topics
    assert found.why_not[0].note == "the sentence has 'кино' (not_beside)"


def test_context_within_sentence_or_paragraph() -> None:
    text, parted = "Ролик вышел. Его делала нейросеть.", "Ролик вышел.\n\nЕго делала нейросеть."
    parts: dict[str, object] = {
        "weak": {"ru": ["ролик"]}, "context": {"ru": ["нейросеть"]}, "score": {"weak": 1},
    }  # fmt: skip
    near = Matcher({"probe": probe(**parts)})
    wide = Matcher({"probe": probe(**parts, within="paragraph")})
    assert tag_text(near, "", text) == ()
    (tag,) = tag_text(wide, "", text)
    assert (tag.level, tag.evidence[0].term) == ("weak", "ролик + нейросеть")
    assert tag_text(wide, "", parted) == ()
    (tag,) = tag_text(wide, "Ролик", "Его делала нейросеть.\n\nКонец.")
    assert tag.score == 2.0
    assert tag_text(near, "Ролик", "Его делала нейросеть.") == ()


def test_points_add_up_to_keep_at() -> None:
    topic = probe(weak={"ru": ["ролик"]}, context={"ru": ["нейросеть"]})
    matcher = Matcher({"probe": topic})
    once = "Ролик сделала нейросеть."
    assert tag_text(matcher, "", once) == ()
    (found,) = explain(matcher, "", once).topics
    assert found.verdict == "0.5 of 1 points: too few sentences speak of it"
    assert tag_text(matcher, once, "")[0].score == 1.0
    assert tag_text(matcher, "", f"{once} {once}")[0].level == "weak"


def test_lines_of_an_explanation() -> None:
    lines = list(explain(get_matcher(), "Дипфейк", "Мәтін.", None, "kk").lines())
    assert lines[0] == "deepfake: yes; 2 of 1 points, strong"
    assert lines[1] == "  +2 title[0:7] 'Дипфейк' by strong term 'дипфейк*' (in the title): Дипфейк"
    assert "ai_regulation: no; 0 of 1 points: none of its terms" in lines


def test_lint_finds_what_the_schema_cannot() -> None:
    topic = probe(
        groups={"net": {"kk": ["жeлі"]}},  # a Latin e
        strong={"ru": ["дипфeйк", "ролик*", "новый ролик", "ролик*", "АI"]},
        weak={"ru": ["старые ролики", "дом"]},
        context={"ru": ["сад"]},
        **{"not": {"ru": ["дом"]}},
    )
    faults = check_topic(topic)
    assert all(fault.startswith("probe.yml: ") for fault in faults)
    for said in (
        "groups.net.kk.0: 'жeлі' mixes scripts (Latin e); expected one script in a word",
        "strong.ru.0: 'дипфeйк' mixes scripts (Latin e)",
        "strong.ru.4: 'АI' mixes scripts",
        "strong.ru.2: 'новый ролик' never gets a turn, strong.ru.1 'ролик*' takes its words",
        "strong.ru.3: 'ролик*' never gets a turn, strong.ru.1",
        "weak.ru.0: 'старые ролики' never gets a turn, strong.ru.1",
        "weak.ru.1: 'дом' never gets a turn, not.ru.0",
        "examples.0: expected strong, it is none: 'a'",
    ):
        assert any(said in fault for fault in faults), said
    assert "probe.yml: weak.ru.1: no example has the term 'дом'" in unused_terms(topic)


PIECES = [
    "дипфейк",
    "Дипфейктердің",
    "ИИ",
    "ЖИ",
    "закон",
    "заң",
    "об",
    "о",
    "туралы",
    "искусственном",
    "интеллекте",
    "жасанды",
    "интеллект",
    "фейковое",
    "видео",
    "нейросеть",
    "жалған",
    "бейне",
    "Напомним",
    "Еске",
    "салайық",
    ".",
    "!",
    ",",
    "-",
    "«",
    "»",
    "TikTok",
    "заблокировали",
    "удалить",
    "незаконный",
    "контент",
    "министерство",
    "заңсыз",
    "контентті",
    "жою",
    "ё",
    "641-1",
    "бап",
]
WORDS = st.sampled_from([*PIECES, "\u0301", "\u00ad", "\n\n"])


@given(st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=8).map(" ".join))
def test_spans_always_slice_to_their_words(text: str, title: str) -> None:
    fields = {"title": title, "text": text}
    matcher = get_matcher()
    found = tag_text(matcher, title, text, None, "ru")
    for tag in found:
        assert tag.evidence
        assert tag.score >= matcher.topics[tag.topic].score.keep_at
        for span in tag.evidence:
            assert span.text == fields[span.field][span.start : span.end] != ""
        places = [(s.field != "title", s.start, s.end) for s in tag.evidence]
        assert all(one <= other for one, other in pairwise(places))
    explained = explain(matcher, title, text, None, "ru")
    assert {t.topic for t in explained.topics if t.kept} == {tag.topic for tag in found}
    assert list(explained.lines())


def test_the_matcher_needs_no_spacy() -> None:
    code = (
        "import sys; from nlp.topic import get_matcher, tag_text; "
        "assert tag_text(get_matcher(), '', 'Дипфейк.'); assert 'spacy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_topics_are_independent_of_each_other() -> None:
    text = "Закон об ИИ обязывает маркировать дипфейки. TikTok заблокируют."
    together = {tag.topic: tag for tag in tag_text(get_matcher(), "", text)}
    for name, topic in load_topics().items():
        alone = tag_text(Matcher({name: topic}), "", text)
        assert alone == tuple(tag for key, tag in together.items() if key == name)
