"""Errors that are part of the interface."""

from __future__ import annotations


class UserError(Exception):
    """Something the person at the keyboard can mend: the message is one clear sentence for them.

    Commands print it without a traceback and end with exit code 2.
    """

    def pretty(self) -> str:
        """The message as it is printed; some errors show more than one line."""
        return str(self)
