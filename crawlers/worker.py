"""The one function worker processes run: `work(Page) -> Reading`.

No worker loads Scrapy, and none outlives the crawl that started it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import parent_process
from pathlib import Path
from types import FrameType, ModuleType

from crawlers.discovery.shape import Learned
from crawlers.page import Page, Reading
from crawlers.reading import Outcome, read_page, reader_hash
from crawlers.site import Site, UnknownSite, get_site, hooks
from crawlers.unprofiled import with_learned
from nlp.annotate import annotate
from nlp.topic import Topic, load_topics
from sholu.article import Article, Rejected
from sholu.issues import issue
from sholu.link.sketch import sketch

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a worker has to know: folders of the user's own files, and the soft limit."""

    site_folders: tuple[Path, ...] = ()
    topic_folders: tuple[Path, ...] = ()
    soft_seconds: float = 1.0


LANGUAGES = ("kk", "ru")
"""What is stored of sites without a profile."""
_WARM_UP = "Бүгін Алматыда жаңа мектеп ашылды.\n\nСегодня в Алматы открыли новую школу. New school."


class Slow(Exception):
    """A page took longer than the soft limit."""


_desk = Desk()
_topics: Mapping[str, Topic] | None = None


def sit_down(desk: Desk, load: bool = True) -> None:
    """Prepare this process for `work`; with `load`, the topics are read now."""
    global _desk, _topics
    _desk = desk
    _topics = load_topics(*desk.topic_folders) if load else None


def start_worker(desk: Desk) -> None:
    """What a worker process does first: leave Ctrl-C to its parent, and die when that dies."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    sit_down(desk)
    annotate(
        Article.from_text(_WARM_UP), _topics
    )  # dictionaries and models load here, not on a page


def work(page: Page) -> Reading:
    """Read and annotate one page of a crawl.

    Never raises: what goes wrong in a reader fails its page only.
    """
    return _work(page, strict=True)


def look(page: Page) -> Reading:
    """The same for a page somebody brings: refused only when it is too short."""
    return _work(page, strict=False)


def _work(page: Page, *, strict: bool) -> Reading:
    site = _site(page)
    try:
        outcome, slow = _read(page, site, strict)
        return _annotated(page, site, outcome, slow, strict)
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
                return read_page(page, site, hooks=code, strict=strict), False
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
        links=outcome.links,
        reader=reader_hash(site),
    )
    if outcome.article is None:
        return reading
    notes = annotate(outcome.article, _topics, prior=_prior(outcome.article, site))
    if strict and notes.lang not in (site.languages if site else LANGUAGES):
        reason = f"the text is {notes.lang}"
        return replace(reading, rejected=Rejected(disposition="other_language", reason=reason))
    return replace(
        reading,
        article=outcome.article,
        annotations=notes,
        sketch=sketch(outcome.article.text),
    )


def _prior(article: Article, site: Site | None) -> str | None:
    """The language to expect: the edition's, else the one the page declares."""
    if site and article.edition:
        return site.editions[article.edition].language
    return article.declared_lang


@contextmanager
def _soft_limit(seconds: float) -> Iterator[None]:
    """Raise Slow in the block after `seconds`; in the main thread of Unix systems only."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise Slow

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _die_with_parent() -> None:
    """The kernel kills us with our parent where it can (Linux); a thread sees to it elsewhere."""
    parent = parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent.pid:  # it died before the call
            os._exit(1)
        return

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
