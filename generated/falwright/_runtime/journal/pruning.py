# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Forgetting what ended long ago, but no key that bought something."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .entry import FREE, Entry
from .store import Row

_ENDED = ("succeeded", "failed", "cancelled")
STATEMENTS = (
    (
        "DELETE FROM job_journal_entries"
        " WHERE once IS NULL AND updated_at < ? AND state IN (?, ?, ?) RETURNING id",
        _ENDED,
    ),
    (
        "DELETE FROM job_journal_entries WHERE updated_at < ? AND state IN (?, ?)"
        " AND (once IS NULL OR request_id IS NULL) RETURNING id",
        FREE,
    ),
    (
        "UPDATE job_journal_entries SET input = NULL, result = NULL"
        " WHERE updated_at < ? AND state IN (?, ?, ?, ?, ?)"
        " AND (input IS NOT NULL OR result IS NOT NULL) RETURNING id",
        (*_ENDED, *FREE),
    ),
)
"""Jobs without a key; what bought nothing; inputs and results of jobs with a key.

Whatever has a key and a request id stays.
"""
IS_KEPT = f"""NOT (OLD.state IN {_ENDED} AND OLD.once IS NULL
    OR OLD.state IN {FREE} AND (OLD.once IS NULL OR OLD.request_id IS NULL))"""
"""The condition of the database's own guard: an entry is not among those that may be forgotten."""
REFUSAL = (
    "the journal keeps this entry, or its key could buy again: forget with prune, "
    "or, to begin anew, remove the whole journal while no client uses it"
)
"""What the database says to whoever deletes such an entry."""


def is_forgotten(entry: Entry, before: float) -> bool:
    """Return whether `prune` changes or deletes an entry."""
    if entry.updated_at >= before or entry.state not in (*_ENDED, *FREE):
        return False
    is_deleted = entry.once is None or (entry.state in FREE and entry.request_id is None)
    return is_deleted or entry.input is not None or entry.result is not None


def prune(execute: Callable[[str, Sequence[object]], list[Row]], before: float) -> int:
    """Forget what ended before a time; return how many entries changed."""
    return sum(len(execute(statement, (before, *states))) for statement, states in STATEMENTS)
