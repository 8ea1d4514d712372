# fmt: off
# flake8: noqa
# ruff: noqa: PGH004
# isort: skip_file  # pylint: skip-file
"""What SQLite's errors mean for a journal, and what to try."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from .errors import JournalError
from .file_systems import read_only_file_system

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
