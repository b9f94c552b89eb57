"""What Scrapy says of items: their address, never their text."""

from __future__ import annotations

from typing import Any

from scrapy.logformatter import LogFormatter


class Logs(LogFormatter):
    """Scrapy's own, which prints an item whole, with the page's text."""

    def scraped(self, item: Any, response: Any, spider: Any) -> Any:
        """Of an item that went through."""
        return super().scraped(_name(item), response, spider)

    def dropped(self, item: Any, exception: Any, response: Any, spider: Any) -> Any:
        """Of an item that a pipeline dropped."""
        return super().dropped(_name(item), exception, response, spider)

    def item_error(self, item: Any, exception: Any, response: Any, spider: Any) -> Any:
        """Of an item on which a pipeline broke off."""
        return super().item_error(_name(item), exception, response, spider)


def _name(item: Any) -> str:
    return f"{type(item).__name__} {getattr(item, 'url', '')}".rstrip()
