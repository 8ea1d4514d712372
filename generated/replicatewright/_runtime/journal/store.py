# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What every store of a journal can do; SQLite and PostgreSQL share all of it but the dialect."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from .errors import JournalError

Row = tuple[Any, ...]
_ADVICE = "Entries may be missing: compare the journal with your account before its keys buy again."


class Dialect(Protocol):
    """A database: its connections, its transactions, and who of its users is alive.

    Statements have `?` for their parameters. Every method may be called from any thread, and
    raises `JournalError` if the database cannot be used.
    """

    name: str
    """The file or the address, without a password; for messages."""

    for_update: str
    """The end of a SELECT whose row stays as it is until this transaction ends."""

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Execute one statement, and return its rows."""
        ...

    def transaction(self, *keys: str) -> AbstractContextManager[None]:
        """Write in one transaction, which only one at a time has for any of the keys."""
        ...

    def rollback(self) -> None:
        """Undo what an interrupted transaction of this thread has left open, if anything."""
        ...

    def erase_deleted(self) -> None:
        """Remove what was deleted from the database's files, as far as this database can."""
        ...

    def begin_sending(self, token: str) -> str:
        """Note that this process sends the submit of a token; return who it is, as text."""
        ...

    def end_sending(self, token: str) -> None:
        """Note that the submit of a token has ended, in whatever way."""
        ...

    def is_sending(self, owner: str, token: str) -> bool:
        """Return whether the process that sends the submit of a token is alive and still sends it."""
        ...

    def has_ended(self, owner: str) -> bool:
        """Return whether a process that does not send certainly will not do so any more.

        One that this process cannot see, such as in another container, may be alive.
        """
        ...

    def close(self) -> None:
        """Close the connections of this process."""
        ...


def entries_lost(message: str) -> JournalError:
    """Return the error that a journal is no longer the one that was in use."""
    error = JournalError(message)
    vars(error)["advice"] = _ADVICE
    return error
