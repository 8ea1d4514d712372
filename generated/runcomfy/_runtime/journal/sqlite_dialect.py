# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""The journal in one SQLite file, which many threads and processes of one machine share."""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from .errors import JournalError
from .process_owner import is_running, this_process
from .store import Row

APPLICATION_ID = 0x6377_6A6C
VERSION = 1
LOCK_SECONDS = 30.0
"""How long a transaction waits for those of others."""
SCHEMA = (
    """CREATE TABLE job_journal_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL, base_url TEXT NOT NULL,
    account TEXT NOT NULL, endpoint TEXT NOT NULL, once TEXT, replaced INTEGER NOT NULL DEFAULT 0,
    batch TEXT, position INTEGER, fingerprint TEXT NOT NULL, once_on TEXT, input TEXT,
    request_id TEXT, reason TEXT, created_at REAL NOT NULL, updated_at REAL NOT NULL,
    price INTEGER, cost INTEGER, result TEXT, files TEXT NOT NULL, token TEXT NOT NULL,
    owner TEXT NOT NULL
) STRICT""",
    """CREATE UNIQUE INDEX job_journal_keys ON job_journal_entries
    (base_url, account, endpoint, once) WHERE once IS NOT NULL AND replaced = 0""",
    """CREATE INDEX job_journal_batches ON job_journal_entries
    (base_url, account, batch, state, price, cost) WHERE batch IS NOT NULL""",
    "CREATE INDEX job_journal_states ON job_journal_entries (state)",
    "CREATE INDEX job_journal_requests ON job_journal_entries (request_id)",
    "CREATE INDEX job_journal_tokens ON job_journal_entries (token)",
    "CREATE TABLE job_journal_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
)


class SqliteDialect:
    """A file in WAL mode; each thread of each process has a connection of its own."""

    def __init__(self, path: str) -> None:
        self.name = path
        self._path = Path(path)
        self._here = threading.local()
        self._sending: set[str] = set()

    def execute(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Execute one statement, and return its rows."""
        with self._errors():
            return self._connection().execute(statement, tuple(parameters)).fetchall()

    @contextmanager
    def transaction(self, *keys: str) -> Generator[None]:
        """Write in one transaction; the file has one writer at a time, whatever the keys are."""
        with self._errors():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                connection.rollback()
                raise
            connection.execute("COMMIT")

    def rollback(self) -> None:
        """Undo what an interrupted transaction of this thread has left open, if anything."""
        with self._errors():
            self._connection().rollback()

    def erase_deleted(self) -> None:
        """Remove what was deleted from the file and its write-ahead log."""
        self.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def begin_sending(self, token: str) -> str:
        """Note that this process sends the submit of a token; return who it is, as text."""
        self._sending.add(token)
        return this_process()

    def end_sending(self, token: str) -> None:
        """Note that the submit of a token has ended, in whatever way."""
        self._sending.discard(token)

    def is_sending(self, owner: str, token: str) -> bool:
        """Return whether the process that sends the submit of a token is alive and still sends it."""
        return token in self._sending if owner == this_process() else is_running(owner)

    def close(self) -> None:
        """Close the connection of this thread."""
        found = self._here.__dict__.pop("connection", None)
        if found is not None and found[0] == os.getpid():
            found[1].close()

    def _connection(self) -> sqlite3.Connection:
        found: tuple[int, sqlite3.Connection] | None = getattr(self._here, "connection", None)
        if found is None or found[0] != os.getpid():
            found = os.getpid(), _open(self._path)
            self._here.connection = found
        return found[1]

    @contextmanager
    def _errors(self) -> Generator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise JournalError(f"the journal {self.name} cannot be used: {error}") from error


def _open(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=LOCK_SECONDS, isolation_level=None)
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL").close()
    connection.execute("PRAGMA synchronous = FULL").close()
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone() == (0,):
        for statement in SCHEMA:
            connection.execute(statement)
        salt = ("salt", secrets.token_hex(32))
        connection.execute("INSERT INTO job_journal_settings VALUES (?, ?)", salt)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
