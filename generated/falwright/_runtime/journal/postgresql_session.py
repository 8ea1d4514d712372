# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The connection of one process to a journal in PostgreSQL: kept open, and opened again after a loss."""

from __future__ import annotations

import hashlib
import threading
import time
import uuid
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from .postgresql_library import Connection, Cursor, Error, OperationalError, TransactionStatus
from .postgresql_schema import check_identity, identity_of, prepare
from .process_owner import process_anywhere
from .store import Row

RV = TypeVar("RV")
SILENT_SECONDS = 35.0
"""How long a server may say nothing; it waits for a lock for 30 seconds by itself."""


class BoundedConnection(Connection):
    """A connection that is closed when the server has said nothing to a statement for so long.

    A frozen server or network keeps the connection open, so that nothing else would end the wait.
    """

    _seconds: float | None = None

    @contextmanager
    def within(self, seconds: float) -> Generator[None]:
        """Give the server so many seconds for each statement of the block."""
        before, self._seconds = self._seconds, seconds
        try:
            yield
        finally:
            self._seconds = before

    def wait(
        self, gen: Generator[Any, Any, RV], interval: float = 0.1, timeout: float | None = None
    ) -> RV:
        """Wait for the server's answer, but not longer than the limit.

        Raises:
            OperationalError: it said nothing.
        """
        limits = [SILENT_SECONDS if self._seconds is None else self._seconds, timeout]
        seconds = min(limit for limit in limits if limit is not None)
        try:
            return super().wait(_bounded(gen, seconds), interval)
        except _Silence:
            self.close()  # the statement may still be done, or not
            raise


class _Silence(OperationalError):
    """The server has said nothing for too long."""


def _bounded(gen: Generator[Any, Any, RV], seconds: float) -> Generator[Any, Any, RV]:
    """Return the same steps, but an end where nothing is ready for so many seconds."""
    end = time.monotonic() + seconds
    try:
        wanted = next(gen)
        while True:
            ready = yield wanted
            if ready:
                end = time.monotonic() + seconds
            elif time.monotonic() >= end:
                raise _Silence(f"the server has not answered for {seconds:g} seconds")
            wanted = gen.send(ready)
    except StopIteration as done:
        value: RV = done.value
        return value


SESSION = """
SET synchronous_commit = on;
SET lock_timeout = '30s';
SET idle_in_transaction_session_timeout = '10s';
SET tcp_keepalives_idle = 10;
SET tcp_keepalives_interval = 10;
SET tcp_keepalives_count = 3;
SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'
"""
"""A commit is on the disk. A process that hangs in a transaction holds others up for 10 seconds at
most, and the server notices within 40 that a machine is gone. It ends no session that waits for the
answer to a submit (servers before PostgreSQL 14 have no such setting)."""
PATIENCE_SECONDS = 20.0
"""How long a server that has answered before may take to come back, such as while it restarts."""
PROMPT_SECONDS = 10.0
"""How long a server may say nothing to a statement that waits for no lock, before it is given up."""
_INTERRUPTED = "it is in use by the code that this signal handler interrupts"


class PostgresqlSession:
    """The connection of one process, opened when it is needed, and again after it was lost."""

    def __init__(self, address: str, known: list[str]) -> None:
        self._address, self._known = address, known
        self._connection: BoundedConnection | None = None
        self._is_ready = self._has_answered = self._in_transaction = False
        self._writers: set[int] = set()
        """The threads that have a transaction, or wait for their turn."""
        self.lock = threading.RLock()
        self.owner = f"{uuid.uuid4().hex} {process_anywhere()}"
        self.sending: set[str] = set()

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Execute a statement; outside of a transaction once more on a new connection, if it was lost."""
        connection = self._open()
        if self._in_transaction:
            return _execute(connection, statement, parameters)
        try:
            with connection.within(PROMPT_SECONDS):
                return _execute(connection, statement, parameters)
        except OperationalError:
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
            raise OperationalError(_INTERRUPTED)
        self._writers.add(threading.get_ident())
        self.lock.acquire()
        self._undo()
        try:
            self.execute("BEGIN ISOLATION LEVEL READ COMMITTED")
            self._in_transaction = True
            check_identity(identity_of(self._open()), self._known)
            for number in locks:
                self.execute("SELECT pg_advisory_xact_lock(%s)", (number,))
        except Exception:  # the verb may begin another one
            self.leave()
            raise

    def commit(self) -> None:
        """Commit; a server answers the commit of a transaction that has failed without an error."""
        connection = self._open()
        if connection.info.transaction_status != TransactionStatus.INTRANS:
            raise OperationalError("its transaction ended before it was committed")
        done = _cursor(connection, "COMMIT").statusmessage
        if done != "COMMIT":
            raise OperationalError(f"the server answered a commit with {done}")

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
            except Error:
                connection.close()
        self._in_transaction = False

    def _open(self) -> BoundedConnection:
        if self._connection is not None and self._is_ready and not self._connection.closed:
            return self._connection
        if self._in_transaction:
            raise OperationalError("the connection was lost in a transaction")
        self._is_ready = False
        self.close()
        connection = self._connect()
        _execute(connection, SESSION)
        check_identity(prepare(connection, may_create=not self._known), self._known)
        for token in self.sending:  # of submits that were on their way when it was lost
            number = lock_number("token", token)
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
            except OperationalError:
                if time.monotonic() >= end:
                    raise
                time.sleep(0.2)


def _cursor(connection: Connection, statement: str, parameters: Sequence[object] = ()) -> Cursor:
    if (
        connection.lock.locked()
    ):  # by the code that this thread interrupts: it would wait for itself
        raise OperationalError(_INTERRUPTED)
    try:
        return connection.execute(statement.encode(), parameters or None)
    except Error:
        raise
    except BaseException:  # an interrupt: the server may still be at it
        if connection.info.transaction_status == TransactionStatus.ACTIVE:
            connection.close()
        raise


def _execute(
    connection: Connection, statement: str, parameters: Sequence[object] = ()
) -> list[Row]:
    cursor = _cursor(connection, statement, parameters)
    return cursor.fetchall() if cursor.description else []


def lock_number(kind: str, name: str) -> int:
    """Return the number of an advisory lock."""
    digest = hashlib.sha256(f"job journal {kind} {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
