"""news-please as a library, measured by crawl.py: python peer_newsplease.py URLS N.

It begins a thread an address, so it gets them in parts; no images are fetched. Pages of which it
makes nothing count as well.
"""

from __future__ import annotations

import sys
from pathlib import Path

from newsplease import NewsPlease

PART = 50


def main() -> None:
    """Fetch and extract, and print how many pages were read."""
    path, count = sys.argv[1:]
    urls = Path(path).read_text().split()[: int(count)]
    pages = 0
    for at in range(0, len(urls), PART):
        found = NewsPlease.from_urls(
            urls[at : at + PART], request_args={"timeout": 120}, fetch_images=False
        )
        pages += len(found)
    print("PAGES", pages)


if __name__ == "__main__":
    main()
