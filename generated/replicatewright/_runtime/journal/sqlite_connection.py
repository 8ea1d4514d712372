# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""A connection to a journal's file, which notices when the two files beside it are not its own any more.

A process that opens and closes a file loses SQLite's locks on it. Then another process takes itself
for the last one that uses the journal, and deletes the log in which this one goes on writing.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress

from .errors import JournalError
from .file_systems import read_only_file_system
from .sqlite_file import BESIDE, connect, identity, open_file
from .store import entries_lost

_HELP = {
    "SQLITE_FULL": "the disk is full: free some space",
    "SQLITE_IOERR": "the disk has an error, is full, or has a limit for this process",
    "SQLITE_READONLY": "it is read-only: give this user write access to the file and its folder",
    "SQLITE_CANTOPEN": "SQLite keeps two more files beside it: give this user write access to its folder",
    "SQLITE_PERM": "give this user access to it",
    "SQLITE_NOTADB": "it is no database: choose another name for the journal",
    "SQLITE_CORRUPT": "it is damaged: take a copy of it and its -wal file, and try `sqlite3 FILE .recover`",
}
_UNWRITABLE = ("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_IOERR")


@contextmanager
def explained_errors(name: str) -> Generator[None]:
    """Explain what a journal's file cannot be used for.

    Raises:
        JournalError: SQLite or the operating system has failed in the block.
    """
    try:
        yield
    except (sqlite3.Error, OSError, UnicodeError, OverflowError) as error:
        found, path = str(error), os.path.realpath(name)
        code = getattr(error, "sqlite_errorname", "")
        advice = next((text for start, text in _HELP.items() if code.startswith(start)), "")
        unwritable = code.startswith(_UNWRITABLE) or getattr(error, "errno", 0) == errno.EROFS
        if unwritable and (where := read_only_file_system(path)) is not None:
            advice = (
                f"the file system {where} is read-only: mount it writable, or choose another place"
            )
        found = f"{found}; {advice}" if advice else found
        raise JournalError(f"the journal {name} cannot be used: {found}") from error


class LogInUse(sqlite3.OperationalError):
    """Others read the write-ahead log, so that it cannot be emptied."""

    sqlite_errorname = "SQLITE_BUSY"


def is_busy(error: sqlite3.OperationalError) -> bool:
    """Return whether others use the file just now, so that it is worth to try again."""
    name: str = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


_OPEN_FILES = "/dev/fd"
_TRY = (
    "Delete none of these files, and do not open the journal's file itself in a process that uses it "
    "(copy it with sqlite3's .backup)"
)


class SqliteConnection:
    """A connection to a journal's file, and which files beside it are its own.

    Raises:
        JournalError: the file cannot be a journal, is damaged, or this process has other files open.
        sqlite3.Error: SQLite cannot use it now.
        OSError: it cannot be made.
    """

    def __init__(self, name: str) -> None:
        self._name, self._path = name, os.path.realpath(name)
        self.connection = open_file(self._path)
        try:
            self.salt = self._salt()
            self._beside = self._found()
            self._check_own()
            self.note_written()
        except BaseException:
            self.connection.close()
            raise

    def note_written(self) -> None:
        """Note how the file itself is after what this process has done."""
        self._written = _last_change(self._path)

    def check(self) -> None:
        """Refuse a connection whose files are lost: what is written to them, nobody else reads.

        Raises:
            JournalError: they are lost.
        """
        if self.is_lost():
            raise entries_lost(
                f"the files beside the journal {self._name} (-wal, -shm) were deleted or replaced "
                f"while it was in use. {_TRY}; close the client to begin with what is there"
            )

    def is_lost(self) -> bool:
        """Return whether the log or its index were deleted or replaced."""
        return self._found() != self._beside

    def close(self) -> None:
        """Close it. What is in a lost log goes into the file only if nobody has written there since."""
        if self.is_lost():
            if self._is_untouched():
                with suppress(sqlite3.Error):
                    self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            self._close_without_copying()
        self.connection.close()

    def _is_untouched(self) -> bool:
        """Return whether nobody has begun another log, or written to the file, since this process did."""
        is_new = self._found()[0] != self._beside[0] and _last_change(self._path + BESIDE[0])[1] > 0
        return not is_new and _last_change(self._path) == self._written

    def _close_without_copying(self) -> None:
        """Close while another connection uses the file, so that SQLite neither copies nor deletes a log.

        The other one cannot do so either, since it can only read.
        """
        with suppress(sqlite3.Error), closing(connect(self._path, "ro")) as other:
            with suppress(sqlite3.Error):
                other.execute("BEGIN")
                other.execute("SELECT count(*) FROM sqlite_master")
            self.connection.close()

    def _salt(self) -> list[tuple[object]]:
        salt = self.connection.execute(
            "SELECT value FROM job_journal_settings WHERE name = 'salt'"
        ).fetchall()
        if not salt:
            raise JournalError(
                f"the journal {self._name} is damaged: it has no salt, so it would not find the "
                "hashes of inputs and tokens that are in it; put back a copy that has one"
            )
        return salt

    def _check_own(self) -> None:
        """Refuse an index that another connection of this process has kept when its name was taken away."""
        own = _open_files()
        # some file systems number a file that is open otherwise than its name
        if identity(self._path) in own and not own.issuperset(self._beside):
            raise entries_lost(
                f"the files beside the journal {self._name} (-wal, -shm) were deleted or replaced "
                f"while another client of this process uses it: close all clients. {_TRY}"
            )

    def _found(self) -> list[tuple[int, int]]:
        try:
            return [identity(self._path + end) for end in BESIDE[:2]]
        except OSError:  # the folder cannot be looked into
            return []


def _last_change(path: str) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def _open_files() -> set[tuple[int, int]]:
    """Return the identities of the files that this process has open; none where nobody can tell."""
    found: set[tuple[int, int]] = set()
    with suppress(OSError):
        for number in os.listdir(_OPEN_FILES):
            with suppress(OSError, ValueError):  # closed meanwhile
                file = os.fstat(int(number))
                found.add((file.st_dev, file.st_ino))
    return found
