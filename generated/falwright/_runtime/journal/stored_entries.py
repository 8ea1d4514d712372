# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The journal's table of entries: its rows are selected, inserted and updated as `Entry` objects."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from typing import Any

from .claim import Scope
from .entry import Entry
from .errors import JournalError
from .rows import COLUMNS, clock, entry_of, storable
from .sender import why_lost
from .store import Dialect, Row, entries_lost

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


_ALL = ", ".join(COLUMNS)


class StoredEntries:
    """The entries in a database; changes are for a transaction of the caller."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.seen = SeenEntries(dialect.execute, dialect.name)

    def select(
        self, where: str, parameters: Sequence[object], for_update: bool = False
    ) -> list[Entry]:
        """Return the entries of a condition, oldest first.

        With `for_update`, their rows stay as they are until the transaction ends.
        """
        end = self._dialect.for_update if for_update else ""
        select = f"SELECT {_ALL} FROM job_journal_entries WHERE {where} ORDER BY id{end}"
        found = [entry_of(row) for row in self._dialect.execute(select, parameters)]
        for newest in found[-1:]:
            self.seen.note(newest)
        return found

    def find(
        self,
        states: Sequence[str] = (),
        scopes: Collection[Scope] = (),
        *,
        batch: str | None = None,
        request_id: str | None = None,
    ) -> list[Entry]:
        """Return the entries with all the given facts, in one of the scopes, oldest first."""
        facts: dict[str, object] = {"batch": batch, "request_id": request_id}
        known = {name: fact for name, fact in facts.items() if fact is not None}
        conditions = [f"{name} = ?" for name in known]
        if states:
            conditions.append(f"state IN ({places(states)})")
        if scopes:
            conditions.append(in_scopes(scopes))
        values = [*known.values(), *states, *(fact for one in scopes for fact in one)]
        return self.select(" AND ".join(conditions) or "1 = 1", values)

    def one(self, id: int) -> Entry | None:
        """Return an entry by its number, or None."""
        return next(iter(self.select("id = ?", (id,))), None)

    def one_for_update(self, id: int) -> Entry:
        """Return an entry that stays as it is until the transaction ends.

        Raises:
            JournalError: there is no such entry.
        """
        for found in self.select("id = ?", (id,), for_update=True):
            return found
        raise JournalError(f"there is no entry j{id} in {self._dialect.name}")

    def is_lost(self, entry: Entry) -> bool:
        """Return whether nobody can be sending an entry's submit any more, or be about to note its answer."""
        return why_lost(self._dialect, entry) is not None

    def current(self, entry: Entry) -> Entry:
        """Return an entry as unknown, and note it, if its process died while it sent the submit."""
        if (reason := why_lost(self._dialect, entry)) is None:
            return entry
        mine = (entry.id, entry.token)
        facts = {"state": "unknown", "reason": reason}
        changed = self.update(facts, "id = ? AND token = ? AND state = 'sending'", mine)
        return changed[0] if changed else self.one_for_update(entry.id)

    def update(
        self, facts: dict[str, Any], where: str, parameters: Sequence[object]
    ) -> list[Entry]:
        """Change the entries of a condition, and return them as they are then."""
        facts = {"updated_at": clock(), **facts}
        if isinstance(facts.get("reason"), str):
            facts["reason"] = storable(facts["reason"])
        changes = ", ".join(f"{name} = ?" for name in facts)
        statement = f"UPDATE job_journal_entries SET {changes} WHERE {where} RETURNING {_ALL}"
        return [*map(entry_of, self._dialect.execute(statement, [*facts.values(), *parameters]))]

    def insert(self, row: dict[str, Any], replaced: int = 0) -> Entry | None:
        """Insert a row, and return its entry; None if another entry has its key."""
        row = {**row, "replaced": replaced}
        insert = f"INSERT INTO job_journal_entries ({', '.join(row)}) VALUES ({places([*row])})"
        rows = self._dialect.execute(
            f"{insert} ON CONFLICT DO NOTHING RETURNING {_ALL}", [*row.values()]
        )
        return entry_of(rows[0]) if rows else None


def in_scopes(scopes: Collection[Scope]) -> str:
    """Return the condition that an entry is in one of the scopes; its parameters are their facts, in order."""
    return f"({' OR '.join(['(base_url = ? AND account = ?)'] * len(scopes))})"


def places(values: Sequence[object]) -> str:
    """Return the placeholders of values in a statement."""
    return ", ".join("?" * len(values))
