"""Programs that share a SQLite journal, and what its file holds."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.programs import start

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
ON_POSIX = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")
PREPARE = """\
import os, sqlite3, sys
from runtime.journal.claims import *
journal = open_journal(sys.argv[1])
"""


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a program that has the journal at its first argument."""
    return start("-c", PREPARE + code, *arguments)


def finished(process: subprocess.Popen[str], words: str | None = None) -> str:
    """Return what a program prints until its end, which is without an error."""
    out, errors = process.communicate(words, timeout=200)
    assert (errors, process.returncode) == ("", 0)
    return out


def ran(code: str, *arguments: object) -> str:
    """Return what a program prints that has the journal at its first argument, even if it kills itself."""
    out, errors = run(code, *arguments).communicate(timeout=200)
    assert errors == ""
    return out


def open_files(folder: Path) -> int:
    """Return how many files below a folder this process has open, or -1 if nobody can tell."""
    try:
        names = [os.readlink(path) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    except OSError:
        return -1
    return sum(name.startswith(str(folder)) for name in names)


def rows(path: Path, what: str = "count(*)") -> int:
    """Return a number from a journal's table, read by another connection."""
    connection = sqlite3.connect(path)
    try:
        found: int = connection.execute(f"SELECT {what} FROM job_journal_entries").fetchone()[0]
        return found
    finally:
        connection.close()


def with_pragma(path: Path, words: str) -> None:
    """Run a pragma on a file."""
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA {words}")
    connection.commit()
    connection.close()
