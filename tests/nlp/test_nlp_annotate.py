"""What is said of an article: language, keys, tags, versions; on plain text too."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nlp.annotate import annotate, matcher_of
from nlp.keys import KEYS_VERSION
from nlp.language import LANGUAGE_VERSION
from nlp.topic import get_topic, load_topics
from sholu.article import Annotations, Article

KK = """Мәжілісте дипфейктер үшін жауапкершілік енгізу мәселесі талқыланды, деп хабарлайды тілші.

Депутаттың айтуынша, жасанды интеллект туралы заң жобасы дайын.

Фото: pixabay"""
RU = """В Казахстане введут ответственность за дипфейки, сообщили в министерстве.

Волна роликов, созданных нейросетями, выросла вдвое."""


def test_a_kazakh_article() -> None:
    notes = annotate(Article.from_text(KK, title="Дипфейк үшін жауапкершілік"))
    assert (notes.lang, notes.script, notes.languages) == ("kk", "Cyrl", (("kk", 1.0),))
    assert "deepfake" in [tag.topic for tag in notes.tags]
    assert notes.keys.title_keys_kk == "дипфейк үшін жауапкершілік"
    assert (notes.keys.keys_ru, notes.keys.title_keys_ru) == ("", "")
    assert (notes.damage, notes.entities, notes.cites) == ((), (), ())


def test_a_mixed_article_is_in_the_language_of_most_letters() -> None:
    notes = annotate(Article.from_text(f"{RU}\n\n{RU}\n\n{KK}", title="Дипфейки"))
    assert notes.lang == "ru"
    assert [lang for lang, _ in notes.languages] == ["ru", "kk"]
    assert sum(share for _, share in notes.languages) == pytest.approx(1, abs=0.01)
    assert "дипфейк" in notes.keys.keys_kk.split()
    assert "дипфейк" in notes.keys.keys_ru.split()
    assert notes.keys.title_keys_ru == "дипфейк"


@pytest.mark.parametrize("text", [KK, RU, "", "2025"])
@pytest.mark.parametrize("title", ["Дипфейк үшін жауапкершілік", ""])
def test_evidence_is_in_the_text(title: str, text: str) -> None:
    article = Article.from_text(text, title=title)
    for tag in annotate(article).tags:
        assert tag.evidence
        for span in tag.evidence:
            assert getattr(article, span.field)[span.start : span.end] == span.text


def test_versions_name_everything_that_made_the_notes() -> None:
    versions = dict(annotate(Article.from_text(RU)).versions)
    assert (versions["keys"], versions["language"]) == (KEYS_VERSION, LANGUAGE_VERSION)
    assert versions["deepfake"] == get_topic("deepfake").version
    assert set(load_topics()) <= set(versions)


def test_only_the_topics_asked_for() -> None:
    topics = {"deepfake": get_topic("deepfake")}
    notes = annotate(Article.from_text(KK), topics)
    assert [tag.topic for tag in notes.tags] == ["deepfake"]
    assert matcher_of(topics) is matcher_of(dict(topics))
    assert annotate(Article.from_text(KK), {}).tags == ()


def test_the_prior_is_the_edition_or_what_the_page_declares() -> None:
    article = Article.from_text("Астана. Алматы.")
    assert annotate(article, prior="ru").lang == "ru"
    assert annotate(article, prior="kk").lang == "kk"
    assert annotate(replace(article, declared_lang="ru-RU")).lang == "ru"
    assert annotate(Article.from_text(RU), prior="kk").lang == "ru"


def test_nothing_to_say_of_nothing() -> None:
    notes = annotate(Article.from_text(""))
    assert notes == Annotations(lang="und", script="Zyyy", versions=notes.versions)
    assert annotate(Article.from_text("", title="Волна дипфейков")).lang == "ru"


def test_annotating_twice_gives_the_same_and_loads_no_spacy() -> None:
    code = (
        "import sys; from nlp.annotate import annotate; from sholu.article import Article;"
        "a = Article.from_text('Волна дипфейков', title='Дипфейк үшін жауапкершілік');"
        "print(annotate(a) == annotate(a), 'spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


@pytest.mark.shared
@pytest.mark.parametrize("number", ["000", "001", "002"])
def test_seeds(shared: Path, number: str) -> None:
    path = next((shared / "seeds").glob(f"{number}_*.ref.json"))
    seed = json.loads(path.read_text(encoding="utf-8"))
    article = Article.from_text("\n".join(seed["text"]), title=seed["title"] or "")
    notes = annotate(article)
    assert notes.lang == seed["lang"]
    assert sorted(tag.topic for tag in notes.tags) == sorted(seed["topics"])
