"""The journal in one SQLite file, which many threads and processes of one machine share.

A process has one connection to it, and its threads take turns: SQLite has one writer at a time
anyway. The connection is closed before a fork: a child that inherits SQLite's idea of its locks,
but not the locks, loses what it writes.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TypeVar

from . import process_owner
from .errors import JournalError
from .lock_holders import lock_holders
from .sqlite_file import identity, open_file
from .store import Row

LOCK_SECONDS = 30.0
"""How long a verb waits for the transactions of other processes."""
_LONGEST_NAP = 0.05
_HELP = {
    "SQLITE_FULL": "the disk is full: free some space",
    "SQLITE_IOERR": "the disk has an error, is full, or has a limit for this process",
    "SQLITE_READONLY": "it is read-only: give this user write access to the file and its folder",
    "SQLITE_CANTOPEN": "SQLite keeps two more files beside it: give this user write access to its folder",
    "SQLITE_PERM": "give this user access to it",
    "SQLITE_NOTADB": "it is no database: choose another name for the journal",
    "SQLITE_CORRUPT": "it is damaged: take a copy of it and its -wal file, and try `sqlite3 FILE .recover`",
}
T = TypeVar("T")


class SqliteDialect:
    """A file in WAL mode, whose commits are on the disk before a verb returns."""

    for_update = ""  # the file has one writer at a time

    def __init__(self, path: str) -> None:
        self.name = path
        # a signal handler may call a verb while it interrupts a thread that is in one
        self._lock = threading.RLock()
        self._connections: list[sqlite3.Connection] = []
        self._file: tuple[int, int] | None = None
        self._salt: object = None
        self._writing = False
        self._writers: set[int] = set()
        """The threads that have the turn to write, or wait for it."""
        weakref.finalize(self, _close, self._connections)
        with _open_lock:
            OPEN.add(self)

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Execute one statement, and return its rows."""
        with self._lock, self._errors():
            if self._writing:
                return self._connections[0].execute(statement, tuple(parameters)).fetchall()
            return self._patiently(
                lambda: self._connected().execute(statement, tuple(parameters)).fetchall()
            )

    def transaction(self, *keys: str) -> AbstractContextManager[None]:
        """Write in one transaction; the file has one writer at a time, whatever the keys are."""
        if self._writing and threading.get_ident() in self._writers:
            raise JournalError(
                f"the journal {self.name} was called while this thread is in another call of it "
                "(by a signal handler?)"
            )
        return _Transaction(self._begin, self._end)

    def rollback(self) -> None:
        """Undo what an interrupted transaction of this thread has left open, and leave its turn."""
        if threading.get_ident() not in self._writers:
            return
        if self._lock.acquire(blocking=False):  # else another thread has the turn
            self._undo()
            with suppress(RuntimeError):  # raised once the lock is free
                while True:
                    self._lock.release()
        self._writers.discard(threading.get_ident())

    def erase_deleted(self) -> None:
        """Empty the write-ahead log; what is deleted from the file itself is overwritten at once."""
        with self._lock, self._errors():
            self._patiently(self._empty_log)

    def begin_sending(self, token: str) -> str:
        """Note that this process sends the submit of a token; return who it is, as text."""
        return process_owner.begin_sending(token)

    def end_sending(self, token: str) -> None:
        """Note that the submit of a token has ended, in whatever way."""
        process_owner.end_sending(token)

    def is_sending(self, owner: str, token: str) -> bool:
        """Return whether the process that sends the submit of a token is alive and still sends it."""
        return process_owner.is_sending(owner, token)

    def close(self) -> None:
        """Close the connection; a later verb opens the file that then has the name."""
        with self._lock:
            if not self._writing:
                self._file = self._salt = None
                _close(self._connections)

    def before_fork(self) -> None:
        """Wait for the verbs of other threads, keep them from beginning, and close the connection."""
        self._lock.acquire()
        if not self._writing:
            _close(self._connections)

    def after_fork(self, in_child: bool) -> None:
        """Let other threads begin verbs; a child has none yet."""
        if in_child and not self._writing:
            self._writers.clear()
        self._lock.release()

    def _begin(self) -> None:
        self._writers.add(threading.get_ident())
        self._lock.acquire()
        self._writing = True
        with self._errors():
            self._patiently(lambda: self._connected().execute("BEGIN IMMEDIATE"))

    def _end(self, commit: bool) -> None:
        try:
            if commit:
                with self._errors():
                    self._connections[0].execute("COMMIT")
        finally:
            self.rollback()

    def _undo(self) -> None:
        """Roll back what is not committed; a connection that cannot even do that is closed."""
        for connection in self._connections:
            try:
                if connection.in_transaction:
                    connection.rollback()
            except sqlite3.Error:
                _close(self._connections)
        self._writing = False

    def _connected(self) -> sqlite3.Connection:
        """Return the connection, if the file still has its name: what is deleted forgets."""
        if self._file is not None:
            self._check_file(identity(self.name) == self._file)
        if not self._connections:
            connection = open_file(self.name)
            self._connections.append(connection)
            salt = connection.execute(
                "SELECT value FROM job_journal_settings WHERE name = 'salt'"
            ).fetchall()
            # a file that was closed for a fork can have been deleted, and its number be used again
            self._check_file(salt != [] and self._salt in (None, salt))
            self._file, self._salt = identity(self.name), salt
        return self._connections[0]

    def _check_file(self, same: bool) -> None:
        if not same:
            _close(self._connections)
            raise JournalError(
                f"the journal {self.name} was deleted, renamed or replaced while it was in use: "
                "put the file back, or close the client to begin with another"
            )

    def _empty_log(self) -> None:
        busy = self._connected().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0]
        if busy:
            raise _Busy

    def _patiently(self, attempt: Callable[[], T]) -> T:
        """Return what an attempt returns, again and again while the file is locked.

        SQLite could wait by itself, but no Ctrl-C would end that.
        """
        end, nap = time.monotonic() + LOCK_SECONDS, 0.001
        while True:
            try:
                return attempt()
            except sqlite3.OperationalError as error:
                if not _is_busy(error):
                    raise
                if time.monotonic() >= end:
                    holders = lock_holders(os.path.realpath(self.name))
                    raise JournalError(
                        f"the journal {self.name} was locked for {LOCK_SECONDS:g} seconds, by {holders}"
                    ) from error
            time.sleep(nap)
            nap = min(nap * 2, _LONGEST_NAP)

    @contextmanager
    def _errors(self) -> Generator[None]:
        try:
            yield
        except sqlite3.Error as error:
            name = getattr(error, "sqlite_errorname", "")
            advice = next((text for code, text in _HELP.items() if name.startswith(code)), "")
            found = f"{error}; {advice}" if advice else str(error)
            raise JournalError(f"the journal {self.name} cannot be used: {found}") from error
        except (OSError, UnicodeError, OverflowError) as error:
            raise JournalError(f"the journal {self.name} cannot be used: {error}") from error


class _Busy(sqlite3.OperationalError):
    """Others read the write-ahead log."""


class _Transaction:
    """Begin and end, so that no interrupt in between is missed by either."""

    def __init__(self, begin: Callable[[], None], end: Callable[[bool], None]) -> None:
        self._begin, self._end = begin, end

    def __enter__(self) -> None:
        try:
            self._begin()
        except BaseException:
            self._end(False)
            raise

    def __exit__(self, kind: type[BaseException] | None, *error: object) -> None:
        self._end(kind is None)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    name: str = getattr(error, "sqlite_errorname", "")
    return isinstance(error, _Busy) or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _close(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()


OPEN: weakref.WeakSet[SqliteDialect] = weakref.WeakSet()
_open_lock = threading.RLock()
_at_fork: list[SqliteDialect] = []


def _before_fork() -> None:
    _open_lock.acquire()
    _at_fork.extend(OPEN)
    for dialect in _at_fork:
        dialect.before_fork()


def _after_fork(in_child: bool) -> None:
    while _at_fork:
        _at_fork.pop().after_fork(in_child)
    _open_lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=lambda: _after_fork(False),
        after_in_child=lambda: _after_fork(True),
    )
