# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A journal for async code: the same methods, awaitable, in worker threads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from os import PathLike

import anyio

from ..event_loop import call_in_thread
from .database import JournalDatabase
from .entry import Entry
from .journal import Journal


class AsyncJournal:
    """The entries of a journal, of all base URLs and accounts that use it; see `Journal`."""

    def __init__(self, journal: str | PathLike[str] | JournalDatabase) -> None:
        """Open a journal by its path or URL.

        Raises:
            ConfigurationError: it is neither.
            JournalError: it cannot be used.
        """
        self._journal = Journal(journal)

    def __repr__(self) -> str:
        return repr(self._journal).replace("Journal", "AsyncJournal", 1)

    async def pending(self) -> list[Entry]:
        """Return what runs, what is unknown, and what succeeded but was not downloaded, oldest first."""
        return await call_in_thread(self._journal.pending)

    async def entries(self, states: Sequence[str] = (), batch: str | None = None) -> list[Entry]:
        """Return the entries in some states (by default in any), of a batch, oldest first."""
        return await call_in_thread(partial(self._journal.entries, states, batch))

    async def entry(self, id: Entry | int | str) -> Entry | None:
        """Return an entry as it is now, or None if there is no such entry."""
        return await call_in_thread(partial(self._journal.entry, id))

    async def settle(
        self,
        entry: Entry | int | str,
        request_id: str | int | None = None,
        never_accepted: bool = False,
    ) -> Entry:
        """Say what became of an unknown submit, and return its entry as it is now."""
        return await call_in_thread(
            partial(self._journal.settle, entry, request_id, never_accepted)
        )

    async def prune(self, older_than: float | timedelta) -> int:
        """Forget jobs that ended so many seconds ago or longer; return how many entries changed."""
        return await call_in_thread(partial(self._journal.prune, older_than))

    async def not_followed(self, base_url: str, account: str) -> str | None:
        """Return a line about the accepted jobs that `resume` does not return for a base URL and account."""
        return await call_in_thread(partial(self._journal.not_followed, base_url, account))

    async def close(self) -> None:
        """Close the journal's connections; a later call opens them again."""
        with anyio.CancelScope(shield=True):  # also at the end of a task that was cancelled
            await call_in_thread(self._journal.close)
