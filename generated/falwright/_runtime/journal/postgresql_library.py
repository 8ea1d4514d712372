# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What the journal uses of psycopg, declared for type checkers, which need not find the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "Connection",
    "Cursor",
    "Error",
    "InsufficientPrivilege",
    "OperationalError",
    "TransactionStatus",
    "UndefinedColumn",
    "UndefinedTable",
    "conninfo_to_dict",
    "make_conninfo",
]

if TYPE_CHECKING:
    import enum
    from collections.abc import Generator, Sequence
    from contextlib import AbstractContextManager
    from threading import Lock
    from typing import Any, Self, TypeVar

    RV = TypeVar("RV")

    class Diagnostic:
        """What the server says of an error."""

        message_primary: str | None

    class Error(Exception):
        """An error of the library or the server."""

        diag: Diagnostic

    class OperationalError(Error):
        """The connection cannot be used."""

    class InsufficientPrivilege(Error):
        """The user may not do this."""

    class UndefinedColumn(Error):
        """A table has no such column."""

    class UndefinedTable(Error):
        """There is no such table."""

    class TransactionStatus(enum.IntEnum):
        """The state of a connection's transaction."""

        IDLE = 0
        ACTIVE = 1
        INTRANS = 2
        INERROR = 3
        UNKNOWN = 4

    class ConnectionInfo:
        """What is known of a connection."""

        dbname: str
        host: str
        port: int
        transaction_status: TransactionStatus

        def parameter_status(self, name: str) -> str | None:
            """Return a setting of the server."""
            ...

    class Cursor:
        """The result of a statement."""

        description: Sequence[object] | None
        statusmessage: str | None

        def fetchone(self) -> tuple[Any, ...] | None:
            """Return the next row."""
            ...

        def fetchall(self) -> list[tuple[Any, ...]]:
            """Return the rows that are left."""
            ...

    class Connection:
        """A connection to a server."""

        closed: bool
        info: ConnectionInfo
        lock: Lock

        @classmethod
        def connect(cls, conninfo: str, *, autocommit: bool, prepare_threshold: int | None) -> Self:
            """Connect to a server."""
            ...

        def execute(self, query: str | bytes, params: Sequence[object] | None = None) -> Cursor:
            """Execute a statement."""
            ...

        def transaction(self) -> AbstractContextManager[object]:
            """Begin a transaction for a block."""
            ...

        def wait(self, gen: Generator[Any, Any, RV], interval: float = 0.1) -> RV:
            """Wait for what the server answers."""
            ...

        def close(self) -> None:
            """Close the connection."""
            ...

    def conninfo_to_dict(conninfo: str) -> dict[str, Any]:
        """Return the parts of an address."""
        ...

    def make_conninfo(conninfo: str, **parts: str) -> str:
        """Return an address with more parts."""
        ...
else:
    from psycopg import Connection, Cursor, Error, OperationalError
    from psycopg.conninfo import conninfo_to_dict, make_conninfo
    from psycopg.errors import InsufficientPrivilege, UndefinedColumn, UndefinedTable
    from psycopg.pq import TransactionStatus
