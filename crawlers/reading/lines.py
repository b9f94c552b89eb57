"""From the lines of a body to paragraphs: furniture out, captions aside, no doubles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from crawlers.reading.dates import is_of_date
from crawlers.reading.furniture import Furniture, key

DOUBLE = 40
"""A paragraph this long does not stand twice in an article."""
_DATE = re.compile(
    r"(?:\d{1,2}:\d\d\W+)?\d{1,2}[.\s]\s*[^\W_]+[.\s]\s*\d{4}(?:\D{1,5}\d{1,2}:\d\d)?\W*[\d\s]*(?:г\.?|года|ж\.?)?"
)
_MARK = re.compile(r"^(?:сурет|фото|автор|мәтін|текст)\W*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the body: its text and the tag it stood in."""

    text: str
    tag: str = "p"


@dataclass(slots=True)
class Cleaner:
    """Decides line by line; `captions` gathers what belongs to pictures."""

    furniture: Furniture
    title: str
    others: Collection[str]
    authors: Iterable[str] = ()
    captions: list[str] = field(default_factory=list)

    def paragraphs(self, lines: Iterable[Line]) -> list[str]:
        """The paragraphs of the article, in order.

        Lines equal to headlines of other articles, to the title, an author or a caption are left
        out, and so is whatever stands
        behind the line that ends the article.
        """
        kept: list[str] = []
        seen: set[str] = set()
        apart = {key(self.title), *map(key, self.captions)}
        people = {key(name) for name in self.authors}
        for line in lines:
            text = line.text.strip(" \t")
            same = key(text)
            kind = self.furniture.kind(text)
            if kind == "end" and kept:
                break
            if kind == "credit":
                self.captions.append(text)
                apart.add(same)
                continue
            if kind in ("furniture", "end") or same in apart or not re.search(r"\w", text):
                continue
            if kind != "keep" and (same in self.others or _DATE.fullmatch(text)):
                continue
            if _is_byline(_MARK.sub("", same), people) or (len(same) >= DOUBLE and same in seen):
                continue
            if kept and key(kept[-1]) == same:
                continue
            seen.add(same)
            kept.append(text)
        return [text for text in kept if key(text) not in set(map(key, self.captions))]


def _is_byline(line: str, people: Collection[str]) -> bool:
    """Whether a line names the authors and nothing else but a date."""
    rest = line
    for name in people:
        rest = rest.replace(name, "")
    return rest != line and all(map(is_of_date, re.findall(r"[^\W\d_]+", rest)))
