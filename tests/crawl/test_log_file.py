"""The log file of a crawl: what went wrong, and no text of a page."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
from scrapy.exceptions import DropItem
from scrapy.utils.log import configure_logging

from crawlers.spiders.logs import Logs
from sholu.jobs.crawl import log_to_file, scrapy_settings
from sholu.settings import Settings

TEXT = "Тайна одного дома"
ITEM = SimpleNamespace(url="https://proba.example.kz/1", text=TEXT)


@pytest.fixture
def log(tmp_path: Path):
    """The log file, as a crawl sets it up; logging is as it was after."""
    root, scrapy = logging.getLogger(), logging.getLogger("scrapy")
    handlers, levels = list(root.handlers), (root.level, scrapy.level)
    log_to_file(Settings(data=tmp_path / "data"))
    configure_logging(scrapy_settings())  # as a crawl does after
    yield tmp_path / "data" / "crawl.log"
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(levels[0])
    scrapy.setLevel(levels[1])


def test_what_scrapy_says_to_itself_is_left_out(log: Path) -> None:
    logging.getLogger("scrapy.core.scraper").debug("Scraped %s", TEXT)
    logging.getLogger("scrapy.core.scraper").info("an answer")
    assert TEXT not in log.read_text()
    assert "an answer" in log.read_text()


def test_no_item_is_written_out() -> None:
    assert scrapy_settings()["LOG_FORMATTER"] == "crawlers.spiders.logs.Logs"
    logs = Logs()
    for said in (
        logs.scraped(ITEM, None, None),
        logs.dropped(ITEM, DropItem("why", log_level="WARNING"), None, None),
        logs.item_error(ITEM, ValueError("why"), None, None),
    ):
        text = said["msg"] % said["args"]
        assert TEXT not in text
        assert "https://proba.example.kz/1" in text
