"""A journal in each of the databases that can keep one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.open_journal import open_journal


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return where an empty journal may be."""
    if request.param == "sqlite":
        return str(tmp_path / "jobs.sqlite")
    address: str = request.getfixturevalue("postgresql_address")
    return address


@pytest.fixture
def journal(target: str) -> Iterator[JournalDatabase]:
    """Open an empty journal."""
    journal = open_journal(target)
    yield journal
    journal.close()
