# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""How the answer to a submit is noted: at once, or by a later verb of the process once the journal can be written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from .entry import FREE, Entry
from .errors import JournalError
from .rows import clock, row_of
from .store import Dialect
from .stored_entries import StoredEntries, places


class AnswerNotes:
    """The answers to the submits of this process, and which of them are still to be noted."""

    def __init__(self, dialect: Dialect, entries: StoredEntries) -> None:
        self._dialect, self._entries = dialect, entries
        self._late: dict[str, Callable[[], object]] = {}
        """What could not be written, by the token of its submit; twice is as good as once."""

    def accepted(self, entry: Entry, request_id: str) -> None:
        """Note that the provider accepted a submit, whatever was noted of it meanwhile."""
        note = partial(self._accepted, entry, request_id)
        try:
            try:
                note()
            except JournalError:  # a connection was lost; the job is paid for, so once more
                note()
        except JournalError as error:
            self._late[entry.token] = note
            error.request_id = request_id
            error.message = f"the job was accepted, but this is not in the journal: {error.message}"
            raise
        finally:
            self._dialect.end_sending(entry.token)

    def ended(self, entry: Entry, facts: dict[str, object], request_id: str | None) -> None:
        """Note another end of a submit, if none is noted."""
        if request_id is not None:  # one that is known is not forgotten
            facts["request_id"] = request_id
        note = partial(self._ended, entry, facts)
        try:
            note()
        except JournalError:
            self._late.setdefault(entry.token, note)  # an acceptance counts more
            raise
        finally:
            self._dialect.end_sending(entry.token)

    def write_late(self) -> None:
        """Note what could not be written before and can be now."""
        for token, note in [*self._late.items()]:
            try:
                note()
            except JournalError:
                return
            self._late.pop(token, None)

    def forget_late(self) -> None:
        """Give up what could not be written."""
        self._late.clear()

    def _accepted(self, entry: Entry, request_id: str) -> None:
        facts = {"state": "accepted", "request_id": request_id, "reason": None}
        open_states = ("sending", "unknown", *FREE)
        mine = f"id = ? AND token = ? AND state IN ({places(open_states)})"
        # alone for the request: the commit of a connection that was lost may still be on its way
        with self._dialect.transaction(f"request {request_id}"):
            if self._entries.update(facts, mine, (entry.id, entry.token, *open_states)):
                return
            noted = self._entries.find(request_id=request_id)
            if not any(one.token == entry.token for one in noted):
                # a person settled the entry, and it goes on without this job: two jobs, two rows
                row = {**row_of(entry), **facts, "updated_at": clock()}
                if self._entries.insert(row) is None:
                    self._entries.insert(row, replaced=1)

    def _ended(self, entry: Entry, facts: dict[str, object]) -> None:
        mine = "id = ? AND token = ? AND state IN ('sending', 'unknown')"
        with self._dialect.transaction():
            self._entries.update(facts, mine, (entry.id, entry.token))
