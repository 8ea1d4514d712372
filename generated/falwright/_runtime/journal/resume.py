# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The jobs of a client that its journal knows as accepted and not ended."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ..pickled_job import monotonic_time, output_type
from ..steps import Blocking, Flow
from ..telemetry.structured_log import log_event
from .claim import Scope
from .client_journal import required

if TYPE_CHECKING:
    from ..connection import Connection
    from ..jobs import BaseJob
    from .database import JournalDatabase
    from .entry import Entry

JobT = TypeVar("JobT", bound="BaseJob[Any]")


def resumed_jobs(connection: Connection[Any], kind: type[JobT]) -> Flow[list[JobT]]:
    """Return the handles of the accepted jobs of a client's base URL and account, whatever its name was, oldest first."""
    entries: list[Entry] = yield Blocking(partial(_accepted, connection))
    return [
        kind(
            connection,
            entry.request_id,
            output_type(entry.endpoint),
            entry.endpoint,
            submitted_at=monotonic_time(entry.created_at),
            entry=entry,
        )
        for entry in entries
        if entry.request_id is not None
    ]


def _accepted(connection: Connection[Any]) -> list[Entry]:
    journal = required(connection.journal)
    scopes = journal.scopes(connection.base_url, connection.token)
    if text := other_jobs(journal.database, *scopes):
        log_event(connection.service.name, "WARNING", "not_followed", "%s", text)
    return journal.database.entries(("accepted",), scopes)


def other_jobs(database: JournalDatabase, scope: Scope, *more: Scope) -> str | None:
    """Return a line about the accepted jobs that are not those of a base URL and account, if any.

    `more` is the same under the account's further names.
    """
    own = (scope, *more)
    found = (Scope(one.base_url, one.account) for one in database.entries(("accepted",)))
    others = Counter(one for one in found if one not in own)
    if not others:
        return None
    named = "; ".join(
        f"{count} of account {one.account!r} at {one.base_url}" for one, count in others.items()
    )
    return (
        f"accepted jobs of other accounts or base URLs are not followed: {named} (this is account "
        f"{scope.account!r} at {scope.base_url})"
    )
