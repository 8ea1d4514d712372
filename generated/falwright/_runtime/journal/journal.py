# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A journal as its users see it: what is pending, and what became of the unknown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from os import PathLike
from typing import TYPE_CHECKING

from ..errors import ConfigurationError
from ..input_faults import format_value
from ..service import Service
from ..settings import check_seconds
from .base_urls import same_url
from .claim import Scope
from .database import JournalDatabase
from .entry import STATES, Entry
from .errors import JournalError
from .names import exact_text
from .open_journal import open_journal
from .resume import other_jobs

if TYPE_CHECKING:
    from .database import JournalDatabase


class Journal:
    """The entries of a journal, of all base URLs and accounts that use it.

    An entry is named by itself, by its short id (`j12`), by its number, or by its request id. A text
    that names several is refused.
    """

    def __init__(self, journal: str | PathLike[str] | JournalDatabase) -> None:
        """Open a journal by its path or URL.

        Raises:
            ConfigurationError: it is neither.
            JournalError: it cannot be used.
        """
        if not isinstance(journal, JournalDatabase):
            journal = open_journal(journal)
        self._database = journal

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._database.name}>"

    def pending(self) -> list[Entry]:
        """Return what runs, what is unknown, and what succeeded but is not here, oldest first."""
        return self._database.pending()

    def entries(self, states: Sequence[str] = (), batch: str | None = None) -> list[Entry]:
        """Return the entries in some states (by default in any), of a batch, oldest first.

        Raises:
            ConfigurationError: there is no such state.
        """
        try:
            wanted = (states,) if isinstance(states, str) else tuple(states)
        except TypeError:
            raise ConfigurationError(
                f"states is {format_value(states)}; it must be a list of {', '.join(STATES)}."
            ) from None
        if unknown := [one for one in wanted if one not in STATES]:
            raise ConfigurationError(
                f"there is no state {format_value(unknown[0])}; states are {', '.join(STATES)}."
            )
        self._database.note_late()
        known = tuple(STATES[STATES.index(one)] for one in wanted)  # not those of an enum
        return self._database.entries(known, batch=None if batch is None else exact_text(batch))

    def entry(self, id: Entry | int | str) -> Entry | None:
        """Return an entry as it is now, or None if there is no such entry.

        Raises:
            JournalError: the text names several entries.
        """
        found = entry_named(self._database, id)
        return None if found is None else self._database.refresh(found.id)

    def settle(
        self,
        entry: Entry | int | str,
        request_id: str | int | None = None,
        never_accepted: bool = False,
    ) -> Entry:
        """Say what became of an unknown submit, and return its entry as it is now.

        What was settled wrongly can be settled again, until something is known of its request.

        Args:
            entry: the entry, which settles only the submit that it is about, or its short id, which
                settles what it is about now.
            request_id: the request that it was accepted as; a submit with its key then joins it.
            never_accepted: it was not accepted; a submit with its key then buys.

        Raises:
            ConfigurationError: neither is said, or both, or `request_id` is no request id.
            JournalError: there is no such entry, or there are several; it is not unknown, or it was
                bought again since; it is unchanged.
        """
        if (request_id is None) is not (never_accepted is True):
            raise ConfigurationError(
                "settle needs either request_id=... or never_accepted=True; nothing was changed."
            )
        text = request_id.strip() if isinstance(request_id, str) else request_id
        known = Service.request_id(text)
        if request_id is not None and known is None:
            shown = format_value(request_id)
            raise ConfigurationError(f"request_id is {shown}, which is no request id.")
        if (found := self.entry(entry)) is None:
            shown = entry.short_id if isinstance(entry, Entry) else format_value(entry)
            raise JournalError(f"there is no entry {shown} in {self._database.name}")
        token = entry.token if isinstance(entry, Entry) else None
        return self._database.settle(found.id, known, token)

    def prune(self, older_than: float | timedelta) -> int:
        """Forget jobs that ended so many seconds ago or longer; return how many entries changed.

        The inputs and results of entries with a key are forgotten, but not the entries, so that
        their keys never buy again.

        Raises:
            ConfigurationError: it is no time.
        """
        seconds = older_than.total_seconds() if isinstance(older_than, timedelta) else older_than
        check_seconds(seconds, "older_than", none=False)
        return self._database.prune(time.time() - seconds)

    def not_followed(self, base_url: str, account: str) -> str | None:
        """Return a line about the accepted jobs that `resume` does not return for a base URL and account.

        `account` is as entries have it; jobs under its other names are its own. Return None if there
        are none.
        """
        scope = Scope(same_url(base_url), exact_text(account))
        return other_jobs(self._database, *self._database.scopes(scope, account))

    def close(self) -> None:
        """Close the journal's connections; a later call opens them again."""
        self._database.close()


def entry_named(database: JournalDatabase, id: object) -> Entry | None:
    """Return the entry that has a name, or None.

    An integer is the number of an entry, if there is one. A text may be the number or short id of
    one and the request id of another, or a request id at two addresses.

    Raises:
        JournalError: the text names several entries.
    """
    if isinstance(id, Entry):
        return database.entry(id.id)
    if not isinstance(id, int | str):
        return None
    text = exact_text(id) if isinstance(id, str) else str(id)
    number = text.removeprefix("j")
    is_number = number.isascii() and number.isdecimal() and len(number) < 19
    found = database.entry(int(number)) if is_number else None
    if found is not None and isinstance(id, int):
        return found
    named = {one.id: one for one in database.entries(request_id=text)}
    if found is not None:
        named[found.id] = found
    if len(named) > 1:
        shown = "; ".join(f"{one} at {one.base_url}" for _, one in sorted(named.items()))
        raise JournalError(
            f"{format_value(text)} names several entries: {shown}. Pass the entry itself, or its "
            "number as an integer"
        )
    return next(iter(named.values()), None)
