# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The journal in a PostgreSQL database, which processes of many machines share."""

from __future__ import annotations

import hashlib
import os
import platform
import threading
import time
import uuid
import weakref
from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from types import TracebackType

import psycopg
from psycopg.pq import TransactionStatus

from .errors import JournalError
from .postgresql_address import read_address
from .postgresql_connection import BoundedConnection
from .postgresql_schema import REPLACED, check_identity, identity_of, prepare
from .store import Row

SESSION = """
SET synchronous_commit = on;
SET lock_timeout = '30s';
SET idle_in_transaction_session_timeout = '10s';
SET tcp_keepalives_idle = 10;
SET tcp_keepalives_interval = 10;
SET tcp_keepalives_count = 3
"""
"""A commit is on the disk. A process that hangs in a transaction holds others up for 10 seconds at
most, and the server notices within 40 that a machine is gone."""
PATIENCE_SECONDS = 20.0
"""How long a server that has answered before may take to come back, such as while it restarts."""
PROMPT_SECONDS = 10.0
"""How long a server may say nothing to a statement that waits for no lock, before it is given up."""
_INTERRUPTED = "it is in use by the code that this signal handler interrupts"
_HELD = """SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND (classid::bigint << 32 | objid::bigint) = %s"""


class PostgresqlDialect:
    """A database; each process has one connection, which its threads use in turn.

    A process that sends a submit holds an advisory lock of its session until the answer is noted.
    The server releases it when the process or its machine ends, and others see that at once.
    """

    for_update = " FOR UPDATE"

    def __init__(self, address: str) -> None:
        self.name, self._address = read_address(address)
        self._sessions: dict[int, _Session] = {}
        self._known: list[str] = []
        """Which tables have answered, until the journal is closed."""
        weakref.finalize(self, _close, self._sessions)

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Execute one statement, and return its rows."""
        session = self._session()
        with session.lock, self._errors():
            return session.execute(_placeholders(statement), parameters)

    def transaction(self, *keys: str) -> AbstractContextManager[None]:
        """Write in one transaction, which only one at a time has for any of the keys."""
        return _Transaction(self, [_number("key", key) for key in keys])

    def begin(self, locks: Sequence[int]) -> None:
        """Begin a transaction with some advisory locks, in this thread's turn."""
        session = self._session()
        with self._errors():
            session.begin(locks)

    def commit(self) -> None:
        """Commit the transaction."""
        session = self._session()
        with self._errors():
            session.commit()

    def rollback(self) -> None:
        """Undo what an interrupted transaction of this thread has left open, and leave its turn."""
        self._session().leave()

    def erase_deleted(self) -> None:
        """Do nothing: the server itself reuses the space of what was deleted."""

    def begin_sending(self, token: str) -> str:
        """Note that this process sends the submit of a token; return who it is, as text."""
        session = self._session()
        with session.lock, self._errors():
            session.execute("SELECT pg_advisory_lock(%s)", (_number("token", token),))
            session.sending.add(token)
            return session.owner

    def end_sending(self, token: str) -> None:
        """Note that the submit of a token has ended, in whatever way."""
        session = self._session()
        with session.lock, suppress(psycopg.Error):  # a session that has ended has released it
            try:
                session.unlock(_number("token", token))
            finally:
                session.sending.discard(token)

    def is_sending(self, owner: str, token: str) -> bool:
        """Return whether the process that sends the submit of a token is alive and still sends it."""
        session = self._session()
        with session.lock, self._errors():
            if owner == session.owner:
                return token in session.sending
            return bool(session.execute(_HELD, (_number("token", token),)))

    def close(self) -> None:
        """Close the connection of this process; a later verb takes the tables that are there then."""
        session = self._session()
        with session.lock:
            session.close()
            self._known.clear()

    def _session(self) -> _Session:
        """Return the session of this process; that of a parent process stays as it is."""
        found = self._sessions.get(os.getpid())
        return found or self._sessions.setdefault(os.getpid(), _Session(self._address, self._known))

    @contextmanager
    def _errors(self) -> Generator[None]:
        try:
            yield
        except (psycopg.Error, OSError, UnicodeError) as error:
            text = f"the journal {self.name} cannot be used: {_reason(error)}"
            raise JournalError(text) from error


class _Transaction:
    """A transaction for a block. An interrupt before its end leaves it to `rollback`."""

    def __init__(self, dialect: PostgresqlDialect, locks: Sequence[int]) -> None:
        self._dialect, self._locks = dialect, locks

    def __enter__(self) -> None:
        self._dialect.begin(self._locks)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._dialect.commit()
        finally:
            self._dialect.rollback()


class _Session:
    """The connection of one process, opened when it is needed, and again after it was lost."""

    def __init__(self, address: str, known: list[str]) -> None:
        self._address, self._known = address, known
        self._connection: BoundedConnection | None = None
        self._is_ready = self._has_answered = self._in_transaction = False
        self._writers: set[int] = set()
        """The threads that have a transaction, or wait for their turn."""
        self.lock = threading.RLock()
        self.owner = f"{platform.node()} {os.getpid()} {uuid.uuid4().hex}"
        self.sending: set[str] = set()

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Execute a statement; outside of a transaction once more on a new connection, if it was lost."""
        connection = self._open()
        if self._in_transaction:
            return _execute(connection, statement, parameters)
        try:
            with connection.within(PROMPT_SECONDS):
                return _execute(connection, statement, parameters)
        except psycopg.OperationalError:
            if not connection.closed:
                raise
        connection = self._open()
        with connection.within(PROMPT_SECONDS):
            return _execute(connection, statement, parameters)

    def unlock(self, number: int) -> None:
        """Release a lock of this session; one that has ended has released all."""
        if self._connection is not None and not self._connection.closed:
            _execute(self._connection, "SELECT pg_advisory_unlock(%s)", (number,))

    def begin(self, locks: Sequence[int]) -> None:
        """Begin a transaction in this thread's turn, on a new connection if the last one was lost."""
        if threading.get_ident() in self._writers:
            raise psycopg.OperationalError(_INTERRUPTED)
        self._writers.add(threading.get_ident())
        self.lock.acquire()
        self._undo()
        self.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
        self._in_transaction = True
        check_identity(identity_of(self._open()), self._known)
        for number in locks:
            self.execute("SELECT pg_advisory_xact_lock(%s)", (number,))

    def commit(self) -> None:
        """Commit; a server answers the commit of a transaction that has failed without an error."""
        connection = self._open()
        if connection.info.transaction_status != TransactionStatus.INTRANS:
            raise psycopg.OperationalError("its transaction has ended before it was committed")
        done = _cursor(connection, "COMMIT").statusmessage
        if done != "COMMIT":
            raise psycopg.OperationalError(f"the server answered a commit with {done}")

    def leave(self) -> None:
        """Undo what this thread has not committed, and leave its turn."""
        if threading.get_ident() not in self._writers:
            return
        if self.lock.acquire(blocking=False):  # else another thread has the turn
            self._undo()
            with suppress(RuntimeError):  # raised once the lock is free
                while True:
                    self.lock.release()
        self._writers.discard(threading.get_ident())

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()

    def _undo(self) -> None:
        """End what is left of a transaction; a connection that cannot do it is given up."""
        if (connection := self._connection) is not None:
            state = connection.info.transaction_status
            try:
                if state in (TransactionStatus.INTRANS, TransactionStatus.INERROR):
                    _execute(connection, "ROLLBACK")
                elif state != TransactionStatus.IDLE:
                    connection.close()
            except psycopg.Error:
                connection.close()
        self._in_transaction = False

    def _open(self) -> BoundedConnection:
        if self._connection is not None and self._is_ready and not self._connection.closed:
            return self._connection
        if self._in_transaction:
            raise psycopg.OperationalError("the connection was lost in a transaction")
        self._is_ready = False
        self.close()
        connection = self._connect()
        _execute(connection, SESSION)
        check_identity(prepare(connection, may_create=not self._known), self._known)
        for token in self.sending:  # of submits that were on their way when it was lost
            number = _number("token", token)
            _execute(connection, "SELECT pg_try_advisory_lock(%s)", (number,))
        self._is_ready = self._has_answered = True
        return connection

    def _connect(self) -> BoundedConnection:
        end = time.monotonic() + (PATIENCE_SECONDS if self._has_answered else 0)
        while True:
            try:
                self._connection = BoundedConnection.connect(
                    self._address, autocommit=True, prepare_threshold=None
                )
                return self._connection
            except psycopg.OperationalError:
                if time.monotonic() >= end:
                    raise
                time.sleep(0.2)


def _cursor(
    connection: psycopg.Connection, statement: str, parameters: Sequence[object] = ()
) -> psycopg.Cursor:
    if (
        connection.lock.locked()
    ):  # by the code that this thread interrupts: it would wait for itself
        raise psycopg.OperationalError(_INTERRUPTED)
    try:
        return connection.execute(statement.encode(), parameters or None)
    except psycopg.Error:
        raise
    except BaseException:  # an interrupt: the server may still be at it
        if connection.info.transaction_status == TransactionStatus.ACTIVE:
            connection.close()
        raise


def _execute(
    connection: psycopg.Connection, statement: str, parameters: Sequence[object] = ()
) -> list[Row]:
    cursor = _cursor(connection, statement, parameters)
    return cursor.fetchall() if cursor.description else []


def _close(sessions: dict[int, _Session]) -> None:
    """Close this process's connection of a journal that nobody holds any more."""
    if session := sessions.get(os.getpid()):
        session.close()


def _reason(error: Exception) -> str:
    """Return what is wrong in one line, and what to try."""
    told = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    reason = " ".join((told or str(error)).split())
    if isinstance(error, psycopg.errors.InsufficientPrivilege):
        return (
            f"{reason}; a user with the right to create tables must open the journal once, and "
            "this one needs SELECT, INSERT, UPDATE and DELETE on them"
        )
    if isinstance(error, psycopg.errors.UndefinedTable):
        return f"{reason}; {REPLACED}"
    if "read-only" in reason:
        return f"{reason}; a journal needs the address of the primary, which can be written to"
    return reason


def _placeholders(statement: str) -> str:
    return statement.replace("%", "%%").replace("?", "%s")


def _number(kind: str, name: str) -> int:
    """Return the number of an advisory lock."""
    digest = hashlib.sha256(f"job journal {kind} {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
