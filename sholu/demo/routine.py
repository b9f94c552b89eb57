"""Routine news: weather, repairs, prices, matches, composed from hand-written sentences.

A recipe (texts/routine_*.yml) gives for each paragraph several wordings, and for each gap a list
of fillers. A filler that needs more than one form (Kazakh case endings) is a table of all its
forms, written by hand: nothing here computes an ending. The same file always gives the same news.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sholu.demo.story import TEXTS, Desk, Story
from sholu.yamlfile import load

Filler = str | int | dict[str, str]
_SPAN_DAYS = 88
_FIRST_HOUR, _HOURS = 7, 14


class Outlet(BaseModel):
    """Where a recipe's news come out, and how many."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site: Literal["zakon_kz", "lada_kz", "inform_kz"]
    edition: Literal["kk", "ru"]
    section: str
    count: int = Field(ge=1)


class Recipe(BaseModel):
    """One kind of routine news. A gap `{place.in}` takes the form `in` of the filler `place`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z]+$")
    outlets: tuple[Outlet, ...]
    fill: dict[str, tuple[Filler, ...]] = Field(default_factory=dict)
    numbers: dict[str, tuple[int, int]] = Field(
        default_factory=dict, description="Lowest and highest"
    )
    titles: tuple[str, ...]
    paragraphs: tuple[tuple[str, ...], ...]
    author: str | None = None
    photo: str | None = None
    tags: tuple[str, ...] = ()


class Recipes(BaseModel):
    """A file of recipes in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Literal["kk", "ru"]
    recipes: tuple[Recipe, ...]


def _filled(text: str, gaps: dict[str, str]) -> str:
    for gap, words in gaps.items():
        text = text.replace(f"{{{gap}}}", words)
    return text


def _gaps(recipe: Recipe, index: int, rng: Random) -> dict[str, str]:
    """Fillers for one piece of news; lists are walked, so that neighbours always differ."""
    gaps: dict[str, str] = {}
    for name, fillers in recipe.fill.items():
        offset = sum(map(ord, recipe.key + name))
        filler = fillers[(index + offset) % len(fillers)]
        forms = filler.items() if isinstance(filler, dict) else [("", filler)]
        gaps |= {f"{name}.{form}".rstrip("."): str(words) for form, words in forms}
    for name, (lowest, highest) in recipe.numbers.items():
        gaps[name] = str(rng.randint(lowest, highest))
    return gaps


def _story(
    recipe: Recipe, lang: Literal["kk", "ru"], outlet: Outlet, index: int, day: int
) -> Story:
    rng = Random(f"{recipe.key} {lang} {index}")
    gaps = _gaps(recipe, index, rng)
    hour, minute = _FIRST_HOUR + rng.randrange(_HOURS), rng.randrange(60)
    wordings = [rng.choice(wording) for wording in recipe.paragraphs]
    return Story(
        key=f"{recipe.key}-{lang}-{index}",
        lang=lang,
        ago=f"{day}d {hour:02}:{minute:02}",
        title=_filled(recipe.titles[index % len(recipe.titles)], gaps),
        text="\n\n".join(_filled(text, gaps) for text in wordings),
        section=outlet.section,
        author=recipe.author,
        photo=recipe.photo,
        tags=tuple(_filled(tag, gaps) for tag in recipe.tags),
    )


def _places(recipe: Recipe) -> Iterator[Outlet]:
    """The recipe's outlets in turn until each has its count."""
    left = {outlet: outlet.count for outlet in recipe.outlets}
    while any(left.values()):
        for outlet in recipe.outlets:
            if left[outlet]:
                left[outlet] -= 1
                yield outlet


@cache
def routine() -> tuple[Desk, ...]:
    """All routine news, a desk an edition. Raises sholu.yamlfile.FileError."""
    found: dict[tuple[str, str, str], list[Story]] = defaultdict(list)
    for file in sorted(TEXTS.glob("routine_*.yml")):
        recipes = load(file, Recipes)
        for number, recipe in enumerate(recipes.recipes):
            homes = list(_places(recipe))
            step = _SPAN_DAYS / len(homes)
            for index, outlet in enumerate(homes):
                day = 1 + int(index * step + number * step / len(recipes.recipes))
                story = _story(recipe, recipes.lang, outlet, index, day)
                found[outlet.site, outlet.edition, recipes.lang].append(story)
    return tuple(
        Desk.model_validate({"site": site, "edition": edition, "lang": lang, "stories": stories})
        for (site, edition, lang), stories in found.items()
    )
