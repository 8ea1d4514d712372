"""Fixtures: a journal in each database that can keep one, and callers of clients with a journal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from clientwright.runtime.journal.database import JournalDatabase
from clientwright.runtime.journal.open_journal import open_journal
from runtime.byte_server import ByteServer
from runtime.journal.journal_callers import MODES, JournalCaller


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


@pytest.fixture(params=[*MODES, "sync-postgresql", "asyncio-postgresql"])
def caller(request: pytest.FixtureRequest, server: ByteServer, tmp_path: Path) -> JournalCaller:
    """Return a caller of each mode, with a journal of its own in a file or a database."""
    mode, _, database = request.param.partition("-")
    path = request.getfixturevalue("postgresql_address") if database else tmp_path / "jobs.sqlite"
    return JournalCaller(mode, server, path)


@pytest.fixture(params=MODES)
def file_caller(
    request: pytest.FixtureRequest, server: ByteServer, tmp_path: Path
) -> JournalCaller:
    """Return a caller of each mode, with a journal of its own in a file."""
    return JournalCaller(request.param, server, tmp_path / "jobs.sqlite")


@pytest.fixture
def sync_caller(server: ByteServer, tmp_path: Path) -> JournalCaller:
    """Return a caller of the sync client, with a journal of its own."""
    return JournalCaller("sync", server, tmp_path / "jobs.sqlite")


@pytest.fixture(params=MODES[1:])
def async_caller(
    request: pytest.FixtureRequest, server: ByteServer, tmp_path: Path
) -> JournalCaller:
    """Return a caller of the async client on each event loop, with a journal of its own."""
    return JournalCaller(request.param, server, tmp_path / "jobs.sqlite")
