"""Entries that a client has seen: if they are gone, the journal is no longer the one that is in use."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from .entry import Entry
from .errors import JournalError
from .store import Row, entries_lost

_LOOK = """SELECT id, base_url, endpoint, once, token,
(SELECT value FROM job_journal_settings WHERE name = 'pruned')
FROM (SELECT 1) AS always LEFT JOIN job_journal_entries ON id IN (?, ?) ORDER BY id"""
_MARK = """INSERT INTO job_journal_settings (name, value) VALUES ('pruned', ?)
ON CONFLICT (name) DO UPDATE SET value = excluded.value"""
Execute = Callable[[str, Sequence[object]], list[Row]]


class SeenEntries:
    """Entries are only added, except that pruning removes some, which leaves a mark.

    A table that was emptied, or an older copy of it, lacks the newest entries that were seen. `name`
    is the journal's, for messages.
    """

    def __init__(self, execute: Execute, name: str) -> None:
        self._execute, self._name = execute, name
        self._seen: list[Entry] = []
        """The one that the last claim wrote, or the first that was read, and the newest that was read since."""
        self._mark: object = None
        """The mark of the last pruning when it was last looked for."""

    def note(self, entry: Entry) -> None:
        """Note that an entry is in the journal; what was seen before may be gone, and counts until `check`."""
        seen = self._seen
        if not seen or entry.id > seen[-1].id:
            self._seen = [*seen[:1], entry]

    def confirm(self, entry: Entry) -> None:
        """Note the entry of a claim that has looked for all others: the newest stands for them from now on."""
        self._seen = [max([*self._seen, entry], key=lambda one: one.id)]

    def forget(self) -> None:
        """Begin with what is there."""
        self._seen, self._mark = [], None

    def check(self) -> None:
        """Refuse a journal that lacks what was seen in it, in a transaction.

        Raises:
            JournalError: entries were deleted, or an older copy was restored.
        """
        seen = self._seen
        rows = self._execute(_LOOK, (seen[0].id, seen[-1].id) if seen else (0, 0))
        gone = [one for one in seen if not any(_is_same(one, row) for row in rows)]
        mark = rows[0][-1]
        if gone and mark == self._mark:
            raise self._lost(gone[-1])
        if gone and self._seen is seen:  # they may have been pruned
            self._seen = [one for one in seen if one not in gone]
        self._mark = mark

    def mark_pruned(self) -> None:
        """Leave a mark, by which clients know why entries are gone; in the transaction that removes them."""
        self._execute(_MARK, (uuid.uuid4().hex,))

    def _lost(self, gone: Entry) -> JournalError:
        return entries_lost(
            f"the entries of the journal {self._name} were deleted, replaced, or restored from an older "
            f"copy while it was in use: {gone.short_id}, which this client has seen, is gone. Put them "
            "back, or close the client to begin with what is there"
        )


def _is_same(entry: Entry, row: Sequence[Any]) -> bool:
    """Return whether a row is that of an entry; a key that bought nothing uses its row again."""
    about = (entry.id, entry.base_url, entry.endpoint, entry.once)
    return tuple(row[:4]) == about and (entry.once is not None or row[4] == entry.token)
