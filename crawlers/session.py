"""What the crawls of one process share: archive file, workers, issue log."""

from __future__ import annotations

from crawlers.archive import ArchiveWriter, prune, recover
from crawlers.pool import Pool
from crawlers.worker import Desk
from nlp.topic import Topic, load_topics
from sholu import clock, heap
from sholu.issues import IssueLog, issue
from sholu.plural import counted
from sholu.settings import Settings


class Session:
    """Opened by the first site of a process, closed by the last.

    `archive` is None when the settings keep none.
    """

    def __init__(self, settings: Settings) -> None:
        """Start the workers and an archive file; mend what a killed crawl left."""
        heap.stay_small()
        topics = own_topics(settings)
        self.settings = settings
        settings.data.mkdir(parents=True, exist_ok=True)
        self.issues = IssueLog(settings.issue_file)
        self.archive: ArchiveWriter | None = None
        self._mend()
        if settings.archive.keep != "none":
            self.archive = ArchiveWriter(settings.archive_folder)
        desk = Desk(
            site_folders=settings.site_folders,
            archive=settings.archive_folder,
            store=settings.store_file,
            soft_seconds=settings.crawl.soft_seconds,
            topics=topics,
        )
        self.pool = Pool(
            desk, workers=settings.crawl.workers, hard_seconds=settings.crawl.hard_seconds
        )
        heap.settle()

    def _mend(self) -> None:
        folder = self.settings.archive_folder
        for torn in recover(folder):
            if torn.cut:
                message = (
                    f"{torn.file}: {counted(torn.cut, 'byte')} of a record a killed crawl began"
                )
                self.issues.write(issue("archive.torn", message))
        prune(folder, self.settings.archive.keep, clock.now())

    def close(self) -> None:
        """Stop the workers, close the archive file."""
        self.pool.close()
        if self.archive:
            self.archive.close()


def own_topics(settings: Settings) -> dict[str, Topic] | None:
    """All topics, where some are the user's own: a broken file is told before a worker meets it.

    None where all are shipped: workers read them, and a crawl that finds nothing new has none.
    Raises FileError.
    """
    folders = settings.topic_folders
    own = any(True for folder in folders for _ in folder.glob("*.yml"))
    return load_topics(*folders) if own else None


_session: Session | None = None
_users = 0


def join_session(settings: Settings) -> Session:
    """The session of this process; everyone who joins it leaves it again."""
    global _session, _users
    if _session is None:
        _session = Session(settings)
    _users += 1
    return _session


def leave_session() -> None:
    """The last to leave closes it."""
    global _session, _users
    _users -= 1
    if _users == 0 and _session is not None:
        _session.close()
        _session = None
