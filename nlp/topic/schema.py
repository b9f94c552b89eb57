"""`Topic`: the schema of a topic file (nlp/topics/<id>.yml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from nlp.topic.terms import Groups, Lang, TermError, parse

Expected = Literal["strong", "weak", "none"]
Role = Literal["strong", "weak", "context", "not", "not_beside"]
ROLES: tuple[Role, ...] = ("strong", "weak", "context", "not", "not_beside")
FIELDS: dict[Role, str] = {role: "not_" if role == "not" else role for role in ROLES}
LEAST_EXAMPLES = 3
_SHAPE_ONLY = dict.fromkeys(("kk", "ru", "en"), lambda word, surface: word)


def _term(term: str) -> str:
    try:
        parse(term, "ru", _SHAPE_ONLY)
    except TermError as error:
        raise ValueError(str(error)) from None
    return term


Term = Annotated[
    str,
    Field(
        min_length=1,
        description="word, =Exact, word*, (a|b), several in order, .. for up to 4 words between",
    ),
    AfterValidator(_term),
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Terms(_Model):
    """Terms of a role, per language."""

    kk: tuple[Term, ...] = ()
    ru: tuple[Term, ...] = ()
    en: tuple[Term, ...] = ()

    def items(self) -> Iterator[tuple[Lang, tuple[str, ...]]]:
        """(language, terms) of each language."""
        yield from (("kk", self.kk), ("ru", self.ru), ("en", self.en))

    def any(self) -> bool:
        """Whether there is one."""
        return bool(self.kk or self.ru or self.en)


class Titles(_Model):
    """What the topic is called."""

    kk: str = Field(min_length=1)
    ru: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Score(_Model):
    """Points a sentence brings by its best evidence; what a tag needs in all."""

    strong: float = Field(1.0, gt=0, le=10)
    weak: float = Field(0.5, gt=0, le=10)
    in_title: float = Field(2.0, ge=1, le=10, description="Points in the title are multiplied by")
    keep_at: float = Field(1.0, gt=0, le=100)


class Example(_Model):
    """A text and the level of the tag it must get; the topic's tests."""

    text: str = Field(min_length=1)
    lang: Lang
    expect: Expected
    title: str = ""
    why: str = ""


class Topic(_Model):
    """A topic. `id` is the file stem, `version` a short hash of the file's bytes."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: str
    file: str
    title: Titles
    summary: str = Field(min_length=20)
    parent: str | None = Field(None, pattern=r"^[a-z][a-z0-9_]*$")
    groups: dict[Annotated[str, Field(pattern=r"^\w+$")], Terms] = Field(
        default_factory=dict, description="<name> in a term stands for any of these"
    )
    strong: Terms = Field(Terms(), description="One is enough")
    weak: Terms = Field(Terms(), description="Count only beside a context term")
    context: Terms = Field(
        Terms(), validate_default=True, description="In any language: text is often mixed"
    )
    within: Literal["sentence", "paragraph"] = Field(
        "sentence", description="How near to a weak term its context must stand"
    )
    not_: Terms = Field(
        Terms(), alias="not", description="Phrases whose words count for nothing: names, homonyms"
    )
    not_beside: Terms = Field(
        Terms(), description="A sentence with one of these is no evidence at all"
    )
    score: Score = Score()
    examples: tuple[Example, ...]

    def terms(self, role: Role) -> Terms:
        """The terms of that role."""
        found: Terms = getattr(self, FIELDS[role])
        return found

    def named(self, lang: Lang) -> Groups:
        """The groups as terms of that language see them."""
        return _named(self.groups, lang)

    @field_validator("groups")
    @classmethod
    def _groups_are_plain(cls, groups: dict[str, Terms]) -> dict[str, Terms]:
        for name, terms in groups.items():
            for term in (term for _, listed in terms.items() for term in listed):
                if set("()<>|") & set(term) or ".." in term:
                    raise ValueError(f"{name}: {term!r}: expected words without brackets and `..`")
        return groups

    @field_validator("strong", "weak", "context", "not_", "not_beside")
    @classmethod
    def _groups_exist(cls, terms: Terms, info: ValidationInfo) -> Terms:
        for lang, listed in terms.items():
            named = _named(info.data.get("groups", {}), lang)
            for term in listed:
                try:
                    parse(term, lang, _SHAPE_ONLY, named)
                except TermError as error:
                    raise ValueError(f"{lang}: {term!r}: {error}") from None
        return terms

    @field_validator("context")
    @classmethod
    def _context_of_weak(cls, context: Terms, info: ValidationInfo) -> Terms:
        weak = info.data.get("weak", Terms())
        if weak.any() and not context.any():
            raise ValueError("`weak` terms need `context` terms to stand beside")
        if context.any() and not weak.any():
            raise ValueError("there are no `weak` terms that need it")
        if not (weak.any() or info.data.get("strong", Terms()).any()):
            raise ValueError("expected terms under `strong`, or under `weak` and `context`")
        return context

    @field_validator("examples")
    @classmethod
    def _enough_examples(
        cls, examples: tuple[Example, ...], info: ValidationInfo
    ) -> tuple[Example, ...]:
        roles = [info.data.get(FIELDS[role], Terms()) for role in ROLES]
        needed = ["kk", "ru"] + ["en"] * any(terms.en for terms in roles)
        for lang in needed:
            found = [example for example in examples if example.lang == lang]
            if len(found) < LEAST_EXAMPLES:
                raise ValueError(
                    f"expected at least {LEAST_EXAMPLES} with `lang: {lang}`, "
                    f"there are {len(found)}"
                )
            if not any(example.expect == "none" for example in found):
                raise ValueError(f"expected one with `lang: {lang}` and `expect: none`")
        return examples


def _named(groups: Mapping[str, Terms], lang: Lang) -> Groups:
    return {name: dict(terms.items())[lang] for name, terms in groups.items()}


OUTSIDE = ("id", "version", "file")
"""Fields that do not stand in the file but come from it."""


def schema() -> dict[str, Any]:
    """The JSON Schema of a topic file, for editors."""
    found = Topic.model_json_schema()
    for name in OUTSIDE:
        found["properties"].pop(name)
    found["required"] = [name for name in found["required"] if name not in OUTSIDE]
    return found
