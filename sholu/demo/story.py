"""`Story`: one article as its author writes it down in texts/*.yml, and where it comes out.

Text is written in paragraphs parted by blank lines; one that begins `## ` is a heading, `* ` a
list item, and `[words](address)` a link. `{date}`, `{date_in}` and `{year}` stand for the day of
publication in the article's language. What its outlet did to it later stands below it: `edits`
and `gone`, each so many hours after the newsroom's epoch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sholu.clock import span
from sholu.demo.dates import words
from sholu.edits import EditClass
from sholu.yamlfile import load

TEXTS = Path(__file__).parent / "texts"
Topic = Literal["deepfake", "ai_regulation", "platform_regulation"]
Kind = Literal["paragraph", "heading", "item"]
SiteId = Literal[
    "zakon_kz", "lada_kz", "inform_kz", "dala_example", "shahar_example", "kokpar_example"
]
After = Annotated[str, Field(pattern=r"^\d+[mh]$")]
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_MARKS: tuple[tuple[str, Kind], ...] = (("## ", "heading"), ("* ", "item"))


class Edit(BaseModel):
    """What the outlet changed in an article, so long `after` the epoch: title, words, or both."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: After
    kind: EditClass = Field(description="What docs/revisions.md calls it")
    title: str | None = None
    words: dict[str, str] = Field(default_factory=dict, description="Old words and the new ones")


class Gone(BaseModel):
    """That the outlet withdrew an article, and what its address answers since."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: After
    status: Literal[404, 410] = 404


class Reprint(BaseModel):
    """That an article is another's text but for some words: whom it names as its source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    of: str = Field(description="Key of the article that was copied")
    words: dict[str, str]


class Story(BaseModel):
    """An article as written.

    `ago`: `25m`, `3h`, or days and the local hour, `12d 14:20`; `+20h` comes after the epoch.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    lang: Literal["kk", "ru", "ky"]
    ago: str = Field(pattern=r"^(\+?\d+[mh]|\d+d \d\d:\d\d)$")
    title: str
    text: str = Field("", description="None in a reprint: it has another's")
    section: str
    author: str | None = None
    photo: str | None = Field(None, description="Who is credited for the picture")
    tags: tuple[str, ...] = Field((), description="Keywords as the outlet sets them")
    topics: tuple[Topic, ...] = Field((), description="What a careful reader would tag it with")
    twin: str | None = Field(None, description="Key of the same story in the other language")
    reprint: Reprint | None = None
    edits: tuple[Edit, ...] = ()
    gone: Gone | None = None

    def by(self, now: datetime, epoch: datetime) -> Story:
        """The article as its outlet has edited it by `now`. Raises ValueError: no such words."""
        title, text = self.title, self.text
        for edit in self.edits:
            if epoch + span(edit.after) <= now:
                title, text = edit.title or title, replaced(text, edit.words)
        return self.model_copy(update={"title": title, "text": text})


class Desk(BaseModel):
    """A file of texts: one edition of one site."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site: SiteId
    edition: Literal["kk", "ru"]
    lang: Literal["kk", "ru"]
    stories: tuple[Story, ...]

    @model_validator(mode="before")
    @classmethod
    def _language(cls, data: Any) -> Any:
        """A story is in the desk's language unless it says otherwise."""
        if isinstance(data, dict) and isinstance(data.get("stories"), list):
            given = {"lang": data.get("lang")}
            stories = data["stories"]
            merged = [given | story if isinstance(story, dict) else story for story in stories]
            return data | {"stories": merged}
        return data


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or list item, with its links still marked."""

    kind: Kind
    text: str

    @property
    def plain(self) -> str:
        """The text as a reader sees it."""
        return _LINK.sub(r"\1", self.text)


def replaced(text: str, words: dict[str, str]) -> str:
    """The text with words of it replaced. Raises ValueError for words that it has not."""
    for old, new in words.items():
        if old not in text:
            raise ValueError(f"{old!r} is not in the text that begins {text[:40]!r}")
        text = text.replace(old, new)
    return text


def blocks(story: Story, published: datetime) -> tuple[Block, ...]:
    """The story's text, lead first, with the words for its day filled in."""
    found = []
    for raw in re.split(r"\n\s*\n", story.text.strip()):
        text = " ".join(raw.split()).format_map(words(published, story.lang))
        kind: Kind = "paragraph"
        for mark, marked in _MARKS:
            if text.startswith(mark):
                text, kind = text.removeprefix(mark), marked
        found.append(Block(kind, text))
    return tuple(found)


def published(ago: str, now: datetime, zone: str) -> datetime:
    """The local instant `ago` means, to the minute. Raises ValueError for what is not over yet.

    `+20h` is the instant that long after `now`.
    """
    local = now.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    if ago.startswith("+"):
        return local + span(ago[1:])
    if " " in ago:
        days, clock = ago.split()
        hour, minute = clock.split(":")
        local = (local - timedelta(days=int(days[:-1]))).replace(hour=int(hour), minute=int(minute))
    else:
        local -= span(ago)
    if local > now:
        raise ValueError(f"{ago} is still to come; write days from 1d on, or 25m, or 3h")
    return local


@cache
def desks() -> tuple[Desk, ...]:
    """The hand-written articles, a desk a file. Raises sholu.yamlfile.FileError."""
    files = sorted(TEXTS.glob("desk_*.yml"))
    return tuple(load(file, Desk) for file in files)
