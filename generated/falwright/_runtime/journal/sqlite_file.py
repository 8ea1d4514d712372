# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""Opening a journal's file: only a file that is one, with private access, and in its newest version."""

from __future__ import annotations

import os
import secrets
import sqlite3
import stat
import time
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from .errors import JournalError
from .file_systems import is_mounted, network_file_system
from .journal_log import log_created
from .pruning import IS_KEPT, REFUSAL

APPLICATION_ID = 0x6377_6A6C
LEAST_SQLITE = (3, 37)
"""Its tables are STRICT, and its statements have RETURNING."""
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
    f"""CREATE TRIGGER job_journal_keep BEFORE DELETE ON job_journal_entries WHEN {IS_KEPT}
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
)
BESIDE = ("-wal", "-shm", "-journal")
"""The ends of the names of the files that SQLite makes beside it: its log, the log's index, and, while it
makes the file, what undoes that."""
_LOOKS, _BETWEEN_LOOKS = 50, 0.02
MIGRATIONS = (SCHEMA,)
"""The statements from each version to the next; an empty file has version 0."""


def open_file(path: str) -> sqlite3.Connection:
    """Return a connection to a journal, which is made if it is missing.

    Raises:
        JournalError: the file cannot be a journal here, or is no journal; it is unchanged.
        sqlite3.Error: SQLite cannot use it now.
        OSError: it cannot be made.
    """
    if sqlite3.sqlite_version_info < LEAST_SQLITE:
        raise JournalError(
            f"a journal needs SQLite 3.37 (of 2021) or newer, and this Python has "
            f"{sqlite3.sqlite_version}: use another build of Python, or a PostgreSQL database"
        )
    path = os.path.realpath(path)
    _check_place(path)
    is_new = _create(path)
    if os.path.getsize(path):
        _look_again(path)
    connection = connect(path, "rw")
    try:
        _prepare(connection, path)
        if is_new:
            log_created(path)
    except BaseException:
        connection.close()
        raise
    return connection


def _may_be_file(path: str) -> bool:
    """Return whether a name is a file's or free; another process may remove a file at any moment."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return True


def identity(path: str) -> tuple[int, int]:
    """Return what tells a file from another that takes its name; zeros for a missing one."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return 0, 0
    return found.st_dev, found.st_ino


def _check_place(path: str) -> None:
    """Refuse a place where SQLite's locks or the log beside the file would not be shared by all."""
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise JournalError(f"the journal {path} cannot be made: there is no folder {folder}")
    if (kind := network_file_system(path)) is not None:
        raise JournalError(
            f"the journal {path} is on a network file system ({kind}), where processes on several "
            "machines would damage it: use a local disk, or a PostgreSQL database"
        )
    if is_mounted(path):
        raise JournalError(
            f"the journal {path} is itself a mount point, so the files that SQLite keeps beside it are "
            "not shared with whoever else mounts it: mount its folder, not the file"
        )
    for end in BESIDE:
        if not _may_be_file(beside := path + end):
            raise JournalError(
                f"the journal {path} cannot be used: {beside} is no regular file, and SQLite needs "
                "that name for its own: move it away"
            )
    log = f"{path}-wal"
    # a journal that another process makes now has a log only after the file itself has its tables
    if _size(log) and not _size(path):
        raise JournalError(
            f"the journal {path} is missing or empty, but its log {log} is there, with entries: "
            "move the file back beside its log; or, to start a new journal, move the log away"
        )


def _size(path: str) -> int:
    try:
        return os.path.getsize(path)
    except FileNotFoundError:
        return 0


def _create(path: str) -> bool:
    """Make an empty file that only its owner reads, and return True; never open one that is there.

    Closing any file of a database takes SQLite's locks on it away from the whole process.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        found = os.stat(path)
        if not stat.S_ISREG(found.st_mode):
            raise JournalError(f"the journal {path} is not a regular file") from None
        if found.st_nlink > 1:
            raise JournalError(
                f"the journal {path} has {found.st_nlink} names (hard links), and SQLite "
                "would take each for a database of its own: remove all but one"
            ) from None
        return False
    if hasattr(os, "fchmod"):
        os.fchmod(file, 0o600)
    os.close(file)
    return True


def connect(path: str, mode: str) -> sqlite3.Connection:
    """Return a connection to a file that is there, in one of SQLite's modes."""
    address = f"{Path(path).as_uri()}?mode={mode}"
    return sqlite3.connect(
        address, timeout=0, isolation_level=None, check_same_thread=False, uri=True
    )


def _look_again(path: str) -> None:
    """Look until nothing is half-written: a look takes no lock, and others may make the file just now."""
    for _ in range(_LOOKS - 1):
        try:
            return _look(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
        time.sleep(_BETWEEN_LOOKS)
    return _look(path)


def _look(path: str) -> None:
    """Refuse what is no journal, by a connection that cannot write, and so tidies up nothing."""
    if os.path.exists(f"{path}-journal"):  # somebody makes a journal now, or was killed meanwhile
        with closing(connect(path, "ro&immutable=1")) as connection:
            if _pragma(connection, "application_id") == APPLICATION_ID:
                return
    before = _untouched(path)
    try:
        # without a log beside the file, no lock is needed, and no file is made beside it
        with closing(connect(path, "ro&immutable=1" if before else "ro")) as connection:
            _check(connection, path)
    except (JournalError, sqlite3.Error):
        if not before or before == _untouched(path):
            raise
        with closing(connect(path, "ro")) as connection:  # others have written meanwhile
            _check(connection, path)


def _untouched(path: str) -> tuple[int, int] | None:
    """Return what changes when a file without a log beside it is written to; None if it has one."""
    found = os.stat(path)
    return None if os.path.exists(f"{path}-wal") else (found.st_size, found.st_mtime_ns)


def _check(connection: sqlite3.Connection, path: str) -> None:
    """Refuse what is no journal, as it is at one moment."""
    connection.execute("BEGIN")
    _version(connection, path)
    connection.execute("COMMIT")


def _prepare(connection: sqlite3.Connection, path: str) -> None:
    _check(connection, path)
    _pragma(connection, "synchronous = FULL")
    _pragma(connection, "fullfsync = ON")  # macOS: through the disk's own cache
    _pragma(connection, "checkpoint_fullfsync = ON")
    _pragma(connection, "secure_delete = ON")
    # before there is a log: a file that loses its log must not look like a new journal
    if _pragma(connection, "user_version") != len(MIGRATIONS):
        _migrate(connection, path)
    if _pragma(connection, "journal_mode") != "wal":
        mode = _pragma(connection, "journal_mode = WAL")
        if mode != "wal":
            raise JournalError(
                f"SQLite cannot keep a write-ahead log for {path} (its journal mode is {mode})"
            )


def _version(connection: sqlite3.Connection, path: str) -> int:
    """Return the version of a journal's tables; refuse what is no journal, or too new.

    A file without tables can have lost its log, unless nothing was ever written to it.
    In a transaction: another process may be making the journal just now.
    """
    application = _pragma(connection, "application_id")
    version = _pragma(connection, "user_version")
    objects = connection.execute("SELECT count(*) FROM sqlite_master").fetchall()[0][0]
    if application != APPLICATION_ID:
        if application or version or objects:
            raise JournalError(
                f"{path} is the database of another program, and is left unchanged: "
                "choose another name for the journal"
            )
        if _size(path):
            raise JournalError(
                f"{path} is a database without tables, and is left unchanged: if it is the copy of "
                "a journal, copy the -wal file beside it as well; otherwise remove it, or choose "
                "another name for the journal"
            )
        return 0
    if not isinstance(version, int) or version > len(MIGRATIONS):
        raise JournalError(
            f"the journal {path} was made by a newer version of this package (its version is "
            f"{version}, and this one reads up to {len(MIGRATIONS)}), and is left unchanged: "
            "update the package"
        )
    return version


def _migrate(connection: sqlite3.Connection, path: str) -> None:
    # a page of its own first, so that a process that is killed between leaves a journal's file
    with _writing(connection):
        if _version(connection, path) == 0:
            _pragma(connection, f"application_id = {APPLICATION_ID}")
    with _writing(connection):
        for statements in MIGRATIONS[_version(connection, path) :]:
            for statement in statements:
                connection.execute(statement)
        salt = ("salt", secrets.token_hex(32))
        connection.execute("INSERT OR IGNORE INTO job_journal_settings VALUES (?, ?)", salt)
        _pragma(connection, f"user_version = {len(MIGRATIONS)}")
    with suppress(sqlite3.OperationalError):  # an older journal may be read by others meanwhile
        _pragma(connection, "wal_checkpoint(TRUNCATE)")


@contextmanager
def _writing(connection: sqlite3.Connection) -> Generator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.rollback()
        raise


def _pragma(connection: sqlite3.Connection, words: str) -> object:
    rows = connection.execute(f"PRAGMA {words}").fetchall()
    return rows[0][0] if rows else None
