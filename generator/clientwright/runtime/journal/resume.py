"""The jobs of a client that its journal knows as accepted and not ended."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ..pickled_job import monotonic_time, output_type
from ..steps import Blocking, Flow
from .client_journal import required

if TYPE_CHECKING:
    from ..connection import Connection
    from ..jobs import BaseJob
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
    found = [
        entry
        for account in accounts
        for entry in journal.database.entries(("accepted",), scope._replace(account=account))
    ]
    return sorted(found, key=lambda entry: entry.id)
