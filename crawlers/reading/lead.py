"""The lead: the part of the text that the page sets apart."""

from __future__ import annotations

from collections.abc import Iterator

from crawlers.reading.body import Body, contained
from crawlers.reading.candidate import Candidate
from crawlers.reading.lines import Line

LEAD = 0.8
"""Share of the description's word triples that make the first paragraph the lead."""


def candidates(found: Body, paragraphs: list[str], description: str) -> Iterator[Candidate[str]]:
    """The paragraphs of the text that are the lead's lines, then the first if it is described."""
    texts = {line.text for line in found.lead}
    own = [paragraph for paragraph in paragraphs if paragraph in texts]
    if texts:
        shown = "\n\n".join(line.text for line in found.lead)
        yield Candidate("shown", shown, "\n\n".join(own), "" if own else "it is not in the text")
    if paragraphs and description:
        share = contained([Line(description)], [Line(paragraphs[0])])
        refused = "" if share >= LEAD else "it does not describe the first paragraph"
        yield Candidate("description", description, paragraphs[0], refused)
