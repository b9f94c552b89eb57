"""Trends over the configured index, with what the store knows of the sources' days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from crawlers.site import site_files
from nlp.topic import topic_files
from sholu import clock
from sholu.errors import UserError
from sholu.index import Index
from sholu.index.targets import open_target
from sholu.jobs.search import LANGUAGES, check_names
from sholu.names import nearest, unknown
from sholu.query import All, Field, parse
from sholu.settings import Settings
from sholu.store import Store
from sholu.trends import FIELD_OF, Ask, By, Trend, trend

EVERYTHING = "all articles"


def trends(
    settings: Settings,
    asks: Sequence[str] = (),
    *,
    by: By = "week",
    split: Mapping[str, Sequence[str]] | None = None,
    first: date | None = None,
    last: date | None = None,
    since: timedelta | None = None,
    unique: bool = False,
    engine: str | None = None,
) -> Trend:
    """A series for each topic or query and each combination of `split`; none: of all articles.

    The range: `since` counts back from now, as a search's does, else it begins on `first`, else
    with the oldest article; it ends on `last`, else today. `engine` is a target of the settings,
    None the first. Raises UserError: a query that means nothing, a site or topic nobody knows, a
    range that ends before it begins, no index yet, a server that does not answer.
    """
    split = {name: list(values) for name, values in (split or {}).items()}
    now = clock.now()
    today = now.astimezone(settings.zone).date()
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        index = open_target(engine, settings)
        _check_names(settings, index, split)
        asked = [_ask(text, settings) for text in asks] or [Ask(name=EVERYTHING, node=All())]
        for ask in asked:
            check_names(ask.node, settings, index)
        if since is not None:
            first = (now - since).astimezone(settings.zone).date()
        first, last = first or _oldest(index) or today, last or today
        if last < first:
            raise UserError(f"the range ends ({last}) before it begins ({first})")
        return trend(
            index,
            asked,
            by=by,
            first=first,
            last=last,
            zone=settings.zone.key,
            split=split,
            unique=unique,
            watched=store.source_days(first.isoformat(), last.isoformat()),
            sites=store.watched_sites(),
        )


def _ask(text: str, settings: Settings) -> Ask:
    """The id of a topic means the topic; everything else is a query."""
    topics = topic_files(*settings.topic_folders)
    if text in topics:
        return Ask(name=text, node=Field("topics", text))
    if text.isidentifier() and (meant := nearest(text, topics)):
        hint = f'to count the word, ask for "{text}"'
        raise UserError(f"unknown topic {text}; did you mean {meant}? {hint}")
    return Ask(name=text, node=parse(text, zone=settings.zone))


def _check_names(settings: Settings, index: Index, split: Mapping[str, Sequence[str]]) -> None:
    """A mistyped site, topic or language would be a flat line; say so instead."""
    files: dict[str, Callable[[], Iterable[str]]] = {
        "site": lambda: site_files(*settings.site_folders),
        "topic": lambda: topic_files(*settings.topic_folders),
        "lang": lambda: LANGUAGES,
    }
    for name, values in split.items():
        if name not in FIELD_OF:
            raise UserError(f"articles are not grouped by {name}; there are {', '.join(FIELD_OF)}")
        if name not in files or not values:
            continue
        known = {key for (key,), _ in index.aggregate(All(), (FIELD_OF[name],))}
        known |= set(files[name]())
        for value in values:
            if value not in known:
                raise UserError(unknown(name, value, known))


def _oldest(index: Index) -> date | None:
    days = index.aggregate(All(), ("day",))
    return date.fromisoformat(days[0].values[0]) if days else None
