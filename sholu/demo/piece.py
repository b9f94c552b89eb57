"""`Piece`: a story placed in time and on its site, with its number and address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1

from sholu.demo import slugs
from sholu.demo.routine import routine
from sholu.demo.story import Block, Desk, Story, blocks, desks, published

ZONES = {"zakon_kz": "Asia/Almaty", "lada_kz": "Asia/Aqtau", "inform_kz": "Asia/Almaty"}
_DAY = 24 * 60
_BASES = {"zakon_kz/ru": 6_491_000, "zakon_kz/kk": 6_071_200, "lada_kz/ru": 131_400}
STEP = 17
"""By so much the numbers of neighbouring articles differ."""
_EDITED_AFTER = timedelta(minutes=7)


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of the newsroom. `at` is its local time of publication, to the second."""

    story: Story
    site: str
    edition: str
    number: int
    url: str
    at: datetime
    modified: datetime
    blocks: tuple[Block, ...]

    @property
    def lead(self) -> str:
        """The first paragraph, as read."""
        return self.blocks[0].plain

    @property
    def path(self) -> str:
        """The address without scheme and host."""
        return "/" + self.url.split("/", 3)[3]


def _age(story: Story) -> int:
    """Minutes, so that the order (and with it the numbers) is the same at every time of day."""
    if " " not in story.ago:
        return int(story.ago[:-1]) * (60 if story.ago.endswith("h") else 1)
    days, clock = story.ago.split()
    hour, minute = clock.split(":")
    return int(days[:-1]) * _DAY + _DAY - int(hour) * 60 - int(minute)


def _hex(story: Story) -> str:
    return sha1(story.key.encode(), usedforsecurity=False).hexdigest()[:6]


def _zakon(host: str) -> Callable[[Story, int], str]:
    def url(story: Story, number: int) -> str:
        return f"https://{host}/{story.section}/{number}-{slugs.zakon(story.title)}.html"

    return url


def _lada(story: Story, number: int) -> str:
    return f"https://www.lada.kz/{story.section}/{number}-{slugs.lada(story.title)}.html"


def _inform_kk(story: Story, number: int) -> str:
    return f"https://kaz.inform.kz/news/{slugs.inform(story.title)}-{_hex(story)}/"


def _inform_ru(story: Story, number: int) -> str:
    tail = "" if number % 9 == 0 else f"-{_hex(story)}"  # some addresses lack the hash
    return f"https://www.inform.kz/ru/{slugs.inform(story.title)}{tail}"


_ADDRESSES: dict[str, Callable[[Story, int], str]] = {
    "zakon_kz/ru": _zakon("www.zakon.kz"),
    "zakon_kz/kk": _zakon("kaz.zakon.kz"),
    "lada_kz/ru": _lada,
    "inform_kz/kk": _inform_kk,
    "inform_kz/ru": _inform_ru,
}


def _piece(desk: Desk, story: Story, index: int, now: datetime) -> Piece:
    edition = f"{desk.site}/{desk.edition}"
    number = _BASES.get(edition, 0) + index * STEP
    at = published(story.ago, now, ZONES[desk.site])
    at += timedelta(seconds=number % 60 if desk.site != "inform_kz" else 0)
    at = min(at, now.astimezone(at.tzinfo))
    modified = at + _EDITED_AFTER if index % 5 == 0 else at
    return Piece(
        story=story,
        site=desk.site,
        edition=desk.edition,
        number=number,
        url=_ADDRESSES[edition](story, number),
        at=at,
        modified=min(modified, now.astimezone(at.tzinfo)),
        blocks=blocks(story, at),
    )


def pieces(now: datetime, extra: Iterable[Desk] = ()) -> tuple[Piece, ...]:
    """Every article of the newsroom as of `now`, newest first."""
    stories: dict[tuple[str, str], list[Story]] = defaultdict(list)
    homes: dict[tuple[str, str], Desk] = {}
    for desk in (*desks(), *routine(), *extra):
        homes[desk.site, desk.edition] = desk
        stories[desk.site, desk.edition] += desk.stories
    found = [
        _piece(homes[home], story, index, now)
        for home, told in stories.items()
        for index, story in enumerate(sorted(told, key=_age, reverse=True), start=1)
    ]
    return tuple(sorted(found, key=lambda piece: (piece.at, piece.url), reverse=True))
