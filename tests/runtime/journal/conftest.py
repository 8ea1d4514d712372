"""Fixtures: a caller of clients with a journal, in each way of calling."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.byte_server import ByteServer
from runtime.journal.journal_callers import MODES, JournalCaller


@pytest.fixture(params=MODES)
def caller(request: pytest.FixtureRequest, server: ByteServer, tmp_path: Path) -> JournalCaller:
    """Return a caller of each mode, with a journal of its own."""
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
