"""`Newsroom`: three invented sites as of one instant, and what to read there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlencode, urlsplit

from sholu.article import Precision
from sholu.demo import small
from sholu.demo.outlets import BARE, answers
from sholu.demo.pages import inform, lada, zakon
from sholu.demo.piece import Piece, pieces, withdrawn
from sholu.demo.resource import Resource, missing, redirect
from sholu.demo.story import Desk

_TRACKERS = ("utm_", "fbclid", "yclid", "gclid")
_CAPTIONS = {
    "zakon_kz": zakon.captions,
    "lada_kz": lada.captions,
    "inform_kz": inform.captions,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client asked for."""

    host: str
    target: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer of a test's own, sent as it stands after `delay` seconds."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: float = 0.0


Responder = Callable[[Request], Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the crawl should make of one article. `text` and `published` as in `Article`."""

    key: str
    url: str
    site: str
    edition: str
    lang: str
    title: str
    text: str
    captions: tuple[str, ...]
    authors: tuple[str, ...]
    published: datetime
    precision: Precision
    topics: tuple[str, ...]
    disposition: str
    edits: tuple[str, ...] = ()
    copy_of: str | None = None


class Newsroom:
    """The sites as they stand at `now`: the newest article is minutes old, the oldest 90 days.

    Texts and times hang on the `epoch` (None: it is now); what the outlets add, edit and withdraw
    after it shows in a newsroom of the same epoch and a later `now`. The same instants give the
    same bytes. `desks` adds articles to the shipped ones; with `small_ones` three small outlets
    with troubles of their own stand beside the three sites.
    """

    def __init__(
        self,
        now: datetime,
        desks: Iterable[Desk] = (),
        *,
        epoch: datetime | None = None,
        small_ones: bool = False,
    ) -> None:
        self.now, self.epoch = now, epoch or now
        extra = (*desks, *(small.desks() if small_ones else ()))
        known = pieces(now, extra, self.epoch)
        self.withdrawn = withdrawn(known, now, self.epoch)
        self.pieces: tuple[Piece, ...] = tuple(p for p in known if p.url not in self.withdrawn)
        found = answers(self.pieces, now)
        if small_ones:
            found |= small.answers(self.pieces, now, later=now > self.epoch)
        for url, status in self.withdrawn.items():
            parts = urlsplit(url)
            found[parts.netloc, parts.path] = missing(status)
        self._answers = {
            (host, _normal(target)): answer for (host, target), answer in found.items()
        }
        self._overrides: dict[tuple[str, str], Responder] = {}

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host that answers, sorted."""
        return tuple(sorted({host for host, _ in self._answers} | set(BARE)))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that answers something else than that it is missing, sorted."""
        return tuple(
            sorted(
                f"https://{host}{target}"
                for (host, target), answer in self._answers.items()
                if answer.status < 400
            )
        )

    def override(self, host: str, path: str, responder: Responder | None) -> None:
        """Let `responder` answer `path` (with or without its query) of `host`; None ends that."""
        if responder is None:
            self._overrides.pop((host, path), None)
        else:
            self._overrides[host, path] = responder

    def overridden(self, host: str, target: str) -> Responder | None:
        """The responder of an address, if a test gave it one."""
        path = urlsplit(target).path
        return self._overrides.get((host, target)) or self._overrides.get((host, path))

    def find(self, host: str, target: str) -> Resource:
        """The answer of an address; tracking parameters change nothing, the rest is 404."""
        if host in BARE:
            return redirect(f"https://{BARE[host]}{target}")
        return self._answers.get((host, _normal(target))) or missing()

    def expected(self) -> list[Expected]:
        """Every article that is there, as a perfect crawl would keep it, newest first."""
        return [_expected(piece) for piece in self.pieces]


def _no_captions(piece: Piece) -> tuple[str, ...]:
    return ()


def _normal(target: str) -> str:
    """A target with its query sorted and without trackers."""
    parts = urlsplit(target)
    pairs = sorted(pair for pair in parse_qsl(parts.query) if not pair[0].startswith(_TRACKERS))
    return parts.path + (f"?{urlencode(pairs)}" if pairs else "")


def _expected(piece: Piece) -> Expected:
    story = piece.story
    return Expected(
        key=f"{piece.site}/{piece.edition}/{story.key}",
        url=piece.url,
        site=piece.site,
        edition=piece.edition,
        lang=story.lang,
        title=story.title,
        text="\n\n".join(block.plain for block in piece.blocks),
        captions=_CAPTIONS.get(piece.site, _no_captions)(piece),
        authors=(story.author,) if story.author else (),
        published=piece.at.astimezone(UTC),
        precision="minute" if piece.site == "inform_kz" or not piece.at.second else "second",
        edits=piece.edits,
        copy_of=story.reprint.of if story.reprint else None,
        topics=tuple(sorted(story.topics)),
        disposition="stored" if story.lang in ("kk", "ru") else "other_language",
    )
