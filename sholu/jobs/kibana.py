"""The dashboards of this installation: with the names of its topics and outlets."""

from __future__ import annotations

from collections.abc import Mapping

from crawlers.site import load_site, site_files
from nlp.topic import load_topics
from sholu.errors import UserError
from sholu.index.elastic.kibana.objects import LANGS, saved_objects
from sholu.index.elastic.kibana.panel import Lang
from sholu.names import unknown
from sholu.settings import Settings


def dashboards(settings: Settings, lang: str = "en") -> str:
    """The NDJSON for Kibana's import, titles in one language: en, ru or kk.

    What a topic or an outlet is called in another language stands for a title that is missing.
    Raises UserError on another language, FileError on a broken profile or topic.
    """
    known = {name: name for name in LANGS}
    if lang not in known:
        raise UserError(unknown("language", lang, known))
    sites = (load_site(path) for path in site_files(*settings.site_folders).values())
    topics = load_topics(*settings.topic_folders)
    names = {
        "topics": {id: getattr(topic.title, lang) for id, topic in topics.items()},
        "site": {site.id: _title(site.title, known[lang]) for site in sites},
    }
    return saved_objects(settings.elastic.prefix, known[lang], names)


def _title(titles: Mapping[Lang, str], lang: Lang) -> str:
    return titles.get(lang) or next(iter(titles.values()))
