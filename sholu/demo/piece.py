"""`Piece`: a story placed in time and on its site, with its number and address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1

from sholu.clock import span
from sholu.demo import slugs
from sholu.demo.routine import routine
from sholu.demo.story import Block, Desk, Story, blocks, desks, published, replaced

ZONES = {"lada_kz": "Asia/Aqtau"}
"""The zones of the sites that are not Almaty's."""
_ALMATY = "Asia/Almaty"
_DAY = 24 * 60
_BASES = {"zakon_kz/ru": 6_491_000, "zakon_kz/kk": 6_071_200, "lada_kz/ru": 131_400}
STEP = 17
"""By so much the numbers of neighbouring articles differ."""
_EDITED_AFTER = timedelta(minutes=7)


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of the newsroom. `at` is its local time of publication, to the second.

    `story` is what it says by now, `edits` what its outlet did to it up to now.
    """

    story: Story
    site: str
    edition: str
    number: int
    url: str
    at: datetime
    modified: datetime
    blocks: tuple[Block, ...]
    edits: tuple[str, ...] = ()

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
    if story.ago.startswith("+"):
        return -_age(story.model_copy(update={"ago": story.ago[1:]}))
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


def _small(desk: Desk) -> Callable[[Story, int], str]:
    host = desk.site.replace("_", ".")

    def url(story: Story, number: int) -> str:
        return f"https://{host}/news/{4100 + number}-{slugs.inform(story.title)}/"

    return url


def _piece(desk: Desk, story: Story, index: int, now: datetime, epoch: datetime) -> Piece:
    edition = f"{desk.site}/{desk.edition}"
    number = _BASES.get(edition, 0) + index * STEP
    at = published(story.ago, epoch, ZONES.get(desk.site, _ALMATY))
    at += timedelta(seconds=number % 60 if desk.site != "inform_kz" else 0)
    if not story.ago.startswith("+"):
        at = min(at, epoch.astimezone(at.tzinfo))
    modified = min(at + _EDITED_AFTER if index % 5 == 0 else at, now.astimezone(at.tzinfo))
    done = [edit for edit in story.edits if epoch + span(edit.after) <= now]
    if done:
        modified = (epoch + span(done[-1].after)).astimezone(at.tzinfo)
    said = story.by(now, epoch)
    return Piece(
        story=said,
        site=desk.site,
        edition=desk.edition,
        number=number,
        url=_ADDRESSES.get(edition, _small(desk))(story, number),
        at=at,
        modified=modified,
        blocks=blocks(said, at),
        edits=tuple(edit.kind for edit in done),
    )


def _reprinted(story: Story, known: dict[str, Story]) -> Story:
    """A reprint with the text that it is one of. Raises ValueError: no such words."""
    if story.reprint is None:
        return story
    origin = known[story.reprint.of]
    taken = {"text": replaced(origin.text, story.reprint.words), "topics": origin.topics}
    return story.model_copy(update=taken)


def pieces(
    now: datetime, extra: Iterable[Desk] = (), epoch: datetime | None = None
) -> tuple[Piece, ...]:
    """Every article of the newsroom as of `now`, newest first, also those that are withdrawn.

    Their texts and times hang on the `epoch` (None: `now`); by `now` some are edited.
    """
    epoch = epoch or now
    stories: dict[tuple[str, str], list[Story]] = defaultdict(list)
    homes: dict[tuple[str, str], Desk] = {}
    told = (*desks(), *routine(), *extra)
    known = {story.key: story for desk in told for story in desk.stories}
    for desk in told:
        homes[desk.site, desk.edition] = desk
        stories[desk.site, desk.edition] += [_reprinted(story, known) for story in desk.stories]
    found = [
        _piece(homes[home], story, index, now, epoch)
        for home, kept in stories.items()
        for index, story in enumerate(sorted(kept, key=_age, reverse=True), start=1)
    ]
    there = [piece for piece in found if piece.at <= now]
    return tuple(sorted(there, key=lambda piece: (piece.at, piece.url), reverse=True))


def withdrawn(pieces: Iterable[Piece], now: datetime, epoch: datetime) -> dict[str, int]:
    """The addresses of what is withdrawn by `now`, and the status that each answers."""
    return {
        piece.url: piece.story.gone.status
        for piece in pieces
        if piece.story.gone and epoch + span(piece.story.gone.after) <= now
    }
