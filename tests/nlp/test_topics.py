"""Every topic file: its examples, its lint, and the seeds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.topic import Example, Matcher, Topic, check_topic, explain, load_topics, tag_text
from nlp.topic.lint import level_of

TOPICS = load_topics()
EXAMPLES = [(topic, example) for topic in TOPICS.values() for example in topic.examples]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(TOPICS)


@pytest.mark.parametrize(
    ("topic", "example"), EXAMPLES, ids=[f"{t.id}-{e.lang}-{e.text[:40]}" for t, e in EXAMPLES]
)
def test_an_example_gets_the_level_it_expects(
    matcher: Matcher, topic: Topic, example: Example
) -> None:
    assert level_of(matcher, topic, example) == example.expect


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_a_shipped_topic_has_no_fault(topic: Topic) -> None:
    assert check_topic(topic) == []


@pytest.mark.parametrize("topic", TOPICS.values(), ids=list(TOPICS))
def test_a_shipped_topic_is_well_exemplified(topic: Topic) -> None:
    hard = [example for example in topic.examples if example.expect == "none" and example.why]
    assert len(topic.examples) >= 12
    assert len(hard) >= 4


@pytest.mark.shared
@pytest.mark.parametrize("number", ["000", "001", "002"])
def test_a_seed_has_its_topics_and_no_other(shared: Path, matcher: Matcher, number: str) -> None:
    (file,) = (shared / "seeds").glob(f"{number}_*.ref.json")
    seed = json.loads(file.read_text(encoding="utf-8"))
    fields = {"title": seed["title"] or "", "text": "\n\n".join(seed["text"])}
    tags = tag_text(matcher, fields["title"], fields["text"], None, seed["lang"])
    assert sorted(tag.topic for tag in tags) == sorted(seed["topics"])
    assert not {tag.topic for tag in tags} & set(seed["never_topics"])
    for tag in tags:
        assert tag.evidence
        for span in tag.evidence:
            assert span.text == fields[span.field][span.start : span.end]
    kept = {topic.topic for topic in explain(matcher, **fields).topics if topic.kept}
    assert kept == set(seed["topics"])


def _texts() -> list[tuple[str, set[str], str, str]]:
    lines = (Path(__file__).parent / "topic_texts.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if line and not line.startswith("#")]
    return [(lang, set(filter(None, want.split(","))), *rest) for lang, want, *rest in rows]  # type: ignore[misc]


@pytest.mark.parametrize("name", list(TOPICS))
@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_precision_and_recall_on_short_news(matcher: Matcher, name: str, lang: str) -> None:
    """The rules were tuned on these texts: a guard against losing what they find."""
    rows = [row for row in _texts() if row[0] == lang]
    found = [
        name in {tag.topic for tag in tag_text(matcher, title, text, None, lang)}
        for _, _, title, text in rows
    ]
    wanted = [name in want for _, want, _, _ in rows]
    right = sum(a and b for a, b in zip(found, wanted, strict=True))
    assert right >= 0.9 * sum(wanted) > 0
    assert right >= 0.95 * sum(found)
