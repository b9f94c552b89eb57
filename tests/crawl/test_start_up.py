"""What the start of a crawl leaves out: a schedule of many sites starts hundreds of them a day."""

from __future__ import annotations

import pickle
import subprocess
import sys

from scrapy.settings.default_settings import EXTENSIONS_BASE

from crawlers import settings
from nlp.annotate import annotate
from nlp.topic import load_topics
from sholu.article import Article

LOADS = """
import sys
from scrapy.utils.misc import load_object
from sholu.jobs.crawl import scrapy_settings
for name in scrapy_settings()["EXTENSIONS_BASE"]:
    load_object(name)
print(*sorted({"aiohttp", "spacy", "botocore"} & sys.modules.keys()))
"""


def test_scrapys_extensions_bring_no_web_server(root):
    assert settings.EXTENSIONS_BASE.keys() < EXTENSIONS_BASE.keys()
    done = subprocess.run(
        [sys.executable, "-c", LOADS], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_topics_that_a_worker_is_sent_tag_as_those_it_would_read():
    topics = load_topics()
    sent = pickle.loads(pickle.dumps(topics))
    assert sent == topics
    article = Article.from_text("В сети распространяют дипфейк с министром.", title="Дипфейк")
    notes = annotate(article, sent)
    assert notes == annotate(article, topics)
    assert [tag.topic for tag in notes.tags] == ["deepfake"]
