"""`Story`: one article as its author writes it down in texts/*.yml, and where it comes out.

Text is written in paragraphs parted by blank lines; one that begins `## ` is a heading, `* ` a
list item, and `[words](address)` a link. `{date}`, `{date_in}` and `{year}` stand for the day of
publication in the article's language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sholu.clock import span
from sholu.demo.dates import words
from sholu.yamlfile import load

TEXTS = Path(__file__).parent / "texts"
Topic = Literal["deepfake", "ai_regulation", "platform_regulation"]
Kind = Literal["paragraph", "heading", "item"]
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")
_MARKS: tuple[tuple[str, Kind], ...] = (("## ", "heading"), ("* ", "item"))


class Story(BaseModel):
    """An article as written. `ago`: `25m`, `3h`, or days and the local hour, `12d 14:20`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z0-9-]+$")
    lang: Literal["kk", "ru", "ky"]
    ago: str = Field(pattern=r"^(\d+[mh]|\d+d \d\d:\d\d)$")
    title: str
    text: str
    section: str
    author: str | None = None
    photo: str | None = Field(None, description="Who is credited for the picture")
    tags: tuple[str, ...] = Field((), description="Keywords as the outlet sets them")
    topics: tuple[Topic, ...] = Field((), description="What a careful reader would tag it with")
    twin: str | None = Field(None, description="Key of the same story in the other language")


class Desk(BaseModel):
    """A file of texts: one edition of one site."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site: Literal["zakon_kz", "lada_kz", "inform_kz"]
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
    """The local instant `ago` means, to the minute. Raises ValueError for what is not over yet."""
    local = now.astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
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
