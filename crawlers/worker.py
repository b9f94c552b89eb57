"""The one function worker processes run: `work(Page) -> Reading`.

No worker loads Scrapy, and none outlives the crawl that started it.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import blake2b
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType, ModuleType

from crawlers.archive import ArchiveError, ArchiveReader
from crawlers.discovery.shape import Learned
from crawlers.memory import remembered
from crawlers.page import Page, Reading, as_archived
from crawlers.reading import Outcome, read_page, reader_hash
from crawlers.site import Site, UnknownSite, get_site, hooks, site_files
from crawlers.unprofiled import with_learned
from nlp.annotate import annotate
from nlp.extent import LONGEST
from nlp.topic import Topic
from sholu import clock
from sholu.article import Annotations, Article, Raw, Rejected
from sholu.edits import fingerprint
from sholu.issues import issue
from sholu.link.sketch import sketch
from sholu.store import Sketch

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a worker has to know: folders of the user's own files, the archive, the store with the
    lines that sites repeat, the soft limit.

    `topics` None: those shipped.
    """

    site_folders: tuple[Path, ...] = ()
    archive: Path | None = None
    store: Path | None = None
    soft_seconds: float = 1.0
    topics: Mapping[str, Topic] | None = None


HURRIED = 50_000
"""Characters of a text that are annotated where all of it took longer than the soft limit, or its
page had to be read the plain way."""
LANGUAGES = ("kk", "ru")
"""What is stored of sites without a profile."""
_WARM_UP = "Бүгін Алматыда жаңа мектеп ашылды.\n\nСегодня в Алматы открыли новую школу. New school."


class Slow(BaseException):
    """A page took longer than the soft limit. No `except Exception` on the way may swallow it."""


_desk = Desk()
_topics: Mapping[str, Topic] | None = None
"""None: those shipped."""


def sit_down(desk: Desk) -> None:
    """Prepare this process for `work`."""
    global _desk, _topics
    _desk = desk
    _memory.cache_clear()
    warm_up.cache_clear()
    _topics = desk.topics


def start_worker(desk: Desk) -> None:
    """What a worker process does first: leave Ctrl-C to its parent, and die when that dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    sit_down(desk)
    warm_up()  # the fork server has, but for topics of one's own
    gc.collect()
    gc.freeze()  # dictionaries and topics stay: no later collection has to walk them


@cache
def warm_up() -> None:
    """Load parsers, dictionaries and models here: a page's soft limit would cut an import short.

    What is left of a module then fails every later page of the worker.
    """
    annotate(Article.from_text(_WARM_UP), _topics)
    lines = "".join(f"<p>{line} {line}</p>" for line in _WARM_UP.split("\n\n"))
    body = f"<html><body><article><h1>Мектеп</h1>{lines}</article></body></html>".encode()
    read_page(Page(url="https://example.kz/1", body=body, site="", fetched=clock.now()), None)


def work(page: Page) -> Reading:
    """Read and annotate one page of a crawl.

    Never raises: what goes wrong in a reader fails its page only.
    """
    return _work(page, strict=True)


def reread(page: Page) -> Reading:
    """The same for the archived bytes at `page.raw`, read once more; its body is not looked at."""
    old = archived(page, page.raw) if page.raw else None
    if old is None:
        return Reading(rejected=Rejected(disposition="skipped", reason="no bytes"))
    return _work(old, strict=True)


def look(page: Page) -> Reading:
    """The same for a page somebody brings: refused only when it is too short."""
    return _work(page, strict=False)


def _work(page: Page, *, strict: bool) -> Reading:
    site = _site(page)
    try:
        outcome, slow = _read(page, site, strict)
        reading = _annotated(page, site, outcome, slow, strict)
        return _compared(page, site, reading, slow or page.plain, strict)
    except Exception as error:
        reason = f"reader: {type(error).__name__}"
        note = issue("page.failed", f"{reason}: {error}", site=page.site, url=page.url)
        return Reading(rejected=Rejected(disposition="failed", reason=reason), issues=(note,))


def _site(page: Page) -> Site | None:
    try:
        site = get_site(page.site, *_desk.site_folders)
    except UnknownSite:
        return None
    return with_learned(site, Learned(page.learned)) if page.learned else site


def _read(page: Page, site: Site | None, strict: bool) -> tuple[Outcome, bool]:
    """The page's reading, and whether it had to be the plain one for want of time."""
    code: ModuleType | None = hooks(page.site, *_desk.site_folders) if site else None
    if not page.plain:
        try:
            with _soft_limit(_desk.soft_seconds):
                memory = _memory(_desk.store, page.site, _edition(page, site))
                return read_page(page, site, hooks=code, strict=strict, memory=memory), False
        except Slow:
            pass
    plain = replace(page, plain=True)
    return read_page(plain, site, hooks=None, strict=strict), not page.plain


def _annotated(
    page: Page, site: Site | None, outcome: Outcome, slow: bool, strict: bool
) -> Reading:
    issues = outcome.issues
    if slow:
        message = f"read the plain way after {_desk.soft_seconds:g} s"
        issues += (issue("page.slow", message, site=page.site, url=page.url),)
    reading = Reading(
        rejected=outcome.rejected,
        issues=issues,
        line_hashes=outcome.line_hashes,
        reader=_reader(page, site, plain=slow or page.plain),
    )
    if outcome.article is None:
        return reading
    prior = _prior(outcome.article, site)
    notes, alike, cut = _told(outcome.article, prior, hurried=slow or page.plain)
    if strict and notes.lang not in (site.languages if site else LANGUAGES):
        reason = f"the text is {notes.lang}"
        return replace(reading, rejected=Rejected(disposition="other_language", reason=reason))
    if cut:
        note = issue("text.long", cut, site=page.site, url=page.url)
        reading = replace(reading, issues=(*reading.issues, note))
    return replace(reading, article=outcome.article, annotations=notes, sketch=alike)


def _told(
    article: Article, prior: str | None, *, hurried: bool
) -> tuple[Annotations, Sketch | None, str]:
    """The annotations and the sketch, and a sentence where they are of the text's beginning only.

    All that a text of HURRIED characters needs is cheap; a longer one has the soft limit for it.
    """
    length = len(article.text)
    if not hurried and length > HURRIED:
        warm_up()
        try:
            with _soft_limit(_desk.soft_seconds):
                notes = annotate(article, _topics, prior=prior)
                return notes, sketch(article.text), _cut(length, LONGEST)
        except Slow:
            pass
    notes = annotate(article, _topics, prior=prior, most=HURRIED)
    return notes, sketch(article.text, HURRIED), _cut(length, HURRIED)


def _cut(length: int, most: int) -> str:
    if length <= most:
        return ""
    return f"of {length:,} characters the first {most:,} are tagged, searched and compared"


def _reader(page: Page, site: Site | None, *, plain: bool) -> str:
    """What read a page: rules, the profile's own code, and the memory or that it was the plain
    way, which has none."""
    code = _code_of(site.id, _desk.site_folders) if site else ""
    if plain:
        return f"{reader_hash(site)}{code}-plain"
    mark = _memory(_desk.store, page.site, _edition(page, site)).mark
    return f"{reader_hash(site)}{code}" + (f"-{mark}" if mark else "")


_memory = lru_cache(maxsize=1000)(remembered)
"""The lines an edition repeats, as they were frozen when its run began: asked once a process."""


def _edition(page: Page, site: Site | None) -> str | None:
    return page.edition or (site.edition_of(page.url) if site else None)


@cache
def _code_of(site: str, folders: tuple[Path, ...]) -> str:
    """A mark of the .py beside a profile; empty where there is none."""
    profile = site_files(*folders).get(site)
    path = profile.with_suffix(".py") if profile else None
    if path is None or not path.exists():
        return ""
    return "-" + blake2b(path.read_bytes(), digest_size=4).hexdigest()


def _compared(
    page: Page, site: Site | None, reading: Reading, plain: bool, strict: bool
) -> Reading:
    """The reading with the earlier version of a known article, if they may differ.

    Both are read the same way, or what the plain way leaves out would look like an edit.
    """
    new = reading.article
    if new is None or page.known is None:
        return reading
    if fingerprint(new.title, new.text) == page.known.fingerprint:
        return reading
    old = archived(page, page.known.raw)
    if old is None:
        return reading
    outcome, slow = _read(replace(old, plain=plain), site, strict)
    if slow and not plain:
        again, _slow = _read(replace(page, plain=True), site, strict)
        reading = _annotated(page, site, again, slow, strict)
    return replace(reading, before=outcome.article)


def archived(page: Page, raw: Raw) -> Page | None:
    """The bytes at a place of the archive as the page they were; None when they are gone."""
    if _desk.archive is None:
        return None
    try:
        found = ArchiveReader(_desk.archive).read(raw)
    except (ArchiveError, OSError):
        return None
    return as_archived(page, found, raw)


def _prior(article: Article, site: Site | None) -> str | None:
    """The language to expect: the edition's, else the one the page declares."""
    if site and article.edition:
        return site.editions[article.edition].language
    return article.declared_lang


@contextmanager
def _soft_limit(seconds: float) -> Iterator[None]:
    """Raise Slow in the block after `seconds` of CPU; in the main thread of Unix systems only.

    CPU time, so that how a page is read does not hang on what else the machine is doing.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGPROF"):
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise Slow

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def die_with_parent() -> None:
    """The kernel kills us with the process that forked us where it can (Linux); a thread sees to
    it elsewhere. The fork server dies with the crawl, and a worker with the fork server."""
    parent = parent_process()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if parent is not None and not parent.is_alive():  # it died before the call
            os._exit(1)
    elif parent is not None:
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
