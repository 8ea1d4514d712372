# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The journal in one SQLite file, which many threads and processes of one machine share.

A process has one connection to it, and its threads take turns: SQLite has one writer at a time
anyway. A thread that waits for another process lets the others go on. The connection is closed before
a fork: a child that inherits SQLite's idea of its locks, but not the locks, loses what it writes.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TypeVar

from . import process_owner
from .errors import JournalError
from .sqlite_connection import LogInUse, SqliteConnection, explained_errors, is_busy
from .sqlite_file import identity
from .sqlite_locks import FifoOrder, lock_holders
from .store import Row, entries_lost
from .verb_guard import verb_began

LOCK_SECONDS = 30.0
"""How long a verb waits for the transactions of other processes."""
_LONGEST_NAP = 0.05
T = TypeVar("T")


class SqliteDialect:
    """A file in WAL mode, whose commits are on the disk before a verb returns."""

    for_update = ""  # the file has one writer at a time

    def __init__(self, path: str) -> None:
        self.name = path
        # a signal handler may call a verb while it interrupts a thread that is in one
        self._lock = threading.RLock()
        self._order = FifoOrder()
        self._connections: list[SqliteConnection] = []
        self._file: tuple[int, int] | None = None
        self._salt: object = None
        self._loss: str | None = None
        """Why nothing is written until the journal is closed."""
        self._writer: int | None = None
        """The thread that has the turn and writes."""
        self._writers: set[int] = set()
        """The threads that have the turn to write, or wait for it."""
        weakref.finalize(self, _drop, self._connections)
        with _open_lock:
            OPEN.add(self)

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Execute one statement, and return its rows."""
        values = tuple(parameters)
        with explained_errors(self.name):
            if self._writer == threading.get_ident():
                return self._connections[0].connection.execute(statement, values).fetchall()
            return self._patiently(lambda: self._connected().execute(statement, values).fetchall())

    def transaction(self, *keys: str) -> AbstractContextManager[None]:
        """Write in one transaction; the file has one writer at a time, whatever the keys are."""
        if self._writer == threading.get_ident():
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
        with explained_errors(self.name):
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

    def has_ended(self, owner: str) -> bool:
        """Return whether a process that does not send certainly will not do so any more."""
        return process_owner.has_ended(owner)

    def close(self) -> None:
        """Move the log into the file and close the connection; a later verb opens what has the name."""
        with self._lock, nullcontext():
            if self._writer is None:
                for one in self._connections:
                    if not one.is_lost():
                        with suppress(sqlite3.Error):  # others use it now, and will do so later
                            one.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
                _close(self._connections)
                self._file = self._salt = self._loss = None

    def before_fork(self) -> None:
        """Wait for the verbs of other threads, keep them from beginning, and close the connection."""
        self._lock.acquire()
        if self._writer is None:
            with suppress(JournalError):  # is told later
                self._check_connections()
            _close(self._connections)

    def after_fork(self, in_child: bool) -> None:
        """Let other threads begin verbs; a child has none yet."""
        if in_child and self._writer is None:
            self._writers.clear()
            self._order.clear()
        self._lock.release()

    def _begin(self) -> None:
        self._writers.add(threading.get_ident())
        with explained_errors(self.name):
            self._patiently(self._begin_once)

    def _begin_once(self) -> None:
        self._lock.acquire()  # until the end; an interrupt in between is undone by `rollback`
        self._writer = threading.get_ident()
        try:
            self._connected().execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            self._writer = None
            self._lock.release()
            raise

    def _end(self, commit: bool) -> None:
        try:
            if commit:
                with explained_errors(self.name):
                    self._connections[0].connection.execute("COMMIT")
                    self._check_connections()
        finally:
            self.rollback()

    def _undo(self) -> None:
        """Roll back what is not committed; a connection that cannot even do that is closed."""
        for one in self._connections:
            try:
                if one.connection.in_transaction:
                    one.connection.rollback()
            except sqlite3.Error:
                _close(self._connections)
        self._writer = None

    def _connected(self) -> sqlite3.Connection:
        """Return the connection, if the file still has its name: what is deleted forgets."""
        if self._file is not None:
            self._check_file(identity(self.name) == self._file)
        self._check_connections()
        if not self._connections:
            found = SqliteConnection(self.name)
            self._connections.append(found)
            # a file that was closed for a fork can have been deleted, and its number be used again
            self._check_file(self._salt in (None, found.salt))
            self._file, self._salt = identity(self.name), found.salt
        return self._connections[0].connection

    def _check_connections(self) -> None:
        """Refuse to go on with a log that was deleted, until the journal is closed."""
        try:
            for one in self._connections:
                one.check()
                one.note_written()
        except JournalError as error:
            self._loss = error.message
            _close(self._connections)
        if self._loss is not None:
            raise entries_lost(self._loss)

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
            raise LogInUse

    def _patiently(self, attempt: Callable[[], T]) -> T:
        """Return what an attempt in a turn returns, again and again while the file is locked.

        SQLite could wait by itself, but no Ctrl-C would end that. Other threads have their turns
        between the attempts, so that all wait at the same time, and none longer than its verb may.
        """
        end, nap, place = verb_began() + LOCK_SECONDS, 0.001, object()
        while True:
            try:
                self._order.wait(place)
                with self._lock, nullcontext():  # an interrupt at its end frees the lock, too
                    self._order.leave(place)
                    return attempt()
            except sqlite3.OperationalError as error:
                if not is_busy(error):
                    raise
                if time.monotonic() >= end:
                    raise self._locked() from error
            finally:
                self._order.leave(place)
            time.sleep(nap)
            nap = min(nap * 2, _LONGEST_NAP)

    def _locked(self) -> JournalError:
        holders = lock_holders(os.path.realpath(self.name))
        return JournalError(
            f"the journal {self.name} was locked for {LOCK_SECONDS:g} seconds, by {holders}"
        )


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


def _close(connections: list[SqliteConnection]) -> None:
    while connections:
        connections.pop().close()


def _drop(connections: list[SqliteConnection]) -> None:
    """Close what nobody uses any more, but not while a thread forks, which waits for this one."""
    if _open_lock.acquire(blocking=False):
        try:
            _close(connections)
        finally:
            _open_lock.release()
    else:
        _dropped.extend(connections)


OPEN: weakref.WeakSet[SqliteDialect] = weakref.WeakSet()
_open_lock = threading.RLock()
_at_fork: list[SqliteDialect] = []
_dropped: list[SqliteConnection] = []
"""Connections that nobody uses any more, to be closed after the fork."""
_inherited: list[SqliteConnection] = []
"""Connections of the parent, which a child must not close: that takes away what it does not have."""


def _before_fork() -> None:
    _open_lock.acquire()
    _at_fork.extend(OPEN)
    for dialect in _at_fork:
        dialect.before_fork()


def _after_fork(in_child: bool) -> None:
    while _at_fork:
        _at_fork.pop().after_fork(in_child)
    if in_child:
        _inherited.extend(_dropped)
        _dropped.clear()
    _close(_dropped)
    _open_lock.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=lambda: _after_fork(False),
        after_in_child=lambda: _after_fork(True),
    )
