"""Topic files: what the schema refuses, and how it says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.topic import UnknownTopic, get_topic, load_topic, load_topics, schema, topic_files
from sholu.yamlfile import FileError

GOOD = """\
title: {kk: Көлік, ru: Транспорт, en: Transport}
summary: Buses and trains, when they run and when they do not.
strong:
  kk: [автобус]
  ru: [автобус]
weak:
  ru: [расписание]
context:
  ru: [вокзал, поезд*]
score: {weak: 1}
examples:
  - {lang: kk, expect: strong, text: Автобустар кешікті.}
  - {lang: kk, expect: strong, text: Жаңа автобус келді.}
  - {lang: kk, expect: none, text: Дүкен ашылды.}
  - {lang: ru, expect: strong, text: Автобусов не хватает.}
  - {lang: ru, expect: weak, text: Расписание висит на вокзале.}
  - {lang: ru, expect: none, text: Расписание уроков.}
"""


def write(folder: Path, text: str, name: str = "transport") -> Path:
    path = folder / f"{name}.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_topic_takes_its_id_and_version_from_the_file(tmp_path: Path) -> None:
    topic = load_topic(write(tmp_path, GOOD))
    changed = load_topic(write(tmp_path, GOOD + "# one more word\n"))
    assert topic.id == "transport"
    assert len(topic.version) == 12
    assert topic.version != changed.version


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("score:", "scores:", 10, "scores: unknown key"),
        ("title: {kk: Көлік,", "title: {", 1, "title.kk: this key is missing"),
        ("title:", "id: bus\ntitle:", 1, "id: unknown key"),
        ("[автобус]\n  ru", "['авто(бус']\n  ru", 4, "strong.kk.0: expected words"),
        ("поезд*", "по*", 9, "context.ru.1: 'по*': 3 letters or more"),
        ("[автобус]\nweak", "[<bus> стоит]\nweak", 3, "there is no group `bus`"),
        ("context:\n  ru: [вокзал, поезд*]\n", "", 1, "`weak` terms need `context` terms"),
        ("weak: 1", "weak: -1", 10, "score.weak: expected more than 0"),
        ("lang: kk, expect: none", "lang: kk, expect: strong", 11, "`lang: kk` and `expect: none`"),
        ("lang: ru, expect: weak", "lang: kk, expect: weak", 11, "at least 3 with `lang: ru`"),
        ("[расписание]", "[расписание .. ]", 7, "`..` stands between two words"),
    ],
)
def test_a_fault_names_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(FileError) as caught:
        load_topic(path)
    assert f"{path}:{line}: " in str(caught.value)
    assert said in str(caught.value)


def test_english_needs_examples_once_it_has_terms(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace("  ru: [автобус]", "  ru: [автобус]\n  en: [bus]", 1))
    with pytest.raises(FileError, match="at least 3 with `lang: en`"):
        load_topic(path)


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be read"):
        load_topic(tmp_path / "none.yml")


def test_a_folder_of_the_user_wins(tmp_path: Path) -> None:
    mine = write(tmp_path, GOOD, "deepfake")
    assert topic_files(tmp_path)["deepfake"] == mine
    topics = load_topics(tmp_path)
    assert topics["deepfake"].title.ru == "Транспорт"
    assert list(topics) == sorted(topics)
    assert {"deepfake", "ai_regulation", "platform_regulation"} <= set(topics)


def test_an_unknown_topic_names_the_nearest(tmp_path: Path) -> None:
    assert get_topic("deepfake").id == "deepfake"
    with pytest.raises(UnknownTopic, match="unknown topic deepfakes; did you mean deepfake"):
        get_topic("deepfakes")


def test_the_editors_schema_has_what_stands_in_the_file() -> None:
    found = schema()
    assert {"title", "not", "examples"} <= set(found["properties"])
    assert not {"id", "version", "file", "not_"} & set(found["properties"])
    assert found["additionalProperties"] is False
