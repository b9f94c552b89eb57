"""Routine news: weather, repairs, prices, matches, composed from hand-written sentences.

A recipe (texts/routine_*.yml) gives for each paragraph several wordings, and for each gap a list
of fillers. A filler that needs more than one form (Kazakh case endings) is a table of all its
forms, written by hand: nothing here computes an ending. The same file always gives the same news.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import product
from random import Random
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sholu.demo.story import TEXTS, Desk, SiteId, Story, Topic
from sholu.yamlfile import load

Filler = str | int | dict[str, str]
_SPAN_DAYS = 88
_HOLIDAYS = range(44, 58)
"""Days ago when newsrooms are half empty."""
_CALENDAR = [day for day in range(1, _SPAN_DAYS + 1) for _ in range(1 if day in _HOLIDAYS else 4)]
"""The days news fall on, as often as they do."""
_FIRST_HOUR, _HOURS = 7, 14
_CAPITAL = "АСТАНА"


class Outlet(BaseModel):
    """Where a recipe's news come out, and how many."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site: SiteId
    edition: Literal["kk", "ru"]
    section: str
    count: int = Field(ge=1)


class Recipe(BaseModel):
    """One kind of routine news. A gap `{place.in}` takes the form `in` of the filler `place`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z]+$")
    outlets: tuple[Outlet, ...]
    fill: dict[str, tuple[Filler, ...]] = Field(default_factory=dict)
    numbers: dict[str, tuple[int, int] | tuple[int, int, int]] = Field(
        default_factory=dict, description="Lowest, highest, and a step where grammar needs one"
    )
    titles: tuple[str, ...]
    paragraphs: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = Field((), description="As of a story")
    days: tuple[int, ...] | None = Field(
        None, description="How many days ago each comes out; by default evenly, but for holidays"
    )

    def day(self, index: int, of: int, shift: float) -> int:
        """How many days ago the news of a place in the row of all comes out."""
        if self.days:
            return self.days[index % len(self.days)]
        return _CALENDAR[int((index + shift) / of * len(_CALENDAR))]


class Formula(BaseModel):
    """How a site opens and closes the first sentence, and whom it credits.

    `{up}` is the recipe's `{place.up}`, the capital's name where it has none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    opening: str = ""
    closing: str = ""
    photo: str | None = None


class Recipes(BaseModel):
    """A file of recipes in one language."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Literal["kk", "ru"]
    formulas: dict[str, Formula]
    recipes: tuple[Recipe, ...]


def _filled(text: str, gaps: dict[str, str]) -> str:
    for gap, words in gaps.items():
        text = text.replace(f"{{{gap}}}", words)
    return text


def _wordings(recipe: Recipe, count: int) -> list[tuple[str, ...]]:
    """One wording a paragraph for each of `count` pieces of news, as unlike as can be."""
    choices = list(product(*recipe.paragraphs))
    Random(recipe.key).shuffle(choices)
    taken: list[tuple[str, ...]] = []
    for _ in range(count):
        taken.append(min(choices, key=lambda choice: _likeness(choice, taken)))
    return taken


def _likeness(choice: tuple[str, ...], taken: list[tuple[str, ...]]) -> tuple[int, int]:
    """The most wordings shared with one that is taken, and those shared with all."""
    shared = [sum(a == b for a, b in zip(choice, other, strict=True)) for other in taken]
    return max(shared, default=0), sum(shared)


def _gaps(recipe: Recipe, index: int, rng: Random) -> dict[str, str]:
    """Fillers for one piece of news; lists are walked, so that neighbours always differ."""
    gaps: dict[str, str] = {}
    for name, fillers in recipe.fill.items():
        offset = sum(map(ord, recipe.key + name))
        filler = fillers[(index + offset) % len(fillers)]
        forms = filler.items() if isinstance(filler, dict) else [("", filler)]
        gaps |= {f"{name}.{form}".rstrip("."): str(words) for form, words in forms}
    for name, (lowest, highest, *step) in recipe.numbers.items():
        gaps[name] = str(rng.randrange(lowest, highest + 1, *step))
    return gaps


def _story(
    file: Recipes, recipe: Recipe, outlet: Outlet, wording: tuple[str, ...], index: int, day: int
) -> Story:
    rng = Random(f"{recipe.key} {file.lang} {index}")
    gaps = _gaps(recipe, index, rng)
    formula = file.formulas[outlet.site]
    opening = formula.opening.replace("{up}", gaps.get("place.up", _CAPITAL))
    gaps = {"opening": opening, "closing": formula.closing} | gaps
    hour, minute = _FIRST_HOUR + rng.randrange(_HOURS), rng.randrange(60)
    return Story(
        key=f"{recipe.key}-{file.lang}-{index}",
        lang=file.lang,
        ago=f"{day}d {hour:02}:{minute:02}",
        title=_filled(recipe.titles[index % len(recipe.titles)], gaps),
        text="\n\n".join(_filled(text, gaps) for text in wording),
        section=outlet.section,
        photo=formula.photo,
        tags=tuple(_filled(tag, gaps) for tag in recipe.tags),
        topics=recipe.topics,
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
            told = zip(homes, _wordings(recipe, len(homes)), strict=True)
            for index, (outlet, wording) in enumerate(told):
                day = recipe.day(index, len(homes), number / len(recipes.recipes))
                story = _story(recipes, recipe, outlet, wording, index, day)
                found[outlet.site, outlet.edition, recipes.lang].append(story)
    return tuple(
        Desk.model_validate({"site": site, "edition": edition, "lang": lang, "stories": stories})
        for (site, edition, lang), stories in found.items()
    )
