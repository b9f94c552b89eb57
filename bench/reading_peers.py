"""Other readers of news pages, beside which bench/reading.py measures sholu.

    python bench/reading_peers.py FOLDER [NAME ...]       make their virtual environments there

Their requirements exclude each other, so each has an environment of its own. What a peer needs to
be fair is done here: no network, no images, comments left out.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

Read = Callable[[str, str, datetime], dict[str, Any]]
"""(HTML, address, time of the fetch) to title, text, published."""


class Peer(NamedTuple):
    """A peer: its environment, what is installed there, and how its reader is made."""

    venv: str
    needs: tuple[str, ...]
    make: Callable[[], Read]


def result(text: Any = None, title: Any = None, published: Any = None) -> dict[str, Any]:
    """What a reader gives back, the time as text."""
    return {"text": text or "", "title": title or "", "published": str(published or "") or None}


def sholu() -> Read:
    """Ours, without a profile."""
    from crawlers.reading import read
    from sholu.article import Article
    from sholu.fields import shown

    def run(html: str, url: str, fetched: datetime) -> dict[str, Any]:
        found = read(html, url, fetched=fetched)
        if not isinstance(found, Article):
            return result()
        return result(found.text, found.title, found.published and shown(found.published))

    return run


def trafilatura(**switches: bool) -> Read:
    """trafilatura with its metadata."""
    from trafilatura import bare_extraction

    def run(html: str, url: str, fetched: datetime) -> dict[str, Any]:
        found = bare_extraction(
            html, url=url, with_metadata=True, include_comments=False, **switches
        )
        return result(found.text, found.title, found.date) if found else result()

    return run


def readability() -> Read:
    """readability-lxml: no dates; the lines of its summary are parted here."""
    from lxml.html import fromstring
    from readability import Document

    def run(html: str, url: str, fetched: datetime) -> dict[str, Any]:
        document = Document(html)
        tree = fromstring(document.summary(html_partial=True))
        for node in tree.iter("p", "br", "div", "li", "h2", "h3", "tr", "blockquote"):
            node.tail = f"\n{node.tail or ''}"
        return result(tree.text_content(), document.short_title())

    return run


def newspaper4k() -> Read:
    """newspaper4k, which finds out the language by itself."""
    from newspaper import Article

    def run(html: str, url: str, fetched: datetime) -> dict[str, Any]:
        article = Article(url, fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return result(article.text, article.title, article.publish_date)

    return run


def news_please() -> Read:
    """news-please."""
    from newsplease import NewsPlease

    def run(html: str, url: str, fetched: datetime) -> dict[str, Any]:
        found = NewsPlease.from_html(html, url=url, fetch_images=False)
        return result(found.maintext, found.title, found.date_publish)

    return run


def resiliparse() -> Read:
    """Resiliparse: very fast; no dates, and <title> as it stands."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    def run(html: str, url: str, fetched: datetime) -> dict[str, Any]:
        tree = HTMLTree.parse(html)
        text = extract_plain_text(tree, main_content=True, alt_texts=False, links=False)
        return result(text, tree.title)

    return run


_TRAFILATURA = ("trafilatura==2.3.1", "lxml_html_clean==0.4.6")
_MISC = (*_TRAFILATURA, "readability-lxml==0.9", "resiliparse==2.0.1")
PEERS = {
    "trafilatura": Peer("traf", _TRAFILATURA, trafilatura),
    "trafilatura, precision": Peer("traf", _TRAFILATURA, lambda: trafilatura(favor_precision=True)),
    "readability-lxml": Peer("misc", _MISC, readability),
    "newspaper4k": Peer("np4k", ("newspaper4k==0.9.6", "lxml_html_clean==0.4.6"), newspaper4k),
    "news-please": Peer(
        "nplease",
        ("news-please==1.6.16", "newspaper4k==0.9.6", "lxml_html_clean==0.4.6"),
        news_please,
    ),
    "Resiliparse": Peer("misc", _MISC, resiliparse),
}
OURS = Peer("", (), sholu)


def main(folder: Path, names: list[str]) -> None:
    """Make the environments of these peers, of all if none is named."""
    for venv, needs in {peer.venv: peer.needs for peer in PEERS.values()}.items():
        if names and venv not in {PEERS[name].venv for name in names if name in PEERS}:
            continue
        python = folder / venv / "bin" / "python"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", folder / venv], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--upgrade", "pip"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *needs], check=True)
        print(f"{folder / venv}: {', '.join(needs)}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), sys.argv[2:])
