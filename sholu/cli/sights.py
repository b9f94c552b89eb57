"""What the demo's crawls came upon, asked of the store and the issue log, and what they missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, get_args

from rich.text import Text

from sholu.demo import small
from sholu.demo.newsroom import Expected, Newsroom
from sholu.edits import EditClass, word_diff
from sholu.health import STATES
from sholu.issues import IssueLog
from sholu.settings import Settings
from sholu.store import Store

if TYPE_CHECKING:
    from rich.console import Console

    from sholu.article import Record
    from sholu.store import Revision

_WELL = ("ok", "quiet")
_FOUND = "source.found"


def show_sights(out: Console, settings: Settings, since: datetime) -> None:
    """A line for each edit class, withdrawal, reprint, failing source, and address found anew."""
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        records = {record.id: record for record in store.all_records()}
        out.print("\nWhat the outlets changed ($ sholu history ID shows all of it):", style="bold")
        for line in _edits(store, records):
            out.print(line)
        out.print("\nWhat they withdrew, seen twice more than an hour apart:", style="bold")
        for line in _withdrawn(store, records):
            out.print(line)
        out.print("\nWho copied whom, and names whom:", style="bold")
        for record in records.values():
            if record.duplicate_of:
                out.print(_copy(record, records[record.duplicate_of]), markup=False)
        out.print("\nWhich sources fail, and where a profile is wrong:", style="bold")
        for source in store.sources():
            if source.state not in _WELL:
                why = f"{source.url}: {source.state} ({source.reason}): {STATES[source.state]}"
                out.print(f"  {source.site}: {why}", markup=False)
    for item in IssueLog(settings.issue_file).read(since):
        if item.slug == _FOUND:
            out.print(f"  {item.site}: {item.message}", markup=False)


def _edits(store: Store, records: dict[str, Record]) -> Iterator[Text]:
    """The newest edit of each class, with how many there are."""
    counts: Counter[str] = Counter()
    newest: dict[str, tuple[Record, Revision]] = {}
    for record in sorted(records.values(), key=lambda record: record.sort_key):
        for item in store.revisions(record.id):
            if item.edit:
                counts[item.edit] += 1
                newest[item.edit] = (record, item)
    for kind in get_args(EditClass):
        if kind in newest:
            record, item = newest[kind]
            head = f"  {kind} ({counts[kind]}), {record.id}, {record.article.title}: "
            yield Text(head) + _change(item)


def _change(item: Revision) -> Text:
    """What went and what came."""
    shown = Text()
    pairs = ((item.old_title or "", item.title), (item.old_text or "", item.text))
    for old, new in pairs:
        for side, text in word_diff(old, new) if old != new else ():
            if side == "out":
                shown.append(f"[-{text.strip()}-]", style="red strike")
            elif side == "in":
                shown.append(f"{{+{text.strip()}+}}", style="green")
    return shown


def _withdrawn(store: Store, records: dict[str, Record]) -> Iterator[Text]:
    for record in records.values():
        if record.state == "gone":
            reason = store.state_changes(record.id)[-1].reason
            yield Text(f"  gone ({reason}), {record.article.site}, {record.article.title}")


def _copy(record: Record, origin: Record) -> str:
    article = record.article
    cited = ", ".join(cite.text for cite in record.annotations.cites) or "nobody"
    return (
        f"  {article.site}, {article.title}: a copy of {origin.article.site}, "
        f"{origin.article.title}; it names {cited}"
    )


def faults(settings: Settings, newsroom: Newsroom) -> list[str]:
    """What the crawls should have kept and did not keep so: the demo checks itself."""
    wrong: Counter[str] = Counter()
    with Store(settings.store_file, zone=settings.zone, create=False) as store:
        for item in newsroom.expected():
            record = store.record(item.url)
            if (record is not None) != (item.disposition == "stored"):
                wrong["articles missing or too many"] += 1
            elif record:
                wrong.update(_differences(store, record, item))
        for url in newsroom.withdrawn:
            record = store.record(url)
            wrong["articles not seen to be gone"] += not record or record.state != "gone"
        failing = {(row.site, row.state) for row in store.sources() if row.state not in _WELL}
    wrong["sources that fail otherwise than planned"] = len(failing ^ small.FAILING)
    slugs = {item.slug for item in IssueLog(settings.issue_file).read(newsroom.epoch)}
    wrong["wrong addresses not noticed"] = _FOUND not in slugs
    return [f"{count} {what}" for what, count in wrong.items() if count]


def _differences(store: Store, record: Record, item: Expected) -> Iterator[str]:
    article = record.article
    if (article.title, article.text) != (item.title, item.text):
        yield "titles or texts"
    if tuple(sorted(tag.topic for tag in record.annotations.tags)) != item.topics:
        yield "topics"
    if tuple(revision.edit for revision in store.revisions(record.id)[1:]) != item.edits:
        yield "edits"
    if (record.duplicate_of is None) != (item.copy_of is None):
        yield "copies"
