# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Errors of the journal and of a batch's ceiling; see the tree in `..errors`."""

from __future__ import annotations

from typing import Any

from ..errors import ClientError
from .entry import Entry


class JournalError(ClientError):
    """The journal cannot be used; `entry` is the one it is about, if any. The message says what was sent."""

    advice = "Nothing that was written down is lost: fix what the message names."

    def __init__(self, message: str, *, entry: Entry | None = None, **about: Any) -> None:
        super().__init__(message, **about)
        self.entry = entry


class KeyConflict(JournalError):
    """A key was used before, with another input or under another account; nothing was sent."""

    advice = "Nothing was sent."


class BudgetReached(ClientError):
    """The job would exceed the ceiling of its batch; nothing was sent.

    `limit` says which: `budget` or `max_jobs`.
    """

    advice = "Nothing was sent. To go on, raise budget or max_jobs and run the batch again."

    def __init__(self, message: str, *, limit: str = "budget", **about: Any) -> None:
        super().__init__(message, **about)
        self.limit = limit
        self.advice = self.advice.replace("budget", limit)
