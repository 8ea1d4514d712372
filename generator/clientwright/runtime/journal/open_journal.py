"""A journal from its path or its URL."""

from __future__ import annotations

import os

from .database import JournalDatabase
from .sqlite_dialect import SqliteDialect


def open_journal(target: str | os.PathLike[str]) -> JournalDatabase:
    """Return the journal in a file, which is made if there is none."""
    return JournalDatabase(SqliteDialect(os.fspath(target)))
