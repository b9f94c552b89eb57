"""`sholu eval reading`: how well pages are read, by set and language, and against the floors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from crawlers.reading import read_page
from crawlers.site import hooks
from sholu.fields import shown
from sholu.jobs.eval.pages import Labelled, from_file, shipped, shipped_folder
from sholu.jobs.eval.scores import PageScore, Score, body_scores, same_time, same_words, score
from sholu.settings import Settings
from sholu.yamlfile import load


class Floor(BaseModel):
    """What a set in one language must reach; `empty` is the most pages with nothing read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    f1: float = Field(ge=0, le=1)
    titles: float = Field(ge=0, le=1)
    dates: float = Field(ge=0, le=1)
    empty: int = Field(ge=0)

    def faults(self, found: Score) -> list[str]:
        """What falls below, a few words each."""
        shares = (
            ("F1", found.f1, self.f1),
            ("titles", found.titles, self.titles),
            ("dates", found.dates, self.dates),
        )
        faults = [
            f"{name} {value:.4f} is below {floor}"
            for name, value, floor in shares
            if value is not None and value < floor
        ]
        if found.empty > self.empty:
            faults.append(f"{found.empty} empty, at most {self.empty} allowed")
        return faults


class Floors(BaseModel):
    """tests/eval/floors.yml: set -> language -> floor."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reading: dict[str, dict[str, Floor]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One set in one language. `faults` are the floors it fell below, `pages` the single scores."""

    set: str
    lang: str
    score: Score
    faults: tuple[str, ...]
    pages: tuple[PageScore, ...]


def evaluate(settings: Settings, files: Sequence[Path] = ()) -> Iterator[Result]:
    """The shipped sets against their floors; or these files of labelled pages, without floors.

    Raises UserError where pages or floors cannot be read.
    """
    if files:
        for file in files:
            name = file.name.removesuffix(".gz").removesuffix(".jsonl")
            yield from results(name, from_file(file), settings, {})
        return
    floors = load(shipped_folder() / "floors.yml", Floors).reading
    for name, pages in shipped(settings).items():
        yield from results(name, pages, settings, floors[name])


def results(
    name: str,
    pages: Iterator[Labelled] | Sequence[Labelled],
    settings: Settings,
    floors: Mapping[str, Floor],
) -> Iterator[Result]:
    """A set's results, a language each, in the order of their names."""
    scores: dict[str, list[PageScore]] = defaultdict(list)
    for page in pages:
        scores[page.lang].append(page_score(page, settings))
    for lang, found in sorted(scores.items()):
        total = score(found)
        faults = floors[lang].faults(total) if lang in floors else []
        yield Result(set=name, lang=lang, score=total, faults=tuple(faults), pages=tuple(found))


def page_score(labelled: Labelled, settings: Settings) -> PageScore:
    """Read a page in this process, as `sholu read` does, and compare it with its reference."""
    site = labelled.site
    code = hooks(site.id, *settings.site_folders) if site else None
    article = read_page(labelled.page, site, hooks=code, strict=False).article
    precision, recall = body_scores(labelled.text, article.text if article else "")
    published = shown(article.published) if article and article.published else None
    title, time = labelled.title, labelled.published
    return PageScore(
        id=labelled.id,
        precision=precision,
        recall=recall,
        title=None if title is None else same_words(title, article.title if article else ""),
        date=None if time is None else same_time(time, published),
    )
