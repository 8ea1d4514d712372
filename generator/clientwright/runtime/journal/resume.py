"""The jobs of a client that its journal knows as accepted and not ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
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
    scope = journal.scope(connection.base_url, connection.token)
    names = journal.database.names_of(journal.unnamed(connection.token))
    accounts = dict.fromkeys((scope.account, *names))
    if text := other_jobs(journal.database, scope, names):
        log_event(connection.service.name, "WARNING", "not_followed", "%s", text)
    found = [
        entry
        for account in accounts
        for entry in journal.database.entries(("accepted",), scope._replace(account=account))
    ]
    return sorted(found, key=lambda entry: entry.id)


def other_jobs(database: JournalDatabase, scope: Scope, names: Collection[str] = ()) -> str | None:
    """Return a line about the accepted jobs that are not those of a base URL and account, if any.

    `names` are further names of the account.
    """
    own = {scope, *(scope._replace(account=name) for name in names)}
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
