"""The bytes of every page as received, in the archive before anyone reads them.

It stands nearer the network than HttpCompression, so Content-Encoding is kept.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from scrapy import Request
from scrapy.http import Response

from crawlers.archive import ArchiveWriter
from crawlers.spiders.ask import META, Ask, pairs
from sholu import clock
from sholu.article import Raw

ARCHIVED = frozenset({200, 404, 410})
"""Answers worth keeping: the page, and the proof that it is gone. 304s are kept as revisits."""


class Archive:
    """Writes pages to the session's archive; sources and robots.txt are not kept."""

    def process_response(self, request: Request, response: Response) -> Response:
        """The same response; where its bytes are stands in the request's `Ask`."""
        ask: Ask | None = request.meta.get(META)
        if ask and ask.archive:
            ask.at = clock.now()
            ask.raw = _keep(ask, ask.archive, request, response, ask.at)
        return response


def _keep(
    ask: Ask, archive: ArchiveWriter, request: Request, response: Response, at: datetime
) -> Raw | None:
    """Where the bytes of the answer are: a repeat's stay where they were first kept."""
    known = ask.known_raw
    repeat = (
        known is not None
        and archive.has(known.file)
        and (
            response.status == 304
            or (
                response.status == 200 and hashlib.sha256(response.body).hexdigest() == known.sha256
            )
        )
    )
    if known and repeat:
        archive.revisit(
            request.url,
            response.status,
            pairs(response),
            known,
            fetched=at,
            request_headers=pairs(request),
        )
        return known
    if response.status not in ARCHIVED:
        return None
    return archive.write(
        request.url,
        response.status,
        pairs(response),
        response.body,
        fetched=at,
        request_headers=pairs(request),
        hints=ask.hints,
        site=ask.site,
        edition=ask.due.edition,
    )
