"""Keeping the indexes up to date beside a longer job, which goes on whatever becomes of them."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sholu.errors import UserError
from sholu.index.targets import keep_up
from sholu.issues import Issue, issue
from sholu.locks import Busy
from sholu.settings import Settings

logger = logging.getLogger(__name__)


class Following:
    """Follows the change log for one job; the articles are in the store and safe.

    What keeps an index behind is logged once a job. `fault` says what is to fail the job at its
    end, and is empty while nothing is: an index that cannot take changes, not a server that is
    away.
    """

    def __init__(self, settings: Settings, log: Callable[[Issue], None]) -> None:
        self.settings, self.log = settings, log
        self.behind = False
        self.fault = ""

    def keep_up(self, *, wait: bool) -> None:
        """Catch up as far as the indexes let it; without `wait` not where another is at it."""
        try:
            said = keep_up(self.settings, wait=wait)
        except Busy:
            return  # another process is at it
        except UserError as error:  # an index of another version
            self._fail(str(error))
        except Exception as error:  # a full disk, a damaged file
            logger.exception("the index")
            self._fail(f"the index: {type(error).__name__}: {error}")
        else:
            if said and not self.behind:
                self.behind = True
                self.log(issue("index.behind", said))

    def _fail(self, reason: str) -> None:
        if not self.fault:
            self.fault = reason
            self.log(issue("index.failed", reason))
