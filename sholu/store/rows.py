"""What the store gives and takes about sources, pages and runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sholu.article import Raw
from sholu.store.again import NEVER, Again


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes the next request conditional, as the server gave it."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source as the store knows it."""

    site: str
    url: str
    edition: str
    kind: str
    parent: str | None
    state: str
    reason: str
    since: datetime
    checked: datetime
    failures: int
    listed: int
    newest: str | None
    validators: Validators
    learned: str | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnswer:
    """What came of asking a source once.

    `learned` is JSON on how discovery found it; None leaves what is known. Not `complete`: what
    follows this address (pages, children) is not all read, and the next run goes on with it. Not
    `settled`: this run asks on and says more, so that the day goes into the change log only then.
    """

    site: str
    url: str
    edition: str
    kind: str
    parent: str | None = None
    state: str = "ok"
    reason: str = ""
    failures: int = 0
    at: datetime
    since: datetime | None = None
    listed: int | None = None
    newest: str | None = None
    validators: Validators | None = None
    learned: str | None = None
    complete: bool = True
    settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A link for the frontier: its canonical address and what the source said of it.

    `hinted` is when it was published, at the latest; `told` that, or else when it was last changed;
    `modified` is when it was last changed, as an ISO instant.
    """

    url: str
    edition: str | None
    hints: object
    hinted: datetime | None = None
    told: datetime | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A page to ask. `hints` is JSON; `article` is the id it gave before, if it did.

    `row` is its place in the order of its list: what to go on `after`.
    """

    row: int
    url: str
    edition: str | None
    hints: bytes
    tries: int
    article: str | None
    validators: Validators | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEnd:
    """The one disposition of a page in a run, and what to remember for the next request.

    `retry`: later runs ask again, two of them; `patient`: for days, since the page may be sound
    and only its server was not.
    `position`: where its record begins in a WARC file that is being imported.
    """

    url: str
    run: int
    disposition: str
    reason: str = ""
    at: datetime
    validators: Validators | None = None
    retry: bool = False
    patient: bool = False
    again: Again = NEVER
    position: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run as recorded; `outcome` is None while it runs, or when it was killed.

    `change` rises with every write of it, and is Unix milliseconds where it can be.
    """

    id: int
    site: str
    command: str
    started: datetime
    finished: datetime | None
    outcome: str | None
    counts: dict[str, int]
    left: int | None
    change: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What an outlet made of an article: the first version, or an edit with its class.

    `old_title` and `old_text` are what the edit was compared with, read by the same reader; None
    for the first version. `edit` is a class of sholu.edits, None if nobody said.
    """

    revision: int
    seen: datetime
    title: str
    text: str
    edit: str | None
    old_title: str | None
    old_text: str | None
    raw: Raw | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """An article that went, or came back."""

    at: datetime
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """What keeps a forgotten article out: its id and addresses, and where its bytes were.

    `at`: when it was forgotten (UTC); `done`: they are out of the archive.
    """

    id: str
    site: str
    names: tuple[str, ...]
    raws: tuple[tuple[str, int], ...]
    at: datetime
    reason: str
    done: bool
